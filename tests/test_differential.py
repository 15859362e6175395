"""The public tables against plain loops, over drawn releases: written as the Customs write them, read, and asked anything.

A few run by default; ``nox -s differential`` runs a thousand; what came of them stands in ``tests/differential.json``.
Each release is made from its number alone.
"""

from __future__ import annotations

import json
import platform
import random
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pandas as pd
import pytest
from filelock import FileLock

import trade_territories as tt
from tests import oracle
from tests.builders import customs_rows, write_release
from tests.test_tables import plain, same
from trade_territories.engines import on_engine
from trade_territories.sources import FLOWS

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tests.builders import FlowRow
    from trade_territories.sources import Flow

ENGINES = ("pandas", "polars", "duckdb")
QUARTERS = (1, 2, 3, 4)
LEVELS = ("partner", "zone", "a17", "a38", "a129", "cpf4")
PRODUCTS = [(row["a129"], row["cpf4"]) for row in oracle.table("products_cpf4") if row.get("a129")]
PARTNERS = [row["code"] for row in oracle.table("partners") if row["code"] not in ("XI", "XU")]
DEPARTEMENTS = sorted(oracle.regions())
RESULT = Path(__file__).with_name("differential.json")
#: In parts, so that they can be shared out among processes.
PART = 100
MANY = [
    pytest.param(range(first, first + PART), marks=pytest.mark.differential, id=f"from-{first}")
    for first in range(0, 1000, PART)
]


def drawn_rows(draw: random.Random) -> list[FlowRow]:
    """Draw a release: few codes, so that rows meet; small values, so that they tie; large ones, so that sums are large."""
    departements = draw.sample(DEPARTEMENTS, draw.randint(1, 8))
    products, partners = draw.sample(PRODUCTS, draw.randint(1, 9)), draw.sample(PARTNERS, draw.randint(1, 9))
    # Both directions have the same quarters: a balance of unequal ones is refused.
    a129, cpf4 = products[0]
    keys = [(flow, 2024, q, departements[0], a129, cpf4, partners[0]) for flow in oracle.FLOWS for q in QUARTERS]
    rows: dict[tuple[Any, ...], FlowRow] = {key: (*key, 1, 1) for key in keys}
    for _ in range(draw.randint(1, 120)):
        a129, cpf4 = draw.choice(products)
        key = (
            draw.choice(oracle.FLOWS),
            2024,
            draw.choice(QUARTERS),
            draw.choice(departements),
            a129,
            cpf4,
            draw.choice(partners),
        )
        value = draw.choice((draw.randint(1, 5), draw.randint(1, 10**6), draw.randint(1, 10**11)))
        rows[key] = (*key, value, draw.randint(0, 10**9))
    return list(rows.values())


def everywhere(draw: random.Random) -> list[FlowRow]:
    """Draw one row of each flow, quarter and département, so that shares have their whole."""
    a129, cpf4 = draw.choice(PRODUCTS)
    return [
        (flow, 2024, quarter, code, a129, cpf4, "QU", draw.randint(1, 1000), 1)
        for flow in oracle.FLOWS
        for quarter in QUARTERS
        for code in DEPARTEMENTS
    ]


def merged(rows: Sequence[FlowRow]) -> list[FlowRow]:
    return list({row[:7]: row for row in rows}.values())


def kept(rows: Sequence[FlowRow], only: Sequence[str]) -> list[FlowRow]:
    """Keep the rows of any product asked for and any partner asked for: among themselves they are alternatives."""
    products = {code for code in only if code not in PARTNERS}
    partners = {code for code in only if code in PARTNERS}
    return [
        row for row in rows if (not products or products & {row[4], row[5]}) and (not partners or row[6] in partners)
    ]


class Question:
    """A place, a period, a level and what is kept or left out, drawn from a number."""

    def __init__(self, draw: random.Random, rows: Sequence[FlowRow]) -> None:
        held = sorted({row[3] for row in rows})
        self.codes = sorted(draw.sample(held, min(len(held), draw.randint(1, 3))))
        self.place = draw.choice((self.codes[0], "+".join(self.codes), "FR"))
        self.departements = None if self.place == "FR" else self.codes if "+" in self.place else [self.place]
        self.by: Any = draw.choice(LEVELS)
        self.product: Any = draw.choice(LEVELS[2:])
        self.n = draw.choice((None, 1, 2, 3, 50))
        self.flow: Flow = draw.choice(FLOWS)
        quarters = sorted({row[2] for row in rows if row[2] is not None})
        self.quarters = draw.choice((None, draw.sample(quarters, draw.randint(1, len(quarters)))))
        codes = sorted({code for row in rows for code in (row[4], row[5], row[6]) if code})
        way = draw.choice(("only", "excluding", None))
        self.asked: dict[str, Any] = {way: draw.sample(codes, min(len(codes), draw.randint(1, 3)))} if way else {}
        if self.quarters is not None:
            self.asked["quarter"] = self.quarters

    def in_period(self, rows: Sequence[FlowRow]) -> list[FlowRow]:
        """Return the rows of the quarters asked for."""
        return [row for row in rows if self.quarters is None or row[2] in self.quarters]

    def scope(self, rows: Sequence[FlowRow]) -> list[FlowRow]:
        """Return the rows of the question, but for its place."""
        found = oracle.without(self.in_period(rows), self.asked.get("excluding", []))
        return kept(found, self.asked["only"]) if "only" in self.asked else found


