"""The shell: what it prints and where, what it writes, and how it ends."""

from __future__ import annotations

import inspect
import io
import os
import subprocess
import sys
from types import SimpleNamespace
from typing import TYPE_CHECKING

import pandas as pd
import pytest

import trade_territories as tt
from tests.builders import write_release
from tests.thorough import telling
from trade_territories import __main__
from trade_territories.cli import run
from trade_territories.cli._console import note
from trade_territories.cli._tables import TABLES
from trade_territories.document import many, write_files

if TYPE_CHECKING:
    from pathlib import Path

Captured = pytest.CaptureFixture[str]


def _csv(text: str) -> pd.DataFrame:
    return pd.read_csv(io.StringIO(text), dtype=str, keep_default_na=False)


def test_version(capsys: Captured) -> None:
    assert run(["--version"]) == 0
    assert tt.__version__ in capsys.readouterr().out


@pytest.mark.parametrize(
    "command", ["", "fiche", "fiches", "site", "table", "chart", "territories", "download", "cache"]
)
def test_help(capsys: Captured, command: str) -> None:
    assert run([*command.split(), "--help"]) == 0
    assert "Usage" in capsys.readouterr().out


@pytest.mark.whole
def test_help_is_quick() -> None:
    """Neither pandas nor drawing is opened to show what there is."""
    code = (
        "import sys; from trade_territories.cli import run; run(['--help']); "
        "print(sorted({'pandas', 'matplotlib', 'plotly'} & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, check=True)
    assert done.stdout.splitlines()[-1] == b"[]"


@pytest.mark.parametrize(
    ("table", "options", "expected"),
    [
        ("totals", [], lambda flows: tt.totals(flows, "51")),
        ("shares", [], lambda flows: tt.shares(flows, "51")),
        ("balance", ["--by", "partner", "--top", "10"], lambda flows: tt.balance(flows, "51", by="partner", n=10)),
        ("activities", ["--by", "a38"], lambda flows: tt.activities(flows, "51", by="a38")),
        ("flows", ["--flow", "import", "--top", "4"], lambda flows: tt.flow_matrix(flows, "51", flow="import", n=4)),
        ("indicators", [], lambda flows: tt.indicators(flows, "51")),
    ],
)
def test_table_prints_the_table_and_nothing_else(
    capsys: Captured, table: str, options: list[str], expected: object
) -> None:
    assert run(["table", table, "51", "--sample", *options]) == 0
    printed = capsys.readouterr()
    made = expected(tt.sample_flows())  # type: ignore[operator]
    made = made.assign(example="Exemple – données fictives")
    assert printed.out == made.to_csv(index=False, lineterminator="\n")
    assert "note: " in printed.err


def test_table_in_english_and_without_a_product(capsys: Captured) -> None:
    assert run(["table", "activities", "51", "--sample", "--lang", "en", "--excluding", "C11Z"]) == 0
    printed = capsys.readouterr()
    table = _csv(printed.out)
    assert "C11Z" not in set(table["code"])
    assert set(table["example"]) == {"Example – made-up data"}
    assert "Excluding" in printed.err


#: Options that a table needs.
NEEDED = {
    "change": ["--since", "2023", "--year", "2024"],
    "unit-values": ["--since", "2023", "--year", "2024"],
    "exposure": ["--partners", "US"],
    "ranking": ["--only", "C11Z"],
}


@pytest.mark.parametrize("table", telling(TABLES, 6, pytest.mark.whole))
def test_every_table_can_be_written(capsys: Captured, tmp_path: Path, table: str) -> None:
    paths: list[str] = []
    if table in ("change", "unit-values"):
        for year in (2023, 2024):
            for letter, name in (("E", "export"), ("I", "import")):
                rows = [(letter, quarter, year, "51", "13", "C11Z", "1101", "DE", year, 1) for quarter in (1, 2, 3, 4)]
                path = write_release(tmp_path / f"{year + 1}02-Regional-{year}-{name}.zip", rows, year=year)
                paths += ["--from", str(path)]
    territory = [] if table in ("ranking", "releases", "reconcile") else ["51"]
    asked = ["table", table, *territory, *(paths or ["--sample"]), *NEEDED.get(table, [])]
    assert run([*asked, "--output", str(tmp_path / "table.csv")]) == 0
    assert capsys.readouterr().out == ""
    header = (tmp_path / "table.csv").read_text(encoding="utf-8").splitlines()[0].split(",")
    assert len(header) > 2
    assert (header[-1] == "example") == (not paths)


def test_every_public_table_is_in_the_shell() -> None:
    """A function that returns a table is one, but for those about files and territories, and those that need rates."""
    functions = set(TABLES.values())
    tables = {
        name
        for name in tt.__all__
        if inspect.isfunction(getattr(tt, name))
        and inspect.signature(getattr(tt, name)).return_annotation == "pd.DataFrame"
    }
    flows = {"available", "compare", "load_flows", "read_flows", "sample_flows", "territories", "groups", "top_n"}
    assert tables - functions <= flows | {"tariff_scenario", "partner_profile", "product_profile"}


@pytest.mark.parametrize("ending", ["csv", "xlsx", "parquet", "CSV"])
def test_a_table_as_a_file(capsys: Captured, tmp_path: Path, ending: str) -> None:
    path = tmp_path / f"balance.{ending}"
    assert run(["table", "balance", "51", "--sample", "--top", "3", "--output", str(path)]) == 0
    assert capsys.readouterr().out == ""
    expected = tt.balance(tt.sample_flows(), "51", n=3)
    if ending == "parquet":
        found = pd.read_parquet(path)
    elif ending == "xlsx":
        found = pd.read_excel(path, dtype={"code": "str"}, engine="openpyxl", keep_default_na=False)
    else:
        found = pd.read_csv(path, dtype={"code": "str"}, keep_default_na=False)
    assert found["code"].tolist() == expected["code"].tolist()
    assert found["balance_eur"].tolist() == expected["balance_eur"].tolist()
    assert set(found["example"]) == {"Exemple – données fictives"}
    assert [file.name for file in tmp_path.iterdir()] == [path.name]


def test_a_csv_for_a_french_excel(capsys: Captured) -> None:
    assert run(["table", "shares", "51", "--sample", "--csv-dialect", "excel-fr"]) == 0
    text = capsys.readouterr().out
    assert text.startswith("\ufeffflow;value_eur;region;")
    share = tt.shares(tt.sample_flows(), "51")["share_france_pct"][0]
    assert str(share).replace(".", ",") in text


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["shares", "51", "--top", "3"], "table shares has no --top"),
        (["totals", "51", "--by", "zone"], "table totals has no --by"),
        (["balance", "51", "--freq", "year"], "it has --by, --top"),
        (["ranking", "51", "--only", "C11Z"], "takes no TERRITORY"),
        (["shares"], "needs a TERRITORY"),
        (["exposure", "51"], "needs --partners"),
        (["change", "51"], "needs --since"),
        (["totals", "51", "--output", "totals.doc"], ".csv, .xlsx, .parquet"),
        (["balances", "51"], "Invalid value for 'NAME': 'balances': did you mean balance? It is one of totals, shares"),
        (["leading_classes", "51"], "did you mean leading-classes?"),
        (["zzz", "51"], "'zzz': choose one of totals"),
        (
            ["totals", "51", "--csv-dialect", "excel-fr", "--output", "t.xlsx"],
            "excel-fr is for CSV; leave it out for .xlsx",
        ),
    ],
)
def test_an_option_that_a_table_does_not_have_is_wrong_usage(
    capsys: Captured, arguments: list[str], words: str
) -> None:
    assert run(["table", *arguments, "--sample"]) == 2
    assert words in capsys.readouterr().err


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (
            ["site", "--output", "s", "--address", "exemple.fr"],
            "--address 'exemple.fr' is no whole address, such as https",
        ),
        (["profile", "US", "--since", "2024"], "--since 2024 needs a later --year than 2024"),
        (["table", "change", "51", "--since", "2024"], "--since 2024 needs a later --year than 2024"),
    ],
)
def test_what_would_be_passed_over_is_wrong_usage(capsys: Captured, arguments: list[str], words: str) -> None:
    assert run([*arguments, "--sample"]) == 2
    assert words in capsys.readouterr().err


