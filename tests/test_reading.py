"""The fiche's section "Ce que disent les chiffres": its sentences say what a plain computation finds."""

from __future__ import annotations

import io
import re
from typing import TYPE_CHECKING

import pytest
from pypdf import PdfReader

import trade_territories as tt
from trade_territories import reference

if TYPE_CHECKING:
    import pandas as pd

    from trade_territories.document import Section

EU = {
    "AT", "BE", "BG", "CY", "CZ", "DE", "DK", "EE", "ES", "FI", "GR", "HR", "HU", "IE", "IT", "LT", "LU", "LV", "MT", "NL", "PL",
    "PT", "RO", "SE", "SI", "SK",
}  # fmt: skip


def _section(fiche: tt.Fiche) -> Section:
    return next(one for one in fiche.sections if one.anchor == "lecture")


def _plain(text: str) -> str:
    return re.sub("[\u202f\u00a0]", " ", text)


def _items(flows: pd.DataFrame, territory: str, lang: str = "fr") -> list[str]:
    return [_plain(item) for item in _section(tt.fiche(flows, territory, lang=lang)).items]


@pytest.fixture(scope="module")
def flows() -> pd.DataFrame:
    return tt.sample_flows()


@pytest.fixture(scope="module")
def marne(flows: pd.DataFrame) -> list[str]:
    return _items(flows, "51")


def _rows(flows: pd.DataFrame, flow: str, departement: str | None = None) -> pd.DataFrame:
    chosen = flows["flow"] == flow
    if departement:
        chosen &= flows["departement"] == departement
    return flows.loc[chosen].astype({"departement": "str", "a129": "str", "partner": "str"})


def test_ranks_count_those_that_trade_more(flows: pd.DataFrame, marne: list[str]) -> None:
    ranks = {}
    for flow in ("export", "import"):
        values = _rows(flows, flow).groupby("departement")["value_eur"].sum()
        values = values[[code for code in values.index if code not in ("99", "980")]]
        ranks[flow] = 1 + int((values > values["51"]).sum())
    expected = f"Rang parmi 100 départements : {ranks['export']}e à l’exportation, {ranks['import']}e à l’importation."
    assert expected in marne


def test_values_per_inhabitant_divide_by_the_population(flows: pd.DataFrame, marne: list[str]) -> None:
    people = reference.population(reference.territory("51"))
    assert people is not None
    exports = _rows(flows, "export", "51")["value_eur"].sum() / people
    written = f"{round(exports):,}".replace(",", " ")
    assert any(item.startswith(f"Par habitant : {written} € d’exportations") for item in marne)


def test_first_product_is_that_of_the_largest_quotient(flows: pd.DataFrame, marne: list[str]) -> None:
    here = _rows(flows, "export", "51").groupby("a129")["value_eur"].sum()
    france = _rows(flows, "export").groupby("a129")["value_eur"].sum()
    quotient = (here["C11Z"] / here.sum()) / (france["C11Z"] / france.sum())
    sentence = next(item for item in marne if item.startswith("Produits qui pèsent"))
    assert f": Boissons ({quotient:.0f} fois)," in sentence


def test_share_of_the_three_first(flows: pd.DataFrame, marne: list[str]) -> None:
    values = _rows(flows, "export", "51").groupby("a129")["value_eur"].sum().sort_values(ascending=False)
    share = values.head(3).sum() / values.sum() * 100
    equivalent = 1 / ((values / values.sum()) ** 2).sum()
    sentence = next(item for item in marne if item.startswith("Exportations :"))
    assert f"les trois premiers produits {share:.0f} %" in sentence
    assert f"et {round(equivalent, 1):g} produits se les".replace(".", ",") in sentence


def test_products_of_one_supplier(flows: pd.DataFrame, marne: list[str]) -> None:
    kinds = reference.partner_kinds()
    cells = _rows(flows, "import", "51")
    total = cells["value_eur"].sum()
    cells = cells[[kinds.get(code) != "other" for code in cells["partner"]]]
    table = cells.groupby(["a129", "partner"])["value_eur"].sum().unstack(fill_value=0)
    outside = table[[code for code in table.columns if code not in EU]].max(axis="columns")
    dependent = table.sum(axis="columns")[outside > table.sum(axis="columns") / 2]
    value = f"{dependent.sum() / 1e6:.1f} M€".replace(".", ",")
    share = f"{dependent.sum() / total * 100:.2f} %".replace(".", ",")
    sentence = next(item for item in marne if "d’un seul pays" in item)
    assert sentence.startswith(f"{len(dependent)} produits importés")
    assert f"soit {value} et {share} des importations" in sentence


def test_charts_and_their_tables_stand_behind_the_sentences(flows: pd.DataFrame) -> None:
    section = _section(tt.fiche(flows, "51"))
    assert [block.name for block in section.charts] == ["specialisation", "dependance"]
    special, dependent = (block.table for block in section.charts)
    full = tt.specialisation(flows, "51")
    assert special["code"].tolist() == full[full["standing"] == "above"]["code"].head(5).tolist()
    found = tt.dependence(flows, "51").set_index("code").loc[dependent["code"]]
    assert (found["one_supplier"] | (found["signals"] == 3)).all()
    assert dependent["import_eur"].tolist() == found["import_eur"].tolist()


@pytest.mark.parametrize(("territory", "lang"), [("51", "fr"), ("976", "fr"), ("75", "en"), ("R44", "en")])
def test_the_section_is_one_page_of_the_pdf(flows: pd.DataFrame, territory: str, lang: str) -> None:
    fiche = tt.fiche(flows, territory, lang=lang)
    pages = [page.extract_text() for page in PdfReader(io.BytesIO(fiche.to_pdf())).pages]
    section = _section(fiche)
    assert section.charts
    marks = [section.heading, *(chart.scene.title for chart in section.charts)]
    squeezed = [re.sub(r"\s+", "", _plain(page)) for page in pages]
    wanted = [re.sub(r"\s+", "", _plain(mark)) for mark in marks]
    assert [page for page in squeezed if all(mark in page for mark in wanted)], territory


def test_france_is_not_compared_with_itself(flows: pd.DataFrame) -> None:
    items = _items(flows, "FR")
    assert not [item for item in items if "Rang" in item or "Par habitant" in item or "qu’en France" in item]
    assert not [item for item in items if "(France :" in item]
    assert [item for item in items if item.startswith("Exportations :")]


def test_english_is_whole(flows: pd.DataFrame) -> None:
    items = _items(flows, "51", "en")
    assert items[0].startswith("Rank among 100 départements:")
    assert not [item for item in items if re.search(r"\b(pays|produits|fois|importations)\b", item)]


def test_territory_without_imports(flows: pd.DataFrame) -> None:
    keep = ~((flows["flow"] == "import") & (flows["departement"] == "23"))
    items = _items(flows[keep], "23")
    assert not [item for item in items if item.startswith("Importations") or "importé" in item]
    assert [item for item in items if item.startswith("Exportations")]
