"""What profiles say, computed again from rows by dictionaries: finding, deck, figures, concentration and the first ten."""

from __future__ import annotations

import re
from collections import defaultdict
from functools import cache
from html import unescape

import pytest

from tests import made, oracle
from tests.thorough import some
from trade_territories.profiles import Profile, Profiles
from trade_territories.text.numbers import decimal, millions, percent, ratio

FLOWS = (("export", "exportations"), ("import", "importations"))
PLACES = tuple(oracle.regions())
DEPARTEMENTS = tuple(code for code in PLACES if code != "99")
#: Column of the rows that tells a subject.
COLUMNS = {"partner": "partner", "product": "a129"}


@cache
def sums() -> dict[tuple[str, ...], int]:
    """Add the sample up by flow and département, and by flow, column, code and département."""
    found: dict[tuple[str, ...], int] = defaultdict(int)
    columns = ("flow", "departement", "a129", "partner", "value_eur")
    rows = made.sample()[list(columns)].astype(dict.fromkeys(columns[:-1], "str"))
    for flow, place, product, partner, value in zip(*(rows[name].tolist() for name in columns), strict=True):
        found[flow, place] += value
        found[flow, "a129", product, place] += value
        found[flow, "partner", partner, place] += value
    return dict(found)


@pytest.fixture(scope="module")
def maker() -> Profiles:
    return Profiles(made.cube())


def values_of(profile: Profile, flow: str) -> dict[str, int]:
    """Return the subject's euros by place, those with any."""
    column = COLUMNS[profile.kind]
    return {place: value for place in PLACES if (value := sums().get((flow, column, profile.code, place), 0))}


def told(text: str) -> str:
    """Return words with simple spaces and apostrophes."""
    return re.sub(r"\s+", " ", unescape(text).replace("’", "'")).strip()


def words_of(page: str) -> str:
    """Return the words of a page."""
    body = re.sub(r"<(script|style|svg)\b.*?</\1>", "", page.partition("<body")[2], flags=re.DOTALL)
    return told(re.sub(r"<[^>]+>", " ", body))


def name_of(profile: Profile, code: str) -> str:
    """Return the name of a département."""
    return told(str(profile.departements.set_index("code")["label"][code].iloc[0]))


@pytest.mark.thorough
def test_sentences_of_profiles_are_true(maker: Profiles) -> None:
    subjects = [("partner", code) for code in maker.partners(100)] + [("product", code) for code in maker.products()]
    checked = 0
    for kind, code in some(subjects, 40):
        profile = maker.partner(code) if kind == "partner" else maker.product(code)
        text = words_of(profile.to_html())
        for flow, name in FLOWS:
            values = values_of(profile, flow)
            total = sum(values.values())
            for words in expected(profile, flow, name, values, total):
                assert told(words) in text, (kind, code, flow, words)
                checked += 1
        check_headline(profile)
    assert checked > 50


def expected(profile: Profile, flow: str, name: str, values: dict[str, int], total: int) -> list[str]:
    """Return the words that a page must have of one flow."""
    whole = sum(sums()[flow, place] for place in PLACES if (flow, place) in sums())
    words = [millions(total), f"{percent(total / whole * 100)} des {name} de la France"]
    ordered = sorted((place for place in DEPARTEMENTS if values.get(place, 0) > 0), key=lambda one: (-values[one], one))
    for place in ordered[:10]:
        weight = percent(values[place] / sums()[flow, place] * 100)
        words.append(f"{name_of(profile, place)} {millions(values[place], unit=False)} {weight}")
    if len(ordered) < 2:
        return words
    shares = [values[place] / total for place in ordered]
    count = next((at for at in range(1, len(shares) + 1) if sum(shares[:at]) >= 0.5), 0)
    known = sum(values[place] for place in ordered)
    equal = 1 / sum((values[place] / known) ** 2 for place in ordered)
    verb = "exportent" if flow == "export" else "importent"
    words += [
        f"{decimal(len(ordered), 0)} départements {verb} ;",
        percent(sum(shares[:10]) * 100),
        f"de {ratio(equal)} départements",
    ]
    assert count, profile.code
    words.append(percent(sum(shares[:count]) * 100))
    return words


def check_headline(profile: Profile) -> None:
    """Hold the finding: départements in the last class of the map, or those that make half of a product."""
    flow, name = next((flow, name) for flow, name in FLOWS if values_of(profile, flow))
    values = values_of(profile, flow)
    headline, deck = told(profile.headline), told(profile.deck)
    found = re.search(r": ([\d,]+) % et plus des (\w+) de (\d+) départements", headline)
    if found:
        bound = float(found[1].replace(",", "."))
        weights = {place: values.get(place, 0) / sums()[flow, place] * 100 for place in DEPARTEMENTS}
        assert found[2] == name
        assert int(found[3]) == sum(weight >= bound for weight in weights.values()), headline
        highest = max(weights, key=lambda place: weights[place])
        assert f"{told(percent(weights[highest]))} ({name_of(profile, highest)})" in deck
    elif profile.kind == "product" and " dans " in headline:
        total = sum(values.values())
        ordered = sorted((values[place] for place in DEPARTEMENTS if values.get(place, 0) > 0), reverse=True)
        count = next(at for at in range(1, len(ordered) + 1) if sum(ordered[:at]) * 2 >= total)
        share = told(percent(sum(ordered[:count]) / total * 100))
        assert f": {share} des {name} dans " in headline, (headline, share, count)
