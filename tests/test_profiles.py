"""Profiles: every table computed again by plain loops, maps that are their tables, words that are true."""

from __future__ import annotations

import math
import re
from collections import defaultdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pandas as pd
import pytest

import trade_territories as tt
from tests import made, oracle
from tests.builders import FlowRow, make_flows
from tests.test_shell_figures import sample_rows as rows_of_archives
from trade_territories.charts._classes import class_of
from trade_territories.cli import run
from trade_territories.document.content import TableBlock
from trade_territories.document.many import make_many
from trade_territories.errors import (
    EmptySelectionError,
    IncompleteCoverageError,
    MissingLevelError,
    TradeTerritoriesError,
    UnknownCodeError,
)
from trade_territories.profiles import Profile, Profiles, page_of

if TYPE_CHECKING:
    from collections.abc import Iterable

FLOWS = ("export", "import")
PLACES = tuple(oracle.regions())
#: Monaco has a row, and is no département to be counted.
DEPARTEMENTS = tuple(code for code in PLACES if code != "99")


def everywhere(year: int = 2024) -> list[FlowRow]:
    """Make rows of all départements: beverages and cars, to and from Germany and the United States, all amounts different."""
    rows: list[FlowRow] = []
    for place, code in enumerate(PLACES, start=1):
        for flow, factor in (("export", 1_000_000), ("import", 700_000)):
            rows += [
                (flow, year, None, code, "C11Z", None, "US", place * factor, None),
                (flow, year, None, code, "C11Z", None, "DE", (120 - place) * factor, None),
                (flow, year, None, code, "C29A", None, "DE", (place % 7 + 1) * 3 * factor, None),
            ]
    return rows


def small(more: Iterable[FlowRow] = ()) -> pd.DataFrame:
    return make_flows([*everywhere(), *more])


def plain(rows: Iterable[FlowRow], flow: str, **kept: str) -> dict[str, int]:
    """Add up by département: codes of ``a129`` or ``partner`` kept."""
    sums: dict[str, int] = defaultdict(int)
    for row in rows:
        if row[0] == flow and all(row[{"a129": 4, "partner": 6}[name]] == code for name, code in kept.items()):
            sums[row[3]] += row[7]
    return sums


@pytest.fixture(scope="module")
def sample() -> pd.DataFrame:
    return made.sample()


@pytest.fixture(scope="module")
def sample_rows() -> list[FlowRow]:
    """Read the sample's archives with the csv module alone."""
    return rows_of_archives()


@pytest.fixture(scope="module")
def maker(sample: pd.DataFrame) -> Profiles:
    return Profiles(sample)


@pytest.fixture(scope="module")
def states(maker: Profiles) -> Profile:
    return maker.partner("US")


@pytest.fixture(scope="module")
def beverages(maker: Profiles) -> Profile:
    return maker.product("C11Z")


def table_of(profile: Profile, name: str, flow: str) -> dict[str, dict[str, Any]]:
    table = getattr(profile, name)
    return {row["code"]: row for row in table[table["flow"] == flow].to_dict("records")}


@pytest.mark.whole
@pytest.mark.parametrize(("kind", "column", "code"), [("partner", "partner", "US"), ("product", "a129", "C11Z")])
def test_places_are_what_plain_loops_add_up(
    maker: Profiles, sample_rows: list[FlowRow], kind: str, column: str, code: str
) -> None:
    profile = getattr(maker, kind)(code)
    other = "a129" if column == "partner" else "partner"
    for flow in FLOWS:
        own, whole = plain(sample_rows, flow, **{column: code}), plain(sample_rows, flow)
        in_france = sum(own.values()) / sum(whole.values()) * 100
        rows = table_of(profile, "departements", flow)
        assert set(rows) == set(PLACES) | set(own)
        assert {place: row["value_eur"] for place, row in rows.items() if row["value_eur"]} == {
            place: value for place, value in own.items() if value
        }
        order = sorted((place for place in own if own[place]), key=lambda place: (-own[place], place))
        assert [place for place, row in rows.items() if row["value_eur"]] == order
        assert [rows[place]["rank"] for place in order] == list(range(1, len(order) + 1))
        mains: dict[str, dict[str, int]] = defaultdict(lambda: defaultdict(int))
        for row in sample_rows:
            if row[0] == flow and row[{"a129": 4, "partner": 6}[column]] == code:
                first = str(row[{"a129": 4, "partner": 6}[other]])
                if other == "a129" or first not in oracle.others():
                    mains[row[3]][first] += row[7]
        for place in order:
            found = rows[place]
            assert found["share_pct"] == pytest.approx(own[place] / sum(own.values()) * 100)
            assert found["weight_pct"] == pytest.approx(own[place] / whole[place] * 100)
            assert found["location_quotient"] == pytest.approx(own[place] / whole[place] * 100 / in_france)
            best = min(mains[place], key=lambda name: (-mains[place][name], name))
            assert found["main_code"] == best
            assert found["main_share_pct"] == pytest.approx(mains[place][best] / own[place] * 100)


