"""The DOCX as an office sees it: opened by LibreOffice, converted to PDF, and its pages looked through."""

from __future__ import annotations

import io
import shutil
import subprocess
from typing import TYPE_CHECKING

import pypdf
import pytest

from tests import made

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(shutil.which("soffice") is None, reason="LibreOffice is not here"),
]


def _converted(content: bytes, folder: Path) -> pypdf.PdfReader:
    (folder / "fiche.docx").write_bytes(content)
    profile = f"-env:UserInstallation=file://{folder}/profile"
    command = ["soffice", profile, "--headless", "--convert-to", "pdf", "--outdir", str(folder), "fiche.docx"]
    subprocess.run(command, cwd=folder, check=True, capture_output=True, timeout=180)
    return pypdf.PdfReader(io.BytesIO((folder / "fiche.pdf").read_bytes()))


@pytest.mark.parametrize(("code", "lang"), [("51", "fr"), ("FR", "en"), ("ti-4417", "fr")])
def test_libreoffice_shows_the_whole_document(tmp_path: Path, code: str, lang: str) -> None:
    fiche = made.fiche(code, lang)
    reader = _converted(made.docx(code, lang), tmp_path)
    pages = [page.extract_text() for page in reader.pages]
    whole = "".join("".join(pages).split())
    for section in fiche.sections:
        assert "".join(section.heading.split()) in whole
    for chart in fiche.charts:
        assert "".join(chart.subject.split()) in whole
    headings = ["".join(section.heading.split()) for section in fiche.sections]
    for number, text in enumerate(pages, start=1):
        lines = ["".join(line.split()) for line in text.splitlines() if line.strip()]
        # The ribbon above and the line below stand on every page.
        assert len(lines) > 4, f"page {number} is empty"
        assert lines[-2] not in headings, f"a heading stands alone at the end of page {number}"
    assert sum(len(page.images) for page in reader.pages) >= len(fiche.charts)
    assert len(pages) <= (18 if code == "51" else 12)
