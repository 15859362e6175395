"""The fiche's sections on specialisation and dependence: their sentences say what a plain computation finds."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

import trade_territories as tt
from tests import made
from trade_territories import reference

if TYPE_CHECKING:
    import pandas as pd

    from trade_territories.document import Section

EU = {
    "AT", "BE", "BG", "CY", "CZ", "DE", "DK", "EE", "ES", "FI", "GR", "HR", "HU", "IE", "IT", "LT", "LU", "LV", "MT", "NL", "PL",
    "PT", "RO", "SE", "SI", "SK",
}  # fmt: skip


def _section(fiche: tt.Fiche, anchor: str) -> Section:
    return next(one for one in fiche.sections if one.anchor == anchor)


def _plain(text: str) -> str:
    return re.sub("[\u202f\u00a0]", " ", text)


def _items(territory: str, lang: str = "fr") -> list[str]:
    sections = made.fiche(territory, lang).sections
    return [_plain(text) for section in sections for text in (section.heading, *section.sentences)]


@pytest.fixture(scope="module")
def flows() -> pd.DataFrame:
    return made.sample()


@pytest.fixture(scope="module")
def marne() -> list[str]:
    return _items("51")


def _rows(flows: pd.DataFrame, flow: str, departement: str | None = None) -> pd.DataFrame:
    chosen = flows["flow"] == flow
    if departement:
        chosen &= flows["departement"] == departement
    return flows.loc[chosen].astype({"departement": "str", "a129": "str", "partner": "str"})


def test_ranks_count_those_that_trade_more(flows: pd.DataFrame) -> None:
    ranks = {}
    for flow in ("export", "import"):
        values = _rows(flows, flow).groupby("departement")["value_eur"].sum()
        values = values[[code for code in values.index if code not in ("99", "980")]]
        ranks[flow] = 1 + int((values > values["51"]).sum())
    figure = next(one for one in made.fiche("51").key_figures if one.name == "exports_rank")
    assert figure.value == ranks["export"]
    assert figure.note == f"{ranks['import']}e à l’import"


def test_values_per_inhabitant_divide_by_the_population(flows: pd.DataFrame, marne: list[str]) -> None:
    people = reference.population(reference.territory("51"))
    assert people is not None
    exports = _rows(flows, "export", "51")["value_eur"].sum() / people
    written = f"{round(exports):,}".replace(",", " ")
    assert any(item.startswith(f"Par habitant et pour 2024, {written} € d’exportations") for item in marne)


def test_first_product_is_that_of_the_largest_quotient(flows: pd.DataFrame, marne: list[str]) -> None:
    here = _rows(flows, "export", "51").groupby("a129")["value_eur"].sum()
    france = _rows(flows, "export").groupby("a129")["value_eur"].sum()
    quotient = (here["C11Z"] / here.sum()) / (france["C11Z"] / france.sum())
    heading = (
        f"Les boissons pèsent {quotient:.0f} fois plus dans les exportations de la Marne que dans celles de la France"
    )
    assert heading in marne


def test_share_of_the_three_first(flows: pd.DataFrame, marne: list[str]) -> None:
    values = _rows(flows, "export", "51").groupby("a129")["value_eur"].sum().sort_values(ascending=False)
    share = values.head(3).sum() / values.sum() * 100
    equivalent = 1 / ((values / values.sum()) ** 2).sum()
    sentence = next(item for item in marne if item.startswith("À l’export, les trois premiers pays représentent"))
    assert f"les trois premiers produits {share:.0f} %" in sentence
    assert f"et de {round(equivalent, 1):g} produits de poids".replace(".", ",") in sentence


def test_products_of_one_supplier(flows: pd.DataFrame, marne: list[str]) -> None:
    kinds = reference.partner_kinds()
    cells = _rows(flows, "import", "51")
    cells = cells[[kinds.get(code) != "other" for code in cells["partner"]]]
    # The share is of what is allocated to a country, as are its parts.
    total = cells["value_eur"].sum()
    table = cells.groupby(["a129", "partner"])["value_eur"].sum().unstack(fill_value=0)
    outside = table[[code for code in table.columns if code not in EU]].max(axis="columns")
    dependent = table.sum(axis="columns")[outside > table.sum(axis="columns") / 2]
    value = f"{dependent.sum() / 1e6:.1f} M€".replace(".", ",")
    share = f"{dependent.sum() / total * 100:.2f} %".replace(".", ",")
    words = {2: "Deux", 3: "Trois", 4: "Quatre"}[len(dependent)]
    assert any(item.startswith(f"{words} produits importés dans la Marne") for item in marne)
    assert any(
        item.startswith(f"Ces importations représentent {value}, soit {share} de ce qui est ventilé par pays")
        for item in marne
    )


def test_charts_and_their_tables_stand_behind_the_sentences(flows: pd.DataFrame) -> None:
    fiche = made.fiche("51")
    (special,) = (block.table for block in _section(fiche, "specialisation").charts)
    (dependent,) = (block.table for block in _section(fiche, "dependance").charts)
    assert special["code"].tolist() == tt.specialisation(flows, "51")["code"].tolist()
    found = tt.dependence(flows, "51")
    assert dependent["import_eur"].tolist() == found["import_eur"].tolist()


@pytest.mark.whole
def test_france_is_not_compared_with_itself() -> None:
    fiche = made.fiche("FR")
    items = _items("FR")
    assert not [item for item in items if "Par habitant" in item or "qu’en France" in item or "(France :" in item]
    assert "comparaison" not in [section.anchor for section in fiche.sections]
    assert not [figure for figure in fiche.key_figures if "france" in figure.name or "rank" in figure.name]
    assert [item for item in items if item.startswith("À l’export, les trois premiers pays")]


def test_likeness_is_said_with_its_value_and_only_where_it_is_high(flows: pd.DataFrame) -> None:
    alike = tt.comparable(flows, "51", n=3)
    expected = [
        f"{name} ({value:.2f})".replace(".", ",").replace("'", "’")
        for name, value in zip(alike["label"], alike["similarity"], strict=True)
        if value >= 0.7
    ]
    sentence = next(item for item in _items("51") if item.startswith("Les départements dont les exportations"))
    assert all(words in sentence for words in expected)
    assert sentence.count("(") == len(expected) + 1


@pytest.mark.whole
def test_english_is_whole() -> None:
    items = _items("51", "en")
    assert not [item for item in items if re.search(r"\b(pays|produits|fois|importations)\b", item)]