@pytest.mark.whole
def test_regions_and_counterparts_are_what_plain_loops_add_up(
    states: Profile, beverages: Profile, sample_rows: list[FlowRow]
) -> None:
    for profile, column, code, other in ((states, 6, "US", 4), (beverages, 4, "C11Z", 6)):
        for flow in FLOWS:
            regions: dict[str, int] = defaultdict(int)
            counterparts: dict[str, int] = defaultdict(int)
            for row in sample_rows:
                if row[0] == flow and row[column] == code:
                    regions[oracle.regions().get(row[3], "inconnu")] += row[7]
                    counterparts[str(row[other])] += row[7]
            found = table_of(profile, "regions", flow)
            assert {one: row["value_eur"] for one, row in found.items() if row["value_eur"]} == regions
            rows = table_of(profile, "counterparts", flow)
            assert {one: row["value_eur"] for one, row in rows.items()} == counterparts
            ranked = [row for row in rows.values() if not pd.isna(row["rank"])]
            assert {row["code"] for row in ranked} == set(counterparts) - (oracle.others() if other == 6 else set())
            assert [row["rank"] for row in ranked] == list(range(1, len(ranked) + 1))


@pytest.mark.whole
def test_all_products_together_are_france_and_so_are_all_partners(maker: Profiles, sample: pd.DataFrame) -> None:
    totals = dict(zip(FLOWS, tt.totals(sample, "FR")["value_eur"].tolist(), strict=True))
    for kind, codes in (("product", maker.products()), ("partner", sorted(sample["partner"].astype("str").unique()))):
        sums = dict.fromkeys(FLOWS, 0)
        for code in codes:
            subject = maker.figures(_subject(maker, kind, code))
            for flow in FLOWS:
                sums[flow] += subject.totals[flow]
        assert sums == totals


def _subject(maker: Profiles, kind: Any, code: str) -> Any:
    from trade_territories.profiles._subject import Subject

    return Subject.of(code if kind == "product" else f"partner:{code}", kind, maker.base)


@pytest.mark.whole
def test_the_colour_of_a_departement_is_that_of_its_row(states: Profile, beverages: Profile) -> None:
    for profile in (states, beverages):
        for flow, content in profile.maps.items():
            rows = table_of(profile, "departements", flow)
            assert {place.code for place in content.places} == set(PLACES)
            bounds = [_bound(one.name) for one in content.classes if not one.is_apart][:-1]
            for place in content.places:
                weight = rows[place.code]["weight_pct"]
                assert place.value == pytest.approx(weight, nan_ok=True)
                if weight:
                    assert place.rank_class == class_of(weight, bounds)
                    assert place.role == f"{flow}_class_{place.rank_class}"
                else:
                    assert place.role == "others_flow"


def _bound(name: str) -> float:
    """Read the upper bound of a class off its name: "moins de 7 %", "7 à 8 %"."""
    return float(re.findall(r"\d+(?:,\d+)?", name)[-1].replace(",", "."))


def test_the_page_shows_the_figures_of_the_tables(states: Profile) -> None:
    page = states.to_html()
    first = table_of(states, "departements", "export")
    for code in list(first)[:10]:
        million = f"{first[code]['value_eur'] / 1e6:,.1f}".replace(",", "\u202f").replace(".", ",")
        assert f"<b>{million}</b>" in page
    assert page.count("<svg ") == 2
    assert "ne pas citer" in page
    assert "SHA-256" in page
    assert "script-src &#39;sha256-" in page
    assert "http://" not in page.replace("http://www.w3.org", "")


