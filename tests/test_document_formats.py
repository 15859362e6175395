"""DOCX, edition files, tariffs, rare signs, formats that fail, and the scope in every output."""

from __future__ import annotations

import dataclasses
import io
import json
import re
import zipfile
from typing import TYPE_CHECKING, Any
from xml.etree import ElementTree as ET

import docx
import openpyxl
import pandas as pd
import pypdf
import pytest

import trade_territories as tt
from tests import made
from tests.builders import FlowRow, make_flows, with_labels
from tests.pdf_text import pages_of
from tests.thorough import telling
from trade_territories import reference
from trade_territories.charts.style import contrast
from trade_territories.document import Maker, write_files
from trade_territories.document.docx import docx_of
from trade_territories.document.edition import Contact, Edition
from trade_territories.document.glyphs import replacements
from trade_territories.document.tables import printed
from trade_territories.errors import TradeTerritoriesError
from trade_territories.frames import FlowsFrame
from trade_territories.query import Query
from trade_territories.text.numbers import millions

if TYPE_CHECKING:
    from pathlib import Path

PIXEL = bytes.fromhex(
    "89504e470d0a1a0a0000000d4948445200000001000000010806000000"
    "1f15c4890000000d49444154789c6360606060000000050001a5f645400000000049454e44ae426082"
)
EDITION = """\
publisher = "Préfecture de la Marne"
series = "Repères du commerce extérieur"
number = 12
date = 2026-03-02
licence = "Licence Ouverte 2.0"
introduction = "Une **introduction**."
notices = ["Une usine a fermé en 2023."]

[colours]
accent = "#000091"

[contact]
name = "Service économique"
email = "eco@example.fr"

[[links]]
name = "Le portrait de la Marne"
address = "https://example.org/marne"

[[logos]]
file = "logo.png"
alt = "Logo de la préfecture"
"""


@pytest.fixture(scope="module")
def marne() -> tt.Fiche:
    return made.fiche("51")


@pytest.fixture
def edition_file(tmp_path: Path) -> Path:
    (tmp_path / "logo.png").write_bytes(PIXEL)
    path = tmp_path / "edition.toml"
    path.write_text(EDITION, encoding="utf-8")
    return path


@pytest.mark.whole
def test_docx_has_headings_numbered_figures_and_real_tables(marne: tt.Fiche) -> None:
    data = made.docx("51")
    document = docx.Document(io.BytesIO(data))
    styles = [(one.style.name, one.text) for one in document.paragraphs if one.style is not None]
    assert ("Title", "Marne") in styles
    headings = [text for name, text in styles if name == "Heading 1"]
    assert [section.heading for section in marne.sections] == [
        text for text in headings if text in {section.heading for section in marne.sections}
    ]
    captions = [text for name, text in styles if name == "Caption"]
    for chart in marne.charts:
        assert any(text.startswith(f"Figure {marne.numbers[chart.name]}. {chart.subject}") for text in captions)
    words = [shape._inline.docPr.get("descr") for shape in document.inline_shapes]
    assert words == [chart.description for chart in marne.charts]
    assert document.tables
    assert all("tblHeader" in table.rows[0]._tr.xml for table in document.tables)
    assert document.core_properties.title == marne.title
    assert document.core_properties.language == "fr-FR"
    assert 'w:val="fr-FR"' in document.styles["Normal"].element.xml
    assert "DONNÉES FICTIVES" in document.sections[0].header.paragraphs[0].text
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        assert {info.date_time for info in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}


@pytest.mark.whole
@pytest.mark.usefixtures("one_picture")
def test_docx_turns_a_table_too_wide_for_its_page() -> None:
    document = docx.Document(io.BytesIO(made.docx("ti-4417")))
    table = document.tables[0]
    assert [cell.text for cell in table.rows[0].cells] == [
        "Département",
        "Marne (51)",
        "Haute-Marne (52)",
        "Meuse (55)",
    ]
    assert [cell.text for cell in table.rows[1].cells] == ["Exportations (M€)", "8\u202f105,8", "1\u202f357,5", "959,9"]
    assert len(table.rows) == 10


