"""What a figure is of goes with it everywhere: each output states its scope or is refused, and notices have its amounts."""

from __future__ import annotations

import io
import json
import re
from collections import defaultdict
from typing import TYPE_CHECKING, Any

import openpyxl
import pypdf
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import trade_territories as tt
from tests.builders import CustomsRow, write_release
from tests.pdf_text import pages_of
from tests.plain_figures import departements, eur, members, no_countries, plain, table
from tests.plain_page import Page
from tests.thorough import examples
from trade_territories.cli import run
from trade_territories.document.files import write_files
from trade_territories.errors import EmptySelectionError, IncompleteCoverageError

if TYPE_CHECKING:
    from pathlib import Path

    import pandas as pd

PLACES = {
    "51": ("51",),
    "R44": tuple(code for code, row in departements().items() if row["insee_region_code"] == "44"),
    "51+10": ("51", "10"),
    "75": ("75",),
    "20": ("20",),
    "FR": tuple(departements()),
}
#: Products with their class, and whether the nomenclature knows them.
PRODUCTS = (("C11Z", "1102"), ("C20A", "2014"), ("C99Z", "9999"))
PARTNERS = ("US", "DE", "ZQ", "QU")
#: What is kept or left out -> whether a line is of it, and the words that say so in French and English.
PARTS: dict[str, tuple[str, str, tuple[str, str]]] = {
    "C11Z": ("product", "C11Z", ("boissons", "beverages")),
    "US": ("partner", "US", ("États-Unis", "United States")),
    "DE": ("partner", "DE", ("Allemagne", "Germany")),
}
QUARTERS = (1, 2, 3, 4)
PERIODS = {
    None: ("2024", "2024"),
    1: ("2024, 1er trimestre", "2024, 1st quarter"),
}
Line = tuple[str, int, str, str, str, str, int]
"""flow letter, quarter, département (INSEE), A129, CPF4, partner, euros."""


def made(oddest: str, lacking: str, lacking_quarter: int | None) -> list[Line]:
    """Return a year of trade in which one place has corrections, and one lacks as a whole or for a quarter."""
    lines = []
    for number, code in enumerate(departements()):
        for flow in "EI":
            for quarter in QUARTERS:
                if code == lacking and lacking_quarter in (None, quarter):
                    continue
                for place, ((product, cpf4), partner) in enumerate(
                    (one, other) for one in PRODUCTS for other in PARTNERS
                ):
                    is_known = product != "C99Z" and partner != "ZQ"
                    if not is_known and code not in (oddest, "75"):
                        continue
                    value = (number + 1) * 100_000 + place * 10_000 + quarter
                    if code == oddest and (product, partner) == ("C20A", "US"):
                        value = -value
                    lines.append((flow, quarter, code, product, cpf4, partner, value))
    return lines


def read(folder: Path, lines: list[Line]) -> pd.DataFrame:
    """Write the lines as the Customs' archives, and read them."""
    archives = []
    for letter, flow in (("E", "export"), ("I", "import")):
        rows: list[CustomsRow] = [
            (
                letter, quarter, 2024, departements()[code]["douanes_code"], departements()[code]["douanes_region_code"],
                product, cpf4, partner, value, 7,
            )
            for own, quarter, code, product, cpf4, partner, value in lines
            if own == letter
        ]  # fmt: skip
        archives.append(write_release(folder / f"202502-Regional-2024-{flow}.zip", rows, labels=False))
    return tt.read_flows(*archives)


class Asked:
    """One question, and the lines that it is about."""

    def __init__(
        self, code: str, quarter: int | None, only: str | None, excluding: str | None, lang: str, lines: list[Line]
    ) -> None:
        self.code, self.quarter, self.only, self.excluding, self.lang = code, quarter, only, excluding, lang
        self.own = [line for line in lines if self._is_in_parts(line) and quarter in (None, line[1])]
        self.here = [line for line in self.own if line[2] in PLACES[code]]
        quarters = QUARTERS if quarter is None else (quarter,)
        held = {(line[2], line[1]) for line in lines}
        self.lacking = {one for one in departements() for wanted in quarters if (one, wanted) not in held}

    def _is_in_parts(self, line: Line) -> bool:
        def is_of(part: str | None) -> bool:
            kind, code, _ = PARTS[part or ""]
            return code in ((line[3], line[4]) if kind == "product" else (line[5],))

        return (self.only is None or is_of(self.only)) and (self.excluding is None or not is_of(self.excluding))

    @property
    def options(self) -> dict[str, Any]:
        return {"quarter": self.quarter, "only": self.only, "excluding": self.excluding, "lang": self.lang}

    @property
    def words(self) -> list[str]:
        """What every statement of the scope must hold, beside the place."""
        position = 0 if self.lang == "fr" else 1
        return [
            PERIODS[self.quarter][position],
            *(PARTS[part][2][position] for part in (self.only, self.excluding) if part),
        ]

    def states(self, text: str, where: str, *, place: bool = True) -> None:
        """Require that a text states the scope."""
        held = plain(text).casefold()
        for word in [*self.words, *([self.place] if place else [])]:
            assert word.casefold() in held, f"{where} lacks {word!r}: {text!r}"

    @property
    def place(self) -> str:
        return {"51": "Marne", "R44": "Grand Est", "51+10": "Aube", "75": "Paris", "20": "Corse", "FR": "France"}[
            self.code
        ].replace("Corse", "Cors" if self.lang == "en" else "Corse")


