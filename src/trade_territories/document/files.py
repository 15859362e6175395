"""A fiche as files in a folder: page, PDF, DOCX, workbook, each picture, each table, and what they are."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from trade_territories import _files, _version
from trade_territories._csv import csv_text
from trade_territories.charts.style import shipped_font
from trade_territories.charts.svg import svg_of
from trade_territories.document.content import EXAMPLE_PREFIX
from trade_territories.errors import TradeTerritoriesError
from trade_territories.text import say

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from pathlib import Path

    from trade_territories.charts.scene import Scene
    from trade_territories.document._fiche import Fiche
    from trade_territories.document.content import ChartBlock

_PNG_DPI = 200
#: What may go wrong in one format without a fault in the others.
_FAILURES = (TradeTerritoriesError, OSError, ArithmeticError, LookupError, TypeError, ValueError, RuntimeError)


@shipped_font()
def write_files(fiche: Fiche, folder: Path, formats: Iterable[str], *, template: Path | None = None) -> list[Path]:
    """Write a fiche in the formats asked for and return the files, the page first.

    All are made beside their places first, then renamed: where one that is there cannot be replaced, none is. A format that
    fails never keeps the others from being written.

    Parameters
    ----------
    formats
        Among ``html``, ``pdf``, ``docx``, ``xlsx``, ``svg``, ``png``, ``csv``; ``metadata.json`` is always written.
    template
        A DOCX file with the styles to use.

    Raises
    ------
    TradeTerritoriesError
        One or more formats failed; the message names them, and those that were written. Or a file of the folder is open in
        another program; all files are as they were.
    """
    folder = _files.make_folder(folder)
    with _files.adding_files(folder) as part:
        names, failed = _files_in(part, fiche, set(formats), template)
    if failed:
        raise TradeTerritoriesError(
            f"{folder}: {'; '.join(failed)}. The other files were written: {', '.join(names)}".replace(
                str(part), str(folder)
            )
        )
    return [folder / name for name in names]


def _files_in(folder: Path, fiche: Fiche, asked: set[str], template: Path | None) -> tuple[list[str], list[str]]:
    """Write the files into an empty folder, and return their names, and what failed."""
    writers: dict[str, Callable[[Path], None]] = {
        "html": fiche.to_html,
        "pdf": fiche.to_pdf,
        "docx": lambda path: fiche.to_docx(path, template=template),
        "xlsx": fiche.to_excel,
    }
    written: list[Path] = []
    failed: list[str] = []
    for ending, write in writers.items():
        if ending in asked:
            path = folder / _files.file_name(fiche.stem, f".{ending}")
            try:
                write(path)
            except _FAILURES as error:
                failed.append(f"{ending}: {' '.join(str(error).split()) or type(error).__name__}")
            else:
                written.append(path)
    for chart in fiche.charts:
        written += _chart_files(
            chart, folder / f"{EXAMPLE_PREFIX if fiche.is_example else ''}{chart.name}", asked, fiche
        )
    metadata = folder / f"{EXAMPLE_PREFIX if fiche.is_example else ''}metadata.json"
    written.append(metadata)
    _files.write_text(metadata, json.dumps(_metadata(fiche, written), ensure_ascii=False, indent=2) + "\n")
    return [path.name for path in written], failed


def _chart_files(chart: ChartBlock, stem: Path, asked: set[str], fiche: Fiche) -> list[Path]:
    written = []
    if "svg" in asked:
        written.append(stem.with_name(f"{stem.name}.svg"))
        _files.write_text(written[-1], svg_of(chart.alone, prefix=chart.name))
    if "png" in asked:
        written.append(stem.with_name(f"{stem.name}.png"))
        _files.write_bytes(written[-1], chart_png(chart.alone))
    if "csv" in asked:
        table = chart.table
        if fiche.is_example:
            table = table.assign(example=say("tables.example", fiche.lang))
        written.append(stem.with_name(f"{stem.name}.csv"))
        _files.write_text(written[-1], csv_text(table))
    return written


@shipped_font()
def chart_png(scene: Scene, *, dpi: int = _PNG_DPI) -> bytes:
    """Return a drawing as PNG."""
    from trade_territories.charts.static._figure import draw

    return draw(scene).picture("png", dpi=dpi)


def _metadata(fiche: Fiche, written: list[Path]) -> dict[str, object]:
    return {
        "title": fiche.title,
        "scope": fiche.scope,
        "territory": {
            "code": fiche.territory.code,
            "name": fiche.territory.name,
            "level": fiche.territory.level,
            "departements": list(fiche.territory.departements),
        },
        "period": fiche.period,
        "lang": fiche.lang,
        "example": fiche.example,
        "publisher": fiche.edition.publisher or None,
        "ribbon": fiche.ribbon,
        "key_figures": {figure.name: figure.value for figure in fiche.key_figures},
        "findings": [f"{finding.headline} {finding.text}" for finding in fiche.findings],
        "charts": [
            {
                "name": chart.name,
                "number": fiche.numbers[chart.name],
                "subject": chart.subject,
                "title": chart.alone.title,
                "description": chart.description,
            }
            for chart in fiche.charts
        ],
        "releases": [release._asdict() for release in fiche.releases],
        "files": [path.name for path in written],
        "made_with": f"trade_territories {_version.__version__}",
    }