def test_the_finding_is_true_of_the_table(states: Profile, beverages: Profile) -> None:
    content = states.maps["export"]
    last = [one for one in content.classes if not one.is_apart][-1]
    least = float(re.findall(r"\d+(?:,\d+)?", last.name)[0].replace(",", "."))
    rows = table_of(states, "departements", "export")
    above = sum(row["weight_pct"] >= least for code, row in rows.items() if code in DEPARTEMENTS)
    assert last.count == above
    assert (above, "de dix-neuf départements" in states.headline) == (19, True)
    exporters = table_of(beverages, "departements", "export")
    values = sorted((row["value_eur"] for code, row in exporters.items() if code != "99"), reverse=True)
    share, count = 0.0, 0
    while share < 50:
        share += values[count] / sum(row["value_eur"] for row in exporters.values()) * 100
        count += 1
    row = beverages.concentration.set_index("flow").loc["export"]
    assert (row["half_departements"], row["half_share_pct"]) == (count, pytest.approx(share))
    assert "cinq départements" in beverages.headline
    assert count == 5


@pytest.mark.whole
def test_key_figures_are_what_plain_loops_count(
    maker: Profiles, states: Profile, beverages: Profile, sample_rows: list[FlowRow]
) -> None:
    for profile, column, code in ((states, 6, "US"), (beverages, 4, "C11Z")):
        figures = {figure.name: figure for figure in profile.key_figures}
        sums: dict[str, dict[str, int]] = {flow: defaultdict(int) for flow in FLOWS}
        for row in sample_rows:
            sums[row[0]][str(row[column])] += row[7]
        assert (figures["exports_eur"].value, figures["imports_eur"].value) == tuple(sums[flow][code] for flow in FLOWS)
        assert figures["balance_eur"].value == sums["export"][code] - sums["import"][code]
        ranks = [
            1 + sum(value > sums[flow][code] for other, value in sums[flow].items() if other not in oracle.others())
            for flow in FLOWS
        ]
        assert figures["rank"].value == ranks[0]
        assert re.findall(r"\d+", figures["rank"].text + figures["rank"].note) == [str(rank) for rank in ranks]
    asia = {one["code"] for one in oracle.table("partners") if one["zone"] == "Asie"}
    exporters = {row[3] for row in sample_rows if row[0] == "export" and row[6] in asia}
    assert maker.partner("asie").key_figures[3].value == len(exporters & set(DEPARTEMENTS))


def test_the_concentration_is_that_of_its_formula(beverages: Profile, sample_rows: list[FlowRow]) -> None:
    for flow in FLOWS:
        traded = plain(sample_rows, flow, a129="C11Z")
        values = sorted((value for code, value in traded.items() if value > 0 and code != "99"), reverse=True)
        shares = [value / sum(values) for value in values]
        row = beverages.concentration.set_index("flow").loc[flow]
        assert row["departements"] == len(values)
        assert row["hhi"] == pytest.approx(sum(share**2 for share in shares))
        assert row["equivalent_number"] == pytest.approx(1 / sum(share**2 for share in shares))
        # Of the whole, Monaco's part included.
        assert row["ten_first_share_pct"] == pytest.approx(sum(values[:10]) / sum(traded.values()) * 100)


@pytest.mark.whole
def test_half_is_of_the_whole_and_not_of_the_known_places() -> None:
    """The known départements make less than half of it: no few of them do, and no sentence says so."""
    total = sum(row[7] for row in everywhere() if row[0] == "export" and row[4] == "C11Z")
    flows = small([("export", 2024, None, "98", "C11Z", None, "US", total + 1_000_000, None)])
    profile = tt.product_profile(flows, "C11Z")
    table = profile.concentration.set_index("flow")
    assert table.loc["export", ["half_departements", "half_share_pct"]].isna().all()
    row = table.loc["export"]
    largest = max(value for code, value in plain(everywhere(), "export", a129="C11Z").items() if code != "99")
    assert row["first_share_pct"] == pytest.approx(largest / (2 * total + 1_000_000) * 100)
    assert "départements" not in profile.headline
    assert "moins de la moitié du total" in profile.to_html().replace("\u00a0", " ")


