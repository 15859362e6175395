"""The fiche: its content, then page, PDF, workbook, folder, all of a level, site."""

from __future__ import annotations

import io
import itertools
import json
import math
import os
import re
from dataclasses import FrozenInstanceError, dataclass
from html.parser import HTMLParser
from typing import TYPE_CHECKING, Any

import openpyxl
import pandas as pd
import pikepdf
import pypdf
import pytest

import trade_territories as tt
from tests import made
from tests.builders import FlowRow, make_flows
from tests.pdf_text import pages_of
from tests.thorough import telling
from trade_territories import cli, reference
from trade_territories.document import Maker, many, write_files
from trade_territories.document._method import how_to_read, own_context
from trade_territories.document.many import Outcome, make_many, places_of, run
from trade_territories.document.tables import column_head, printed
from trade_territories.errors import TradeTerritoriesError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

#: Sections of a département's fiche, in order.
ANCHORS = [
    "essentiel", "territoires-industrie", "exportations", "contexte", "reperes", "balance", "activites", "importations",
    "comparaison", "zones", "specialisation", "dependance", "exposition", "pistes", "prudence", "sources", "pratique",
]  # fmt: skip


@pytest.fixture(scope="module")
def maker() -> Maker:
    return made.maker()


@pytest.fixture(scope="module")
def marne() -> tt.Fiche:
    return made.fiche("51")