@pytest.mark.whole
def test_a_partner_that_no_fiche_knows_is_refused_before_the_first(capsys: Captured, tmp_path: Path) -> None:
    asked = ["fiches", "--level", "region", "--sample", "--focus", "Japn", "--output", str(tmp_path / "fiches")]
    assert run(asked) == 1
    assert capsys.readouterr().err.count("did you mean Japon (JP)") == 1
    assert not (tmp_path / "fiches").exists()


def test_a_note_can_be_read_in_a_windows_code_page(capsys: Captured) -> None:
    note("Solde : −5,2\u202fM€")
    assert capsys.readouterr().err.encode("cp1252").decode("cp1252") == "note: Solde : -5,2\u00a0M€\n"


def test_help_lists_the_tables_and_its_usage_does_not(capsys: Captured) -> None:
    assert run(["table", "--help"]) == 0
    usage, _, rest = capsys.readouterr().out.partition("\n\n")
    assert usage.endswith("[OPTIONS] NAME [TERRITORY]")
    assert all(name in rest for name in TABLES)


def test_a_table_without_rows_is_said_to_be(capsys: Captured) -> None:
    assert run(["table", "reconcile", "--sample", "--lang", "en"]) == 0
    assert "note: the table reconcile has no row" in capsys.readouterr().err