@pytest.mark.whole
def test_monaco_alone_is_no_departement() -> None:
    rows = [row for row in everywhere() if row[4] != "C11Z"]
    flows = make_flows([*rows, ("export", 2024, None, "99", "C11Z", None, "US", 5_000_000, None)])
    profile = tt.product_profile(flows, "C11Z")
    assert profile.concentration.set_index("flow").loc["export", "departements"] == 0
    page = profile.to_html()
    assert "Aucun département n’exporte" in page
    assert "Aucune importation." in page
    assert [(one.name, one.rank) for one in profile.maps["export"].places if one.value] == [("Monaco", 0)]


@pytest.mark.whole
def test_a_share_of_a_part_is_not_called_one_of_france() -> None:
    profile = tt.product_profile(small(), "C11Z", only="DE", excluding="C30C")
    note = {figure.name: figure for figure in profile.key_figures}["exports_eur"].note
    germany = [row for row in everywhere() if row[0] == "export" and row[6] == "DE"]
    share = sum(row[7] for row in germany if row[4] == "C11Z") / sum(row[7] for row in germany) * 100
    assert note == (
        f"{share:.0f}\u202f% des exportations de la France (partenaire\u00a0: Allemagne, hors aéronautique et spatial)"
    )
    scope = "(partenaire\u00a0: Allemagne, hors aéronautique et spatial)"
    assert f"Part dans les exportations de la France {scope}\u00a0: {share:.0f}\u202f%" in profile.deck


@pytest.mark.whole
def test_years_of_a_group_have_the_members_of_the_last_one_and_say_so() -> None:
    rows = [row for year in (2019, 2020, 2021) for row in everywhere(year)]
    rows += [("export", year, None, "51", "C11Z", None, "GB", 1_000_000, None) for year in (2019, 2020, 2021)]
    profile = tt.partner_profile(make_flows(rows), "eu", year=2021, since=2019)
    assert profile.evolution is not None
    germany = sum(row[7] for row in everywhere() if row[0] == "export" and row[6] == "DE")
    assert profile.evolution.query("flow == 'export'")["value_eur"].tolist() == [germany] * 3
    text = "composition de fin 2021, pour toute la période. Départs au cours de la période\u00a0: Royaume-Uni."
    assert text in profile.to_html()


@pytest.mark.whole
def test_what_has_no_known_place_is_in_the_total_and_told() -> None:
    flows = small([("export", 2024, None, "98", "C11Z", None, "US", 30_000_000, None)])
    profile = tt.product_profile(flows, "C11Z", lang="en")
    rows = table_of(profile, "departements", "export")
    assert rows["98"]["value_eur"] == 30_000_000
    assert math.isnan(rows["98"]["weight_pct"]) or rows["98"]["weight_pct"] == 100
    assert sum(row["value_eur"] for row in rows.values()) == int(
        tt.totals(flows, "FR", only="C11Z")["value_eur"].iloc[0]
    )
    assert table_of(profile, "regions", "export")["inconnu"]["value_eur"] == 30_000_000
    assert any("98 (" in text and "€30.0m" in text for text in profile.notices)
    # In no list of départements, in no class of the map, and not among those over which trade is spread.
    assert "98" not in {place.code for place in profile.maps["export"].places}
    assert profile.concentration.set_index("flow").loc["export", "departements"] == len(DEPARTEMENTS)


@pytest.mark.whole
def test_corrections_make_no_share_and_are_told() -> None:
    flows = small(
        [
            ("export", 2024, None, "51", "C28A", None, "US", -5_000_000, None),
            ("export", 2024, None, "10", "C28A", None, "US", 9_000_000, None),
        ]
    )
    profile = tt.product_profile(flows, "C28A")
    rows = table_of(profile, "departements", "export")
    assert rows["51"]["value_eur"] == -5_000_000
    assert math.isnan(rows["51"]["weight_pct"])
    assert math.isnan(rows["51"]["share_pct"])
    assert any("Marne" in text and "n. s." in text for text in profile.notices)
    assert "Marne" not in profile.headline


@pytest.mark.whole
def test_partners_that_are_no_country_have_no_rank_and_are_told() -> None:
    flows = small([("export", 2024, None, "51", "C11Z", None, "QR", 500_000_000, None)])
    profile = tt.product_profile(flows, "C11Z")
    row = table_of(profile, "counterparts", "export")["QR"]
    assert pd.isna(row["rank"])
    assert any("ne sont pas des pays" in text and "500,0" in text for text in profile.notices)
    stores = tt.partner_profile(flows, "QR")
    assert stores.key_figures[3].name == "exporting_departements"
    assert any("n'est pas un pays".replace("'", "’") in text for text in stores.notices)


