"""The lines of the publication that the fiche follows: each has its place in the page, the PDF and the DOCX."""

from __future__ import annotations

import io
from typing import Any

import docx
import pypdf
import pytest

import trade_territories as tt
from tests import made
from tests.pdf_text import pages_of
from tests.test_document_formats import EDITION, PIXEL

#: What stands in the original, in its order -> the words by which it is found in the fiche of the Marne.
LINES = {
    "series": "Repères du commerce extérieur",
    "issue number": "n° 12",
    "publisher": "Préfecture de la Marne",
    "level of the territory": "Département 51",
    "territory": "Marne",
    "year": "2024",
    "exports": "8 105,8 M€",
    "imports": "5 641,1 M€",
    "balance": "+2 464,7 M€",
    "rank": "23e sur 100",
    "share of the région": "Part des exportations du Grand Est",
    "share of France": "1,40 % de la France",
    "first finding": "Boissons : près de la moitié des exportations.",
    "Territoires d'industrie": "Six Territoires d’industrie se situent, en tout ou partie, dans la Marne",
    "a Territoire d'industrie": "Pays d’Épernay Terres de Champagne",
    "one that crosses": "Ouest Champenois (Aube)",
    "their fiches": "consulter aussi leurs fiches",
    "introduction": "Une introduction.",
    "context": "La conjoncture du territoire.",
    "how to read": "Comment lire cette fiche",
    "flows of exports": "Exportations par produit et par pays de destination, Marne, 2024, en valeur",
    "flows of imports": "Importations par pays d’origine et par produit, Marne, 2024, en valeur",
    "main countries": "Principaux pays à l’import et à l’export, Marne, 2024, en valeur",
    "main products": "Principaux produits à l’import et à l’export, Marne, 2024, en valeur",
    "région, exports": "Exportations par produit et par pays de destination, Grand Est, 2024, en valeur",
    "région, imports": "Importations par pays d’origine et par produit, Grand Est, 2024, en valeur",
    "France, exports": "Exportations par produit et par pays de destination, France, 2024, en valeur",
    "France, imports": "Importations par pays d’origine et par produit, France, 2024, en valeur",
    "reading key": "Lecture :",
    "valuation": "CAF",
    "sources": "Sources",
    "practical information": "Informations pratiques",
    "contact": "Service économique",
    "portraits": "Le portrait de la Marne",
    "licence": "Licence Ouverte 2.0",
    "notices to add": "Une usine a fermé en 2023.",
}


@pytest.fixture(scope="module")
def fiche(tmp_path_factory: pytest.TempPathFactory) -> tt.Fiche:
    folder = tmp_path_factory.mktemp("edition")
    (folder / "logo.png").write_bytes(PIXEL)
    (folder / "edition.toml").write_text(EDITION, encoding="utf-8")
    context = "La conjoncture du territoire."
    return tt.fiche(made.cube(), "51", edition=folder / "edition.toml", context=context)


def _plain(text: str) -> str:
    """Return a text without spaces and hyphens, by which lines are broken."""
    return "".join(text.replace("\u202f", "").replace("\xa0", "").replace("-", "").split())


@pytest.fixture(scope="module")
def texts(fiche: tt.Fiche, tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    import html
    import re

    with made.one_picture():
        document: Any = docx.Document(io.BytesIO(fiche.to_docx()))
    written = [paragraph.text for paragraph in document.paragraphs]
    written += [cell.text for table in document.tables for row in table.rows for cell in row.cells]
    return {
        "html": _plain(html.unescape(re.sub("<[^>]+>", " ", fiche.to_html()))),
        "pdf": _plain(" ".join(pages_of(fiche.to_pdf()))),
        "docx": _plain(" ".join(written)),
    }


@pytest.mark.whole
@pytest.mark.parametrize("form", ["html", "pdf", "docx"])
def test_every_line_of_the_original_has_its_place(texts: dict[str, str], form: str) -> None:
    lacking = [name for name, words in LINES.items() if _plain(words) not in texts[form]]
    assert lacking == []


@pytest.mark.whole
@pytest.mark.usefixtures("one_picture")
def test_the_logo_stands_on_the_first_page(fiche: tt.Fiche) -> None:
    first = pypdf.PdfReader(io.BytesIO(fiche.to_pdf())).pages[0]
    assert len(first.images) >= 1
    assert 'alt="Logo de la préfecture"' in fiche.to_html()
    assert len(docx.Document(io.BytesIO(fiche.to_docx())).inline_shapes) == len(fiche.charts) + 1