def test_two_territories_are_told_how_to_be_one(capsys: Captured) -> None:
    assert run(["table", "balance", "Marne", "Aube", "--sample"]) == 2
    assert (
        "takes one TERRITORY, not Marne, Aube; several together are a group, such as 51+10" in capsys.readouterr().err
    )


def test_rows_may_be_the_groups_of_a_family(capsys: Captured) -> None:
    assert run(["table", "activities", "51", "--sample", "--by", "group:technology"]) == 0
    printed = pd.read_csv(io.StringIO(capsys.readouterr().out))
    assert printed["code"].str.startswith("tech_").any()
    assert printed.loc[printed["flow"] == "export", "value_eur"].sum() == 8105783214


def test_a_file_that_is_open_elsewhere_is_one_line(
    capsys: Captured, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "balance.xlsx"
    path.write_bytes(b"old")

    def refused(*_: object) -> None:
        raise PermissionError(13, "Access is denied")

    monkeypatch.setattr("pathlib.Path.replace", refused)
    assert run(["table", "balance", "51", "--sample", "--output", str(path)]) == 1
    assert "open in another program" in capsys.readouterr().err.splitlines()[-1]
    assert path.read_bytes() == b"old"
    assert [file.name for file in tmp_path.iterdir()] == [path.name]


@pytest.mark.parametrize(
    ("failure", "status", "words"),
    [
        (KeyboardInterrupt(), 1, "error: stopped"),
        (BrokenPipeError(), 0, ""),
        (OSError(22, "Invalid argument"), 0, ""),
        (OSError(28, "No space left on device", "/x/y.csv"), 1, "error: /x/y.csv: No space left on device"),
        (MemoryError(), 1, "error: the memory of this machine does not suffice"),
        (UnicodeDecodeError("utf-8", b"\xff", 0, 1, "invalid start byte"), 1, "error: 'utf-8' codec"),
    ],
)
def test_what_stops_a_command_is_one_line_or_nothing(
    capsys: Captured, monkeypatch: pytest.MonkeyPatch, failure: BaseException, status: int, words: str
) -> None:
    def fail(*_: object, **__: object) -> None:
        raise failure

    monkeypatch.setattr("trade_territories.cli._console.os.dup2", lambda *_: None)
    monkeypatch.setattr("trade_territories.reference.territories", fail)
    assert run(["territories"]) == status
    printed = capsys.readouterr()
    # After ^C, click ends the line that the terminal shows it on.
    assert printed.err.lstrip("\n").startswith(words)
    assert len(printed.err.split("\n")) - 1 - printed.err.startswith("\n") == bool(words)
    assert "fault of the program" not in printed.err


@pytest.mark.whole
def test_files_of_several_years(capsys: Captured, tmp_path: Path) -> None:
    for year, quarters in ((2023, (1, 2, 3, 4)), (2024, (1, 2))):
        for letter, name in (("E", "export"), ("I", "import")):
            rows = [(letter, quarter, year, "51", "13", "C11Z", "1101", "DE", 1000, 1) for quarter in quarters]
            write_release(tmp_path / f"{year + 1}02-Regional-{year}-{name}.zip", rows, year=year)
    paths = [part for path in sorted(tmp_path.iterdir()) for part in ("--from", str(path))]
    assert run(["table", "totals", "51", *paths]) == 0
    printed = capsys.readouterr()
    assert "2023 est retenue" in printed.err
    assert _csv(printed.out)["value_eur"].tolist() == ["4000", "4000"]
    assert "example" not in _csv(printed.out).columns
    assert run(["table", "totals", "51", "--year", "2024", *paths]) == 0
    printed = capsys.readouterr()
    assert "2024, 1er et 2e trimestres" in printed.err


@pytest.mark.whole
def test_the_last_full_year_is_full_in_both_directions(capsys: Captured, tmp_path: Path) -> None:
    for letter, name, year, quarters in (
        ("E", "export", 2023, (1, 2, 3, 4)), ("I", "import", 2023, (1, 2, 3, 4)),
        ("E", "export", 2024, (1, 2, 3, 4)), ("I", "import", 2024, (1, 2, 3)),
    ):  # fmt: skip
        rows = [(letter, quarter, year, "51", "13", "C11Z", "1101", "DE", 1000, 1) for quarter in quarters]
        write_release(tmp_path / f"{year + 1}02-Regional-{year}-{name}.zip", rows, year=year)
    assert run(["table", "totals", "51", "--from", str(tmp_path)]) == 0
    assert "2023 est retenue" in capsys.readouterr().err
    assert run(["table", "totals", "51", "--from", str(tmp_path), "--year", "2024", "--lang", "en"]) == 0
    assert "2024 (imports: 2024, 1st, 2nd and 3rd quarters)" in capsys.readouterr().err


def test_what_was_odd_in_the_files_is_told_beside_the_table(capsys: Captured, tmp_path: Path) -> None:
    row = ("E", 1, 2024, "51", "13", "C11Z", "1101", "DE", 1000, 1)
    rows = [row, row, ("E", 1, 2024, "ZZ", "13", "C11Z", "1101", "Q9", 3_000_000, 1)]
    path = write_release(tmp_path / "202502-Regional-2024-export.zip", rows)
    again = tmp_path / "again-202502.zip"
    again.write_bytes(path.read_bytes())
    assert run(["table", "totals", "FR", "--from", str(path), "--from", str(again), "--lang", "en"]) == 0
    printed = capsys.readouterr()
    assert _csv(printed.out)["value_eur"].tolist() == ["3002000", "0"]
    for told in (
        "départements: ZZ (€3.0m)",
        "country codes: Q9",
        "Lines that repeat the key of another line of the file and were added to it: 1",
        "same file was given twice",
    ):
        assert told in printed.err


@pytest.mark.engines
def test_another_engine_prints_the_same_labels_and_notes(capsys: Captured, tmp_path: Path) -> None:
    pytest.importorskip("polars", reason="polars is an extra")
    rows = [("E", 1, 2024, "51", "13", "C98Q", "1101", "DE", 1000, 1)]
    labels = {"Libelle_A129.txt": "C98Q;Produits nouveaux;202401;999912\n"}
    path = str(write_release(tmp_path / "202502-Regional-2024-export.zip", rows, labels=labels))
    printed = []
    for engine in ("pandas", "polars"):
        assert run(["table", "activities", "51", "--from", path, "--engine", engine]) == 0
        printed.append(capsys.readouterr())
    assert printed[0] == printed[1]
    assert "C98Q,Produits nouveaux" in printed[1].out
    assert "C98Q" in printed[1].err


@pytest.mark.engines
def test_duckdb_draws_no_progress_between_the_lines_of_a_table(capsys: Captured) -> None:
    duckdb = pytest.importorskip("duckdb", reason="duckdb is an extra")
    duckdb.execute("SET enable_progress_bar = true")
    assert run(["table", "totals", "51", "--sample", "--engine", "duckdb"]) == 0
    assert len(capsys.readouterr().out.splitlines()) == 3
    ((is_drawn,),) = duckdb.sql("SELECT current_setting('enable_progress_bar')").fetchall()
    assert not is_drawn


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["table", "totals", "zorglub", "--sample"], "zorglub"),
        (["table", "totals", "2A", "--sample"], "'20'"),
        (["table", "totals", "51", "--sample", "--year", "1999"], "1999"),
        (["table", "totals", "51", "--from", "nowhere.zip"], "nowhere.zip"),
        (["table", "totals", "51", "--from", ""], "name of a file is empty"),
        (["table", "totals", "51", "--sample", "--excluding", "C99Q"], "C99Q"),
        (["fiche", "51", "--sample", "--output", "/dev/null/x"], "/dev/null/x"),
        (["territories", "zorglub"], "zorglub"),
    ],
)
def test_what_went_wrong_is_one_line(capsys: Captured, arguments: list[str], words: str) -> None:
    assert run(arguments) == 1
    printed = capsys.readouterr()
    errors = [line for line in printed.err.splitlines() if not line.startswith("note: ")]
    assert len(errors) == 1
    assert errors[0].startswith("error: ")
    assert words in errors[0]
    assert printed.out == ""


