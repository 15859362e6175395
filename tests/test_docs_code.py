"""Every block of code in README, CONTRIBUTING and docs is run, in an empty folder and without a network.

Blocks of one page run in order, in one namespace. What asks for the Customs' files gets made ones from a server on this
machine that behaves as theirs does. A ``text`` block is what the block above it prints, to the letter.
"""

from __future__ import annotations

import ast
import inspect
import json
import os
import re
import runpy
import shlex
import shutil
import subprocess
import sys
import tomllib
import warnings
from contextlib import redirect_stdout
from dataclasses import dataclass
from io import StringIO
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click
import pytest

import trade_territories as tt
from tests.builders import customs_rows, write_release
from tests.customs_server import Customs
from trade_territories.cli import main, run

if TYPE_CHECKING:
    from collections.abc import Iterator

    from _pytest.mark.structures import ParameterSet

ROOT = Path(__file__).parents[1]
#: Made by the docs build from code and notebooks, which have tests of their own.
MADE = ("docs/_build", "docs/reference/made", "docs/tutorial/notebooks", "docs/gallery/")
#: French pages -> their English twins, whose code is the same and is run.
TWINS = {
    "README.fr.md": "README.md",
    **{f"docs/faire/{name}.md": f"docs/howto/{twin}.md" for name, twin in {
        "donnees": "real-data", "hors-ligne": "offline", "groupes": "own-groups", "graphiques": "own-charts",
        "comparer": "compare", "profils": "profiles",
        "documents": "documents", "site": "site", "excel": "excel", "bureautique": "office", "r": "r", "moteurs": "engines",
    }.items()},
}  # fmt: skip
#: What stands between fences and is no code.
DIRECTIVES = ("toctree", "image", "eval-rst", "include", "grid", "grid-item-card")
#: Pages that need more than a moment, or than the package alone.
MARKS = {"docs/howto/engines.md": pytest.mark.engines, "docs/howto/documents.md": pytest.mark.slow}
#: Pages whose engines warn of what is to come.
MAY_WARN = ("docs/howto/engines.md",)
#: Blocks that are not run stand here and bear ``<!-- not run: the reason -->`` on the line above.
NOT_RUN = {
    "docs/faire/site.md": "the whole site, made by tests/browser",
    "docs/howto/site.md": "the whole site, made by tests/browser",
    "docs/howto/site-r.md": "an address of a site that is made elsewhere; tests/test_site.py runs it on a made one",
    "docs/howto/site-observable.md": "an address of a site that is made elsewhere; tests/test_site.py runs it on a made one",
    "docs/howto/site-excel.md": "Power Query, which only Excel runs",
}

YEARS = range(2019, 2025)
FENCE = re.compile(
    r"^(?:<!-- not run: (?P<reason>.+?) -->\n)?(?P<mark>```+|:::+)(?P<head>.*)\n(?P<body>(?:.*\n)*?)(?P=mark)$",
    re.MULTILINE,
)


@dataclass(frozen=True)
class Block:
    """A fenced block: ``python``, ``sh``, ``powershell``, ``text``, a directive, or something that nobody knows."""

    page: str
    line: int
    kind: str
    text: str
    reason: str | None

    @property
    def is_code(self) -> bool:
        return self.kind not in DIRECTIVES and self.reason is None


def pages() -> list[str]:
    found = [
        ROOT / "README.md",
        ROOT / "README.fr.md",
        ROOT / "CONTRIBUTING.md",
        *sorted((ROOT / "docs").rglob("*.md")),
    ]
    names = [path.relative_to(ROOT).as_posix() for path in found]
    return [name for name in names if not name.startswith(MADE)]


def blocks(page: str) -> list[Block]:
    text = (ROOT / page).read_text(encoding="utf-8")
    found = []
    for one in FENCE.finditer(text):
        head = one["head"].strip()
        directive = re.fullmatch(r"\{([\w-]+)\}\s*(.*)", head)
        kind = (head or "sh") if directive is None else directive[2] if directive[1] == "code-block" else directive[1]
        found.append(Block(page, text.count("\n", 0, one.start("mark")) + 1, kind, one["body"], one["reason"]))
    return found


def with_code() -> list[ParameterSet]:
    names = [page for page in pages() if page not in TWINS and any(block.is_code for block in blocks(page))]
    return [pytest.param(name, id=name, marks=[MARKS[name]] if name in MARKS else []) for name in names]


