"""Small archives and tables for tests, from rows that one can read: nothing here comes from the Customs.

``FlowRow`` is a line of the ``Flows`` table, ``CustomsRow`` the ten fields of a line of the Customs' files.
"""

from __future__ import annotations

import zipfile
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
from hypothesis import strategies as st

from trade_territories.provenance import ATTRS, FlowsInfo, HeldCell, ReadingNote, ReleaseLabel, ReleaseRecord, info_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from pathlib import Path

FlowRow = tuple[str, int, int | None, str, str, str | None, str, int, int | None]
"""flow, year, quarter, departement (INSEE), a129, cpf4, partner, value_eur, mass_kg."""

CustomsRow = tuple[str, int | str, int | str, str, str, str, str, str, int | str, int | str]
"""flow letter, quarter, year, Customs département, Customs région, a129, cpf4, country, value, mass."""

FLOW_COLUMNS = (
    "flow", "year", "quarter", "departement", "region", "a129", "cpf4", "partner", "value_eur", "mass_kg", "release",
)  # fmt: skip

#: INSEE région -> the Customs' number, as their page says (the five overseas régions share one).
CUSTOMS_REGIONS = {
    "R32": "01", "R11": "03", "R24": "04", "R28": "05", "R53": "07", "R52": "08", "R75": "09", "R76": "12", "R44": "13",
    "R27": "16", "R84": "18", "R93": "21", "R94": "22", "R01": "24", "R02": "24", "R03": "24", "R04": "24", "R06": "24",
}  # fmt: skip

#: INSEE département -> the Customs' code, where they differ.
CUSTOMS_OVERSEAS = {"971": "9A", "972": "9B", "973": "9C", "974": "9D", "976": "9E"}

#: Short label files with every oddity of the real ones: a label in quotes, codes that stand twice, expired codes.
LABEL_TEXTS = {
    "Libelle_A129.txt": (
        "A01Z;Produits de la culture et de l’élevage;200901;999912\n"
        "C11Z;Boissons;200901;999912\n"
        "C26E;\"Appareils de mesure, d'essai et de navigation ; articles d'horlogerie\";200901;999912\n"
    ),
    "Libelle_CPF4_rev2.1.txt": (
        "0111;Céréales (à l'exclusion du riz), légumineuses et oléagineux;201501;999912\n"
        "0147;Volailles vivantes et œufs;201501;999912\n"
        '1107;"Boissons rafraîchissantes ; eaux minérales et autres eaux en bouteille";201501;999912\n'
    ),
    "Libelle_PAYS.txt": (
        "DE;Allemagne;199101;999912\n"
        "NA;Namibie;199001;999912\n"
        "QU;Pays NDA;190001;199912\n"
        "QU;Pays et territoires non déterminés;201201;999912\n"
        "XI;Saint-Martin, partie méridionale;190001;200512\n"
        "XK;Yougoslavie;199206;199212\n"
        "XK;Kosovo;200506;999912\n"
    ),
    "Departement_region.txt": "51;Marne;13;Grand Est\n9D;Réunion;24;DOM\n99;Principauté de Monaco;21;Paca\n",
}

#: What the files really are, whatever is said of them.
LABEL_ENCODINGS = {"Libelle_A129.txt": "utf-8-sig", "Libelle_CPF4_rev2.1.txt": "cp1252"}

_FOLDERS = {"E": "export", "I": "import"}


def write_release(
    path: Path,
    rows: Iterable[CustomsRow],
    *,
    year: int = 2024,
    inner_folder: str | None = None,
    crlf: bool = True,
    bom: bool = False,
    labels: bool | Mapping[str, str] = True,
    member: str | None = None,
    date: tuple[int, int, int, int, int, int] = (2025, 2, 7, 8, 45, 0),
) -> Path:
    """Write an archive in the Customs' layout, and give its path back.

    The inner folder and the data file are named after the flow of the first row and the year
    (``Regional-2024-export/Region_2024_Export.txt``) unless given; ``inner_folder=""`` puts the files at the root.
    ``labels`` may be the texts of the label files by name; ``False`` leaves them out.
    """
    lines = [";".join(str(field) for field in row) for row in rows]
    kind = _FOLDERS.get(lines[0][:1] if lines else "E", "export")
    folder = f"Regional-{year}-{kind}/" if inner_folder is None else inner_folder
    name = member or f"Region_{year}_{kind.capitalize()}.txt"
    end = "\r\n" if crlf else "\n"
    files = {name: "".join(line + end for line in lines).encode("utf-8-sig" if bom else "utf-8")}
    if labels is not False:
        texts = LABEL_TEXTS if labels is True else labels
        for label_name, text in texts.items():
            encoding = LABEL_ENCODINGS.get(label_name, "utf-8")
            files[label_name] = text.replace("\n", "\r\n").encode(encoding)
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for file_name, content in files.items():
            archive.writestr(zipfile.ZipInfo(folder + file_name, date_time=date), content, zipfile.ZIP_DEFLATED)
    return path


def customs_rows(rows: Iterable[FlowRow], flow: str | None = None) -> list[CustomsRow]:
    """Write rows of ``Flows`` as the Customs would, all of them or those of one flow (``export``, ``import``)."""
    regions = _departement_regions()
    return [
        (
            {"export": "E", "import": "I"}[row_flow],
            "" if quarter is None else quarter,
            year,
            CUSTOMS_OVERSEAS.get(departement, departement),
            CUSTOMS_REGIONS.get(regions.get(departement, ""), ""),
            a129,
            cpf4 or "",
            partner,
            value,
            "" if mass is None else mass,
        )
        for row_flow, year, quarter, departement, a129, cpf4, partner, value, mass in rows
        if flow in (None, row_flow)
    ]