def test_what_nobody_expected_is_one_line_too(capsys: Captured, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: object, **__: object) -> None:
        raise RuntimeError("no\nway")

    monkeypatch.setattr("trade_territories.cli._tables.csv_text", broken)
    assert run(["table", "totals", "51", "--sample"]) == 1
    assert (
        capsys.readouterr().err.splitlines()[-1].startswith("error: unexpected RuntimeError: no way; this is a fault")
    )


def test_line_of_a_bad_file_is_told(capsys: Captured, tmp_path: Path) -> None:
    path = tmp_path / "202502-Regional-2024-export.txt"
    path.write_text("E;1;2024;51;13;C11Z;1101;DE;100;1\nE;5;2024;51;13;C11Z;1101;DE;100;1\n")
    assert run(["table", "totals", "51", "--from", str(path)]) == 1
    assert "line 2" in capsys.readouterr().err


@pytest.mark.parametrize(
    "arguments",
    [
        ["table", "nothing", "51"],
        ["fiche"],
        ["fiche", "51", "--sample", "--format", "doc"],
        ["table", "totals", "51", "--sample", "--from", "x.zip"],
        ["fiche", "51", "--top", "0"],
        ["download", "2024", "--list"],
        ["zorglub"],
    ],
)
def test_wrong_usage_ends_with_2(capsys: Captured, arguments: list[str]) -> None:
    assert run(arguments) == 2
    assert capsys.readouterr().out == ""


