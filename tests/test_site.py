"""The pages and files of the site: what their policy lets run, figures that are the tables', data that others can read."""

from __future__ import annotations

import csv
import dataclasses
import json
import re
import shutil
import subprocess
from base64 import b64encode
from collections import defaultdict
from hashlib import sha256
from html.parser import HTMLParser
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote, urlsplit

import pandas as pd
import pytest

import trade_territories as tt
from tests import made
from tests.builders import FlowRow, make_flows
from tests.thorough import telling
from trade_territories import reference, site
from trade_territories.document._maker import Maker
from trade_territories.document.html import policy
from trade_territories.document.many import run
from trade_territories.profiles import Profiles
from trade_territories.site import _package, _tables
from trade_territories.site._cards import Card, card_png
from trade_territories.site._figures import summary
from trade_territories.site._map import map_content, map_svg
from trade_territories.site._rows import Figures, figures_of

if TYPE_CHECKING:
    from collections.abc import Container, Iterator

MADE = ("51", "FR", "ti-4417", "US", "C11Z")
NAMES = (
    "index", "regions", "industry", "partners", "products", "compare", "data", "method", "method-other", "definitions",
    "definitions-other", "legal", "accessibility", "404", "territoires/EXEMPLE_51", "territoires/EXEMPLE_ti-4417",
    "pays/EXEMPLE_US", "produits/EXEMPLE_C11Z",
)  # fmt: skip


class _Page(HTMLParser):
    """The tags of a page, and the text of its scripts."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.programs: list[str] = []
        self._is_program = False
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        self._is_program = tag == "script" and dict(attrs).get("type") != "application/json"

    def handle_endtag(self, tag: str) -> None:
        if tag == "script":
            self._is_program = False

    def handle_data(self, data: str) -> None:
        if self._is_program:
            self.programs.append(data)

    def policy(self) -> dict[str, list[str]]:
        """Return the one policy of the page, by directive; it must come before what it is to hold back."""
        found = [
            rank for rank, (tag, one) in enumerate(self.tags) if one.get("http-equiv") == "Content-Security-Policy"
        ]
        held = [rank for rank, (tag, _) in enumerate(self.tags) if tag in ("link", "style", "script")]
        assert len(found) == 1
        assert found[0] < min(held)
        words = [part.split() for part in str(self.tags[found[0]][1]["content"]).split(";")]
        return {name: values for name, *values in words}


def _named(folder: Path, name: str) -> Path:
    """Return a page; those in the other language bear its code."""
    other = "en" if (folder / "method-en.html").exists() else "fr"
    return folder / f"{name.replace('other', other)}.html"


@pytest.fixture(scope="module", params=telling(["fr", "en"], 1))
def folder(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Make a site of which only a few fiches are written, in a folder of a folder."""
    folder = tmp_path_factory.mktemp("site") / "sous"
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(site, "run", _few)
        outcomes = site.make_site(made.sample(), folder, address="https://example.org/sous/", lang=request.param)
    assert {one.status for one in outcomes} == {"made"}
    return folder


def _few(maker: Maker, job: Any, places: Any, **_: object) -> Any:
    return tuple(run(maker, job, [one for one in places if one.code in MADE], jobs=1))


@pytest.fixture(scope="module")
def maker() -> Maker:
    return Maker(made.cube())


@pytest.fixture(scope="module")
def figures(maker: Maker) -> dict[str, Figures]:
    return figures_of(maker, [reference.territory(code) for code in reference.territories()["code"]])


@pytest.fixture(scope="module")
def tables(maker: Maker, figures: dict[str, Figures]) -> list[_tables.Table]:
    return list(_tables.tables_of(maker, figures))


@pytest.fixture(scope="module")
def by_hand() -> dict[str, dict[str, int]]:
    """Add the sample up by a loop: flow, then territory."""
    regions = reference.departement_regions()
    found: dict[str, dict[str, int]] = {"export": defaultdict(int), "import": defaultdict(int)}
    flows = tt.sample_flows()
    for flow, place, value in zip(flows["flow"], flows["departement"], flows["value_eur"], strict=True):
        for code in (place, regions[place], "FR"):
            found[flow][code] += int(value)
    return found


