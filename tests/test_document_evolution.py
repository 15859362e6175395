"""The section on evolution: figures by hand, in page, PDF, DOCX and workbook; breaks, gaps, energy and masses."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING, Any

import docx
import openpyxl
import pytest

import trade_territories as tt
from tests.builders import FlowRow, make_flows
from tests.pdf_text import pages_of
from trade_territories import reference
from trade_territories.cli import run
from trade_territories.document import Maker
from trade_territories.document.many import make_many
from trade_territories.errors import TradeTerritoriesError
from trade_territories.text.numbers import percent

if TYPE_CHECKING:
    from pathlib import Path

    import pandas as pd

    from trade_territories.document.content import Section, TableBlock

#: The energy group by hand: coal, hydrocarbons, refined products, electricity, gas.
ENERGY = {"B05Z", "B06Z", "C19Z", "D35A", "D35B"}


@pytest.fixture(scope="module")
def flows() -> pd.DataFrame:
    return tt.sample_flows(since=2022)


@pytest.fixture(scope="module")
def bouches(flows: pd.DataFrame) -> tt.Fiche:
    """The Bouches-du-Rhône, which import oil and gas."""
    return Maker(flows, year=2024, since=2022).make("13")


@pytest.fixture(scope="module")
def by_hand(flows: pd.DataFrame) -> pd.DataFrame:
    return flows[flows["departement"] == "13"].astype({"a129": "str", "partner": "str", "flow": "str"})


def _section(fiche: tt.Fiche) -> Section:
    return next(section for section in fiche.sections if section.anchor == "evolution")


def _table(fiche: tt.Fiche, name: str) -> TableBlock:
    tables = [*_section(fiche).tables, *fiche.annex]
    return next(table for table in tables if table.name == name)


def _change(rows: pd.DataFrame, base: int, column: str = "value_eur") -> float:
    sums = rows.groupby("year")[column].sum()
    return float(sums[2024] / sums[base] - 1) * 100


@pytest.mark.whole
def test_years_and_quarters_are_sums_of_rows(bouches: tt.Fiche, by_hand: pd.DataFrame) -> None:
    yearly = _table(bouches, "annees").table.set_index("year")
    quarterly = _section(bouches).charts[0].table.set_index(["year", "quarter"])
    assert yearly.index.tolist() == [2022, 2023, 2024]
    assert len(quarterly) == 12
    for flow in ("export", "import"):
        rows = by_hand[by_hand["flow"] == flow]
        assert yearly[f"{flow}_eur"].to_dict() == rows.groupby("year")["value_eur"].sum().to_dict()
        assert quarterly[f"{flow}_eur"].to_dict() == rows.groupby(["year", "quarter"])["value_eur"].sum().to_dict()
        assert yearly.loc[2024, f"{flow}_change_pct"] == pytest.approx(_change(rows, 2023))
    assert (yearly["export_eur"] - yearly["import_eur"]).equals(yearly["balance_eur"])


@pytest.mark.whole
def test_sentences_say_value_mass_and_energy(bouches: tt.Fiche, by_hand: pd.DataFrame) -> None:
    text = " ".join(_section(bouches).sentences)
    imports, exports = (by_hand[by_hand["flow"] == flow] for flow in ("import", "export"))
    without = by_hand[~by_hand["a129"].isin(ENERGY)]
    shown = {
        "since": _change(imports, 2022),
        "year": _change(exports, 2023),
        "mass": _change(imports, 2022, "mass_kg"),
        "energy": _change(without[without["flow"] == "import"], 2022),
    }
    for change in shown.values():
        assert percent(abs(change)) in text
    value, mass = shown["since"] / 100 + 1, shown["mass"] / 100 + 1
    word = "baissé" if value < mass else "augmenté"
    unit = f"leur valeur moyenne par kilogramme a {word} de {percent(abs(value / mass - 1) * 100)}"
    assert unit in text
    energy = next(text for text in _section(bouches).sentences if text.startswith("Hors énergie"))
    assert percent(abs(shown["energy"])) in energy
    assert ("reculé" if shown["energy"] < 0 else "progressé") in energy


@pytest.mark.whole
@pytest.mark.parametrize("flow", ["export", "import"])
@pytest.mark.parametrize(("name", "level"), [("products", "a129"), ("countries", "partner")])
def test_five_contributions_add_up(bouches: tt.Fiche, by_hand: pd.DataFrame, flow: str, name: str, level: str) -> None:
    block = _table(bouches, f"contributions-{flow}-{name}")
    rows = by_hand[by_hand["flow"] == flow]
    wide = rows.pivot_table(index=level, columns="year", values="value_eur", aggfunc="sum", fill_value=0)
    change = wide[2024] - wide[2023]
    # Stores for ships, returned goods and the like rank among no countries.
    ranked = change.drop(reference.no_countries(), errors="ignore") if level == "partner" else change
    largest = ranked.abs().sort_values(ascending=False).head(5)
    assert set(block.printed["code"]) == set(largest.index)
    points = block.table.set_index("code")["contribution_pct"]
    expected = change / wide[2023].sum() * 100
    assert points.drop("total").to_dict() == pytest.approx(expected[points.drop("total").index].to_dict())
    assert points.drop("total").sum() == pytest.approx(points["total"])


@pytest.mark.whole
@pytest.mark.usefixtures("one_picture")
def test_it_stands_in_page_pdf_docx_and_workbook(bouches: tt.Fiche) -> None:
    section = _section(bouches)
    assert [one.anchor for one in bouches.sections][:4] == ["exportations", "reperes", "evolution", "balance"]
    assert section.charts[0].subject.startswith("Exportations, importations et solde, Bouches-du-Rhône, 2022-2024")
    page = bouches.to_html()
    pages = pages_of(bouches.to_pdf())
    paper = "".join("".join(text.split()) for text in pages)
    document = docx.Document(io.BytesIO(bouches.to_docx()))
    written = [paragraph.text for paragraph in document.paragraphs]
    for text in (section.heading, *section.sentences):
        assert text in page
        assert "".join(text.split()) in paper
        assert text in written
    assert len(pages) <= 9
    captions = [table.caption for table in section.tables]
    assert all(caption in page and caption in written for caption in captions)
    book = openpyxl.load_workbook(io.BytesIO(bouches.to_excel()))
    for name in ("Évolution", "Années", "Contributions export, pays", "Contributions import, produits"):
        assert "Bouches-du-Rhône, 2022-2024" in str(book[name]["A2"].value)
    # The small curves of the first page begin in the first year.
    assert [year for year, _ in bouches.key_figures[0].trend] == [2022, 2023, 2024]


def _made(years: dict[int, int], *, quarters: tuple[int | None, ...] = (1, 2, 3, 4)) -> pd.DataFrame:
    rows: list[FlowRow] = [
        (flow, year, quarter, place, "C11Z", "1102", "DE", value, None)
        for year, value in years.items()
        for flow in ("export", "import")
        for quarter in quarters
        for place in reference.departement_regions()
    ]
    return make_flows(rows)


@pytest.mark.whole
def test_breaks_and_gaps_are_said_beside_the_figure() -> None:
    fiche = tt.fiche(_made({2019: 100, 2020: 110, 2022: 121, 2024: 121}), "51", year=2024, since=2019)
    section = _section(fiche)
    cautions = " ".join(section.charts[0].cautions)
    for words in ("janvier 2021 (Brexit)", "janvier 2022 (enquête EMEBI)", "Deux années manquent", "2021 et 2023"):
        assert words in cautions
    # 2023 lacks: no change on the year before is said; since 2019 it is one fifth; nothing is said of unknown masses.
    text = " ".join(section.sentences)
    assert "De 2019 à 2024, les exportations ont progressé de 21\u202f% et les importations de 21\u202f%." in text
    assert "2023" not in text
    assert "masse" not in text
    assert "énergie" not in text
    # Contributions are those to the change since the last year that is there.
    assert "2022-2024" in section.tables[1].caption
    after = _section(tt.fiche(_made({2022: 100, 2023: 100, 2024: 100}), "51", year=2024, since=2022))
    assert after.charts[0].cautions == ()
    assert "ont été stables et les importations aussi" in " ".join(after.sentences)


@pytest.mark.whole
def test_a_year_that_is_there_in_part_is_told_to_be_left_out() -> None:
    whole = _made({2021: 100, 2022: 100, 2023: 110, 2024: 121})
    no_imports = whole[~((whole["year"] == 2022) & (whole["flow"] == "import"))]
    fiche = tt.fiche(no_imports, "51", year=2024, since=2022)
    assert _section(fiche).charts[0].cautions == ("Année incomplète, laissée de côté\xa0: 2022.",)
    # A year between is left out, too; one before the first asked for is nobody's concern.
    no_quarter = whole[~((whole["year"] == 2023) & (whole["quarter"] == 4))]
    cautions = _section(tt.fiche(no_quarter, "51", year=2024, since=2022)).charts[0].cautions
    assert cautions == ("Année incomplète, laissée de côté\xa0: 2023.",)


@pytest.mark.whole
@pytest.mark.parametrize("since", ["2022", 2022.5, True])
def test_a_first_year_that_is_none_is_refused_plainly(flows: pd.DataFrame, since: Any) -> None:
    with pytest.raises(TradeTerritoriesError, match="is no year"):
        tt.fiche(flows, "99", year=2024, since=since)
    with pytest.raises(TradeTerritoriesError, match="is no year"):
        tt.partner_profile(flows, "US", year=2024, since=since)
    with pytest.raises(TradeTerritoriesError, match=r"is no year|is text"):
        tt.sample_flows(since=since)
    # R hands whole numbers over as floats.
    whole: Any = 2024.0
    assert set(tt.sample_flows(since=whole)["year"]) == {2024}


@pytest.mark.whole
def test_a_fiche_of_a_group_says_who_is_in_it_and_who_joined(flows: pd.DataFrame) -> None:
    fiche = tt.fiche(flows, "99", year=2024, since=2022, only="brics", lang="en")
    section = _section(fiche)
    assert section.charts[0].subject == "Exports, imports and balance, Monaco, 2022–2024, partner: BRICS, by value"
    assert section.charts[0].cautions[-1].startswith("BRICS: members at the end of 2024, for the whole period. Joined")
    said = " ".join(fiche.sections[-1].sentences)
    assert "BRICS, as it was in 2024: Brazil, China, Egypt" in said
    assert "Saudi Arabia" in said


def test_years_that_lack_are_refused_once_for_many_fiches(tmp_path: Path) -> None:
    with pytest.raises(TradeTerritoriesError, match="since=2022"):
        make_many(tt.sample_flows(), [tt.territory("51"), tt.territory("10")], tmp_path, jobs=1, since=2022)


@pytest.mark.whole
def test_a_yearly_source_is_drawn_by_year() -> None:
    section = _section(tt.fiche(_made({2022: 100, 2023: 90}, quarters=(None,)), "51", year=2023, since=2022))
    assert section.charts[0].table["quarter"].isna().all()
    assert "année par année" in section.sentences[0]
    assert " ".join(section.sentences).count("De 2022 à 2023") == 1


@pytest.mark.whole
def test_what_is_left_out_is_left_out_of_every_year(flows: pd.DataFrame) -> None:
    fiche = tt.fiche(flows, "13", year=2024, since=2023, excluding="energy", lang="en")
    rows = flows[(flows["departement"] == "13") & ~flows["a129"].astype(str).isin(ENERGY)]
    imports = rows[rows["flow"] == "import"].groupby("year")["value_eur"].sum().to_dict()
    assert _table(fiche, "annees").table.set_index("year")["import_eur"].to_dict() == {
        year: imports[year] for year in (2023, 2024)
    }
    text = " ".join(_section(fiche).sentences)
    assert "Excluding energy" not in text
    assert "From 2023 to 2024, exports" in text


@pytest.mark.whole
def test_one_year_is_no_evolution() -> None:
    with pytest.raises(
        TradeTerritoriesError,
        match=r"since=2022: an evolution to 2024 needs 2024 and a year before it.*holds 2024: load",
    ):
        tt.fiche(tt.sample_flows(), "51", since=2022)


@pytest.mark.whole
def test_a_command_makes_it_from_the_sample(tmp_path: Path) -> None:
    options = ["--sample", "--since", "2023", "--format", "html", "--output", str(tmp_path)]
    assert run(["fiche", "99", *options]) == 0
    page = (tmp_path / "EXEMPLE_fiche-99-2024.html").read_text(encoding="utf-8")
    assert "2023-2024" in page