def test_fiche_writes_a_folder(capsys: Captured, tmp_path: Path) -> None:
    context = tmp_path / "mot.txt"
    context.write_text("\ufeffUn mot à dire.", encoding="utf-8")
    folder = tmp_path / "sortie"
    assert (
        run(["fiche", "Marne", "--sample", "--output", str(folder), "--context", str(context), "--format", "html,csv"])
        == 0
    )
    printed = capsys.readouterr()
    assert printed.out.splitlines()[0] == str(folder / "EXEMPLE_fiche-51-2024.html")
    assert "<p>Un mot à dire.</p>" in (folder / "EXEMPLE_fiche-51-2024.html").read_text(encoding="utf-8")


def test_context_that_is_no_text(capsys: Captured, tmp_path: Path) -> None:
    context = tmp_path / "mot.txt"
    context.write_bytes("été".encode("latin-1"))
    assert run(["fiche", "51", "--sample", "--output", str(tmp_path / "x"), "--context", str(context)]) == 1
    assert "UTF-8" in capsys.readouterr().err


@pytest.mark.whole
def test_name_with_several_readings_is_told(capsys: Captured, tmp_path: Path) -> None:
    assert run(["fiche", "Mayotte", "--sample", "--output", str(tmp_path), "--format", "csv"]) == 0
    assert "R06" in capsys.readouterr().err