class _Page(HTMLParser):
    """What a reader without eyes meets: headings, anchors, pictures, tables."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.headings: list[tuple[int, str]] = []
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self._level = 0
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        if re.fullmatch("h[1-6]", tag):
            self._level = int(tag[1])
            self.headings.append((self._level, ""))

    def handle_data(self, data: str) -> None:
        if self._level:
            level, text = self.headings[-1]
            self.headings[-1] = (level, text + data)

    def handle_endtag(self, tag: str) -> None:
        if re.fullmatch("h[1-6]", tag):
            self._level = 0

    def all(self, tag: str) -> list[dict[str, str | None]]:
        return [attributes for name, attributes in self.tags if name == tag]


def test_fiche_is_frozen(marne: tt.Fiche) -> None:
    with pytest.raises(FrozenInstanceError):
        marne.title = "Autre"  # type: ignore[misc]


def test_key_figures_are_the_published_ones(marne: tt.Fiche) -> None:
    texts = {figure.name: figure.text.replace("\u202f", " ") for figure in marne.key_figures}
    assert texts["exports_eur"] == "8 105,8 M€"
    assert texts["imports_eur"] == "5 641,1 M€"
    assert texts["exports_rank"] == "23e sur 100"
    assert texts["exports_share_region_pct"] == "12 %"
    assert texts["exports_share_france_pct"] == "1,40 %"
    assert texts["imports_share_region_pct"] == "8,9 %"
    assert texts["imports_share_france_pct"] == "0,82 %"
    assert texts["balance_eur"].endswith("+2 464,7 M€")
    for flow in ("exports", "imports"):
        parts = [
            figure.value or 0
            for figure in marne.key_figures
            if re.match(f"{flow}_(eu|non_eu|not_allocated)_pct", figure.name)
        ]
        assert len(parts) == 3
        assert sum(parts) == pytest.approx(100)


def test_sections_stand_in_the_order_asked_for(marne: tt.Fiche) -> None:
    page = _Page(marne.to_html())
    headings = [attributes.get("id") for name, attributes in page.tags if name == "h2"]
    assert headings == ANCHORS
    assert [level for level, _ in page.headings].count(1) == 1
    levels = [level for level, _ in page.headings]
    assert all(after - before <= 1 for before, after in itertools.pairwise(levels))


@pytest.mark.whole
@pytest.mark.parametrize(
    ("territory", "own", "others"),
    telling(
        [
            ("51", "51", ["r44", "fr"]),
            ("FR", "fr", []),
            ("20", "20", ["fr"]),
            ("R44", "r44", ["fr"]),
            ("51+10", "51-10", ["r44", "fr"]),
        ],
        3,
    ),
)
def test_no_sankey_stands_twice(territory: str, own: str, others: list[str]) -> None:
    reading = ["specialisation", "dependance"] if territory != "FR" else ["dependance"]
    names = [chart.name for chart in made.fiche(territory).charts]
    assert names == [
        f"flux-export-{own}",
        "balance",
        "produits",
        # Of France, which is set beside nothing, zones share the page of the products.
        *(["zones"] if not others else []),
        f"flux-import-{own}",
        *(f"flux-{flow}-{other}" for flow in ("export", "import") for other in others),
        *(["zones"] if others else []),
        *reading,
    ]
    assert list(made.fiche(territory).numbers.values()) == list(range(1, len(names) + 1))


@pytest.mark.whole
@pytest.mark.parametrize(
    ("only", "excluding", "narrowing", "absent"),
    [
        # Beside one partner there is no first one, no Union, no other country, and no origin to depend on.
        ("US", None, "partenaire : États-Unis", ("zones", "exposition", "dependance")),
        # Beside one product there is no first one, and none that weighs more than in France.
        ("C11Z", None, "produit : boissons", ("specialisation",)),
        (None, "DE", "hors Allemagne", ("zones", "exposition", "dependance")),
        (None, "energy", "hors énergie", ()),
    ],
)
def test_a_narrowed_fiche_says_so_and_weighs_nothing_against_what_is_left_out(
    only: str | None, excluding: str | None, narrowing: str, absent: tuple[str, ...]
) -> None:
    fiche = tt.fiche(made.cube(), "51", only=only, excluding=excluding)
    said = narrowing.replace(" :", "\xa0:")
    assert not {section.anchor for section in fiche.sections} & set(absent)
    assert f"({said})" in fiche.deck
    assert fiche.context is not None
    assert f"2024, {said})" in fiche.context.sentences[0]
    assert all(f"({said})." in finding.headline for finding in fiche.findings)
    assert fiche.findings
    part = "partner" if only == "US" else "product"
    words = (
        {"partner": ("destination", "pays par pays"), "product": ("premier produit", "Boissons")}[part] if only else ()
    )
    said_first = " ".join([fiche.deck, *(finding.headline for finding in fiche.findings)])
    assert not [word for word in words if word in said_first]
    figures = {figure.name for figure in fiche.key_figures}
    assert ("exports_eu_pct" in figures) is (only != "US" and excluding != "DE")


@pytest.mark.whole
def test_coarser_products_are_told_from_those_of_the_concentration() -> None:
    fiche = tt.fiche(made.cube(), "51", by="a38", lang="en")
    texts = [text for section in fiche.sections for text in section.sentences]
    (said,) = [text for text in texts if text.startswith("For exports, the top three countries")]
    assert "the top three products (A129) 62% of the total" in said


def test_a_focus_beside_chosen_partners_is_refused() -> None:
    with pytest.raises(tt.TradeTerritoriesError, match="focus= sets the weight of partners beside that of all others"):
        tt.fiche(made.cube(), "51", only="US", focus="CN")


@pytest.mark.whole
def test_industry_territories_are_a_list_in_alphabetical_order() -> None:
    industry = made.fiche("51").industry
    assert industry.heading == "Six Territoires d’industrie se situent, en tout ou partie, dans la Marne"
    names = [name for name, _ in industry.entries]
    assert names == sorted(names, key=reference.folded)
    crossing = {name: others for name, others in industry.entries if others}
    assert crossing == {"Ouest Champenois": "Aube", "Sud Meuse Nord Haute-Marne": "Haute-Marne et Meuse"}
    assert "consulter aussi leurs fiches" in industry.note
    assert made.fiche("75").industry.note == "Aucun ne se situe, même en partie, à Paris."


@pytest.mark.whole
def test_findings_are_what_a_plain_sum_finds() -> None:
    """First product, first country, three first products: recomputed from the rows, for a few territories."""
    flows = tt.sample_flows()
    for code in ("51", "20", "976", "75"):
        place = reference.territory(code)
        rows = flows[flows["departement"].isin(place.departements)].astype({"a129": "str", "partner": "str"})
        exports = rows[rows["flow"] == "export"]
        products = exports.groupby("a129")["value_eur"].sum().sort_index().sort_values(ascending=False, kind="stable")
        partners = exports.groupby("partner")["value_eur"].sum()
        partners = partners[[one not in reference.no_countries() for one in partners.index]]
        partners = partners.sort_index().sort_values(ascending=False, kind="stable")
        findings = made.fiche(code).findings
        assert findings[0].headline.startswith(reference.label("a129", products.index[0], short=True).replace("'", "’"))
        assert findings[1].headline.startswith(reference.label("partner", partners.index[0], short=True))
        value = f"{products.iloc[0] / 1e6:.1f}"
        assert re.sub("[\u202f\u00a0]", "", findings[0].text).replace(",", ".").startswith(value)


def test_page_is_whole_and_structured(marne: tt.Fiche) -> None:
    text = marne.to_html()
    page = _Page(text)
    assert len(text.encode()) < 900_000
    assert page.all("html") == [{"lang": "fr"}]
    assert len(page.all("main")) == len(page.all("nav")) == 1
    assert not [one for one in page.all("script") + page.all("img") if one.get("src")]
    assert not re.search(r"url\((?!data:|#)", text)
    policy = next(one for one in page.all("meta") if one.get("http-equiv") == "Content-Security-Policy")
    assert str(policy["content"]).startswith("default-src 'none'")
    anchors = {attributes["id"] for _, attributes in page.tags if "id" in attributes}
    ids = [attributes["id"] for _, attributes in page.tags if "id" in attributes]
    assert len(ids) == len(set(ids))
    for link in page.all("a"):
        address = link["href"] or ""
        assert address.startswith("https://") or address[1:] in anchors
    pictures = [one for one in page.all("svg") if one.get("role") == "img"]
    # Beside each other, charts have their narrow drawing alone.
    beside = next(section.charts for section in marne.sections if section.anchor == "comparaison")
    narrow = sum(chart.narrow is not None for chart in marne.charts) - len(beside)
    assert len(pictures) == len(marne.charts) + narrow + 1
    for picture in pictures:
        assert set((picture["aria-labelledby"] or "").split()) <= anchors
    assert len(page.all("details")) == len(marne.charts)
    assert len(page.all("caption")) == len(page.all("table"))
    assert all(head.get("scope") in ("col", "row") for head in page.all("th"))


@pytest.mark.whole
@pytest.mark.parametrize(
    ("territory", "lang"),
    telling(
        [("FR", "fr"), ("51", "en"), ("ti-4417", "fr"), ("22", "fr"), ("22", "en"), ("FR", "en"), ("ti-4417", "en")], 3
    ),
)
def test_words_are_set_as_print_sets_them(territory: str, lang: str) -> None:
    """Curved apostrophes, no line break inside a number or before what belongs to the word; what charts draw is theirs."""
    fiche = made.fiche(territory, lang)
    said = [fiche.title, fiche.deck, fiche.series, fiche.note, *(figure.label for figure in fiche.key_figures)]
    said += [fiche.industry.heading, fiche.industry.note, *(text for entry in fiche.industry.entries for text in entry)]
    said += [text for finding in fiche.findings for text in (finding.headline, finding.text)]
    for section in fiche.sections:
        said += [section.heading, *section.sentences]
    for text in said:
        assert "'" not in text, text
        if lang == "fr":
            assert not re.search(r"\d \d{3}(?!\d)| [;!?%»:]|« ", text), text


def test_context_is_a_text_or_the_path_of_a_file(tmp_path: Path) -> None:
    path = tmp_path / "texte.md"
    path.write_text("\ufeffLa **récolte** fut bonne.", encoding="utf-8")
    assert own_context(path) == own_context("La **récolte** fut bonne.") == "La **récolte** fut bonne."
    assert own_context(None) is None
    for context, words in (("texte.md", r"context=Path\('texte.md'\)"), (tmp_path / "none.md", "cannot be read")):
        with pytest.raises(TradeTerritoriesError, match=words):
            own_context(context)


@pytest.mark.whole
def test_context_is_markdown_and_never_html(maker: Maker) -> None:
    context = (
        "# Un titre\n\nUn **mot** & <b>autre</b>, [une page](https://example.org/), "
        "[un piège](javascript:alert(1)).\n\n- un\n- deux"
    )
    fiche = maker.make("ti-4417", context=context)
    text = fiche.to_html()
    assert "<h3>Un titre</h3>" in text
    assert "Un <strong>mot</strong> &amp; &lt;b&gt;autre&lt;/b&gt;" in text
    assert '<a href="https://example.org/">une page</a>' in text
    assert 'href="javascript' not in text
    assert "<li>deux</li>" in text
    assert b"%PDF-" in fiche.to_pdf()[:5]


@pytest.mark.whole
@pytest.mark.parametrize("lang", ["fr", "en"])
def test_example_is_said(lang: str) -> None:
    fiche = made.fiche("51", lang)
    words = "Exemple – données fictives" if lang == "fr" else "Example – made-up data"
    text = fiche.to_html()
    assert text.count(words) > 10
    assert f'<meta name="example" content="{words}' in text


@pytest.mark.whole
def test_english_page_has_no_french() -> None:
    fiche = made.fiche("51", "en")
    text = re.sub(r"<style>.*?</style>", "", fiche.to_html(), flags=re.DOTALL)
    for word in (
        "Importations",
        "Exportations",
        "Solde",
        "Autres",
        "Données",
        "Sommaire",
        "destination finale",
        "Lecture",
    ):
        assert word not in text


@pytest.mark.whole
def test_imports_of_nothing_have_no_coverage_rate() -> None:
    rows = [
        (flow, 2024, quarter, code, "C11Z", "1101", "DE", 50, 1)
        for flow in ("export", "import")
        for code in reference.departement_regions()
        for quarter in (1, 2, 3, 4)
        if (flow, code) != ("import", "51")
    ]
    fiche = tt.fiche(make_flows(rows), "51")
    texts = {figure.name: figure.text for figure in fiche.key_figures}
    assert texts["coverage_rate_pct"] == "n. s."
    fiche.to_html()
    fiche.to_pdf()
    fiche.to_excel()


def test_missing_twin_is_named() -> None:
    flows = tt.sample_flows()
    exports = flows[flows["flow"] == "export"]
    with pytest.raises(tt.IncompleteCoverageError, match="import file"):
        tt.fiche(exports, "51")


def test_pdf_is_tagged_and_readable(marne: tt.Fiche) -> None:
    data = marne.to_pdf()
    assert len(data) < 1_000_000
    assert data == marne.to_pdf()
    with pikepdf.open(io.BytesIO(data)) as pdf:
        root = pdf.Root
        assert str(root.Lang) == "fr"
        assert bool(root.MarkInfo.Marked)
        assert bool(root.ViewerPreferences.DisplayDocTitle)
        metadata = bytes(root.Metadata.read_bytes())
        assert re.search(rb"pdfuaid:part[^0-9]+1", metadata)
        assert "CreationDate" not in pdf.docinfo
        figures = [one for one in _elements(root.StructTreeRoot) if str(one.get("/S", "")) == "/Figure"]
        # The small map, and the charts in their order.
        assert len(figures) == 1 + len(marne.charts)
        for figure, chart in zip(figures[1:], marne.charts, strict=True):
            assert chart.description in str(figure.Alt)
        fonts = [font for page in pdf.pages for font in _fonts(page.Resources)]
        assert fonts
        assert {str(font.BaseFont).split("+")[-1].split("-")[0] for font in fonts} <= {"TerritoiresSans"}
        assert all("/FontFile2" in _descriptor(font) for font in fonts)
        with pdf.open_outline() as outline:
            assert [item.title for item in outline.root] == ["Marne"]
            titles = [item.title for item in outline.root[0].children]
            assert [section.heading for section in marne.sections] == [
                title for title in titles if title in {section.heading for section in marne.sections}
            ]
        tables = [one for one in _elements(root.StructTreeRoot) if str(one.get("/S", "")) == "/Table"]
        # Key figures; below the treemap and the imports; below four flows; indicators, exposure, leads.
        # The indicators stand in two halves.
        assert len(tables) == 1 + 2 + 2 + 1 + 4 + 2
        heads = [one for table in tables for one in _elements(table) if str(one.get("/S", "")) == "/TH"]
        assert heads
    reader = pypdf.PdfReader(io.BytesIO(data))
    assert reader.metadata is not None
    assert reader.metadata.title == marne.title
    text = "\n".join(pages_of(data))
    assert len(reader.pages) <= 8
    for number in range(1, len(reader.pages) + 1):
        assert f"{number} / {len(reader.pages)}" in text
    assert "8 105,8 M€" in text.replace("\u202f", " ")


def _elements(node: Any) -> Iterator[Any]:
    kids = node.get("/K") if isinstance(node, pikepdf.Dictionary) else None
    for kid in kids if isinstance(kids, pikepdf.Array) else [kids] if isinstance(kids, pikepdf.Dictionary) else []:
        if isinstance(kid, pikepdf.Dictionary):
            yield kid
            yield from _elements(kid)


def _fonts(resources: Any) -> Iterator[Any]:
    yield from (font for _, font in resources.get("/Font", pikepdf.Dictionary()).items())
    for form in resources.get("/XObject", pikepdf.Dictionary()).values():
        if "/Resources" in form:
            yield from _fonts(form.Resources)


def _descriptor(font: Any) -> Any:
    return font.DescendantFonts[0].FontDescriptor if "/DescendantFonts" in font else font.FontDescriptor


@pytest.mark.whole
def test_chart_stays_with_its_number_and_key(marne: tt.Fiche) -> None:
    pages = [" ".join(text.split()) for text in pages_of(made.pdf("51"))]
    for chart in marne.charts:
        caption = " ".join(f"Figure {marne.numbers[chart.name]}. {chart.subject}".split())
        assert [text for text in pages if caption in text], chart.name


@pytest.mark.whole
@pytest.mark.parametrize(
    ("territory", "lang"), telling([("FR", "fr"), ("51", "en"), ("R84", "fr"), ("976", "en"), ("ti-4421", "en")], 2)
)
def test_pages_of_a_pdf_are_filled(territory: str, lang: str) -> None:
    """No page holds a line or two alone, and no heading stands without what it heads."""
    fiche, data = made.fiche(territory, lang), made.pdf(territory, lang)
    assert len(data) < 1_000_000
    pages = pages_of(data)
    headings = {section.heading for section in fiche.sections}
    for text in pages:
        *lines, _ = [line for line in text.splitlines() if line.strip()]
        assert len(lines) > 6, text
        assert lines[-1].strip() not in headings, text


@pytest.mark.whole
def test_pdf_of_a_cover_leads_to_the_pdfs_beside_it() -> None:
    with pikepdf.open(io.BytesIO(made.pdf("ti-4417"))) as pdf:
        found = [
            str(note.A.URI) for page in pdf.pages for note in page.get("/Annots", []) if "/URI" in note.get("/A", {})
        ]
    assert [one for one in found if one.startswith("../")] == [
        f"../{code}/EXEMPLE_fiche-{code}-2024.pdf" for code in ("51", "52", "55")
    ]


def test_workbook_holds_numbers(marne: tt.Fiche) -> None:
    data = marne.to_excel()
    assert data == marne.to_excel()
    book = openpyxl.load_workbook(io.BytesIO(data))
    # As the index says: headers in row 5.
    names = [chart.sheet[:31] for chart in marne.charts]
    tables = pd.read_excel(io.BytesIO(data), names, skiprows=4, keep_default_na=False, engine="openpyxl")
    assert book.sheetnames[:2] == ["Index", "Chiffres clés"]
    assert book.sheetnames[-1] == "Sources et méthode"
    listed = [row[0].value for row in book["Index"].iter_rows(min_row=6) if row[0].hyperlink]
    assert listed == book.sheetnames[1:]
    for name in book.sheetnames[1:]:
        sheet = book[name]
        assert "Marne, 2024" in str(sheet["A2"].value)
        assert "Exemple – données fictives" in str(sheet["A2"].value)
        assert "CAF" in str(sheet["A3"].value)
    for chart in marne.charts:
        read = tables[chart.sheet[:31]]
        money = next(name for name in chart.table.columns if name.endswith("_eur"))
        assert read[column_head(money, "fr")].tolist() == chart.table[money].tolist()
    assert book["Tous les pays"]["D6"].number_format == "0.00%"
    assert book["Tous les pays"].freeze_panes == "A6"
    method = [str(cell.value) for row in book["Sources et méthode"].iter_rows() for cell in row if cell.value]
    for release in marne.releases:
        assert any(release.sha256 in text for text in method)
    for section in marne.sections:
        assert all(text in method for text in section.sentences)
    for chart in marne.charts:
        assert chart.reading in method


@pytest.mark.whole
def test_workbook_has_every_country_product_and_pair(marne: tt.Fiche) -> None:
    flows = tt.sample_flows()
    rows = flows[flows["departement"] == "51"].astype({"a129": "str", "partner": "str"})
    countries = pd.read_excel(
        io.BytesIO(marne.to_excel()), sheet_name="Tous les pays", skiprows=4, keep_default_na=False, engine="openpyxl"
    )
    exports = rows[rows["flow"] == "export"].groupby("partner")["value_eur"].sum()
    found = countries.set_index("Code")["Exportations (€)"]
    assert found.drop("total").astype("int64").to_dict() == {
        code: int(exports.get(code, 0)) for code in set(rows["partner"])
    }
    assert found["total"] == exports.sum()
    pairs = pd.read_excel(
        io.BytesIO(marne.to_excel()), sheet_name="Tous les flux", skiprows=4, keep_default_na=False, engine="openpyxl"
    )
    sums = rows.groupby(["flow", "a129", "partner"])["value_eur"].sum()
    assert len(pairs) == int((sums != 0).sum())
    assert pairs["Valeur (€)"].sum() == rows["value_eur"].sum()


def _sheet(fiche: tt.Fiche, name: str) -> pd.DataFrame:
    data = io.BytesIO(fiche.to_excel())
    return pd.read_excel(data, sheet_name=name, skiprows=4, keep_default_na=False, engine="openpyxl")


@pytest.mark.whole
@pytest.mark.parametrize(("name", "level"), [("Tous les produits", "a129"), ("Produits CPF4", "cpf4")])
def test_sheets_of_products_have_masses(marne: tt.Fiche, name: str, level: str) -> None:
    flows = tt.sample_flows()
    rows = flows[flows["departement"] == "51"].astype({level: "str"})
    found = _sheet(marne, name).set_index("Code")
    for flow, head in (("import", "Masse importée (kg)"), ("export", "Masse exportée (kg)")):
        masses = rows[rows["flow"] == flow].groupby(level)["mass_kg"].sum()
        expected = {code: int(masses.get(code, 0)) for code in found.index.drop("total")}
        assert found[head].drop("total").astype("int64").to_dict() == expected
        assert found[head]["total"] == rows.loc[rows["flow"] == flow, "mass_kg"].sum()


@pytest.mark.whole
def test_masses_that_a_source_lacks_are_blank_not_zero() -> None:
    rows: list[FlowRow] = [
        (flow, 2024, quarter, place, product, cpf4, "DE", 1_000_000, mass)
        for flow in ("export", "import")
        for quarter in (1, 2, 3, 4)
        for place in reference.departement_regions()
        for product, cpf4, mass in (("C11Z", "1102", None), ("A01Z", "0111", 7))
    ]
    found = _sheet(tt.fiche(make_flows(rows), "51"), "Tous les produits").set_index("Code")
    assert found["Masse exportée (kg)"].to_dict() == {"C11Z": "", "A01Z": 28, "total": 28}


@pytest.mark.whole
def test_sheet_of_dependence_has_what_its_thresholds_are_held_against(marne: tt.Fiche) -> None:
    found = _sheet(marne, "Dépendance")
    table = tt.dependence(tt.sample_flows(), "51")
    shares, concentration, ratio, signals = found.columns[-4:]
    assert found[shares].astype(float).tolist() == pytest.approx((table["extra_eu_share_pct"] / 100).tolist())
    for head, column, threshold in ((concentration, "extra_eu_hhi", "0,4"), (ratio, "imports_over_exports", "1")):
        assert f"seuil {threshold}" in head
        assert found[head].astype(float).tolist() == pytest.approx(table[column].tolist())
    passed = (
        (found[concentration] > 0.4).astype(int) + (found[shares] > 0.5).astype(int) + (found[ratio] > 1).astype(int)
    )
    assert passed.tolist() == found[signals].tolist()


def test_what_france_never_exports_is_said_in_words() -> None:
    table = pd.DataFrame(
        {"label": ["A", "B"], "extra_eu_hhi": [1.0, float("nan")], "imports_over_exports": [math.inf, 0.5]}
    )
    rows = printed(table, "fr").rows
    assert [[cell.text for cell in row] for row in rows] == [
        ["A", "1,00", "aucune exportation"],
        ["B", "n. s.", "0,50"],
    ]


def test_folder_is_complete(marne: tt.Fiche, tmp_path: Path) -> None:
    written = write_files(marne, tmp_path, ("html", "svg", "csv"))
    assert all(path.name.startswith("EXEMPLE_") for path in written)
    assert {path.name for path in tmp_path.iterdir()} == {path.name for path in written}
    assert len([path for path in written if path.suffix == ".svg"]) == len(marne.charts)
    for chart in marne.charts:
        table = pd.read_csv(tmp_path / f"EXEMPLE_{chart.name}.csv", dtype=str, keep_default_na=False)
        assert table.columns[-1] == "example"
        assert set(table["example"]) == {"Exemple – données fictives"}
        assert table.columns[:-1].tolist() == chart.table.columns.tolist()
    metadata = json.loads((tmp_path / "EXEMPLE_metadata.json").read_text(encoding="utf-8"))
    assert metadata["territory"]["code"] == "51"
    assert metadata["example"]
    assert {len(one["sha256"]) for one in metadata["releases"]} == {64}
    again = tmp_path / "again"
    write_files(marne, again, ("html", "svg", "csv"))
    assert all((again / path.name).read_bytes() == path.read_bytes() for path in written)


@pytest.mark.whole
@pytest.mark.parametrize("territory", telling(["ti-4417", "FR", "51"], 1))
def test_pictures_as_png(tmp_path: Path, territory: str) -> None:
    fiche = made.fiche(territory)
    written = write_files(fiche, tmp_path, ("png",))
    assert [path.read_bytes()[1:4] for path in written if path.suffix == ".png"] == [b"PNG"] * len(fiche.charts)
    assert len(fiche.charts) == {"ti-4417": 1, "FR": 6, "51": 11}[territory]


@pytest.mark.whole
def test_industry_territory_in_one_departement_is_under_a_cover() -> None:
    cover, fiche = made.fiche("ti-4421"), made.fiche("51")
    assert "Pays Vitryat" in cover.note
    assert "Marne" in cover.note
    assert [figure.value for figure in cover.key_figures] == [figure.value for figure in fiche.key_figures]


def test_a_fiche_by_groups_says_who_defines_them_and_what_is_in_none() -> None:
    for lang, words in (("fr", "Eurostat ; hors de ces groupes"), ("en", "Eurostat; in none of these groups")):
        said = " ".join(how_to_read(lang, "group:technology").items)
        assert words in said.replace("\u202f", " ")
    assert "2020/1197" in how_to_read("fr", "group:mig").items[-1]
    assert how_to_read("fr").items == how_to_read("fr", "a38").items


@pytest.mark.whole
def test_the_page_of_an_industry_territory_speaks_of_its_one_departement_or_of_almost_all_people_in_one() -> None:
    one = made.maker("fr").cover(reference.territory("ti-4421"), lambda member: member.code).sections[0]
    assert "le tableau porte sur le département entier" in " ".join(one.sentences)
    assert "de chacun" not in " ".join(one.sentences)
    # 193 041 of 193 283 live in the Loiret.
    two = made.maker("fr").cover(reference.territory("ti-2404"), lambda member: member.code).sections[0]
    assert "dont plus de 99\u202f% vivent dans le Loiret" in " ".join(two.sentences)


@pytest.mark.whole
def test_industry_territory_in_several_departements_is_never_added_up() -> None:
    cover = made.fiche("ti-4417")
    assert cover.key_figures == ()
    section = cover.sections[0]
    assert any("départements entiers" in text for text in section.sentences)
    table = section.tables[0].table
    assert table["population"].tolist() == [
        reference.population(reference.territory(code)) for code in table["departement"]
    ]
    assert table["departement"].tolist() == ["51", "52", "55"]
    # 3 116, 64 378 and 49 209 of 116 703 inhabitants of the Territoire d'industrie live in them.
    assert table["industry_population"].tolist() == [3116, 64378, 49209]
    assert table["industry_population_pct"].round(1).tolist() == [2.7, 55.2, 42.2]
    people = "116\u202f703 habitants (population municipale de 2023, Insee), dont 55\u202f% vivent en Haute-Marne"
    assert any(people in text for text in section.sentences)
    for code, exports in zip(table["departement"], table["export_eur"], strict=True):
        assert exports == int(tt.totals(tt.sample_flows(), code)["value_eur"].iloc[0])
    assert [address for address, _ in section.links] == [
        f"../{code}/EXEMPLE_fiche-{code}-2024.html" for code in ("51", "52", "55")
    ]
    compared = cover.sections[1]
    assert any("ne s’additionnent pas" in text for text in compared.sentences)
    (chart,) = compared.charts
    assert {row.code for row in chart.content.rows} == {"51", "52", "55"}
    for row in chart.content.rows:
        assert row.export == float(tt.totals(tt.sample_flows(), row.code)["value_eur"].iloc[0])
    for flow, block, country in zip(("export", "import"), compared.tables, ("destination", "origin"), strict=True):
        for row in block.table.to_dict("records"):
            products = tt.activities(tt.sample_flows(), row["departement"], by="a129")
            products = products[products["flow"] == flow]
            assert row["main_product_share_pct"] == pytest.approx(products["share_pct"].iloc[0])
            partners = tt.balance(tt.sample_flows(), row["departement"], n=200)
            first = partners.sort_values(f"{flow}_eur", ascending=False).iloc[0]
            assert row[f"main_{country}_label"] == reference.label("partner", first["code"], short=True)
    cover.to_pdf()
    cover.to_excel()


@pytest.mark.whole
def test_many_goes_on_where_it_was_stopped(tmp_path: Path) -> None:
    places = [reference.territory(code) for code in ("ti-4417", "ti-4409")]
    told: list[Outcome] = []
    first = make_many(made.cube(), places, tmp_path, formats=("csv",), jobs=1, on_outcome=told.append)
    assert [one.status for one in first] == ["made", "made"]
    assert told == first
    note, table = tmp_path / "ti-4417" / many.DONE, tmp_path / "ti-4417" / "EXEMPLE_metadata.json"
    whole = {path: path.read_bytes() for path in (tmp_path / "ti-4417").iterdir()}
    job = many.FolderJob(tmp_path, ("csv",), json.loads(whole[note])["key"])
    for damage in (note.unlink, table.unlink, lambda: table.write_bytes(whole[table][:-1])):
        for path, content in whole.items():
            path.write_bytes(content)
        assert job.is_done(places[0])
        damage()
        assert not job.is_done(places[0])
    second = make_many(made.cube(), places, tmp_path, formats=("csv",), jobs=1)
    assert [one.status for one in second] == ["made", "kept"]
    assert {path: path.read_bytes() for path in whole} == whole
    other = make_many(made.cube(), places, tmp_path, formats=("csv",), jobs=1, n=3)
    assert [one.status for one in other] == ["made", "made"]


@pytest.mark.whole
def test_a_fiche_does_not_depend_on_those_made_before_it() -> None:
    made.fiche("51")
    after, alone = made.maker().make("99"), Maker(made.cube()).make("99")
    assert [(block.name, block.chart) for block in after.charts] == [
        (block.name, block.chart) for block in alone.charts
    ]
    for one, other in zip(after.charts, alone.charts, strict=True):
        pd.testing.assert_frame_equal(one.table, other.table)


@pytest.mark.whole
def test_many_on_two_processes_gives_the_same(tmp_path: Path) -> None:
    places = [reference.territory(code) for code in ("ti-4417", "99")]
    alone, together = tmp_path / "1", tmp_path / "2"
    make_many(made.cube(), places, alone, formats=("html", "pdf"), jobs=1)
    outcomes = make_many(made.cube(), places, together, formats=("html", "pdf"), jobs=2)
    assert [one.code for one in outcomes] == ["ti-4417", "99"]
    files = sorted(path.relative_to(alone) for path in alone.rglob("*") if path.is_file())
    assert files == sorted(path.relative_to(together) for path in together.rglob("*") if path.is_file())
    assert all((alone / name).read_bytes() == (together / name).read_bytes() for name in files)


@pytest.mark.whole
def test_a_failure_never_stops_the_others(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    places = [reference.territory(code) for code in ("ti-4417", "99")]

    def write(fiche: tt.Fiche, *arguments: object, **options: object) -> list[Path]:
        if fiche.territory.code == "ti-4417":
            raise ValueError("no such\npicture")
        return write_files(fiche, *arguments, **options)  # type: ignore[arg-type]  # handed on as they are

    monkeypatch.setattr(many, "write_files", write)
    outcomes = make_many(made.cube(), places, tmp_path, formats=("csv",), jobs=1)
    assert [one.status for one in outcomes] == ["failed", "made"]
    assert outcomes[0].reason == "no such picture"
    assert sorted(path.name for path in tmp_path.iterdir()) == ["99"]


@dataclass(frozen=True)
class _Deadly:
    """A job whose process dies over one territory, and fails over another in a way that nobody foresaw."""

    folder: Path

    def is_done(self, place: tt.Territory) -> bool:
        return (self.folder / place.code).exists()

    def make(self, maker: Maker, place: tt.Territory) -> None:
        del maker
        if place.code == "10":
            os._exit(9)
        if place.code == "52":
            raise RuntimeError("never seen before")
        (self.folder / place.code).write_text("made")


@pytest.mark.whole
def test_a_fiche_by_groups_of_products(tmp_path: Path) -> None:
    """Its charts, tables and file names take a family of groups; no file name bears the colon of its name."""
    made_one = tt.fiche(made.cube(), "Marne", by="group:technology")
    assert made_one.stem == "EXEMPLE_fiche-51-2024-group-technology"
    page = made_one.to_html()
    assert "Faible technologie" in page
    assert "nomenclature A38" not in page
    assert cli.run(["fiche", "99", "--sample", "--by", "group:mig", "--format", "csv", "--output", str(tmp_path)]) == 0
    assert any("Biens intermédiaires" in path.read_text(encoding="utf-8") for path in tmp_path.rglob("*.csv"))


@pytest.mark.whole
def test_a_process_that_dies_takes_nobody_along(maker: Maker, tmp_path: Path) -> None:
    places = [reference.territory(code) for code in ("51", "10", "52", "55", "88")]
    outcomes = {one.code: one for one in run(maker, _Deadly(tmp_path), places, jobs=2)}
    assert {code: one.status for code, one in outcomes.items()} == {
        "51": "made", "10": "failed", "52": "failed", "55": "made", "88": "made",
    }  # fmt: skip
    assert "its process was ended" in outcomes["10"].reason
    assert outcomes["52"].reason == "never seen before"
    again = {one.code: one.status for one in run(maker, _Deadly(tmp_path), places, jobs=2)}
    assert again == {"51": "kept", "10": "failed", "52": "failed", "55": "kept", "88": "kept"}


def test_places_of_industry_territories_come_with_their_departements() -> None:
    codes = [place.code for place in places_of("territoire_industrie")]
    assert len(codes) == len(set(codes))
    assert {"51", "52", "55", "ti-4417", "ti-4421"} <= set(codes)
