"""Every number that a fiche prints, worked out again by plain dictionaries, and under the sentence that is true of it."""

from __future__ import annotations

from pathlib import Path

import pytest

import trade_territories as tt
from tests import plain_figures as plain
from tests.plain_page import Page
from tests.plain_sentences import Context, Report, check_text

SAMPLE = Path(tt.__file__).parent / "sample"


@pytest.fixture(scope="module")
def sample() -> plain.Release:
    archives = sorted(SAMPLE.glob("*.zip"))
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
    report = Report()
    for text in Page(page).texts:
        if text.kind == "svg:text":
            continue
        c.figure = text.figure
        check_text(c, text.text, report)
    return report


@pytest.mark.parametrize(("code", "lang"), [("51", "fr")])
def test_every_sentence_of_a_fiche(sample: plain.Release, code: str, lang: str) -> None:
    page = tt.fiche(tt.sample_flows(), code, lang=lang).to_html()
    report = check_page(page, context_of(sample, code, lang))
    assert report.checked > 100
    assert not report.wrong, "\n".join(report.wrong)
    assert not report.unknown, "\n".join(report.unknown)