@pytest.mark.whole
@pytest.mark.parametrize("name", NAMES)
def test_page_runs_no_script_but_its_own(folder: Path, name: str) -> None:
    page = _Page(_named(folder, name).read_text(encoding="utf-8"))
    policy = page.policy()
    assert policy["default-src"] == policy["base-uri"] == policy["form-action"] == ["'none'"]
    hashes = [f"'sha256-{b64encode(sha256(one.encode()).digest()).decode()}'" for one in page.programs]
    assert len(hashes) == 1
    assert policy["script-src"] == [*hashes, "'strict-dynamic'"]


@pytest.mark.whole
@pytest.mark.parametrize("name", NAMES)
def test_page_has_nothing_that_its_policy_refuses(folder: Path, name: str) -> None:
    page = _Page(_named(folder, name).read_text(encoding="utf-8"))
    for tag, attributes in page.tags:
        assert tag not in ("base", "iframe", "object", "embed")
        assert not [key for key in attributes if key.startswith("on")], (tag, attributes)
        assert not (attributes.get("href") or "").startswith("javascript:")
        assert tag != "script" or "src" not in attributes


@pytest.mark.whole
@pytest.mark.parametrize("name", NAMES)
def test_every_page_has_menu_search_and_card(folder: Path, name: str) -> None:
    text = _named(folder, name).read_text(encoding="utf-8")
    page = _Page(text)
    assert [one for tag, one in page.tags if one.get("role") == "search"]
    assert sum(tag == "h1" for tag, _ in page.tags) == 1
    assert text.count('class="ribbon"') == 1
    links = [one["href"] for tag, one in page.tags if tag == "a" and one.get("href")]
    assert sum(str(link).endswith(("index.html", "data.html", "method.html")) for link in links) >= 3
    if name != "404":
        (card,) = [one["content"] for _, one in page.tags if one.get("property") == "og:image"]
        assert str(card).startswith("https://example.org/sous/cartes/")
        assert (folder / str(card).removeprefix("https://example.org/sous/")).read_bytes()[:4] == b"\x89PNG"
        # A picture and a text of its own: a link to a list does not look like one to the index.
        code = name.rpartition("_")[2]
        assert (
            str(card).rpartition("/")[2].endswith(f"{code}.png" if "/" in name else f"{_named(folder, name).stem}.png")
        )


@pytest.mark.whole
def test_no_page_is_left_out(folder: Path) -> None:
    own = {path.relative_to(folder).with_suffix("").as_posix() for path in folder.rglob("*.html")}
    assert own == {_named(folder, name).relative_to(folder).with_suffix("").as_posix() for name in NAMES} | {
        "territoires/EXEMPLE_FR"
    }
    whole = (folder / "sitemap.xml").read_text(encoding="utf-8")
    assert "https://example.org/sous/index.html" in whole
    assert "/404.html" not in whole


@pytest.mark.whole
def test_pages_say_of_themselves_what_they_are(folder: Path) -> None:
    texts = {}
    for name in NAMES:
        page = _Page(_named(folder, name).read_text(encoding="utf-8"))
        (text,) = [one["content"] for _, one in page.tags if one.get("property") == "og:description"]
        texts[name] = text
    assert all(texts.values())
    assert len(set(texts.values())) == len(texts)
    assert "Marne, Haute-Marne" in str(texts["territoires/EXEMPLE_ti-4417"])


class _Links(HTMLParser):
    """The links of a page, and what they may lead to in it."""

    def __init__(self, path: Path) -> None:
        super().__init__()
        self.names: list[str] = []
        self.links: list[str] = []
        self.feed(path.read_text(encoding="utf-8"))

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        del tag
        for key, value in attrs:
            if key == "id" and value:
                self.names.append(value)
            if key in ("href", "src") and value:
                self.links.append(value)
            if key in ("for", "aria-labelledby", "aria-describedby", "aria-controls") and value:
                self.links += [f"#{one}" for one in value.split()]