def record(numbers: range, tables: int, seconds: float) -> None:
    """Note what came of a hundred releases; the parts may run at the same time."""
    with FileLock(Path(tempfile.gettempdir(), "trade-territories-differential.lock")):
        noted = json.loads(RESULT.read_text(encoding="utf-8")) if RESULT.exists() else {}
        parts = {part["first"]: part for part in noted.get("parts", [])}
        parts[numbers.start] = {
            "first": numbers.start, "releases": len(numbers), "tables": tables, "processor_seconds": round(seconds, 1),
        }  # fmt: skip
        found = {
            "releases": sum(part["releases"] for part in parts.values()),
            "tables": sum(part["tables"] for part in parts.values()),
            "wrong": 0,
            "engines": ENGINES,
            "python": platform.python_version(),
            "parts": [parts[first] for first in sorted(parts)],
        }
        RESULT.write_text(json.dumps(found, indent=1) + "\n", encoding="utf-8")


def check(frame: Any, question: Question, rows: Sequence[FlowRow], *, is_whole: bool) -> int:
    """Compare all tables of a question, and say how many."""
    everything = question.scope(rows)
    mine = oracle.of_places(everything, question.departements)
    place, asked = question.place, question.asked
    if not mine:
        # Nothing was left by what was kept or left out; or there was nothing in these quarters, which is no error.
        if oracle.of_places(question.in_period(rows), question.departements):
            with pytest.raises(tt.EmptySelectionError):
                tt.balance(frame, place, **asked)
        return 0
    totals = tt.totals(frame, place, **asked)
    found = list(zip(totals["flow"], totals["value_eur"].tolist(), totals["mass_kg"].fillna(0).tolist(), strict=True))
    same(found, oracle.totals(mine))
    balance = tt.balance(frame, place, by=question.by, n=question.n, **asked)
    columns = ["code", "import_eur", "export_eur", "balance_eur"]
    same(plain(balance, columns), oracle.balance(mine, question.by, question.n))
    activities = tt.activities(frame, place, by=question.by, n=question.n, **asked)
    columns = ["flow", "code", "value_eur", "share_pct"]
    same(plain(activities, columns), oracle.activities(mine, question.by, question.n))
    matrix = tt.flow_matrix(frame, place, flow=question.flow, by=question.product, n=question.n, highlight=0, **asked)
    columns = ["product", "partner", "value_eur", "highlighted"]
    same(plain(matrix, columns), oracle.flow_matrix(mine, question.flow, question.product, question.n, 0))
    if is_whole and "+" not in place and place != "FR" and place not in oracle.ALONE:
        region = oracle.regions()[place]
        shares = tt.shares(frame, place, **asked)
        columns = ["flow", "value_eur", "share_region_pct", "share_france_pct"]
        same(plain(shares, columns), oracle.shares(everything, [place], region))
        return 5
    return 4


@pytest.mark.whole
@pytest.mark.parametrize("numbers", [pytest.param(range(3), id="few"), *MANY])
def test_every_table_is_that_of_plain_loops(numbers: range, tmp_path: Path) -> None:
    tables, began = 0, time.process_time()
    for number in numbers:
        draw = random.Random(number)  # noqa: S311 - drawn the same every time
        is_whole = draw.random() < 0.2
        rows = merged(drawn_rows(draw) + (everywhere(draw) if is_whole else []))
        folder = tmp_path / str(number)
        folder.mkdir()
        for flow in oracle.FLOWS:
            # A file without a row is none.
            if part := customs_rows(rows, flow):
                write_release(folder / f"202502-Regional-2024-{flow}.zip", part)
        flows = tt.read_flows(folder)
        assert isinstance(flows, pd.DataFrame)
        engine = draw.choice(ENGINES)
        frame = on_engine(flows, engine)
        for _ in range(3):
            question = Question(draw, rows)
            try:
                tables += check(frame, question, rows, is_whole=is_whole)
            except Exception as error:
                told = (
                    f"number {number}, {engine}, {question.place}, by={question.by}, n={question.n}, {question.asked}"
                )
                raise AssertionError(told) from error
    if len(numbers) == PART:
        record(numbers, tables, time.process_time() - began)
