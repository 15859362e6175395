"""The PDF: full pages, row headings, and what of the Matterhorn Protocol (PDF/UA-1) a program can check."""

from __future__ import annotations

import io
import itertools
import re
import shutil
import subprocess
from collections import Counter
from typing import TYPE_CHECKING, Any

import pikepdf
import pytest

import trade_territories as tt
from tests import made
from tests.pdf_text import pages_of
from trade_territories.document import Maker
from trade_territories.document._row_headings import with_row_headings

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

#: Millimetres of a page that hold neither the ribbon above nor the footer below.
TOP, BOTTOM, HEIGHT = 16, 17, 297
LISTED = ("51", "75", "20", "971", "976", "13", "R44", "R93", "FR", "51+10", "ti-4421")


@pytest.fixture(scope="module")
def marne() -> bytes:
    return made.pdf("51")


@pytest.fixture(scope="module")
def opened(marne: bytes) -> Iterator[pikepdf.Pdf]:
    with pikepdf.open(io.BytesIO(marne)) as pdf:
        yield pdf


def _empty_shares(pdf: bytes, folder: Path) -> list[float]:
    """Return the share of each page that is empty below its last ink."""
    image = pytest.importorskip("PIL.Image")
    (folder / "made.pdf").write_bytes(pdf)
    subprocess.run(["pdftoppm", "-r", "30", "-gray", "-png", "made.pdf", "page"], cwd=folder, check=True)
    shares = []
    for path in sorted(folder.glob("page*.png")):
        page = image.open(path).convert("L")
        width, height = page.size
        top, bottom = round(height * TOP / HEIGHT), round(height * (HEIGHT - BOTTOM) / HEIGHT)
        body = page.crop((0, top, width, bottom)).point(lambda tone: 255 if tone < 200 else 0)
        box = body.getbbox()
        shares.append(1.0 if box is None else 1 - box[3] / (bottom - top))
        path.unlink()
    return shares


def _has_full_pages(code: str, pdf: bytes, folder: Path) -> None:
    shares = _empty_shares(pdf, folder)
    assert len(shares) <= (5 if code == "FR" else 8), code
    assert max(shares[:-1]) <= 0.25, (code, shares)
    assert len(pdf) < 1_000_000


@pytest.mark.whole
@pytest.mark.skipif(shutil.which("pdftoppm") is None, reason="pdftoppm is not here")
@pytest.mark.parametrize("code", ["51", "13", "04", "FR"])
def test_no_page_is_more_than_a_quarter_empty(tmp_path: Path, code: str) -> None:
    _has_full_pages(code, made.pdf(code), tmp_path)


@pytest.mark.slow
@pytest.mark.skipif(shutil.which("pdftoppm") is None, reason="pdftoppm is not here")
@pytest.mark.parametrize("lang", ["fr", "en"])
def test_no_page_of_any_territory_is_more_than_a_quarter_empty(tmp_path: Path, lang: Any) -> None:
    maker = Maker(made.cube(), lang=lang)
    for code in (*LISTED, *tt.territories(level="departement")["code"], *tt.territories(level="region")["code"]):
        _has_full_pages(code, maker.make(code).to_pdf(), tmp_path)


def _elements(pdf: pikepdf.Pdf) -> Iterator[tuple[Any, list[str]]]:
    """Yield each element of the structure with the types of those around it."""

    def inside(element: Any, around: list[str]) -> Iterator[tuple[Any, list[str]]]:
        if not isinstance(element, pikepdf.Dictionary) or "/S" not in element:
            return
        yield element, around
        children: Any = element.get("/K", [])
        for child in children if isinstance(children, pikepdf.Array) else [children]:
            yield from inside(child, [*around, str(element.S)])

    top = pdf.Root.StructTreeRoot.K
    for element in top if isinstance(top, pikepdf.Array) else [top]:
        yield from inside(element, [])


def _attributes(element: Any) -> dict[str, Any]:
    given = element.get("/A", [])
    found: dict[str, Any] = {}
    for one in given if isinstance(given, pikepdf.Array) else [given]:
        found |= dict(one.items())
    return found


@pytest.mark.whole
def test_rows_have_headings(opened: pikepdf.Pdf) -> None:
    rows = [element for element, around in _elements(opened) if str(element.S) == "/TR" and around[-1] == "/TBody"]
    kinds = Counter(tuple(str(cell.S) for cell in row.K) for row in rows)
    # The four key figures stand below their labels; every other row has a heading and then cells.
    assert kinds.pop(("/TD",) * 4) == 1
    assert all(kind[0] == "/TH" and set(kind[1:]) == {"/TD"} for kind in kinds)
    assert sum(kinds.values()) > 80
    scopes = [str(_attributes(row.K[0]).get("/Scope")) for row in rows if str(row.K[0].S) == "/TH"]
    assert set(scopes) == {"/Row"}


def test_a_pdf_whose_structure_is_written_otherwise_is_left_as_it_is(
    marne: bytes, caplog: pytest.LogCaptureFixture
) -> None:
    packed = io.BytesIO()
    with pikepdf.open(io.BytesIO(marne)) as pdf:
        pdf.save(packed, object_stream_mode=pikepdf.ObjectStreamMode.generate)
    assert with_row_headings(packed.getvalue()) == packed.getvalue()
    assert "no headings" in caplog.text


