"""Marks of the DOCX format that python-docx has no names for."""

from __future__ import annotations

import zipfile
from io import BytesIO
from typing import Any

#: The one date of all members, so that equal documents have equal bytes.
ZIP_DATE = (1980, 1, 1, 0, 0, 0)


def narrow_margins(table: Any) -> None:
    """Leave a millimetre at the sides of cells instead of two."""
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn

    margins = OxmlElement("w:tblCellMar")
    for side in ("left", "right"):
        margin = OxmlElement(f"w:{side}")
        margin.set(qn("w:w"), "57")
        margin.set(qn("w:type"), "dxa")
        margins.append(margin)
    # The order of these marks is that of the format: before the look.
    properties = table._tbl.tblPr
    look = properties.find(qn("w:tblLook"))
    properties.insert(len(properties) if look is None else properties.index(look), margins)


def mark(row: Any, name: str) -> None:
    """Set a mark on a row of a table: that it heads the others, or stays on one page."""
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn

    own = OxmlElement(name)
    own.set(qn("w:val"), "true")
    row._tr.get_or_add_trPr().append(own)


def field(paragraph: Any, name: str) -> None:
    """Add a field that the word processor fills in, such as the page's number."""
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn

    own = OxmlElement("w:fldSimple")
    own.set(qn("w:instr"), name)
    paragraph._p.append(own)


def same_bytes(content: bytes) -> bytes:
    """Return the archive with a fixed date on each member."""
    buffer = BytesIO()
    with zipfile.ZipFile(BytesIO(content)) as source, zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as target:
        for name in source.namelist():
            target.writestr(zipfile.ZipInfo(name, ZIP_DATE), source.read(name), zipfile.ZIP_DEFLATED)
    return buffer.getvalue()