def test_docx_takes_the_styles_of_a_template(tmp_path: Path) -> None:
    fiche = made.fiche("ti-4417")
    template = docx.Document()
    template.add_paragraph("Texte du modèle")
    template.styles["Heading 1"].font.name = "Marianne"
    template.sections[0].header.paragraphs[0].text = "MINISTÈRE"
    template.save(str(tmp_path / "modele.docx"))
    written = docx.Document(io.BytesIO(fiche.to_docx(template=tmp_path / "modele.docx")))
    assert written.styles["Heading 1"].font.name == "Marianne"
    assert written.sections[0].header.paragraphs[0].text == "MINISTÈRE"
    assert not [one for one in written.paragraphs if one.text == "Texte du modèle"]
    (tmp_path / "faux.docx").write_text("no")
    with pytest.raises(TradeTerritoriesError, match="no DOCX file"):
        fiche.to_docx(template=tmp_path / "faux.docx")


@pytest.mark.whole
@pytest.mark.usefixtures("one_picture")
def test_an_edition_signs_the_document(edition_file: Path) -> None:
    fiche = Maker(made.cube(), edition=edition_file).make("FR")
    page = fiche.to_html()
    assert fiche.ribbon == "Préfecture de la Marne"
    assert "Document non officiel" not in page
    for words in ("Repères du commerce extérieur", "n° 12", "2026-03-02", "Licence Ouverte 2.0", "Une usine a fermé"):
        assert words in page
    assert "<strong>introduction</strong>" in page
    assert "--tt-accent:#000091" in page
    assert 'alt="Logo de la préfecture"' in page
    assert 'href="https://example.org/marne"' in page
    assert 'href="mailto:eco@example.fr"' in page
    text = "".join(pages_of(fiche.to_pdf()))
    assert "Préfecture de la Marne" in text
    assert "Service économique" in text
    assert "Préfecture de la Marne" in docx.Document(io.BytesIO(fiche.to_docx())).paragraphs[1].text


@pytest.mark.parametrize(
    ("change", "line", "words"),
    [
        (("publisher =", "publisheur ="), 1, "did you mean 'publisher'"),
        (("number = 12", "number = true"), 3, "expected text in quotes"),
        (('"#000091"', '"#ffcc00"'), 10, "contrast on white is 1.5"),
        (('"eco@example.fr"', '"eco"'), 14, "expected an address such as"),
        (("https://example.org/marne", "example.org"), 18, "expected a web address"),
        (('"logo.png"', '"autre.png"'), 21, "cannot be read"),
        (("[contact]", "[contact"), 12, "not valid TOML"),
        (('notices = ["Une usine a fermé en 2023."]', 'notices = "x"'), 7, "expected a list of sentences"),
        (('name = "Service économique"', 'nom = "Service"'), 13, "unknown entry 'nom' in \\[contact\\]"),
    ],
)
def test_a_fault_in_an_edition_names_its_line(
    edition_file: Path, change: tuple[str, str], line: int, words: str
) -> None:
    edition_file.write_text(EDITION.replace(*change), encoding="utf-8")
    with pytest.raises(TradeTerritoriesError, match=words) as caught:
        Edition.read(edition_file)
    assert f"edition.toml, line {line}: " in str(caught.value)


def test_contrast_is_that_of_wcag() -> None:
    assert contrast("#767676", "#ffffff") == pytest.approx(4.54, abs=0.01)
    with pytest.raises(TradeTerritoriesError, match="darker"):
        Edition(accent="#ffcc00")