def _matterhorn_document(pdf: pikepdf.Pdf) -> Iterator[str]:
    metadata = bytes(pdf.Root.Metadata.read_bytes()).decode()
    if not re.search(r"pdfuaid:part(>|=\")1", metadata):
        yield "06-002: the metadata do not say PDF/UA-1"
    if "dc:title" not in metadata:
        yield "06-003: no title in the metadata"
    if not pdf.Root.ViewerPreferences.get("/DisplayDocTitle"):
        yield "07-001: the window does not show the title"
    if str(pdf.Root.get("/Lang", "")).split("-")[0] != "fr":
        yield "11-006: no language"
    if not pdf.Root.MarkInfo.get("/Marked") or pdf.Root.MarkInfo.get("/Suspects"):
        yield "01-007: not marked as tagged"
    if pdf.is_encrypted:
        yield "26-001: encrypted"
    if "/Outlines" not in pdf.Root:
        yield "no bookmarks"


def _matterhorn_structure(pdf: pikepdf.Pdf) -> Iterator[str]:
    parents = {"/LI": {"/L"}, "/Lbl": {"/LI"}, "/LBody": {"/LI"}, "/TR": {"/Table", "/THead", "/TBody", "/TFoot"},
               "/TH": {"/TR"}, "/TD": {"/TR"}, "/THead": {"/Table"}, "/TBody": {"/Table"}}  # fmt: skip
    levels, identifiers = [], []
    for element, around in _elements(pdf):
        kind = str(element.S)
        if kind in parents and around[-1] not in parents[kind]:
            yield f"09-004 to 09-006: {kind} inside {around[-1]}"
        if kind in ("/Figure", "/Formula") and not str(element.get("/Alt", element.get("/ActualText", ""))):
            yield f"13-004: {kind} without words"
        if re.fullmatch("/H[1-6]", kind):
            levels.append(int(kind[2:]))
        if kind == "/TH" and "/Scope" not in _attributes(element):
            yield "15-003: a heading of a table without scope"
        if kind == "/Note":
            identifiers.append(str(element.get("/ID", "")))
    if levels[0] != 1 or levels.count(1) != 1:
        yield "14-002: the first heading is not the only one of level 1"
    if any(after - before > 1 for before, after in itertools.pairwise(levels)):
        yield "14-003: a level of headings is left out"
    if len(set(identifiers)) < len(identifiers):
        yield "19-004: two notes of one name"


def _matterhorn_pages(pdf: pikepdf.Pdf) -> Iterator[str]:
    for page in pdf.pages:
        if page.get("/Annots") and str(page.get("/Tabs")) != "/S":
            yield "28-009: the order of tabs is not that of the structure"
        for note in page.get("/Annots", []):
            if str(note.Subtype) == "/Link" and not str(note.get("/Contents", "")):
                yield "28-012: a link without words"
            if "/StructParent" not in note:
                yield "28-002: an annotation outside the structure"
        for font in page.Resources.get("/Font", {}).values():
            inner = font.DescendantFonts[0] if "/DescendantFonts" in font else font
            descriptor = inner.FontDescriptor
            if not {"/FontFile", "/FontFile2", "/FontFile3"} & set(descriptor.keys()):
                yield f"31-009: {font.BaseFont} is not embedded"
            if "/ToUnicode" not in font:
                yield f"10-001: {font.BaseFont} maps to no text"
        depth = 0
        for instruction in pikepdf.parse_content_stream(page):
            name = str(instruction.operator)
            depth += (name in ("BDC", "BMC")) - (name == "EMC")
            if name in ("Tj", "TJ", "'", '"', "Do", "sh", "S", "s", "f", "F", "f*", "B", "B*", "b", "b*") and not depth:
                yield f"01-005: {name} {instruction.operands} is neither tagged nor an artifact"


@pytest.mark.whole
def test_what_a_program_can_check_of_the_matterhorn_protocol(opened: pikepdf.Pdf) -> None:
    assert [*_matterhorn_document(opened), *_matterhorn_structure(opened), *_matterhorn_pages(opened)] == []


def test_key_figures_are_linked_to_their_labels_and_the_title_is_a_heading(opened: pikepdf.Pdf, marne: bytes) -> None:
    elements = list(_elements(opened))
    first = next(element for element, _ in elements if str(element.S) == "/Table")
    heads = [element for element, around in elements if str(element.S) == "/TH" and around[-2] == "/THead"]
    assert len([one for one in heads if one.P.P.P.objgen == first.objgen]) == 4
    cells = [element for element, _ in elements if str(element.S) == "/TD" and element.P.P.P.objgen == first.objgen]
    assert len(cells) == 4
    text = pages_of(marne)[0]
    assert "Marne" in text
    assert str(next(element for element, _ in elements if str(element.S) == "/H1").get("/T", "Marne")) == "Marne"


@pytest.mark.whole
@pytest.mark.skipif(shutil.which("pdftotext") is None, reason="pdftotext is not here")
@pytest.mark.parametrize("code", ["51", "971", "FR"])
def test_no_word_on_paper_is_smaller_than_six_and_a_half_points(tmp_path: Path, code: str) -> None:
    path = tmp_path / "fiche.pdf"
    path.write_bytes(made.fiche(code).to_pdf())
    done = subprocess.run(["pdftotext", "-bbox", str(path), "-"], check=True, capture_output=True, text=True)
    words = [
        (float(low) - float(high), word)
        for high, low, word in re.findall(r'yMin="([\d.]+)" xMax="[\d.]+" yMax="([\d.]+)">([^<]+)</word>', done.stdout)
    ]
    # The line at the foot is set in 7.8 points; turned words come in pieces of a few letters.
    unit = min(height for height, word in words if word == "officiel") / 7.8
    assert [word for height, word in words if height / unit < 6.45 and len(word) > 3] == []