@pytest.mark.whole
def test_what_is_booked_at_paris_says_so(maker: Profiles) -> None:
    power = maker.product("D35A")
    assert "par convention" in power.headline
    assert table_of(power, "departements", "export")["75"]["by_convention"]
    assert any("par convention" in text for text in power.notices)
    assert "(par convention)" in maker.partner("CH").to_html()


@pytest.mark.whole
def test_scope_is_kept_and_left_out_everywhere(sample: pd.DataFrame, sample_rows: list[FlowRow]) -> None:
    profile = tt.partner_profile(sample, "US", excluding="C11Z", quarter=None, lang="en")
    for text in (profile.title, profile.scope, profile.series, profile.charts[0].subject):
        assert "excluding beverages" in text
    assert profile.stem.endswith("excluding-beverages-en")
    rows = [row for row in sample_rows if row[4] != "C11Z"]
    marne = table_of(profile, "departements", "export")["51"]
    assert marne["value_eur"] == plain(rows, "export", partner="US")["51"]
    assert marne["weight_pct"] == pytest.approx(
        plain(rows, "export", partner="US")["51"] / plain(rows, "export")["51"] * 100
    )
    only = tt.partner_profile(sample, "US", only="C11Z")
    marne = table_of(only, "departements", "export")["51"]
    beverages = [row for row in sample_rows if row[4] == "C11Z"]
    assert marne["weight_pct"] == pytest.approx(
        plain(beverages, "export", partner="US")["51"] / plain(beverages, "export")["51"] * 100
    )
    assert "boissons" in only.title.lower()


@pytest.mark.whole
def test_a_quarter_is_a_quarter(sample: pd.DataFrame) -> None:
    profile = tt.product_profile(sample, "boissons", quarter=2)
    total = tt.totals(sample, "FR", only="C11Z", quarter=2)["value_eur"].tolist()
    table = profile.departements
    assert [int(table.loc[table["flow"] == flow, "value_eur"].sum()) for flow in FLOWS] == total
    assert "2e trimestre" in profile.title