def broken_links(folder: Path, base: str, *, missing: Container[Path] = ()) -> list[str]:
    """Return the links and anchors of all pages that lead nowhere.

    Parameters
    ----------
    base
        Way from the root of a server to the index, as the page that is not found begins its links.
    missing
        Pages that may lack.
    """
    pages = {path.resolve(): _Links(path) for path in folder.rglob("*.html")}
    broken = [f"{path.name}: twice {name}" for path, page in pages.items() for name in _repeated(page.names)]
    for path, page in pages.items():
        for link in set(page.links):
            parts = urlsplit(link)
            if parts.scheme in ("http", "https", "data"):
                continue
            if parts.path.startswith("/"):
                target = (folder / unquote(parts.path).removeprefix(base)).resolve()
            else:
                target = (path.parent / unquote(parts.path)).resolve() if parts.path else path
            if target in missing:
                continue
            # The comparison reads its territories from behind the sign.
            has_anchor = not parts.fragment or target.name == "compare.html" or parts.fragment in pages[target].names
            if not target.is_file() or not has_anchor:
                broken.append(f"{path.name}: {link}")
    return broken


def _repeated(names: list[str]) -> set[str]:
    return {name for name in names if names.count(name) > 1} if len(set(names)) < len(names) else set()


@pytest.mark.whole
def test_every_link_and_anchor_leads_somewhere(folder: Path) -> None:
    missing = {
        (folder / kind / f"EXEMPLE_{code}{ending}").resolve()
        for kind, code in _all_pages()
        for ending in (".html", ".pdf")
        if not (folder / kind / f"EXEMPLE_{code}.html").exists()
    }
    assert broken_links(folder, "/sous/", missing=missing) == []


#: Codes that a damaged file may hold where a country stands.
ODD_CODES = ("Q/", "..", "51", "<b", 'é"', "a b")


def odd_flows() -> pd.DataFrame:
    rows: list[FlowRow] = [
        (flow, 2024, None, place, product, None, partner, 1_000_000, None)
        for flow in ("export", "import")
        for place in reference.departement_regions()
        for product, partner in (("C11Z", "US"), ("C29A", "DE"), *(("C11Z", code) for code in ODD_CODES))
    ]
    return make_flows(rows)


def test_codes_that_name_no_file_have_no_page() -> None:
    profiles = Profiles(tt.cube(odd_flows()))
    assert set(ODD_CODES) < set(profiles.partners())
    assert [subject.code for subject in site._subjects(profiles)] == ["DE", "US", "C11Z", "C29A"]


@pytest.mark.slow
def test_codes_that_name_no_file_lead_nowhere(tmp_path: Path) -> None:
    made = tmp_path / "in"
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(site, "run", _few)
        outcomes = site.make_site(odd_flows(), made)
    assert {outcome.status for outcome in outcomes} == {"made"}
    assert {path.name for path in (made / "pays").iterdir()} == {"US.html"}
    names = (made / "assets" / "names.js").read_text(encoding="utf-8")
    assert not any(f"pays/{code}" in names for code in ODD_CODES)
    absent = {(made / f"{page}.html").resolve() for page in ("pays/DE", "produits/C29A")}
    absent |= {
        (made / "territoires" / f"{code}{ending}").resolve()
        for code in reference.territories()["code"]
        for ending in (".html", ".pdf")
        if code not in MADE
    }
    assert broken_links(made, "/", missing=absent) == []


@pytest.mark.slow
def test_a_site_of_several_years(tmp_path: Path) -> None:
    """From one pass over all of them: fiches and profiles show the years, the tables to download the last one."""
    flows = tt.sample_flows(2024, since=2022)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(site, "run", _few)
        outcomes = site.make_site(flows, tmp_path, year=2024, since=2022)
    assert {one.status for one in outcomes} == {"made"}
    assert 'id="graphique-evolution"' in (tmp_path / "territoires" / "EXEMPLE_51.html").read_text(encoding="utf-8")
    exports = flows[(flows["flow"] == "export") & (flows["partner"] == "US")]
    page = (tmp_path / "pays" / "EXEMPLE_US.html").read_text(encoding="utf-8").replace("\u202f", " ")
    for year in (2022, 2023, 2024):
        value = int(exports.loc[exports["year"] == year, "value_eur"].sum())
        assert f"{value / 1e6:,.1f}".replace(",", " ").replace(".", ",") in page
    table = pd.read_parquet(tmp_path / "data" / "EXEMPLE_flows.parquet")
    assert int(table["value_eur"].sum()) == int(flows.loc[flows["year"] == 2024, "value_eur"].sum())