QUESTIONS = st.tuples(
    st.sampled_from(sorted(PLACES)),
    st.sampled_from(list(PERIODS)),
    st.sampled_from([None, "C11Z", "US"]),
    st.sampled_from([None, None, "C11Z", "DE"]),
    st.sampled_from(["fr", "en"]),
    st.sampled_from(["51", "01", "75"]),
    st.sampled_from(["", "", "10", "01"]),
    st.sampled_from([None, 3]),
)
FEW = settings(
    max_examples=examples(40), suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
)


@pytest.fixture(scope="module")
def frames(
    tmp_path_factory: pytest.TempPathFactory,
) -> dict[tuple[str, str, int | None], tuple[pd.DataFrame, list[Line]]]:

    class Frames(dict[Any, Any]):
        def __missing__(self, key: tuple[str, str, int | None]) -> tuple[pd.DataFrame, list[Line]]:
            lines = made(*key)
            self[key] = (read(tmp_path_factory.mktemp("release"), lines), lines)
            return self[key]  # type: ignore[no-any-return]

    return Frames()


def amounts(asked: Asked) -> dict[str, int]:
    """Work out the amounts that notices tell, from the lines of the question."""
    known = {row["code"] for row in table("partners")}
    products = {row["a129"] for row in table("products_a129")}
    found = {
        "corrections": sum(line[6] for line in asked.here if line[6] < 0),
        "unknown_partner": sum(line[6] for line in asked.here if line[5] not in known),
        "unknown_product": sum(line[6] for line in asked.here if line[3] not in products),
    }
    return {code: value for code, value in found.items() if value}


@pytest.mark.whole
@FEW
@given(QUESTIONS)
def test_amounts_of_notices_are_those_of_the_scope(frames: Any, question: Any) -> None:
    code, quarter, only, excluding, lang, oddest, lacking, lacking_quarter = question
    flows, lines = frames[oddest, lacking, lacking_quarter]
    asked = Asked(code, quarter, only, excluding, lang, lines)
    if not asked.here:
        with pytest.raises(EmptySelectionError):
            tt.notices(flows, code, **asked.options)
        return
    told = tt.notices(flows, code, **asked.options).set_index("code")
    for name, value in amounts(asked).items():
        assert told.value[name] == value
        assert eur(value, lang) in plain(told.text[name])
    for name in ("corrections", "unknown_partner", "unknown_product"):
        assert (name in told.index) == (name in amounts(asked))
    lacks = asked.lacking & set(PLACES[code])
    assert ("coverage" in told.index) == bool(lacks)
    for one in lacks:
        assert departements()[one]["name"] in told.text["coverage"]
    sums: dict[str, int] = defaultdict(int)
    for line in asked.here:
        sums["export" if line[0] == "E" else "import"] += line[6]
    totals = tt.totals(flows, code, **asked.options)
    assert dict(zip(totals["flow"], totals["value_eur"], strict=True)) == {
        "export": sums["export"],
        "import": sums["import"],
    }
    notes = " ".join(totals.attrs["notes"])
    assert totals.attrs["scope"] == tt.balance(flows, code, **asked.options).attrs["scope"]
    asked.states(totals.attrs["scope"], "scope")
    for part in (only, excluding):
        assert part is None or PARTS[part][2][lang == "en"].casefold() in plain(notes).casefold()
    for one in lacks:
        assert departements()[one]["name"] in notes
    if lacking and asked.lacking:
        # Whatever compares with France is refused, and names what lacks.
        for ask in (tt.shares, tt.indicators, tt.specialisation, tt.dependence):
            with pytest.raises(IncompleteCoverageError, match=lacking):
                ask(flows, code, **asked.options)
    for flow in ("export", "import"):
        allocated = [line for line in asked.here if line[0] == flow[0].upper() and line[5] not in no_countries()]
        union = sum(line[6] for line in allocated if line[5] in members())
        table_of = tt.balance(flows, code, by="partner", n=None, **asked.options)
        assert table_of.loc[table_of["code"].isin(list(members())), f"{flow}_eur"].sum() == union