@pytest.mark.whole
def test_tariffs_are_a_range_with_their_assumptions(tmp_path: Path) -> None:
    path = tmp_path / "droits.csv"
    path.write_text(
        "partner,product,rate,source,date\nÉtats-Unis,,15,Exercice,2025-04-01\nUS,boissons,20,Exercice,2025-04-01\n",
        encoding="utf-8",
    )
    fiche = tt.fiche(made.cube(), "51", tariffs=path)
    section = next(one for one in fiche.sections if one.anchor == "exposition")
    table = next(block.table for block in section.tables if block.name == "droits")
    assert table["rate_pct"].iloc[0] == pytest.approx(20)
    assert (table["fall_low_eur"] <= table["fall_high_eur"]).all()
    assert any("Exercice" in text for text in section.sentences)
    # The fall in value and the fall of volume at unchanged prices, by hand over the grid of elasticities and pass-through.
    first = table.iloc[0]
    grid = [(sigma, phi) for sigma in (1, 3, 5) for phi in (0.5, 1)]
    value = [first["value_eur"] * (1 - (1 + phi * 0.2) ** (1 - sigma) / 1.2) for sigma, phi in grid]
    volume = [first["value_eur"] * (1 - (1 + phi * 0.2) ** -sigma) for sigma, phi in grid]
    names = ["fall_low_eur", "fall_high_eur", "volume_fall_low_eur", "volume_fall_high_eur"]
    assert first[names].tolist() == pytest.approx([min(value), max(value), min(volume), max(volume)])
    # Each is named as what it is, in the table and in the sentence.
    heads = [cell.text for cell in printed(table, "fr").heads]
    for words in ("Baisse en valeur", "Baisse en volume, à prix inchangés"):
        assert sum(head.startswith(words) for head in heads) == 2
    low, high, volume_low, volume_high = (millions(float(table.iloc[-1][name])) for name in names)
    sentence = next(text for text in section.sentences if "droits saisis" in text)
    assert re.search(f"baisse en valeur [^;]* entre {low} et {high}\\W", sentence)
    assert re.search(f"volumes, mesurée à prix inchangés, entre {volume_low} et {volume_high}\\W", sentence)
    for words, message in (
        ("US,,x,a,b", "line 2: rate is 'x'"),
        ("ZZ,,1,a,b", "line 2: partner: 'ZZ' is not a partner"),
        ("US,boisson,1,a,b", "line 2: product: 'boisson' .* did you mean Boissons"),
        ("US,,1,,b", "line 2: lacks source"),
    ):
        path.write_text(f"partner,product,rate,source,date\n{words}\n")
        with pytest.raises(TradeTerritoriesError, match=message):
            tt.Tariffs.read(path)