@pytest.mark.slow
@pytest.mark.parametrize("lang", ["fr", "en"])
def test_the_whole_site(tmp_path: Path, lang: str) -> None:
    flows = tt.sample_flows()
    outcomes = site.make_site(flows, tmp_path, address="https://example.org/a/", lang=lang)
    assert {one.status for one in outcomes} == {"made"}
    assert len(outcomes) == 101 + 18 + 1 + 183 + 100 + flows["a129"].nunique()
    pages = {path.relative_to(tmp_path).as_posix() for path in tmp_path.rglob("*.html")}
    text = (tmp_path / "sitemap.xml").read_text(encoding="utf-8")
    assert pages - {"404.html"} == set(re.findall(r"<loc>https://example.org/a/([^<]+)</loc>", text))
    assert broken_links(tmp_path, "/a/") == []
    assert len(list((tmp_path / "cartes").glob("*.png"))) == len(pages) - 1
    assert len(list(tmp_path.rglob("*.pdf"))) == 101 + 18 + 1
    assert sum(path.stat().st_size for path in tmp_path.rglob("*") if path.is_file()) < 250_000_000
    for path in tmp_path.rglob("*"):
        assert path.stat().st_size < {".html": 1_500_000, ".pdf": 1_000_000}.get(path.suffix, 20_000_000), path
    table = pd.read_parquet(tmp_path / "data" / "EXEMPLE_flows.parquet")
    assert int(table["value_eur"].sum()) == int(flows["value_eur"].sum())


@pytest.mark.whole
def test_the_page_not_found_works_at_any_address(folder: Path) -> None:
    page = _Page((folder / "404.html").read_text(encoding="utf-8"))
    links = [str(one["href"]) for tag, one in page.tags if tag == "a"]
    assert all(link.startswith(("/sous/", "#")) for link in links)
    assert not [one for tag, one in page.tags if tag == "link" and one.get("rel") == "stylesheet"]


def test_policy_changes_with_the_script() -> None:
    first, second = (policy(text, is_on_site=True) for text in ("go()", "go() "))
    assert first != second
    assert "unsafe-inline'; img" in first
    assert "unsafe" not in first.split("script-src")[1]


@pytest.mark.whole
def test_key_figures_are_sums_by_hand(figures: dict[str, Figures], by_hand: dict[str, dict[str, int]]) -> None:
    for code, one in figures.items():
        exports, imports = by_hand["export"][code], by_hand["import"][code]
        assert (one.export_eur, one.import_eur, one.balance_eur) == (exports, imports, exports - imports)
        assert one.rate_pct == pytest.approx(exports / imports * 100)
        # The population of France is that of its départements: Monaco, which is none, sells in its name.
        if code == "99":
            assert one.export_per_inhabitant is None
        elif code not in ("FR", "R93"):
            people = reference.population_record(one.place, 2024)
            assert people is not None
            assert one.export_per_inhabitant == pytest.approx(exports / people.value)
    departements = sorted(
        (code for code, one in figures.items() if one.place.level == "departement" and code != "99"),
        key=lambda code: -by_hand["export"][code],
    )
    assert [figures[code].export_rank for code in departements] == list(range(1, 101))
    assert figures["99"].export_rank is None
    assert figures["FR"].export_rank is None
    regions = sorted((code for code in figures if code.startswith("R")), key=lambda code: -by_hand["import"][code])
    assert [figures[code].import_rank for code in regions] == list(range(1, 19))


@pytest.mark.whole
def test_a_colour_of_the_map_is_the_table_s(figures: dict[str, Figures]) -> None:
    content = map_content(figures, "2024", "fr")
    for code, value in ((place.code, place.value) for place in content.places):
        assert value == pytest.approx(figures[code].export_per_inhabitant) if value is not None else code == "99"
    ranked = sorted((one for one in content.places if one.value is not None), key=lambda one: one.value or 0)
    assert [one.rank_class for one in ranked] == sorted(one.rank_class for one in ranked)
    svg = map_svg(content, lambda code: f"{code}.html")
    links = re.findall(r'<a href="(\w+)\.html" data-code="(\w+)"( tabindex="-1" aria-hidden="true")?>', svg)
    first = [code for code, other, again in links if code == other and not again]
    assert sorted(first) == sorted(code for code, one in figures.items() if one.place.level == "departement")