@pytest.fixture(scope="module")
def published(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Customs, Path]]:
    """The Customs' site with six made years of all départements, and the folder that holds its files."""
    folder = tmp_path_factory.mktemp("published")
    flows = tt.sample_flows()
    few = flows[flows["partner"].isin(["US", "DE", "GB", "CN"]) & flows["quarter"].isin([1, 2, 3, 4])]
    few = few.drop_duplicates(["flow", "quarter", "departement", "partner"]).astype({"quarter": int, "mass_kg": int})
    columns = ["flow", "year", "quarter", "departement", "a129", "cpf4", "partner", "value_eur", "mass_kg"]
    with Customs() as server:
        for year in YEARS:
            rows = list(few.assign(year=year)[columns].itertuples(index=False, name=None))
            for flow in ("export", "import"):
                name = f"202502-Regional-{year}-{flow}.zip"
                path = write_release(folder / name, customs_rows(rows, flow), year=year)
                server.publish(name, path.read_bytes())
        yield server, folder


@pytest.fixture
def here(published: tuple[Customs, Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty folder; a cache of its own; the made site in the place of the Customs'."""
    monkeypatch.setenv("TRADE_TERRITORIES_CACHE", str(tmp_path / "cache"))
    monkeypatch.setenv("TRADE_TERRITORIES_INDEX_URL", published[0].index)
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_every_fence_is_code_that_runs_or_a_directive() -> None:
    found = [block for page in pages() for block in blocks(page)]
    odd = [
        (one.page, one.line, one.kind)
        for one in found
        if one.is_code and one.kind not in ("python", "sh", "powershell", "text", "r")
    ]
    assert odd == []
    assert {one.page: one.reason for one in found if one.reason} == NOT_RUN
    fences = sum(
        len(re.findall(r"^(?:```|:::)", (ROOT / page).read_text(encoding="utf-8"), re.MULTILINE)) for page in pages()
    )
    nested = sum(len(re.findall(r"^(?:```|:::)", one.text, re.MULTILINE)) for one in found)
    assert fences - nested == 2 * len(found), "a fence that opens and does not close, or that this test does not see"
    assert {parameter.id for parameter in with_code()} >= {"README.md", "docs/howto/real-data.md", *MARKS}


@pytest.mark.whole
@pytest.mark.parametrize("page", with_code())
def test_the_code_of_the_page_runs(page: str, here: Path, published: tuple[Customs, Path]) -> None:
    names: dict[str, Any] = {}
    said = ""
    for block in (one for one in blocks(page) if one.is_code and one.kind != "r"):
        if block.kind == "text":
            assert said.rstrip() == block.text.rstrip(), f"{page}:{block.line}"
            continue
        bring(block.text, published[1], here)
        output = StringIO()
        with redirect_stdout(output):
            if block.kind == "python":
                # As many lines above it as on the page, so that a traceback names the page's own line.
                code = "\n" * block.line + block.text
                with warnings.catch_warnings():
                    # Engines warn of their own future.
                    warnings.simplefilter("ignore" if page in MAY_WARN else "error")
                    exec(compile(code, page, "exec"), names)  # noqa: S102 - our own pages
            else:
                for line in block.text.splitlines():
                    in_a_shell(line if block.kind == "sh" else from_powershell(line))
        said = output.getvalue()
    if page.startswith("README"):
        assert (here / "marne.png").stat().st_size > 10_000
        assert list(here.glob("fiche-*/*.html"))


@pytest.mark.slow
@pytest.mark.parametrize(
    "page", sorted({block.page for name in pages() if name not in TWINS for block in blocks(name) if block.kind == "r"})
)
def test_the_lines_for_r_run_in_r(page: str, here: Path) -> None:
    """Run what stands before each block of R as a shell would, then all lines of R in one session, on this Python."""
    program = shutil.which("Rscript")
    if program is None:
        pytest.skip("there is no Rscript on this machine (Debian: r-base-core, r-cran-reticulate)")
    for block in blocks(page):
        if block.kind == "sh" and block.is_code:
            for line in block.text.splitlines():
                in_a_shell(line)
    lines = "".join(block.text for block in blocks(page) if block.kind == "r")
    if (
        "library(reticulate)" in lines
        and subprocess.run([program, "-e", "library(reticulate)"], check=False, capture_output=True).returncode
    ):
        pytest.skip("R has no package reticulate here (Debian: r-cran-reticulate)")
    (here / "lines.R").write_text(lines, encoding="utf-8")
    environment = {**os.environ, "RETICULATE_PYTHON": sys.executable, "LANG": "C.UTF-8"}
    done = subprocess.run([program, "lines.R"], cwd=here, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr


def bring(text: str, folder: Path, here: Path) -> None:
    """Put the files that a block reads where its reader would have them."""
    for name in re.findall(r"[\w-]+\.zip", text):
        (here / name).write_bytes((folder / name).read_bytes())


def in_a_shell(line: str) -> None:
    """Run a line as a shell would: programs of ours in this process, others held against what they rest on."""
    for part in line.split(" && "):
        words = shlex.split(part, comments=True)
        into = None
        if ">" in words:
            *words, _, into = words
        match [words[0].removeprefix(".venv/bin/").removesuffix("3"), *words[1:]] if words else []:
            case []:
                pass
            case ["trade-territories", *asked] | ["python", "-m", "trade_territories", *asked]:
                output = StringIO()
                with redirect_stdout(output):
                    assert run(asked) == 0, line
                if into is None:
                    print(output.getvalue(), end="")
                else:
                    Path(into).write_text(output.getvalue(), encoding="utf-8")
            case ["python", "-m", "pip", "install", wanted]:
                assert is_installable(wanted), line
            case ["jupyter", "lab", folder]:
                assert any(one.startswith("jupyterlab") for one in extras()["notebook"])
                assert (ROOT / folder).is_dir()
            case ["nox", "-s", *sessions] | ["python", "-m", "nox", "-s", *sessions]:
                assert set(sessions) <= nox_sessions(), line
            case ["python", "-m", "venv", ".venv"]:
                pass
            case _:
                pytest.fail(f"a command that this test cannot hold: {line}")


def from_powershell(line: str) -> str:
    """Return the same line for a POSIX shell; what PowerShell 5 does not understand is refused."""
    assert not re.search(r"&&|\|\||'", line), line
    return re.sub(r"^py\b", "python3", line).replace(".venv\\Scripts\\", ".venv/bin/")


@pytest.mark.parametrize("page", pages())
def test_each_block_for_windows_says_what_the_one_before_it_says(page: str) -> None:
    code = [block for block in blocks(page) if block.kind in ("sh", "powershell")]
    windows = [
        from_powershell(line) for block in code if block.kind == "powershell" for line in block.text.splitlines()
    ]
    posix = [
        line for block in code if block.kind == "sh" for part in block.text.splitlines() for line in part.split(" && ")
    ]
    assert not windows or windows == [line for line in posix if line.startswith(("python3", ".venv"))]


@pytest.mark.parametrize(("page", "twin"), TWINS.items())
def test_a_french_page_has_the_code_of_its_english_twin(page: str, twin: str) -> None:
    mine, theirs = ([(block.kind, bare(block)) for block in blocks(name) if block.is_code] for name in (page, twin))
    assert mine == theirs


def bare(block: Block) -> str:
    """Return the code of a block without its comments, which are in the language of the page."""
    if block.kind == "python":
        return ast.dump(ast.parse(block.text))
    return re.sub(r"\s*#.*", "", block.text) if block.kind in ("sh", "r", "powershell") else block.text


def test_there_is_one_way_to_call_pip_and_one_kind_of_quotes() -> None:
    for page in [*map(ROOT.joinpath, pages()), *(ROOT / "notebooks").glob("*.ipynb")]:
        text = page.read_text(encoding="utf-8")
        assert not re.search(r"(?<!-m )\bpip install", text), page
        assert not re.search(r"pip install [^`\n]*'", text), page


def test_french_pages_have_french_spaces_and_apostrophes() -> None:
    """A sign of two parts never begins a line, and apostrophes are those of a printed page; code is as it is typed."""
    code = re.compile(r"```.*?```|^:+\{.*?$|^:[\w-]+:.*?$|`[^`\n]*`|\$[^$\n]*\$|<!--.*?-->", re.DOTALL | re.MULTILINE)
    wrong = re.compile(r"« |\S [;:!?»%](?=[\s.,)|]|$)|[A-Za-zéè]'[\wàâéèêîœ]")
    found = {
        name: wrong.findall(code.sub("x", text)) for name, text in french_texts() if wrong.search(code.sub("x", text))
    }
    assert found == {}


def french_texts() -> Iterator[tuple[str, str]]:
    """Yield what French readers read: pages, README, the words of notebooks."""
    pages_of_words = [*(ROOT / "docs" / "faire").glob("*.md"), *(ROOT / "docs" / "comprendre").glob("*.md")]
    for path in [
        *pages_of_words,
        ROOT / "docs" / "index.md",
        ROOT / "docs" / "tutorial" / "index.md",
        ROOT / "README.fr.md",
    ]:
        yield path.name, path.read_text(encoding="utf-8")
    for path in (ROOT / "notebooks").glob("*.ipynb"):
        cells = json.loads(path.read_text(encoding="utf-8"))["cells"]
        yield path.name, "\n\n".join("".join(cell["source"]) for cell in cells if cell["cell_type"] == "markdown")


def is_installable(wanted: str) -> bool:
    """Tell whether a requirement is this project, one of its extras, or what its own checks install."""
    extra = re.fullmatch(r"(?:trade-territories|\.|\S+\.whl)(?:\[([\w,]+)\])?", wanted)
    if extra is None:
        return wanted == "nox"
    return set((extra[1] or "").split(",")) - {""} <= set(extras())


def extras() -> dict[str, list[str]]:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    found: dict[str, list[str]] = project["optional-dependencies"]
    return found


def nox_sessions() -> set[str]:
    """Read the sessions from the file: nox itself runs the tests, and is not asked for by them."""
    tree = ast.parse((ROOT / "noxfile.py").read_text(encoding="utf-8"))
    return {
        one.name
        for one in tree.body
        if isinstance(one, ast.FunctionDef) and "nox.session" in {ast.unparse(mark) for mark in one.decorator_list}
    }


def test_the_readmes_commands_are_those_that_the_checks_run() -> None:
    script = re.sub(r" --quiet| --output \S+", "", (ROOT / ".ci" / "run").read_text(encoding="utf-8"))
    for page in ("README.md", "README.fr.md"):
        commands = [block.text for block in blocks(page) if block.kind == "sh"]
        assert len(commands) == 2
        assert sum(block.kind == "powershell" for block in blocks(page)) == 2
        for part in " && ".join(commands).replace("\n", "").split(" && "):
            assert part in script, part


SPAN = re.compile(r"(?<!`)`([^`\n]+)`(?!`)")


def spans(beginning: str) -> list[Any]:
    texts = {page: re.sub(FENCE, "", (ROOT / page).read_text(encoding="utf-8")) for page in pages()}
    return [
        pytest.param(span, id=f"{page}: {span}")
        for page, text in texts.items()
        for span in dict.fromkeys(SPAN.findall(text))
        if span.startswith(beginning)
    ]


@pytest.mark.parametrize("span", spans("tt."))
def test_names_and_arguments_in_the_text_exist(span: str) -> None:
    """What stands in a sentence is not run, but each name and each keyword is there."""
    tree = ast.parse(span.replace("…", "..."), mode="eval").body
    call = tree if isinstance(tree, ast.Call) else None
    value: Any = tt
    for name in ast.unparse(call.func if call else tree).split(".")[1:]:
        value = getattr(value, name)
    if call and call.keywords:
        assert {one.arg for one in call.keywords} <= set(inspect.signature(value).parameters)


@pytest.mark.parametrize("span", spans("trade-territories "))
def test_commands_in_the_text_exist(span: str) -> None:
    command: click.Command = main
    _, *words = shlex.split(span)
    while isinstance(command, click.Group):
        command = command.commands[words.pop(0)] if words and words[0] in command.commands else click.Command("none")
    assert command.name != "none"
    known = {option for one in command.params for option in one.opts}
    assert {word for word in words if word.startswith("--")} <= known


def test_the_reference_in_the_repository_lists_every_public_name() -> None:
    """The page that readers of the repository see, where those made from docstrings are not."""
    generated = runpy.run_path(str(ROOT / "docs" / "_ext" / "generated.py"))
    text = (ROOT / "docs" / "reference" / "index.md").read_text(encoding="utf-8")
    assert text == generated["index"](), "run python docs/_ext/generated.py"
    errors = {name for name in tt.__all__ if name.endswith("Error")}
    assert all(f"\n- `{name}`: " in text for name in set(tt.__all__) - errors - {"__version__", "charts", "reference"})


def test_the_words_around_a_french_page_are_french() -> None:
    in_french = runpy.run_path(str(ROOT / "docs" / "_ext" / "generated.py"))["in_french"]
    words = tomllib.loads((ROOT / "docs" / "_ext" / "french.toml").read_text(encoding="utf-8"))
    page = '<a title="Search">\n Search</a><article>Search <a title="Link to this heading">#</a></article><p>On this page</p>'
    assert in_french(page, words) == (
        '<a title="Rechercher">\n Rechercher</a><article>Search <a title="Lien vers ce titre">#</a></article>'
        "<p>Sur cette page</p>"
    )


def test_pages_that_write_word_documents_ask_for_their_package_and_pages_with_code_are_found() -> None:
    script = runpy.run_path(str(ROOT / "scripts" / "check_howto.py"))
    run_here = {str(parameter.values[0]) for parameter in with_code()}
    for page in script["PAGES"]:
        assert script["has_code"](page) == (page in run_here), page
        code = "".join(block.text for block in blocks(page) if block.is_code)
        assert ("docx" in script["extras"](page)) == bool(re.search(r"to_docx|\bdocx\b", code)), page
