"""Headlines and alternative texts of all territories: true by a second computation, and grammatical."""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING, Any

import pytest

import trade_territories as tt
from tests import made
from tests.thorough import telling
from trade_territories import reference

if TYPE_CHECKING:
    import pandas as pd

PLACES = [
    *reference.departement_regions(),
    *sorted({f"R{code[-2:]}" for code in reference.departement_regions().values()}),
    "FR",
]
#: Of each kind: a département, Paris, those that are their own région, Monaco, large and small régions, France.
FEW = telling(PLACES, {"51", "75", "20", "976", "99", "59", "R44", "R06", "FR"})
#: What no French sentence says: an article twice, one not contracted, no elision, an empty place.
UNGRAMMATICAL = re.compile(
    r"\bde le\b|\bde les\b|\bà le\b|\bde (?=[AEÉÈIOUÎ])|\bd’(?![aeéèêiouyhîœAEÉÈIOUÎYH])|\b(\w+) \1\b| ,|  |\(\)|: \.|^\W|\{|\}"
)


def sample() -> pd.DataFrame:
    return made.sample()


@cache
def table(place: str, flow: Any) -> pd.DataFrame:
    return tt.flow_matrix(sample(), place, flow=flow)


@pytest.mark.whole
@pytest.mark.parametrize("lang", telling(["fr", "en"], 1, pytest.mark.whole))
@pytest.mark.parametrize("place", FEW)
def test_headlines_and_descriptions_read_well(place: str, lang: str) -> None:
    for chart, options in (("sankey", {"flow": "export"}), ("sankey", {"flow": "import"}), ("balance", {})):
        heading = made.content(chart, place, lang=lang, **options).heading
        for text in (heading.title, heading.description, heading.reading):
            assert "  " not in text
            assert not re.search(r"\{|\}|nan|None", text), text
            if lang == "fr":
                assert not UNGRAMMATICAL.search(text.replace("\u202f", "").replace("\u00a0", "")), text
        assert len(heading.title) <= 130
        assert 40 <= len(heading.description) <= 600
        assert not set(heading.description) & set("·→;"), heading.description
        assert ("Données fictives." if lang == "fr" else "Made-up data.") in heading.description


@pytest.mark.parametrize("flow", telling(["export", "import"], 1, pytest.mark.whole))
@pytest.mark.parametrize("place", FEW)
def test_the_headline_of_flows_is_true(place: str, flow: str) -> None:
    title = made.content("sankey", place, flow=flow).heading.title
    rows = table(place, flow)
    named = rows[(rows["product"] != "autres") & (rows["partner"] != "autres")].nlargest(5, "value_eur")
    total = int(rows["value_eur"].sum())
    share = float(named["value_eur"].sum()) / total * 100
    first = float(named["value_eur"].iloc[0]) / total * 100
    found = re.search(r"([\d,]+)\u202f%", title)
    number = float(found[1].replace(",", ".")) if found else None
    products, partners = named["product"].value_counts(), named["partner"].value_counts()
    if re.match(r"\w+ flux ", title):
        assert number == pytest.approx(share, abs=0.51)
        assert products.iloc[0] == 5 or partners.iloc[0] == 5
    elif "aucun flux ne domine" in title:
        assert number == pytest.approx(share, abs=0.051)
        assert share < 10
    elif " plus grands flux " in title:
        words = {"Trois": 3, "Quatre": 4}
        count = words[title.split(" ")[0]]
        assert count in (products.iloc[0], partners.iloc[0])
        code = str(partners.index[0]) if ("vont vers" in title or "viennent" in title) else str(products.index[0])
        level = "partner" if ("vont vers" in title or "viennent" in title) else "a129"
        name = reference.label(level, code, "fr", short=True).replace("'", "’")
        assert name.casefold() in title.casefold()
    else:
        assert "le premier flux" in title
        assert number == pytest.approx(first, abs=0.51)


@pytest.mark.parametrize("place", FEW)
def test_the_headline_of_the_balance_is_true(place: str) -> None:
    title = made.content("balance", place).heading.title
    rows = tt.balance(sample(), place, n=10)
    imports, exports = int(rows["import_eur"].sum()), int(rows["export_eur"].sum())
    difference = exports - imports
    if abs(difference) < 0.02 * (imports + exports):
        assert "presque équilibrés" in title
        return
    assert title.startswith("Excédent" if difference > 0 else "Déficit")
    amount = f"{abs(difference) / 1e6:,.1f}".replace(",", "\u202f").replace(".", ",")
    assert f"de {amount}\u202fM€" in title
    named = rows[rows["code"] != "autres"]
    ordered = named["balance_eur"] * (1 if difference > 0 else -1)
    best = named.iloc[int(ordered.to_numpy().argmax())]
    if int(best["balance_eur"]) * difference > 0:
        name = reference.label("partner", str(best["code"]), "fr", short=True).replace("'", "’")
        assert title.endswith(name)


@pytest.mark.parametrize(
    ("place", "words"),
    [
        ("51", "de la Marne"), ("59", "du Nord"), ("08", "des Ardennes"), ("01", "de l’Ain"), ("75", "de Paris"),
        ("R44", "du Grand Est"), ("R53", "de Bretagne"), ("FR", "de la France"), ("974", "de La Réunion"),
        (["51", "10"], "de la Marne et de l’Aube"),
    ],
)  # fmt: skip
def test_territories_have_their_articles(place: str | list[str], words: str) -> None:
    content = made.content("sankey", place)
    assert words in content.heading.description


def test_what_is_left_out_is_in_the_headline_and_everywhere() -> None:
    for chart in ("balance", "sankey", "matrix"):
        heading = made.content(chart, "51", excluding=["C11Z"], quarter=[1, 2]).heading
        assert "hors boissons" in heading.title
        assert "hors boissons" in heading.subtitle
        assert "hors boissons" in heading.description
        assert "2024, 1er et 2e trimestres" in heading.subtitle
        assert "2024, 1er et 2e trimestres" in heading.description
    title = made.content("balance", "51", excluding=["US"], title="Mon titre").heading
    assert title.title == "Mon titre"
    assert "hors États-Unis" in title.subtitle


@pytest.mark.whole
@pytest.mark.parametrize("place", ["ti-4417", "ti-4421", ["51", "10", "67", "68", "54"]])
def test_descriptions_of_long_places_stay_short(place: str | list[str]) -> None:
    for lang in ("fr", "en"):
        for chart in ("balance", "sankey", "matrix"):
            text = made.content(chart, place, lang=lang, excluding=["C11Z", "US"]).heading.description
            assert len(text) <= 600
            assert text.endswith(".")