@pytest.mark.whole
def test_cover_comes_with_the_fiches_it_leads_to(capsys: Captured, tmp_path: Path) -> None:
    assert run(["fiche", "ti-4409", "--sample", "--output", str(tmp_path), "--format", "html"]) == 0
    cover = (tmp_path / "EXEMPLE_fiche-ti-4409-2024.html").read_text(encoding="utf-8")
    for code in ("10", "51"):
        assert f'href="./{code}/EXEMPLE_fiche-{code}-2024.html"' in cover
        assert (tmp_path / code / f"EXEMPLE_fiche-{code}-2024.html").is_file()


@pytest.mark.whole
@pytest.mark.parametrize("count", telling([2, 18], 1))
def test_fiches_sums_up_and_ends_with_1_where_one_failed(
    capsys: Captured, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, count: int
) -> None:
    if count < 18:
        places = tuple(tt.territory(code) for code in ("R44", "R06"))
        monkeypatch.setattr(many, "places_of", lambda level: {"region": places}[level])

    def write(fiche: tt.Fiche, *arguments: object, **options: object) -> list[Path]:
        if fiche.territory.code == "R44":
            raise OSError("no space left")
        return write_files(fiche, *arguments, **options)  # type: ignore[arg-type]  # handed on as they are

    monkeypatch.setattr(many, "write_files", write)
    arguments = ["fiches", "--level", "region", "--sample", "--output", str(tmp_path), "--format", "csv", "--jobs", "1"]
    assert run(arguments) == 1
    printed = capsys.readouterr()
    assert f"fiches faites\u00a0: {count - 1}, déjà présentes\u00a0: 0, en échec\u00a0: 1" in printed.err
    assert "échec pour Grand Est (R44)" in printed.err
    monkeypatch.setattr(many, "write_files", write_files)
    assert run(arguments) == 0
    assert f"fiches faites\u00a0: 1, déjà présentes\u00a0: {count - 1}, en échec\u00a0: 0" in capsys.readouterr().err


def test_territories(capsys: Captured) -> None:
    assert run(["territories", "--level", "region"]) == 0
    assert len(_csv(capsys.readouterr().out)) == 18
    assert run(["territories", "cote d or"]) == 0
    assert _csv(capsys.readouterr().out)["code"].tolist() == ["21"]


@pytest.mark.whole
def test_module_runs_and_a_closed_pipe_is_no_error() -> None:
    line = f"{sys.executable} -m trade_territories territories | head -1"
    done = subprocess.run(
        ["bash", "-o", "pipefail", "-c", line], capture_output=True, text=True, check=False, env=os.environ
    )
    assert done.stdout.startswith("code,name,level")
    assert done.stderr == ""


def test_ctrl_c_while_modules_are_opened_is_one_line(monkeypatch: pytest.MonkeyPatch) -> None:
    def stop() -> None:
        raise KeyboardInterrupt

    calls: list[object] = []
    collector = SimpleNamespace(
        get_threshold=lambda: (700, 10, 10),
        set_threshold=lambda *to: calls.append(to),
        freeze=lambda: calls.append("freeze"),
    )
    monkeypatch.setattr(__main__, "gc", collector)
    monkeypatch.setitem(sys.modules, "trade_territories.cli", SimpleNamespace(program=stop))
    with pytest.raises(SystemExit) as left:
        __main__.program()
    assert left.value.code == "error: stopped"
    assert calls == [(500_000, 10, 10), "freeze"]


def test_cache_and_offline(capsys: Captured, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TRADE_TERRITORIES_CACHE", str(tmp_path / "cache"))
    assert run(["cache", "info"]) == 0
    assert str(tmp_path / "cache") in capsys.readouterr().out
    assert run(["table", "totals", "51", "--year", "2024", "--offline"]) == 1
    assert "2024 is not in the cache" in capsys.readouterr().err
    assert run(["cache", "clear"]) == 0
