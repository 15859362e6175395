"""Exposure to single partners, what a tariff could cost, and where others sell what the territory makes."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from typing import TYPE_CHECKING

import pandas as pd

from trade_territories import measures, reference
from trade_territories._files import own_path
from trade_territories.document._charts import short_names
from trade_territories.document._values import FLOWS, countries
from trade_territories.document._words import Speaker, heading_of_shares
from trade_territories.document.content import Block, Bullets, Paragraph, Section, TableBlock, line
from trade_territories.errors import TradeTerritoriesError, UnknownCodeError
from trade_territories.tables import share_pct
from trade_territories.text import inside_sentence, listed, typeset
from trade_territories.text.numbers import millions, ordinal

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from trade_territories.query import Query

#: Partners that every fiche looks at: the largest outside the Union, whose trade policy changes.
ALWAYS = ("US", "CN", "GB")
_PRODUCTS, _LEADS = 3, 8
_NAMES = {"product_label": ("product", "a129"), "partner_label": ("partner", "partner")}
_COLUMNS = ("partner", "product", "rate", "source", "date")


@dataclass(frozen=True)
class Tariffs:
    """Additional duties, the user's own: rates as fractions by partner, or by partner and product; their source and date.

    Examples
    --------
    >>> duties = Tariffs({"US": 0.15, ("US", "C11Z"): 0.20}, source="an exercise", date="2025-04-01")
    >>> duties.rates["US", "C11Z"]
    0.2
    """

    rates: dict[str | tuple[str, str], float]
    source: str
    date: str

    @classmethod
    def read(cls, path: str | Path) -> Tariffs:
        """Read a CSV file with the columns ``partner, product, rate, source, date``; rates are in percent.

        Raises
        ------
        TradeTerritoriesError
            A column lacks, or a line is not usable; the message names the line.
        """
        return _read_tariffs(str(own_path(path)))


def _read_tariffs(path: str) -> Tariffs:
    try:
        with open(path, encoding="utf-8-sig", newline="") as file:  # noqa: PTH123 - the path is kept as the user wrote it
            sample = file.read()
    except OSError as error:
        raise TradeTerritoriesError(
            f"{path}: the file of tariffs cannot be read ({error.strerror}); check the path"
        ) from error
    except UnicodeDecodeError as error:
        raise TradeTerritoriesError(f"{path}: not UTF-8 text (byte {error.start}); save it as CSV UTF-8") from error
    head = sample.splitlines()[0] if sample.strip() else ""
    reader = csv.DictReader(sample.splitlines(), delimiter=";" if head.count(";") > head.count(",") else ",")
    columns = [name.strip().lower() for name in reader.fieldnames or ()]
    lacking = [name for name in _COLUMNS if name not in columns]
    if lacking:
        raise TradeTerritoriesError(
            f"{path}, line 1: lacks {', '.join(lacking)}; expected the columns {', '.join(_COLUMNS)}"
        )
    rates: dict[str | tuple[str, str], float] = {}
    sources, dates = [], []
    for number, row in enumerate(reader, start=2):
        cells = {str(name).strip().lower(): str(value or "").strip() for name, value in row.items()}
        if any(cells.values()):
            rates[_rate_key(path, number, cells)] = _rate(path, number, cells["rate"])
            sources.append(cells["source"])
            dates.append(cells["date"])
    if not rates:
        raise TradeTerritoriesError(f"{path}: holds no tariff; give one line per partner, or partner and product")
    if not all(sources) or not all(dates):
        line_number = next(place for place, pair in enumerate(zip(sources, dates, strict=True), 2) if not all(pair))
        raise TradeTerritoriesError(
            f"{path}, line {line_number}: lacks source or date; say where the rate comes from, and of when"
        )
    return Tariffs(rates, ", ".join(dict.fromkeys(sources)), ", ".join(dict.fromkeys(dates)))


def _rate_key(path: str, number: int, cells: dict[str, str]) -> str | tuple[str, str]:
    try:
        partner = reference.find_code(cells["partner"], "partner", argument="partner")
        product = cells["product"] and reference.find_code(cells["product"], "a129", argument="product")
    except UnknownCodeError as error:
        raise TradeTerritoriesError(f"{path}, line {number}: {error}") from error
    return (partner, product) if product else partner


def _rate(path: str, number: int, text: str) -> float:
    try:
        value = float(text.replace("%", "").replace(",", ".").strip())
    except ValueError:
        value = float("nan")
    if not 0 <= value <= 500:
        raise TradeTerritoriesError(f"{path}, line {number}: rate is {text!r}; expected percent, such as 15")
    return value / 100


class Exposure(Speaker):
    """Makes the section of one territory."""

    def __init__(self, question: Query, focus: Iterable[str], tariffs: Tariffs | None) -> None:
        self.question, self.lang = question, question.lang
        if focus and question.narrows("partner"):
            raise TradeTerritoriesError(
                "focus= sets the weight of partners beside that of all others; leave it out, or only= and excluding= of partners"
            )
        self.partners = tuple(
            dict.fromkeys((*(reference.find_code(name, "partner", argument="focus") for name in focus), *ALWAYS))
        )
        self.tariffs = tariffs
        self._values: dict[tuple[str, str], pd.Series[int]] = {}

    def _lead(self) -> str:
        """Return the key of the sentence that says what partners' weights are compared with."""
        if self.question.territory.level == "france":
            return "lead_exposure_france"
        return "lead_exposure" if self.question.region else "lead_exposure_region"

    def section(self) -> Section | None:
        """Return exposure, then tariffs, then leads; None where nothing is traded with any of them."""
        if self.question.narrows("partner"):
            # Beside the partners asked for, the weight of one says nothing of its weight in trade.
            blocks: list[Block] = self._tariff_blocks(self.tariffs) if self.tariffs else []
            return Section("exposition", self._say("heading_tariffs"), tuple(blocks)) if blocks else None
        table = self._table()
        if not table[["export_eur", "import_eur"]].to_numpy().any():
            return None
        blocks = [
            Paragraph(line(self._say(self._lead())), "lead"),
            TableBlock(
                "exposition",
                self._say("table_exposure", scope=self.question.scope),
                table,
                sheet=self._say("sheet_exposure"),
            ),
            Bullets(tuple(line(text) for text in self._sentences(table))),
        ]
        if self.tariffs:
            blocks += self._tariff_blocks(self.tariffs)
        first = table.iloc[0]
        shares = {flow: float(first[f"{flow}_share_pct"]) for flow in FLOWS}
        heading = heading_of_shares(str(first["label"]), shares, self.lang, narrowed=self.question.narrowing)
        return Section("exposition", heading, tuple(blocks))

    def _table(self) -> pd.DataFrame:
        """Return value and share of each partner in both directions, with région's and France's shares."""
        region = self.question.region
        rows = []
        for code in self.partners:
            row: dict[str, object] = {"code": code, "label": self.question.label("partner", code, short=True)}
            for flow in FLOWS:
                row[f"{flow}_eur"] = self._value(self.question, code, flow)
                row[f"{flow}_share_pct"] = self._share(self.question, code, flow)
                if region is not None:
                    row[f"{flow}_region_share_pct"] = self._share(region, code, flow)
                if self.question.territory.level != "france":
                    row[f"{flow}_france_share_pct"] = self._share(self.question.france, code, flow)
            rows.append(row)
        return pd.DataFrame(rows)

    def _value(self, question: Query, code: str, flow: str) -> int:
        """Return the euros traded with a partner."""
        key = (question.territory.code, flow)
        if key not in self._values:
            self._values[key] = question.values("partner", flow)
        return int(self._values[key].get(code, 0))

    def _share(self, question: Query, code: str, flow: str) -> float:
        return share_pct(self._value(question, code, flow), question.total(flow))

    def _sentences(self, table: pd.DataFrame) -> list[str]:
        return [
            text
            for code, name in zip(table["code"], table["label"], strict=True)
            if (text := self._sentence(code, name))
        ]

    def _sentence(self, code: str, name: str) -> str:
        """Say rank and first products of the exports to a partner."""
        value = self._value(self.question, code, "export")
        if value <= 0:
            key = "exposure_none" if value == 0 else "exposure_below"
            return self._say(key, name=name, value=millions(value, self.lang))
        exports = countries(self.question, "export")
        rank = 1 + int((exports > value).sum())
        sums = self.question.sums(["flow", "a129", "partner"])
        cells = sums[(sums["flow"] == "export") & (sums["partner"] == code) & (sums["value_eur"] > 0)]
        cells = cells.sort_values(["value_eur", "a129"], ascending=[False, True]).head(_PRODUCTS)
        products = [
            self._say(
                "exposure_product",
                name=inside_sentence(self.question.label("a129", product, short=True)),
                value=millions(int(amount), self.lang),
            )
            for product, amount in zip(cells["a129"], cells["value_eur"], strict=True)
        ]
        is_tied = int((exports == value).sum()) > 1
        return self._say(
            f"exposure_{'tied_first' if is_tied else 'first'}"
            if rank == 1
            else "exposure_tied"
            if is_tied
            else "exposure_rank",
            name=name,
            rank=ordinal(rank, self.lang),
            count=len(products),
            products=listed(products, self.lang),
        )

    def _tariff_blocks(self, tariffs: Tariffs) -> list[Block]:
        table = measures.tariff_scenario(
            self.question,
            self.question.territory,
            rates=tariffs.rates,
            source=tariffs.source,
            date=tariffs.date,
        )
        total = table[table["partner"] == "total"].iloc[0]
        assumptions = tuple(line(typeset(text, self.lang)) for text in table.attrs.get("assumptions", ()))
        printed = table.assign(rate_pct=table["rate"] * 100).drop(columns="rate")
        order = ["partner", "partner_label", "product", "product_label", "rate_pct"]
        printed = printed[[*order, *(name for name in printed.columns if name not in order)]]
        summary = self._say(
            "tariff_range",
            value=millions(float(total["value_eur"]), self.lang),
            low=millions(float(total["fall_low_eur"]), self.lang),
            high=millions(float(total["fall_high_eur"]), self.lang),
            volume_low=millions(float(total["volume_fall_low_eur"]), self.lang),
            volume_high=millions(float(total["volume_fall_high_eur"]), self.lang),
        )
        shown = pd.concat([short_names(self.question, printed.iloc[:-1].head(_LEADS), _NAMES), printed.tail(1)])
        return [
            Paragraph(line(summary)),
            TableBlock("droits", self._say("table_tariffs"), printed, shown, self._say("sheet_tariffs")),
            Bullets(assumptions),
        ]

    def leads(self) -> Section | None:
        """Return destinations that other départements use for the territory's products; None for France."""
        if self.question.territory.level == "france":
            return None
        table = measures.leads(self.question, self.question.territory, n=None)
        if table.empty:
            return None
        block = TableBlock(
            "pistes",
            self._say("table_leads", count=min(_LEADS, len(table)), of=len(table), scope=self.question.scope),
            table,
            short_names(self.question, table.head(_LEADS), _NAMES),
            self._say("sheet_leads"),
        )
        first = table.iloc[0]
        heading = self._say(
            "heading_leads",
            product=inside_sentence(self.question.label("a129", str(first["product"]), short=True)),
            country=self.question.label("partner", str(first["partner"]), short=True),
        )
        return Section("pistes", heading, (Paragraph(line(self._say("lead_leads")), "lead"), block))