def make_flows(rows: Sequence[FlowRow], *, release: str | None = None, vintage: str = "202502") -> pd.DataFrame:
    """Build a valid ``Flows`` table; the région comes from the département (``inconnu`` where it is unknown).

    Each flow and year is a release of its own unless one name is given. Two rows of one key are an error of the test.
    """
    regions = _departement_regions()
    ids = [release or f"regional-{row[1]}-{row[0]}-{vintage}-00000000" for row in rows]
    flows = pd.DataFrame(
        {
            "flow": pd.Categorical([row[0] for row in rows], categories=["export", "import"]),
            "year": pd.Series([row[1] for row in rows], dtype="int16"),
            "quarter": pd.Series([row[2] for row in rows], dtype="Int8"),
            "departement": _category([row[3] for row in rows]),
            "region": _category([regions.get(row[3], "inconnu") for row in rows]),
            "a129": _category([row[4] for row in rows]),
            "cpf4": _category([row[5] for row in rows]),
            "partner": _category([row[6] for row in rows]),
            "value_eur": pd.Series([row[7] for row in rows], dtype="int64"),
            "mass_kg": pd.Series([row[8] for row in rows], dtype="Int64"),
            "release": _category(ids),
        }
    )
    key = [*FLOW_COLUMNS[:4], "a129", "cpf4", "partner", "release"]
    assert not flows.duplicated(key).any(), "two rows of one key: the Flows table has one"
    flows.attrs[ATTRS] = _info(rows, ids, vintage)
    return flows


def known(flows: pd.DataFrame) -> FlowsInfo:
    """Return what is known about a table beside its rows."""
    info = info_of(flows)
    assert info is not None
    return info


def with_labels(flows: pd.DataFrame, kind: str, labels: Mapping[str, str]) -> pd.DataFrame:
    """Return the table as if its files had brought these labels of unknown codes."""
    brought = tuple(ReleaseLabel(kind, code, label) for code, label in labels.items())
    flows.attrs[ATTRS] = known(flows)._replace(labels=brought)
    return flows


def noted(flows: pd.DataFrame, code: str) -> list[ReadingNote]:
    """Return the reading notes of one kind."""
    return [note for note in known(flows).notes if note.code == code]


def rows_strategy(
    *,
    min_size: int = 1,
    max_size: int = 40,
    years: Sequence[int] = (2024,),
    quarters: Sequence[int | None] = (1, 2, 3, 4),
    departements: Sequence[str] = ("08", "10", "20", "51", "75", "971", "99"),
    products: Sequence[tuple[str, str | None]] = (
        ("A01Z", "0111"), ("A01Z", "0113"), ("B06Z", "0620"), ("C11Z", "1101"), ("C11Z", "1102"), ("C21Z", "2120"),
    ),
    partners: Sequence[str] = ("BE", "CN", "DE", "FR", "GB", "NA", "QR", "US"),
    largest: int = 10**11,
) -> st.SearchStrategy[list[FlowRow]]:  # fmt: skip
    """Draw rows for ``make_flows``: few codes, so that rows meet, and equal values, so that ties occur."""
    value = st.one_of(st.integers(1, 5), st.integers(1, largest))
    row = st.tuples(
        st.sampled_from(("export", "import")),
        st.sampled_from(tuple(years)),
        st.sampled_from(tuple(quarters)),
        st.sampled_from(tuple(departements)),
        st.sampled_from(tuple(products)),
        st.sampled_from(tuple(partners)),
        value,
        st.integers(0, largest),
    )
    flat: st.SearchStrategy[FlowRow] = row.map(lambda one: (*one[:4], *one[4], *one[5:]))
    return st.lists(flat, min_size=min_size, max_size=max_size, unique_by=lambda one: one[:7])


def _category(values: Sequence[str | None]) -> pd.Categorical:
    categories = pd.Index(sorted({value for value in values if value is not None}), dtype="str")
    return pd.Categorical(np.array(values, dtype=object), categories=categories)


def _info(rows: Sequence[FlowRow], ids: Sequence[str], vintage: str) -> FlowsInfo:
    """Return what reading a file would have noted of its releases and rows."""
    cells: dict[tuple[str, int, int, str], list[int]] = {}
    of_release: dict[tuple[str, str], list[tuple[int, int, int]]] = {}
    for row, release in zip(rows, ids, strict=True):
        flow, year, quarter, departement, value = row[0], row[1], row[2] or 0, row[3], row[7]
        cells.setdefault((flow, year, quarter, departement), []).append(value)
        of_release.setdefault((release, flow), []).append((year, quarter, value))
    records = []
    for (release, flow), held in sorted(of_release.items()):
        quarters = {
            year: sorted({q for y, q, _ in held if y == year and q}) for year in sorted({y for y, _, _ in held})
        }
        kind = "workbook" if release.startswith("workbook-") else "regional"
        records.append(
            ReleaseRecord(
                release, flow, kind, is_sample=release.startswith("sample-"),
                quarters=tuple((year, tuple(of_year)) for year, of_year in quarters.items()), rows=len(held),
                value_eur=sum(value for _, _, value in held), results_month=vintage, published="", published_from="",
                vintage=vintage, vintage_from="name", region="", file=f"{release}.zip", sha256="0" * 64,
                data_member=f"{release}.txt", data_sha256="0" * 64,
            )
        )  # fmt: skip
    holdings = tuple(HeldCell(*key, len(values), sum(values)) for key, values in sorted(cells.items()))
    return FlowsInfo(rows=len(rows), value_eur=sum(row[7] for row in rows), releases=tuple(records), holdings=holdings)


def _departement_regions() -> Mapping[str, str]:
    from trade_territories import reference

    return reference.departement_regions()