@pytest.mark.whole
def test_several_years_show_the_change_by_place_and_by_year() -> None:
    before = [(*row[:7], row[7] // 2, row[8]) for row in everywhere(2022)]
    flows = make_flows([*everywhere(2024), *before, *everywhere(2023)])
    profile = tt.partner_profile(flows, "US", year=2024)
    row = table_of(profile, "departements", "export")["51"]
    assert (row["base_eur"], row["change_eur"], row["change_pct"]) == (row["value_eur"], 0, 0.0)
    assert profile.evolution is not None
    exports = profile.evolution[profile.evolution["flow"] == "export"].set_index("year")
    assert exports.index.tolist() == [2022, 2023, 2024]
    assert exports["change_pct"].round(6).tolist()[1:] == [100.0, 0.0]
    assert profile.key_figures[0].trend == tuple(
        (year, float(exports["value_eur"][year])) for year in (2022, 2023, 2024)
    )
    since = tt.partner_profile(flows, "US", year=2024, since=2023)
    assert since.evolution is not None
    assert sorted(set(since.evolution["year"])) == [2023, 2024]
    assert "2023" in since.to_html()
    alone = tt.partner_profile(flows, "US", year=2022)
    assert alone.evolution is None
    assert "change_pct" not in alone.departements


@pytest.mark.whole
def test_many_fiches_of_several_years_are_made_from_one_table(tmp_path: Path) -> None:
    flows = make_flows([*everywhere(2024), *everywhere(2023)])
    places = [tt.territory("51"), tt.territory("10")]
    outcomes = make_many(flows, places, tmp_path, formats=("html",), jobs=1, year=2024, since=2023)
    assert [outcome.status for outcome in outcomes] == ["made", "made"]
    for place in places:
        (page,) = (tmp_path / place.code).glob("*.html")
        assert 'id="evolution"' in page.read_text(encoding="utf-8")


@pytest.mark.whole
def test_years_that_hold_less_are_not_compared() -> None:
    lacking = [row for row in everywhere(2023) if row[3] != "51"]
    profile = tt.partner_profile(make_flows([*everywhere(2024), *lacking]), "US", year=2024)
    assert profile.evolution is None


@pytest.mark.whole
def test_either_kind_is_found_by_its_name(maker: Profiles) -> None:
    assert (maker.profile("Boissons").kind, maker.profile("US").kind) == ("product", "partner")
    with pytest.raises(TradeTerritoriesError, match="one product or partner"):
        maker.profile(["US", "C11Z"])


@pytest.mark.whole
def test_the_shell_writes_a_profile(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    arguments = ["profile", "États-Unis", "--sample", "--format", "html,csv,xlsx", "--output", str(tmp_path / "us")]
    assert run(arguments) == 0
    names = {Path(line).name for line in capsys.readouterr().out.splitlines()}
    assert {"EXEMPLE_profil-us-2024.html", "EXEMPLE_profil-us-2024.xlsx", "EXEMPLE_carte-export-us.csv"} <= names
    assert run(["profile", "Etas-Unis", "--sample"]) == 1
    assert "États-Unis" in capsys.readouterr().err


@pytest.mark.whole
def test_groups_zones_and_coarser_levels_add_up_their_members(sample: pd.DataFrame) -> None:
    maker = Profiles(made.cube())
    for make, asked in (
        (maker.partner, "asie"),
        (maker.partner, "eu"),
        (maker.product, "a38:CA"),
        (maker.product, "1102"),
        (maker.product, "energy"),
        (maker.product, tt.group("mes vins", ["1102", "1101"])),
    ):
        profile = make(asked)
        total = tt.totals(sample, "FR", only=asked)["value_eur"].tolist()
        table = profile.departements
        assert [int(table.loc[table["flow"] == flow, "value_eur"].sum()) for flow in FLOWS] == total
        assert profile.to_html()
    by_class = tt.partner_profile(sample, "US", by="cpf4")
    assert set(by_class.counterparts["code"].str.len()) == {4}
    by_section = tt.partner_profile(sample, "US", by="a17")
    table = by_section.counterparts
    assert int(table["value_eur"].sum()) == int(by_class.counterparts["value_eur"].sum())


@pytest.mark.whole
def test_what_cannot_be_answered_is_refused(sample: pd.DataFrame) -> None:
    with pytest.raises(UnknownCodeError, match="Etas-Unis"):
        tt.partner_profile(sample, "Etas-Unis")
    with pytest.raises(TradeTerritoriesError, match="product_profile"):
        tt.partner_profile(sample, "C11Z")
    with pytest.raises(TradeTerritoriesError, match="not one partner"):
        tt.partner_profile(sample, ["US", "DE"])
    with pytest.raises(TradeTerritoriesError, match="keeps partners"):
        tt.partner_profile(sample, "US", only="DE")
    with pytest.raises(EmptySelectionError):
        tt.product_profile(small(), "C30C")
    with pytest.raises(MissingLevelError):
        tt.product_profile(small(), "1102")
    with pytest.raises(IncompleteCoverageError, match="Marne"):
        tt.partner_profile(make_flows([row for row in everywhere() if row[3] != "51"]), "US")
    with pytest.raises(IncompleteCoverageError, match="import"):
        tt.partner_profile(make_flows([row for row in everywhere() if row[0] == "export"]), "US")


@pytest.mark.whole
def test_a_flow_without_trade_has_no_map_and_says_so() -> None:
    flows = small([("import", 2024, None, "51", "C30C", None, "US", 5_000_000, None)])
    profile = tt.product_profile(flows, "C30C", lang="en")
    assert list(profile.maps) == ["import"]
    assert "Marne" in profile.headline
    assert "No exports." in profile.to_html()
    assert profile.to_pdf()[:5] == b"%PDF-"


@pytest.mark.whole
def test_profiles_are_frozen_and_written_in_every_format(states: Profile, tmp_path: Any) -> None:
    with pytest.raises(AttributeError):
        states.headline = "other"  # type: ignore[misc]
    assert repr(states) == "<Profile US: États-Unis, 2024, example>"
    assert states.to_pdf()[:5] == b"%PDF-"
    assert states.to_html(tmp_path / "us.html") is None
    assert (tmp_path / "us.html").read_text(encoding="utf-8") == states.to_html()
    states.to_excel(tmp_path / "us.xlsx")
    table = pd.read_excel(tmp_path / "us.xlsx", sheet_name="Départements", skiprows=4, engine="openpyxl")
    assert len(table) == len(states.departements)
    assert table["Valeur (€)"].sum() == states.departements["value_eur"].sum()


def test_a_site_gives_its_shell_and_its_links(states: Profile) -> None:
    from trade_territories.document.html import Shell

    shell = Shell(
        "../assets/style.css", top="<p>Le site</p>", script="go()", tools=lambda chart: f"<p>{chart.name}</p>"
    )
    page = page_of(
        states, shell=shell, link=lambda level, code: f"{level}/{code}.html" if level == "departement" else None
    )
    assert 'href="departement/31.html">Haute-Garonne</a>' in page
    assert '<link rel="stylesheet" href="../assets/style.css">' in page
    assert "style-src &#39;self&#39; &#39;unsafe-inline&#39;" in page
    assert all(f"<p>{chart.name}</p>" in page for chart in states.charts)
    assert "<p>Le site</p>" in page
    assert "go()</script>" in page
    assert len(page) < 400_000


def test_no_table_repeats_the_title_of_its_section(states: Profile, beverages: Profile) -> None:
    for profile in (states, beverages):
        for section in profile.sections:
            captions = [block.caption for block in section.blocks if isinstance(block, TableBlock)]
            assert section.heading not in captions


def test_what_is_close_to_a_wrong_name_is_of_the_kind_asked() -> None:
    with pytest.raises(
        UnknownCodeError, match=r"'Marok' is not a partner or a group of partners; did you mean Maroc \(MA\)"
    ):
        tt.partner_profile(small(), "Marok")
    with pytest.raises(
        UnknownCodeError, match="'Boisons' is not a product or a group of products; did you mean Boissons"
    ):
        tt.product_profile(small(), "Boisons")


@pytest.mark.whole
def test_a_partner_that_weighs_next_to_nothing_makes_no_finding_by_departement() -> None:
    """The bound of its last class would be written with more decimals than any share."""
    rows = [
        ("export", 2024, None, code, "C30C", None, "VA", 1_000 + 10 * at, None) for at, code in enumerate(DEPARTEMENTS)
    ]
    profile = tt.partner_profile(small(rows), "Vatican")
    assert profile.headline == "Vatican\u00a0: <\u202f0,01\u202f% des exportations de la France"


@pytest.mark.whole
def test_corrections_alone_are_said_to_be_that() -> None:
    flows = small(
        [
            ("export", 2024, None, "51", "C11Z", None, "CN", -5, None),
            ("import", 2024, None, "10", "C11Z", None, "CN", -2, None),
        ]
    )
    profile = tt.partner_profile(flows, "CN", lang="en")
    assert (profile.headline, profile.deck) == ("China: corrections only", "China: corrections only.")
    (section,) = [one for one in profile.sections if one.anchor == "concentration"]
    assert section.sentences == ("Exports are corrections only.", "Imports are corrections only.")
    assert "No exports." not in profile.to_html()


@pytest.mark.whole
def test_what_comes_from_no_known_departement_has_no_first_ones(tmp_path: Path) -> None:
    flows = small([("export", 2024, None, "ZZ", "C11Z", None, "CN", 5_000_000, None)])
    profile = tt.partner_profile(flows, "CN")
    page = profile.to_html()
    assert "Le premier département" not in page
    assert "une seule valeur" not in page
    assert "premiers-export" not in [section.anchor for section in profile.sections]
    profile.to_pdf(tmp_path / "profil.pdf")
    monaco = tt.partner_profile(small([("export", 2024, None, "99", "C11Z", None, "CN", 5_000_000, None)]), "CN")
    # Monaco has its colour in the key, and is no département to count.
    assert [(one.name, one.count) for one in monaco.maps["export"].classes] == [
        ("une seule valeur", 0),
        ("aucun échange", 100),
    ]
    assert "0 dép." in monaco.to_html()


@pytest.mark.whole
def test_a_code_that_is_both_is_of_the_kind_asked(sample: pd.DataFrame) -> None:
    # CA is Canada, and the food industries of the A38.
    food = tt.product_profile(sample, "CA", lang="en")
    assert food.departements["value_eur"].sum() == tt.totals(sample, "FR", only="a38:CA")["value_eur"].sum()
    assert tt.partner_profile(sample, "CA", lang="en").headline.startswith("Canada")


@pytest.mark.whole
@pytest.mark.parametrize(
    ("partner", "kind", "own"),
    [
        ("US", "Pays", ""),
        ("asie", "Zones", ""),
        ("QR", "Partenaires", "(avitaillement intra-UE)"),
        ("FR", "Partenaires", "(France (retours))"),
    ],
)
def test_the_series_says_what_kind_of_partner_it_is(sample: pd.DataFrame, partner: str, kind: str, own: str) -> None:
    profile = tt.partner_profile(sample, partner)
    assert profile.series.startswith(f"{kind} · ")
    # Returned goods keep the capital of France inside a sentence.
    assert own in profile.maps["export"].heading.reading


@pytest.mark.whole
def test_the_profile_of_a_group_names_its_members_of_the_year(sample: pd.DataFrame) -> None:
    note = tt.partner_profile(sample, "brics", lang="en").notices[0]
    assert note == (
        "BRICS, as it was in 2024: Brazil, China, Egypt, Ethiopia, India, Iran, Russia, South Africa and United Arab Emirates."
    )
    own = tt.product_profile(sample, tt.group("mes vins", ["1102", "1101"]))
    assert own.notices[0] == "mes vins réunit\xa0: Spiritueux et Vins."
    # Names of over sixty classes would fill a page: their codes.
    assert "1011, 1012, 1013" in tt.product_profile(sample, "tech_low").notices[0]


@pytest.mark.whole
def test_one_departement_alone_has_its_own_share_in_the_finding(sample: pd.DataFrame) -> None:
    profile = tt.partner_profile(sample, "AG")
    rows = profile.departements
    row = rows[(rows["flow"] == "export") & (rows["code"] == "971")].iloc[0]
    assert round(row["weight_pct"], 1) == 3.4
    assert profile.headline == "Antigua-et-Barbuda\xa0: 3,4\u202f% des exportations de la Guadeloupe"


@pytest.mark.whole
def test_a_convention_is_marked_at_the_place_in_a_product_and_at_the_product_in_a_partner(sample: pd.DataFrame) -> None:
    power = tt.product_profile(sample, "D35A", lang="en").to_html()
    assert set(re.findall(r">([^<>]+) \(by convention\)</(?:th|td|a)>", power)) == {"Paris"}


@pytest.mark.whole
def test_tables_by_year_have_the_span_of_their_years_as_scope() -> None:
    flows = make_flows([*everywhere(2024), *everywhere(2023), *everywhere(2022)])
    profile = tt.partner_profile(flows, "US", year=2024, lang="en")
    assert "Exports by year, United States, 2022–2024" in profile.to_html()
    (section,) = [one for one in profile.sections if one.anchor == "evolution"]
    assert {table.scope for table in section.tables} == {"United States, 2022–2024"}
    (first,) = [one for one in profile.sections if one.anchor == "premiers-export"]
    assert all(table.caption.endswith("; change since 2023") for table in first.tables)
    # The first year has no year before it: that is no value without a meaning.
    assert list(section.tables[0].table) == ["year", "value_eur", "weight_pct", "export_change_pct"]


@pytest.mark.whole
def test_changes_of_quarters_say_which() -> None:
    quarters = [
        (*row[:2], quarter, *row[3:]) for year in (2023, 2024) for row in everywhere(year) for quarter in (1, 2)
    ]
    flows = make_flows([(*row[:7], row[7] * (2 if row[1:3] == (2024, 1) else 1), row[8]) for row in quarters])
    profile = tt.partner_profile(flows, "US", year=2024, quarter=[1], lang="en")
    (section,) = [one for one in profile.sections if one.anchor == "evolution"]
    assert "From 2023 to 2024 (1st quarter), exports rose by 100%." in section.sentences
    assert section.tables[0].scope == "United States, 2023–2024, 1st quarter"


def test_years_asked_for_that_are_not_there_are_refused() -> None:
    part = [(*row[:2], quarter, *row[3:]) for row in everywhere(2024) for quarter in (1, 2)]
    flows = make_flows([*everywhere(2023), *everywhere(2022), *part])
    words = r"the table holds 2022, 2023, 2024 in part: ask for year=2023"
    with pytest.raises(TradeTerritoriesError, match=words):
        tt.partner_profile(flows, "US", year=2024, since=2022)
    with pytest.raises(TradeTerritoriesError, match=words):
        tt.fiche(flows, "51", year=2024, since=2022)
