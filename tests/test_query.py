"""One question, resolved once: how often a fiche resolves and adds up, and what a question says of frames of one's own."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING, Any

import pandas as pd
import pytest

import trade_territories as tt
from tests.builders import FlowRow, make_flows
from trade_territories.errors import DataContractError, IncompleteCoverageError, MissingLevelError
from trade_territories.frames import FlowsFrame
from trade_territories.query import Query

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

EVERY_QUARTER = (1, 2, 3, 4)


def rows(*places: str, year: int = 2024) -> list[FlowRow]:
    return [
        (flow, year, quarter, place, a129, cpf4, partner, value, 1)
        for flow in ("export", "import")
        for quarter in EVERY_QUARTER
        for place in places
        for a129, cpf4, partner, value in (("C11Z", "1102", "US", 60), ("C20A", "2014", "DE", 40))
    ]


def test_a_fiche_resolves_three_questions_and_adds_up_at_most_twenty_times(monkeypatch: pytest.MonkeyPatch) -> None:
    questions: list[tuple[Any, ...]] = []
    sums: list[tuple[str, ...]] = []
    resolve, add_up = Query.__init__, FlowsFrame.sums

    def counted(self: Query, *values: Any, **named: Any) -> None:
        resolve(self, *values, **named)
        questions.append((self.territory.code, self.period.label(), self.only.codes, self.excluding.codes))

    def added(self: FlowsFrame, asked: Any, keys: Any, *rest: Any) -> pd.DataFrame:
        sums.append(tuple(keys))
        return add_up(self, asked, keys, *rest)

    monkeypatch.setattr(Query, "__init__", counted)
    monkeypatch.setattr(FlowsFrame, "sums", added)
    tt.fiche(tt.sample_flows(), "51")
    assert sorted(code for code, *_ in questions) == ["51", "FR", "R44"], questions
    assert len(sums) <= 20, sums


def test_a_coarser_sum_is_made_of_a_finer_one_and_is_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    flows = tt.sample_flows()
    expected = Query.of(flows, "51").values("partner", "export")
    query = Query.of(flows, "51").prepare("flow", "a129", "partner")
    monkeypatch.setattr(FlowsFrame, "sums", lambda *_: pytest.fail("added up again"))
    pd.testing.assert_series_equal(query.values("partner", "export"), expected)


@pytest.mark.whole
def test_what_comes_from_france_s_sums_is_what_comes_from_the_rows() -> None:
    flows = tt.sample_flows()
    for place in ("51", "R44", "51+10"):
        apart = Query.of(flows, place)
        together = Query.of(flows, place)
        together.france.prepare("flow", "departement", "a129", "partner")
        for level in ("a129", "partner", "zone", "a38"):
            pd.testing.assert_series_equal(together.values(level, "import"), apart.values(level, "import"))


def test_a_value_that_is_handed_out_may_be_changed() -> None:
    query = Query.of(tt.sample_flows(), "51")
    values = query.values("partner", "export")
    values.iloc[:] = 0
    assert query.values("partner", "export").sum() == query.total("export") > 0


BROKEN: dict[str, tuple[Callable[[pd.DataFrame], pd.DataFrame], str]] = {
    "put together twice": (lambda f: pd.concat([f, f]), "occur more than once"),
    "two vintages": (
        lambda f: pd.concat([f, f.assign(release=f["release"].astype(str) + "x")]).astype({"release": "category"}),
        "comes from one release",
    ),
    "capitals in flow": (lambda f: f.assign(flow=f["flow"].cat.rename_categories(str.upper)), "'EXPORT'"),
    "years as text": (lambda f: f.assign(year=f["year"].astype(str)), "year: whole numbers are expected"),
    "codes as numbers": (lambda f: f.assign(departement=f["departement"].astype(int)), "codes must be texts"),
    "a missing partner": (
        lambda f: f.assign(partner=f["partner"].astype(object).where(f.index != 1)),
        "partner: 1 rows have none",
    ),
    "a missing value": (
        lambda f: f.assign(value_eur=f["value_eur"].astype("Int64").where(f.index != 1)),
        "value_eur: 1 rows have none",
    ),
    "values as floats": (lambda f: f.assign(value_eur=f["value_eur"] + 0.5), "value_eur: whole numbers are expected"),
    "a sum beyond 64 bits": (lambda f: f.assign(value_eur=2**62), "more than can be added up exactly"),
    "through CSV and back": (
        lambda f: pd.read_csv(io.StringIO(f.to_csv(index=False))),
        "lost its types",
    ),
    "a column twice": (lambda f: pd.concat([f, f[["value_eur"]]], axis=1), "a column stands twice"),
}


@pytest.mark.parametrize("kind", BROKEN)
def test_a_frame_that_lost_something_is_refused_and_never_summed(kind: str) -> None:
    change, message = BROKEN[kind]
    flows = change(make_flows(rows("51", "10")))
    for ask in (lambda: tt.totals(flows, "51"), lambda: tt.cube(flows), lambda: tt.cube(flows, by="a129")):
        with pytest.raises(DataContractError, match=message):
            ask()


@pytest.mark.whole
@pytest.mark.parametrize("kind", ["UInt32", "Int32", "UInt64"])
def test_narrow_numbers_of_polars_are_added_up_in_64_bits(kind: str) -> None:
    polars = pytest.importorskip("polars", reason="polars comes with the engines")
    flows = make_flows(rows("51", "10")).assign(value_eur=2_000_000_000)
    frame = polars.from_pandas(flows).with_columns(polars.col("value_eur").cast(getattr(polars, kind)))
    for asked in (frame, flows, tt.cube(frame)):
        assert tt.totals(asked, "51")["value_eur"].tolist() == [16_000_000_000] * 2


@pytest.mark.whole
@pytest.mark.parametrize("column", ["flow", "departement", "region", "a129", "partner", "value_eur", "release"])
@pytest.mark.parametrize("engine", ["polars", "duckdb"])
def test_a_missing_code_or_value_is_refused_on_an_engine(engine: str, column: str) -> None:
    polars = pytest.importorskip("polars", reason="polars comes with the engines")
    frame = polars.from_pandas(make_flows(rows("51", "10"))).with_row_index("row")
    frame = frame.with_columns(polars.when(polars.col("row") != 1).then(polars.col(column)).alias(column)).drop("row")
    if engine == "duckdb":
        frame = pytest.importorskip("duckdb").from_arrow(frame.to_arrow())
    asked: list[Callable[[], object]] = [
        lambda: tt.balance(frame, "51"), lambda: tt.flow_matrix(frame, "51"), lambda: tt.cube(frame),
    ]  # fmt: skip
    for ask in asked:
        with pytest.raises(DataContractError, match=column):
            ask()


def test_years_changed_in_place_are_seen() -> None:
    flows = make_flows(rows("51"))
    assert tt.totals(flows, "51")["value_eur"].tolist() == [400, 400]
    flows["year"].array[:8] = 2023
    with pytest.raises(tt.AmbiguousPeriodError, match="2023, 2024"):
        tt.totals(flows, "51")


def test_a_filtered_frame_is_an_extract_and_says_so() -> None:
    flows = make_flows(rows("51", "10"))
    part = flows[flows["a129"].isin(["C11Z"])]
    query = Query.of(part, "51", lang="en")
    assert query.extract == (8, 16)
    assert query.scope == "Marne, 2024, extract"
    assert query.stem == "51-2024-extract"
    assert any("8 of 16 rows" in note for note in query.notes)
    # Rows of another département that are gone do not make the Marne's an extract.
    assert Query.of(flows[flows["departement"] == "51"], "51").extract is None


def test_what_lacks_is_told_of_any_territory() -> None:
    flows = make_flows(rows("51"))
    for place in ("10", "51+10", "R44"):
        query = Query.of(flows, place, lang="en")
        assert "Aube (10)" in query.lacking_names
        assert any("Aube (10)" in note for note in tt.totals(flows, place, lang="en").attrs["notes"])
        with pytest.raises(IncompleteCoverageError, match="Aube"):
            tt.exposure(flows, place, partners="US")
    quarter = make_flows([row for row in rows("51", "10") if row[2:4] != (3, "10")])
    assert Query.of(quarter, "10").lacking == ("10",)
    assert Query.of(quarter, "10", quarter=1).lacking == ()


def test_an_exclusion_that_cannot_be_made_is_refused() -> None:
    flows = make_flows([(*row[:5], None, *row[6:]) for row in rows("51")])
    with pytest.raises(MissingLevelError, match="no CPF4"):
        tt.totals(flows, "51", excluding="1102")
    with pytest.raises(MissingLevelError, match="no CPF4"):
        tt.totals(flows, "51", only="1102")
    assert tt.totals(flows, "51", excluding="C11Z")["value_eur"].tolist() == [160, 160]


def test_products_are_alternatives_and_a_partner_is_required_too() -> None:
    flows = make_flows(rows("51"))
    assert tt.totals(flows, "51", only=["C11Z", "C20A"])["value_eur"].tolist() == [400, 400]
    assert tt.totals(flows, "51", only=["C11Z", "US"])["value_eur"].tolist() == [240, 240]
    assert tt.totals(flows, "51", only=["Boissons", "Allemagne", "États-Unis"])["value_eur"].tolist() == [240, 240]
    with pytest.raises(tt.EmptySelectionError, match="nothing is left of Marne"):
        tt.totals(flows, "51", only=["C11Z", "DE"])


def test_yearly_exports_beside_quarterly_imports_have_no_balance_of_quarters() -> None:
    yearly: list[FlowRow] = [(*row[:2], None, *row[3:5], None, *row[6:8], None) for row in rows("51")[:2]]
    flows = make_flows([*yearly, *[row for row in rows("51") if row[0] == "import"]])
    assert tt.balance(flows, "51")["export_eur"].sum() == 100
    with pytest.raises(IncompleteCoverageError, match="exports of 2024 come from a yearly file and imports by quarter"):
        tt.balance(flows, "51", quarter=[1, 2])


@pytest.mark.whole
def test_charts_are_returned_or_written(tmp_path: Path) -> None:
    figure = tt.charts.static.locator("51")
    for write, name in ((tt.charts.to_svg, "a.svg"), (tt.charts.to_png, "a.png"), (tt.charts.to_pdf, "a.pdf")):
        content = write(figure)
        assert content
        assert write(figure, tmp_path / name) is None
        assert (tmp_path / name).stat().st_size > 1000