@pytest.mark.whole
def test_the_index_lists_what_the_tables_say(folder: Path, figures: dict[str, Figures]) -> None:
    text = (folder / "index.html").read_text(encoding="utf-8")
    rows = re.findall(r'<tr data-level="(\w+)" data-code="(\w+)".*?</tr>', text, re.DOTALL)
    assert sorted(code for _, code in rows) == sorted(figures)
    for code, exports in re.findall(
        r'data-code="(\w+)" data-region.*?<td class="number" data-value="(-?\d+)">', text, re.DOTALL
    ):
        assert int(exports) == figures[code].export_eur


@pytest.mark.whole
def test_pages_of_territories_lead_to_each_other(folder: Path) -> None:
    fiche = (folder / "territoires" / "EXEMPLE_51.html").read_text(encoding="utf-8")
    for page in ("EXEMPLE_R44", "EXEMPLE_FR", "EXEMPLE_ti-4417"):
        assert f'href="../territoires/{page}.html"' in fiche
    assert 'rel="prev" href="../territoires/EXEMPLE_50.html"' in fiche
    assert 'rel="next" href="../territoires/EXEMPLE_52.html"' in fiche
    assert 'href="../territoires/EXEMPLE_51.pdf"' in fiche
    cover = (folder / "territoires" / "EXEMPLE_ti-4417.html").read_text(encoding="utf-8")
    assert 'href="EXEMPLE_51.html"' in cover
    assert 'href="../industry.html"' in cover


@pytest.mark.whole
def test_profiles_lead_to_each_other_and_to_territories(folder: Path) -> None:
    page = (folder / "pays" / "EXEMPLE_US.html").read_text(encoding="utf-8")
    assert 'href="../produits/EXEMPLE_C11Z.html"' in page
    assert 'href="../territoires/EXEMPLE_31.html"' in page
    assert 'href="../partners.html" aria-current="true"' in page
    links = re.findall(r'href="(\.\./[a-z]+/EXEMPLE_[^"]+\.html)"', page)
    known = {f"../{kind}/EXEMPLE_{code}.html" for kind, code in _all_pages()}
    assert set(links) <= known


def _all_pages() -> set[tuple[str, str]]:
    flows = tt.sample_flows()
    return (
        {("territoires", str(code)) for code in reference.territories()["code"]}
        | {("pays", str(code)) for code in flows["partner"].unique()}
        | {("produits", str(code)) for code in flows["a129"].unique()}
    )


@pytest.mark.whole
def test_lists_of_partners_and_products_are_sums_by_hand(folder: Path) -> None:
    flows = tt.sample_flows()
    for name, column in (("partners", "partner"), ("products", "a129")):
        text = (folder / f"{name}.html").read_text(encoding="utf-8")
        found = re.findall(
            r'<tr data-code="(\w+)".*?</th>\s*<td[^>]*data-value="(\d+)".*?data-value="(-?\d+)".*?data-value="(-?\d+)"',
            text,
            re.DOTALL,
        )
        sums: dict[tuple[str, str], int] = defaultdict(int)
        for flow, code, value in zip(flows["flow"], flows[column], flows["value_eur"], strict=True):
            sums[flow, code] += int(value)
        assert len(found) == (100 if column == "partner" else flows["a129"].nunique())
        both = [int(exports) + int(imports) for _, _, exports, imports in found]
        assert both == sorted(both, reverse=True)
        for code, _, exports, imports in found:
            assert (int(exports), int(imports)) == (sums["export", code], sums["import", code])


@pytest.mark.whole
def test_each_figure_has_link_data_pictures_citation_and_code(folder: Path) -> None:
    page = _Page((folder / "territoires" / "EXEMPLE_51.html").read_text(encoding="utf-8"))
    figures = [str(one["id"]) for tag, one in page.tags if tag == "figure"]
    tools = [one for _, one in page.tags if one.get("class") == "tools"]
    assert [one["data-figure"] for one in tools] == figures
    assert len(figures) >= 10
    links = [str(one["href"]) for tag, one in page.tags if tag == "a" and "download" in one]
    assert len(links) == len(figures)
    for link in links:
        table = pd.read_csv(folder / "territoires" / link)
        assert len(table)
        assert "example" in table.columns
    assert {f"#{name}" for name in figures} <= {str(one.get("href")) for tag, one in page.tags if tag == "a"}