@pytest.mark.whole
@pytest.mark.parametrize(
    ("scale", "elsewhere", "written"), [(1_000_000, 90, "41"), (100_000, 9, "plus de 100"), (1_000_000, 20, None)]
)
def test_sentences_and_charts_write_quotients_by_one_rule(scale: int, elsewhere: int, written: str | None) -> None:
    places = [place for place in reference.departement_regions() if place != "51"]
    # 60 % of the Marne's exports are beverages for Japan: 40 % of France's (60 of 60 + 90), or 75 % (60 of 60 + 20).
    cells = [(place, "A01Z", "0111", "DE", 100_000_000) for place in places]
    cells += [("51", "A01Z", "0111", "DE", 40 * scale), ("51", "C11Z", "1102", "JP", 60 * scale)]
    cells += [("75", "C11Z", "1102", "JP", elsewhere * 1_000_000)]
    rows: list[FlowRow] = [
        (flow, 2024, quarter, place, product, cpf4, partner, value // 4, 1)
        for flow in ("export", "import")
        for quarter in (1, 2, 3, 4)
        for place, product, cpf4, partner, value in cells
    ]
    whole = 100_000_000 * len(places) + 100 * scale + elsewhere * 1_000_000
    quotient = 0.6 / ((60 * scale + elsewhere * 1_000_000) / whole)
    fiche = tt.fiche(make_flows(rows), "51")
    section = next(one for one in fiche.sections if one.anchor == "specialisation")
    finding = next(one.text for one in fiche.findings if "produit" in one.text)
    partners = next(text for text in section.sentences if "Japon" in text)
    assert section.charts[0].content.rows[0].figure == f"{written or round(quotient)} fois"
    if written is None:
        # What makes most of France's exports is said as such: more than a multiple says.
        assert "75\u202f% des exportations françaises de ce produit" in finding
        assert "fois" not in finding
        assert "indice" not in partners
    else:
        assert f"{written} fois la part de ce produit dans les exportations de la France" in finding
        assert f"(indice de {written})" in partners


@pytest.mark.whole
def test_focus_comes_before_the_partners_that_every_fiche_looks_at() -> None:
    fiche = tt.fiche(made.cube(), "51", focus="Japon")
    table = next(one for one in fiche.sections if one.anchor == "exposition").tables[0].table
    assert table["code"].tolist() == ["JP", "US", "CN", "GB"]
    flows = tt.sample_flows()
    exports = flows[(flows["departement"] == "51") & (flows["flow"] == "export")].astype({"partner": "str"})
    expected = exports.loc[exports["partner"] == "JP", "value_eur"].sum() / exports["value_eur"].sum() * 100
    assert table["export_share_pct"].iloc[0] == pytest.approx(expected)


@pytest.mark.whole
@pytest.mark.parametrize(
    "sign", telling(["\u2011", "\U0001f600", "\u2010", "\uf0b7", "\ufffd", "\u4e00"], 2, pytest.mark.whole)
)
def test_no_sign_stops_a_pdf(sign: str) -> None:
    fiche = made.maker().make("ti-4417", context=f"Un signe {sign} rare.")
    text = "".join(pages_of(fiche.to_pdf()))
    if replacements(sign):
        assert "remplacé par □" in text
    else:
        assert "remplacé par □" not in text


@pytest.mark.whole
@pytest.mark.usefixtures("one_picture")
def test_texts_of_one_s_own_have_no_sign_that_nobody_sees() -> None:
    odd = "Pays\ufeff de\u200b Bray\x1b[2J\ufffe"
    edition = Edition(publisher=odd, notices=(odd,), links=((odd, "https://example.org"),), contact=Contact(name=odd))
    clean = "Pays de Bray\\x1b[2J\\ufffe"
    assert (edition.publisher, edition.notices, edition.links[0][0], edition.contact.name) == (
        clean,
        (clean,),
        clean,
        clean,
    )
    assert tt.territory(["51", "10"], name=f"{odd}\n").name == clean
    assert tt.territory(["51", "10"], name=" \u200b").name == "Marne et Aube"
    assert tt.group(odd, ["US"]).name("en") == clean
    own = pd.DataFrame({"departement": ["51", "10"], odd: [1.0, 2.0]})
    drawn = tt.charts.to_svg(tt.charts.static.map(table=own, column=odd, unit=odd, title=odd))
    # A sign that XML does not allow would be refused here.
    assert ET.fromstring(drawn).tag == "{http://www.w3.org/2000/svg}svg"  # noqa: S314 - our own
    fiche = made.maker().make("ti-4417", context=odd)
    for content in (fiche.to_html().encode(), fiche.to_pdf(), fiche.to_docx()):
        assert len(content) > 10_000
    assert clean in fiche.to_html()


@pytest.mark.whole
def test_properties_that_word_bounds_are_cut(marne: tt.Fiche) -> None:
    long = dataclasses.replace(marne, sections=marne.sections[:1], title="x" * 300, deck="y" * 300)
    assert docx.Document(io.BytesIO(docx_of(long))).core_properties.title == "x" * 255


@pytest.mark.parametrize("label", ["+1+1", "+ x", "=1", "@x", "<b>&amp;", "#eval(1) $x$"])
def test_a_label_means_nothing_in_a_picture(label: str) -> None:
    flows = make_flows([("export", 2024, 1, "51", product, None, "BE", 9, 1) for product in ("C11Z", "C20B", "C28A")])
    flows = with_labels(flows, "a129", {"C11Z": label})
    drawn = tt.charts.to_svg(tt.charts.static.activities(flows, "51"))
    root = ET.fromstring(drawn)  # noqa: S314 - our own
    texts = ["".join(text.itertext()) for text in root.iter("{http://www.w3.org/2000/svg}text")]
    assert label in texts


@pytest.mark.whole
def test_a_format_that_fails_keeps_no_other_from_being_written(
    marne: tt.Fiche, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(_: object) -> bytes:
        raise TradeTerritoriesError("no PDF today")

    monkeypatch.setattr("trade_territories.document.pdf.pdf_of", fail)
    with pytest.raises(TradeTerritoriesError, match=r"pdf: no PDF today.*EXEMPLE_fiche-51-2024\.html"):
        write_files(marne, tmp_path, ("html", "pdf", "xlsx"))
    assert {path.suffix for path in tmp_path.iterdir()} == {".html", ".xlsx", ".json"}


@pytest.mark.whole
@pytest.mark.usefixtures("one_picture")
def test_an_exclusion_is_said_everywhere(tmp_path: Path) -> None:
    fiche = Maker(made.cube(), excluding="C11Z").make("FR")
    words = "hors boissons"
    assert words in fiche.title
    assert words in fiche.scope
    assert "hors-boissons" in fiche.stem
    page = fiche.to_html()
    assert words in page[page.index("<title>") : page.index("</title>")]
    assert page.count(words) > 10
    data = fiche.to_pdf()
    reader = pypdf.PdfReader(io.BytesIO(data))
    assert words in str(reader.metadata and reader.metadata.title)
    assert all(words in " ".join(text.split()) for text in pages_of(data))
    book = openpyxl.load_workbook(io.BytesIO(fiche.to_excel()))
    assert all(words in str(book[name]["A2"].value) for name in book.sheetnames)
    assert words in docx.Document(io.BytesIO(fiche.to_docx())).core_properties.title
    write_files(fiche, tmp_path, ("html",))
    assert words in json.loads((tmp_path / "EXEMPLE_metadata.json").read_text(encoding="utf-8"))["scope"]
    for chart in fiche.charts:
        assert words in chart.subject


def test_names_of_files_differ_by_all_that_differs() -> None:
    flows = tt.sample_flows()
    stems = [
        (maker := Maker(flows, **options)).stem(maker.question("976"))
        for options in ({}, {"excluding": "C19Z"}, {"lang": "en"}, {"by": "a38"}, {"n": 5}, {"quarter": [1, 2]})
    ]
    assert len(set(stems)) == len(stems)


@pytest.mark.whole
@pytest.mark.usefixtures("one_picture")
def test_content_is_given_without_a_path_and_none_with_one(tmp_path: Path) -> None:
    marne = made.fiche("ti-4417")
    assert isinstance(marne.to_html(), str)
    assert marne.to_html(tmp_path / "a.html") is None
    assert marne.to_pdf(tmp_path / "a.pdf") is None
    assert marne.to_docx(tmp_path / "a.docx") is None
    assert marne.to_excel(tmp_path / "a.xlsx") is None
    assert sorted(path.name for path in tmp_path.iterdir()) == ["a.docx", "a.html", "a.pdf", "a.xlsx"]
    assert repr(made.fiche("51")) == f"<Fiche Marne, 2024: {len(made.fiche('51').charts)} figures, example>"
    for shown in (marne, made.fiche("51")):
        text = shown._repr_mimebundle_()["text/plain"]
        assert len(text.splitlines()) == 5
        assert "\u202f" not in text


@pytest.mark.whole
def test_a_dropped_fiche_is_let_go() -> None:
    import gc
    import weakref

    fiche = made.maker().make("99")
    fiche.to_html()
    fiche.to_pdf()
    own = weakref.ref(next(chart for chart in fiche.charts if chart.name.endswith("99")))
    del fiche
    gc.collect()
    assert own() is None


@pytest.mark.whole
def test_a_fiche_resolves_one_question_and_adds_up_at_most_twenty_times(monkeypatch: pytest.MonkeyPatch) -> None:
    counts = {"resolved": 0, "sums": 0}
    resolve, add_up = Query.of.__func__, FlowsFrame.sums  # type: ignore[attr-defined]

    def counted(cls: Any, flows: object, /, *arguments: object, **options: object) -> Any:
        counts["resolved"] += not isinstance(flows, Query)
        return resolve(cls, flows, *arguments, **options)

    def summed(self: FlowsFrame, *arguments: object, **options: object) -> object:
        counts["sums"] += 1
        return add_up(self, *arguments, **options)  # type: ignore[arg-type]

    monkeypatch.setattr(Query, "of", classmethod(counted))
    monkeypatch.setattr(FlowsFrame, "sums", summed)
    fiche = tt.fiche(tt.sample_flows(), "51")
    fiche.to_html()
    assert counts["resolved"] <= 3, counts
    assert counts["sums"] <= 20, counts


@pytest.mark.whole
def test_each_part_of_the_publication_has_its_place(marne: tt.Fiche) -> None:
    """The lines of the publication that the fiche follows: in the page, the PDF and the DOCX."""
    page = marne.to_html()
    pdf = " ".join(" ".join(text.split()) for text in pages_of(made.pdf("51")))
    document = docx.Document(io.BytesIO(made.docx("51")))
    words = [one.text for one in document.paragraphs]
    words += [cell.text for table in document.tables for row in table.rows for cell in row.cells]
    text = " ".join(" ".join(words).split())
    parts = [
        marne.series,
        marne.deck,
        marne.industry.heading,
        *(name for name, _ in marne.industry.entries),
        *(figure.label for figure in marne.key_figures),
        *(finding.headline for finding in marne.findings),
        "en valeur",
        "Principaux pays à l’import et à l’export, Marne, 2024",
        "Contexte",
        "Comment lire cette fiche",
        *(section.heading for section in marne.sections),
        *(chart.subject for chart in marne.charts),
        "États-Unis",
        "Informations pratiques",
        "Pour en savoir plus",
        "Document non officiel",
    ]
    plain = {ord("\u202f"): " ", ord("\u00a0"): " "}
    for name, whole in (("page", page), ("pdf", pdf), ("docx", text)):
        flat = " ".join(whole.translate(plain).split())
        assert [part for part in parts if " ".join(part.translate(plain).split()) not in flat] == [], name