@pytest.mark.whole
@settings(FEW, max_examples=examples(30) if examples() == 100 else 3)
@given(QUESTIONS)
def test_every_output_states_its_scope_or_is_refused(frames: Any, tmp_path_factory: Any, question: Any) -> None:
    code, quarter, only, excluding, lang, oddest, lacking, lacking_quarter = question
    flows, lines = frames[oddest, lacking, lacking_quarter]
    asked = Asked(code, quarter, only, excluding, lang, lines)
    if not asked.here:
        return
    if asked.lacking:
        with pytest.raises(IncompleteCoverageError, match=lacking):
            tt.fiche(flows, code, **asked.options)
        return
    fiche = tt.fiche(flows, code, **asked.options)
    for text, where in ((fiche.title, "title"), (fiche.scope, "scope")):
        asked.states(text, where)
    check_page(asked, fiche.to_html())
    check_pdf(asked, fiche.to_pdf())
    check_workbook(asked, fiche.to_excel())
    check_files(asked, fiche, tmp_path_factory.mktemp("files"))


def check_page(asked: Asked, page: str) -> None:
    """Require the scope in the title, the line above the name, each caption and each alternative text."""
    held = Page(page)
    asked.states(re.search("<title>(.*?)</title>", page, re.DOTALL)[1], "page title")  # type: ignore[index]
    texts = [text for text in held.texts if text.kind in ("svg:desc", "figcaption") and text.figure]
    assert texts
    for text in texts:
        beside = "-fr" in text.figure[-3:] or "-r" in text.figure
        asked.states(text.text, f"{text.kind} of {text.figure}", place=not beside)
    for grid in held.grids:
        asked.states(grid.caption, "caption", place="flux" not in grid.figure and "flows" not in grid.figure)
    findings = [text.text for text in held.texts if text.kind == "h2" and re.search(r"\d", text.text)]
    for part in (asked.only, asked.excluding):
        if part and findings:
            word = PARTS[part][2][asked.lang == "en"].casefold()
            assert any(word in one.casefold() for one in findings), findings


def check_pdf(asked: Asked, data: bytes) -> None:
    reader = pypdf.PdfReader(io.BytesIO(data))
    asked.states(str(reader.metadata.title), "PDF title")  # type: ignore[union-attr]
    text = " ".join(" ".join(text.split()) for text in pages_of(data))
    asked.states(text, "PDF text")


def check_workbook(asked: Asked, data: bytes) -> None:
    book = openpyxl.load_workbook(io.BytesIO(data))
    asked.states(str(book.properties.title), "workbook title")
    for sheet in book.worksheets[2:]:
        head = " ".join(str(cell.value) for row in sheet.iter_rows(max_row=4) for cell in row if cell.value is not None)
        asked.states(head, f"sheet {sheet.title}", place=False)


def check_files(asked: Asked, fiche: Any, folder: Path) -> None:
    """Require the scope in the names of files and in the metadata."""
    written = write_files(fiche, folder, ("html", "csv"))
    stem = {path.name for path in written}
    page = next(name for name in stem if name.endswith(".html"))
    for part in (asked.only, asked.excluding):
        if part:
            word = PARTS[part][2][asked.lang == "en"]
            folded = re.sub(r"[^a-z]+", "-", word.lower().replace("é", "e"))
            assert folded in page, page
    if asked.quarter:
        assert "trimestre" in page or "quarter" in page
    held = json.loads((folder / "metadata.json").read_text(encoding="utf-8"))
    asked.states(json.dumps(held, ensure_ascii=False), "metadata")
    own = [path for path in written if path.suffix == ".csv"]
    assert own


@pytest.mark.whole
def test_the_shell_tells_the_scope_beside_a_table(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    lines = made("51", "10", None)
    read(tmp_path, lines)
    asked = ["--from", str(tmp_path), "--year", "2024", "--excluding", "C11Z"]
    assert run(["table", "totals", "R44", *asked]) == 0
    printed = capsys.readouterr()
    assert "Aube (10)" in printed.err
    assert "boissons" in printed.err.lower()
    assert run(["table", "shares", "51", *asked]) == 1
    printed = capsys.readouterr()
    assert "Aube (10)" in printed.err
    assert printed.out == ""