@pytest.mark.whole
def test_the_data_package_is_valid(folder: Path) -> None:
    """Checked by frictionless itself: each row against its schema, keys, references, sizes and hashes."""
    frictionless = pytest.importorskip("frictionless")
    report = frictionless.validate(str(folder / "data" / "datapackage.json"))
    assert report.valid, report.flatten(["title", "rowNumber", "fieldName", "type", "message"])[:5]
    described = json.loads((folder / "data" / "datapackage.json").read_text(encoding="utf-8"))
    paths = {one["path"] for one in described["resources"]}
    assert paths == {path.name for path in (folder / "data").iterdir() if path.suffix in (".csv", ".parquet")}
    for one in described["resources"]:
        assert all(
            {"name", "type", "description"} <= set(field) for field in one.get("schema", {"fields": []})["fields"]
        )


@pytest.mark.whole
def test_the_description_is_true_of_the_sample(folder: Path) -> None:
    described = json.loads((folder / "data" / "datapackage.json").read_text(encoding="utf-8"))
    resources = {one["name"]: one for one in described["resources"]}
    # Made-up figures are the package's own, and names, inhabitants and definitions are not made up.
    licence = {name: one["licenses"][0]["name"] for name, one in resources.items()}
    assert (licence["flows"], licence["definitions"]) == ("MIT", "MIT")
    assert (licence["territories"], licence["labels"]) == ("etalab-2.0", "etalab-2.0")
    assert {one["name"] for one in described["licenses"]} == {"MIT", "etalab-2.0"}
    assert all("path" not in one for one in described["sources"])
    titles = {one["name"]: one.get("title") for one in resources["territories"]["schema"]["fields"]}
    assert titles["departements"] == "Départements"
    places = pd.read_csv(folder / "data" / "EXEMPLE_territories.csv", dtype="str").set_index("code")
    assert places.loc["ti-4417", "industry_population"] == str(3116 + 64378 + 49209)
    assert places["industry_population"].isna()["51"]


@pytest.mark.whole
def test_energy_that_is_booked_at_paris_says_so_in_lists_and_comparison(folder: Path) -> None:
    marks = {"fr": "par convention", "en": "by convention"}
    text = (folder / "index.html").read_text(encoding="utf-8")
    lang = "fr" if '<html lang="fr"' in text else "en"
    plain = [
        page.replace("\u00a0", " ").replace("\u202f", " ")
        for page in (text, (folder / "products.html").read_text("utf-8"))
    ]
    # The first product that Paris exports is electricity, of which Paris is the first département.
    assert re.search(rf'data-value="[^"]+ \({marks[lang]}\)"', plain[0])
    assert f"Paris ({marks[lang]})" in plain[1]
    assert f"{marks[lang]})" in (folder / "compare.html").read_text("utf-8")


@pytest.mark.whole
def test_csv_and_parquet_hold_the_same(folder: Path) -> None:
    for path in sorted((folder / "data").glob("*.csv")):
        kept = pd.read_parquet(path.with_suffix(".parquet"))
        read = pd.read_csv(path, dtype={name: kept[name].dtype for name in kept if kept[name].dtype.kind not in "OfiuUT"},
                           keep_default_na=False, na_values=[""])  # fmt: skip
        assert list(read.columns) == list(kept.columns)
        assert len(read) == len(kept)


@pytest.mark.whole
def test_tables_of_the_package_add_up(tables: list[_tables.Table], by_hand: dict[str, dict[str, int]]) -> None:
    rows = {one.name: one.rows for one in tables}
    for name in ("partners", "products"):
        for flow in ("export", "import"):
            sums = rows[name].groupby("territory")[f"{flow}_eur"].sum()
            assert {code: int(value) for code, value in sums.items()} == {
                code: value for code, value in by_hand[flow].items() if value
            }
    profiles = rows["product-profiles"]
    for flow in ("export", "import"):
        assert int(profiles.loc[profiles["flow"] == flow, "value_eur"].sum()) == by_hand[flow]["FR"]
    row = profiles[
        (profiles["flow"] == "export") & (profiles["departement"] == "51") & (profiles["a129"] == "C11Z")
    ].iloc[0]
    assert row["share_of_departement_pct"] == pytest.approx(row["value_eur"] / by_hand["export"]["51"] * 100)
    partners = rows["partner-profiles"]
    assert partners["partner"].nunique() == 100
    assert not set(partners["partner"]) & reference.no_countries()


