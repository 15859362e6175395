"""Label files: true encodings, quotes, two meanings; they fill only what the package's tables lack."""

from __future__ import annotations

from pathlib import Path

import pytest

from trade_territories import reference
from trade_territories.flows import read_flows
from trade_territories.release.labels import label_rows, valid_labels

from .builders import LABEL_TEXTS, known, write_release


def read_labels(texts: dict[str, bytes], year: int) -> dict[str, dict[str, str]]:
    """Return the labels of a year by kind of codes, as a reading takes them."""
    return {kind: valid_labels(rows, year) for kind, rows in label_rows(texts).items()}


REAL = Path(__file__).parents[1].parent / "shared" / "douanes" / "labels"


@pytest.mark.skipif(not REAL.is_dir(), reason="the Customs' own label files are not beside the project")
def test_the_customs_own_label_files() -> None:
    labels = read_labels({path.name: path.read_bytes() for path in REAL.iterdir()}, 2024)
    assert {kind: len(found) for kind, found in labels.items()} == {
        "a129": 76,
        "cpf4": 576,
        "departement": 101,
        "partner": len(labels["partner"]),
    }
    assert labels["a129"]["A01Z"] == "Produits de la culture et de l’élevage"
    assert labels["a129"]["C26G"] == "Matériels optique et photographique ; supports magnétiques et optiques"
    assert labels["cpf4"]["0111"].startswith("Céréales (à l'exclusion du riz)")
    assert labels["cpf4"]["0893"] == "Sel et chlorure de sodium pur ; eau de mer"
    assert any("œ" in label for label in labels["cpf4"].values())
    assert labels["partner"]["NA"] == "Namibie"
    assert labels["partner"]["XS"] == "Serbie"
    assert labels["partner"]["XK"] == "Kosovo"
    assert labels["partner"]["QU"] == "Pays et territoires non déterminés"
    # Their old meanings ended before 2021: no label is better than Saint Martin for Northern Ireland.
    assert not {"XI", "XU", "QV", "QW"} & set(labels["partner"])
    assert labels["departement"]["20"] == "Corse"


@pytest.mark.skipif(not REAL.is_dir(), reason="the Customs' own label files are not beside the project")
def test_the_label_file_of_2019_is_read_by_its_other_name_and_encoding() -> None:
    old = read_labels({"LIBELLE_CPF4.TXT": (REAL.parent / "real" / "Libelle_CPF4.txt").read_bytes()}, 2019)["cpf4"]
    new = read_labels({"Libelle_CPF4_rev2.1_2.txt": (REAL / "Libelle_CPF4_rev2.1.txt").read_bytes()}, 2019)["cpf4"]
    assert set(new) - set(old) == {"7200"}
    assert set(old) < set(new)
    # A bar stands for a semicolon there, and oe for œ: the same meanings, which change no label of ours.
    plain = {code: label.replace(" |", " ;").replace("oe", "œ") for code, label in old.items()}
    assert {code for code, label in plain.items() if new[code] != label} == {"6312", "7722"}
    assert reference.changed_labels("cpf4", old) == {}


def test_meanings_follow_the_year() -> None:
    texts = {"Libelle_PAYS.txt": LABEL_TEXTS["Libelle_PAYS.txt"].encode()}
    assert read_labels(texts, 1998)["partner"] == {
        "DE": "Allemagne",
        "NA": "Namibie",
        "QU": "Pays NDA",
        "XI": "Saint-Martin, partie méridionale",
    }
    assert read_labels(texts, 2024)["partner"] == {
        "DE": "Allemagne",
        "NA": "Namibie",
        "QU": "Pays et territoires non déterminés",
        "XK": "Kosovo",
    }


def test_of_two_valid_meanings_the_one_that_lasts_whatever_the_order() -> None:
    lines = ["QQ;ancien;200001;202406", "QQ;actuel;202407;999912"]
    for text in ("\r\n".join(lines), "\r\n".join(lines[::-1])):
        assert read_labels({"libelle_pays.TXT": text.encode()}, 2024) == {"partner": {"QQ": "actuel"}}


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252"])
def test_encodings(encoding: str) -> None:
    text = '0147;Volailles vivantes et œufs;201501;999912\r\n1107;"Boissons ; ""eaux""";201501;999912\r\n\r\n;\r\n'
    assert read_labels({"Libelle_CPF4.txt": text.encode(encoding)}, 2024)["cpf4"] == {
        "0147": "Volailles vivantes et œufs",
        "1107": 'Boissons ; "eaux"',
    }


def test_only_what_the_tables_lack_is_taken_from_a_release(tmp_path: Path) -> None:
    texts = {
        "Libelle_A129.txt": "C11Z;Autre nom;200901;999912\nZ99Z;Groupe nouveau;200901;999912\nZ98Z;Absent;200901;999912\n",
        "Libelle_CPF4_rev2.1.txt": "9999;Classe œuvrée;201501;999912\n",
        "Libelle_PAYS.txt": "QX;Pays nouveau;202401;999912\nQX;Pays ancien;190001;199912\nUS;Autre;190001;999912\n",
        "Departement_region.txt": "ZZ;Ailleurs;13;Grand Est\n51;Autre;13;Grand Est\n",
    }
    rows = [
        ("E", 1, 2024, "ZZ", "", "Z99Z", "9999", "QX", 5, 1),
        ("E", 1, 2024, "51", "13", "C11Z", "1101", "US", 1, 1),
    ]
    flows = read_flows(write_release(tmp_path / "a.zip", rows, labels=texts))
    info = known(flows)
    assert {kind: info.labels_of(kind) for kind in ("a129", "cpf4", "partner", "departement")} == {
        "a129": {"C11Z": "Autre nom", "Z99Z": "Groupe nouveau"},
        "cpf4": {"9999": "Classe œuvrée"},
        "partner": {"QX": "Pays nouveau"},
        "departement": {"ZZ": "Ailleurs"},
    }
    (changed,) = (label for label in info.labels if label.instead_of)
    assert (changed.code, changed.label, changed.instead_of, changed.years) == (
        "C11Z",
        "Autre nom",
        "Boissons",
        (2024,),
    )


def test_label_files_beside_a_text_file(tmp_path: Path) -> None:
    (tmp_path / "export.txt").write_text("E;1;2024;51;13;C11Z;1101;QX;1;1\n")
    (tmp_path / "LIBELLE_PAYS.TXT").write_text("QX;Pays nouveau;202401;999912\n")
    assert known(read_flows(tmp_path / "export.txt")).labels_of("partner") == {"QX": "Pays nouveau"}
    assert known(read_flows(tmp_path)).labels_of("partner") == {"QX": "Pays nouveau"}


def test_a_release_without_label_files(tmp_path: Path) -> None:
    rows = [("E", 1, 2024, "51", "13", "C11Z", "1101", "US", 1, 1)]
    assert len(read_flows(write_release(tmp_path / "a.zip", rows, labels=False))) == 1
