"""Every number that a fiche prints, worked out again by plain dictionaries, and under the sentence that is true of it."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import pytest

import trade_territories as tt
from tests import made, odd_release
from tests import plain_figures as plain
from tests.plain_page import Page
from tests.plain_sentences import Context, Report, check_labels, check_table, check_text
from tests.thorough import telling
from trade_territories.document._maker import Maker
from trade_territories.text import LANGS

SAMPLE = Path(tt.__file__).parent / "sample"


@pytest.fixture(scope="module")
def sample() -> plain.Release:
    archives = sorted(SAMPLE.glob("*-2024-*.zip"))
    return plain.Release([line for archive in archives for line in plain.lines_of(archive)])


def context_of(release: plain.Release, code: str, lang: str) -> Context:
    """Describe a territory without the package."""
    rows = plain.departements()
    if code == "FR":
        return Context(release, lang, code, "France", tuple(one for one in rows))
    if code.startswith("R"):
        members = plain.region_members(code)
        return Context(release, lang, code, plain.plain(rows[members[0]]["insee_region_name"]), members)
    row = rows[code]
    region = "R" + row["insee_region_code"]
    alone = len([one for one in plain.region_members(region) if one != "99"]) == 1
    name = plain.plain(row["name"])
    if alone:
        return Context(release, lang, code, name, (code,))
    return Context(release, lang, code, name, (code,), region, plain.plain(row["insee_region_name"]))


def check_page(page: str, c: Context) -> Report:
    """Check all texts of a page."""
    report, read = Report(), Page(page)
    for grid in read.grids:
        c.figure = grid.figure
        check_table(c, grid.heads, grid.rows, report)
    for text in read.texts:
        if text.kind == "svg:text":
            continue
        c.figure = text.figure
        check_text(c, text.text, report)
    for figure in {text.figure for text in read.texts if text.figure}:
        c.figure = figure
        cells = [cell for grid in read.grids if grid.figure == figure for row in grid.rows for cell, _ in row]
        check_labels(c, [text for text in read.texts if text.figure == figure], cells, report)
    return report


def everywhere() -> list[str]:
    """List all départements, Monaco, régions and France."""
    rows = plain.departements()
    return [*rows, *sorted({"R" + row["insee_region_code"] for row in rows.values()}), "FR"]


def assert_true(page: str, c: Context, least: int) -> None:
    report = check_page(page, c)
    assert report.checked >= least
    assert not report.wrong, "\n".join(report.wrong)
    assert not report.unknown, "\n".join(report.unknown)


@pytest.fixture(scope="module")
def odd(tmp_path_factory: pytest.TempPathFactory) -> tuple[dict[str, Maker], plain.Release]:
    archives = odd_release.write(tmp_path_factory.mktemp("odd"))
    lines = [line for archive in archives for line in plain.lines_of(archive)]
    flows = tt.cube(tt.read_flows(*archives))
    return {lang: Maker(flows, lang=lang) for lang in LANGS}, plain.Release(lines)


@pytest.fixture(scope="module")
def page_of_the_marne() -> str:
    return made.fiche("51").to_html()


@cache
def read_page(page: str) -> Page:
    return Page(page)


def test_every_figure_of_a_fiche_is_that_of_its_sentence(sample: plain.Release, page_of_the_marne: str) -> None:
    assert_true(page_of_the_marne, context_of(sample, "51", "fr"), 3000)


@pytest.mark.whole
def test_every_figure_of_a_fiche_in_english(sample: plain.Release) -> None:
    assert_true(made.fiche("R11", "en").to_html(), context_of(sample, "R11", "en"), 3000)


@pytest.mark.parametrize(
    ("true", "false"),
    [
        ("48 % du total", "49 % du total"),
        ("Cinq flux de boissons", "Quatre flux de boissons"),
        ("contre 62 % à l'export", "contre 26 % à l'export"),
        ("États-Unis : première destination et premier excédent", "Chine : première destination et premier excédent"),
        ("seraient au-delà", "au nombre de 12, seraient au-delà"),
        ("Les huit premières pistes", "Les neuf premières pistes"),
    ],
)
def test_a_figure_or_a_word_that_is_not_true_is_found(
    sample: plain.Release, page_of_the_marne: str, true: str, false: str
) -> None:
    c = context_of(sample, "51", "fr")
    right, wrong = Report(), Report()
    for text in read_page(page_of_the_marne).texts:
        if true in text.text and text.kind != "svg:text":
            c.figure = text.figure
            check_text(c, text.text, right)
            check_text(c, text.text.replace(true, false), wrong)
    assert right.checked
    assert not right.wrong + right.unknown
    assert wrong.wrong or wrong.unknown


@pytest.mark.whole
@pytest.mark.parametrize(
    ("code", "lang"),
    telling([("01", "fr"), ("05", "en"), ("08", "fr"), ("04", "fr"), ("06", "en"), ("10", "en")], 3),
)
def test_sentences_of_odd_territories(odd: tuple[dict[str, Maker], plain.Release], code: str, lang: str) -> None:
    makers, release = odd
    assert_true(makers[lang].make(code).to_html(), context_of(release, code, lang), 500)


@pytest.mark.slow
@pytest.mark.parametrize("lang", ["fr", "en"])
@pytest.mark.parametrize("kind", ["sample", "odd"])
def test_sentences_of_all_territories(
    sample: plain.Release, odd: tuple[dict[str, Maker], plain.Release], kind: str, lang: str
) -> None:
    makers, release = odd if kind == "odd" else ({lang: made.maker(lang)}, sample)
    maker = makers[lang]
    reports = [
        check_page(maker.make(code, annex=False).to_html(), context_of(release, code, lang)) for code in everywhere()
    ]
    wrong = [text for report in reports for text in (*report.wrong, *report.unknown)]
    assert len(reports) == 120
    assert not wrong, "\n".join(dict.fromkeys(wrong))