@pytest.mark.whole
def test_the_summary_of_a_territory_is_its_sums(folder: Path, by_hand: dict[str, dict[str, int]]) -> None:
    text = (folder / "data" / "territories" / "EXEMPLE_51.json").read_text(encoding="utf-8")
    summary = json.loads(text)
    script = (folder / "data" / "territories" / "EXEMPLE_51.js").read_text(encoding="utf-8")
    assert script == f"ttTerritory({text.strip()});\n"
    for flow in ("export", "import"):
        assert summary[flow] == by_hand[flow]["51"]
        for kind in ("products", "partners"):
            assert sum(summary[kind][flow].values()) == by_hand[flow]["51"]


def test_tables_of_the_site_start_no_program(
    tmp_path: Path, maker: Maker, figures: dict[str, Figures], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Labels come from files that others wrote; a number below zero stays a number."""
    (tmp_path / "data").mkdir()
    hostile = ["=cmd|' /C calc'!A0", "+33", "-1+1", "@SUM(A1)", "Marne"]

    def tables(*_: object) -> Iterator[_tables.Table]:
        yield _tables.Table("labels", pd.DataFrame({"code": list("ABCDE"), "label": hostile}), ("code",))

    monkeypatch.setattr(_package, "tables_of", tables)
    _package.write_package(tmp_path, maker, "", figures)
    with (tmp_path / "data" / "labels.csv").open(encoding="utf-8", newline="") as stream:
        assert [row["label"] for row in csv.DictReader(stream)] == [*(f"'{one}" for one in hostile[:4]), "Marne"]
    assert pd.read_parquet(tmp_path / "data" / "labels.parquet")["label"].tolist() == hostile


@pytest.mark.whole
def test_no_cell_of_a_table_is_a_formula(folder: Path) -> None:
    tables = list((folder / "data").rglob("*.csv"))
    assert len(tables) > 11 + 15
    for table in tables:
        with table.open(encoding="utf-8", newline="") as stream:
            for row in csv.reader(stream):
                for cell in row:
                    assert not re.match(r"\s*[=+@\t]|-(?![\d.])", cell), (table.name, cell)


@pytest.mark.whole
def test_what_was_there_stays_when_the_disk_is_full(
    tmp_path: Path,
    maker: Maker,
    figures: dict[str, Figures],
    tables: list[_tables.Table],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    (tmp_path / "data").mkdir()
    few = [dataclasses.replace(one, rows=one.rows.head(20)) for one in tables]
    monkeypatch.setattr(_package, "tables_of", lambda *_: few)
    _package.write_package(tmp_path, maker, "", figures)
    before = {path.name: path.read_bytes() for path in (tmp_path / "data").iterdir()}

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("pathlib.Path.write_bytes", full)
    with pytest.raises(tt.TradeTerritoriesError, match="the disk is full"):
        _package.write_package(tmp_path, maker, "", figures)
    assert {path.name: path.read_bytes() for path in (tmp_path / "data").iterdir()} == before


def test_a_card_is_1200_by_630() -> None:
    picture = card_png(
        Card("Département 51", "Marne", "Une phrase", "Site", "fr", "Exemple", ({"label": "A", "text": "1"},))
    )
    assert (int.from_bytes(picture[16:20], "big"), int.from_bytes(picture[20:24], "big")) == (1200, 630)


@pytest.mark.whole
def test_r_reads_the_data_as_the_page_says(folder: Path, tmp_path: Path) -> None:
    program = shutil.which("Rscript")
    if program is None:
        pytest.skip("there is no Rscript on this machine (Debian: r-base-core)")
    page = (Path(__file__).parents[1] / "docs" / "howto" / "site-r.md").read_text(encoding="utf-8")
    (lines,) = re.findall(r"```R\n(.*?)```", page, re.DOTALL)
    lines = lines.replace("https://example.org/commerce/data/", f"{folder.as_posix()}/data/EXEMPLE_")
    (tmp_path / "page.R").write_text(lines, encoding="utf-8")
    done = subprocess.run([program, "page.R"], cwd=tmp_path, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert "Haute-Garonne" in done.stdout


@pytest.mark.whole
def test_javascript_reads_the_data_as_the_page_says(folder: Path, tmp_path: Path) -> None:
    """The reading of the page for Observable, with a d3.csv of a few lines in place of d3's."""
    program = shutil.which("node")
    if program is None:
        pytest.skip("there is no node on this machine")
    page = (Path(__file__).parents[1] / "docs" / "howto" / "site-observable.md").read_text(encoding="utf-8")
    lines = re.findall(r"```js\n(.*?)```", page, re.DOTALL)[0].partition("Plot.plot")[0]
    lines = lines.replace("https://example.org/commerce/data/", f"{folder.as_posix()}/data/EXEMPLE_")
    reader = (
        "const d3 = { csv: (path, row) => { const [head, ...lines] = require('fs').readFileSync(path, 'utf8').trim()"
        ".split('\\n').map(one => one.split(',')); return lines.map(one => row(Object.fromEntries(head.map((name, at) => "
        "[name, one[at]])))); } };\n"
    )
    (tmp_path / "page.js").write_text(reader + lines + "\nconsole.log(JSON.stringify(totals))", encoding="utf-8")
    done = subprocess.run([program, "page.js"], cwd=tmp_path, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    rows = {one["territory"]: one for one in json.loads(done.stdout)}
    assert rows["01"]["export_eur"] + 0 == int(tt.totals(tt.sample_flows(), "01")["value_eur"][0])


@pytest.mark.parametrize(
    ("lang", "words", "others"),
    [
        (
            "fr",
            ["Le département concerné", "voici ceux du département où il se situe"],
            ["la suite est", "départements concernés"],
        ),
        (
            "en",
            ["The département concerned", "those of the département in which it lies"],
            ["what follows", "départements concerned"],
        ),
    ],
)
def test_the_page_of_a_territoire_in_one_departement_speaks_of_one(
    lang: Any, words: list[str], others: list[str]
) -> None:
    page = made.maker(lang).cover(tt.territory("ti-4421"), lambda member: f"{member.code}.html").to_html()
    text = page.replace("\u00a0", " ").replace("\u202f", " ")
    assert [word for word in words if word not in text] == []
    assert [word for word in others if word in text] == []


@pytest.mark.whole
def test_pages_of_a_part_of_trade_say_of_which(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    rows: list[FlowRow] = [
        (flow, 2024, None, code, product, None, partner, 1_000_000, None)
        for flow in ("export", "import")
        for code in reference.departement_regions()
        for product, partner in (("C11Z", "DE"), ("C29A", "DE"), ("C11Z", "US"))
    ]
    monkeypatch.setattr(site, "run", lambda *_, **__: [])
    site.make_site(make_flows(rows), tmp_path, only="DE", excluding="C29A")
    scope = "2024, partenaire : Allemagne, hors véhicules automobiles"
    for name in ("index", "partners", "products", "data"):
        text = (tmp_path / f"{name}.html").read_text(encoding="utf-8").replace("\u00a0", " ")
        assert scope in text.partition("<main")[2], name
    descriptor = json.loads((tmp_path / "data" / "datapackage.json").read_text(encoding="utf-8"))
    assert descriptor["title"].replace("\u00a0", " ").endswith(scope)
    own = Maker(make_flows(rows), only="DE", excluding="C29A")
    place = reference.territory("51")
    assert str(summary(own, figures_of(own, [place])["51"])["period"]).replace("\u00a0", " ") == scope


@pytest.mark.whole
def test_the_picture_of_a_profile_says_its_name_once() -> None:
    from trade_territories.site._jobs import _card_of, finding_alone

    profile = Profiles(made.cube(), lang="en").partner("US")
    card = _card_of(profile, "United States", finding_alone(profile.headline, "United States"))
    assert (card.kicker, card.title, card.deck) == (
        "Countries · 2024",
        "United States",
        "12% and above of the exports of nineteen départements",
    )
