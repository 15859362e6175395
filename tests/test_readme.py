"""Every block of code in README and how-to pages runs, and the README prints what it says."""

from __future__ import annotations

import re
import shlex
from contextlib import redirect_stdout
from io import StringIO
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]


def blocks(name: str) -> list[str]:
    return re.findall(r"```python\n(.*?)```", (ROOT / name).read_text(encoding="utf-8"), flags=re.DOTALL)


@pytest.mark.parametrize("name", ["README.md", "README.fr.md"])
def test_the_code_of_the_readme_runs(name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    output = StringIO()
    with redirect_stdout(output):
        for block in blocks(name):
            exec(compile(block, name, "exec"), {})  # noqa: S102 - our own README
    assert (tmp_path / "marne.png").stat().st_size > 10_000
    if name == "README.md":
        said = re.search(r"```text\n(     flow.*?)\n```", (ROOT / name).read_text(encoding="utf-8"), flags=re.DOTALL)
        assert said is not None
        assert output.getvalue().strip("\n") == said[1]


def test_both_readmes_give_the_same_two_commands() -> None:
    commands = [
        re.findall(r"```sh\n(.*venv.*?)\n```", (ROOT / name).read_text(encoding="utf-8"))
        for name in ("README.md", "README.fr.md")
    ]
    assert commands[0] == commands[1]
    assert len(commands[0]) == 2
    assert all(shlex.split(command) for command in commands[0])


def test_every_dependency_is_named_with_what_it_is_for() -> None:
    import tomllib

    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    names = {re.split(r"[><=\[]", one)[0] for one in project["dependencies"]}
    table = (ROOT / "README.md").read_text(encoding="utf-8").split("## What it stands on")[1]
    told = {
        name.strip() for line in table.splitlines() if line.startswith("| ") for name in line.split("|")[1].split(",")
    }
    assert names <= told, names - told


#: What the French README says or links for what the English one does.
IN_FRENCH = {
    "paquet": "package",
    "docs/faire/": "docs/howto/",
    "docs/comprendre/chiffres.md": "docs/explanation/figures.md",
    "docs/comprendre/pieges.md": "docs/explanation/traps.md",
    "docs/comprendre/definitions.md": "docs/explanation/indicators.md",
}


def outline(name: str) -> list[str]:
    """Return what a README holds, without its words: headings, pictures, code, links, rows of tables."""
    kinds = []
    for line in (ROOT / name).read_text(encoding="utf-8").splitlines():
        heading = re.match(r"#+ ", line)
        kinds += [heading[0]] if heading else []
        kinds += [f"fence {line[3:]}"] if line.startswith("```") else []
        kinds += [line.split("|")[1].strip()] if line.startswith("| ") else []
        kinds += [target for target in re.findall(r"\]\(([^)]+)\)", line) if not target.startswith("README")]
    return [IN_FRENCH.get(kind, kind) for kind in kinds]


def test_the_french_readme_is_the_twin_of_the_english() -> None:
    assert outline("README.fr.md") == outline("README.md")


def test_links_of_the_readmes_lead_somewhere() -> None:
    for name in ("README.md", "README.fr.md", "CONTRIBUTING.md", "SECURITY.md"):
        for target in re.findall(r"\]\((?!https?:)([^)#]+)", (ROOT / name).read_text(encoding="utf-8")):
            assert (ROOT / target).exists(), f"{name}: {target}"


def test_the_version_is_one() -> None:
    from importlib import metadata

    import trade_territories as tt

    citation = (ROOT / "CITATION.cff").read_text(encoding="utf-8")
    assert re.findall(r"^version: (.+)$", citation, re.MULTILINE) == [tt.__version__]
    assert metadata.version("trade-territories") == tt.__version__
    texts = (path.read_text(encoding="utf-8") for path in (ROOT / "src").rglob("*.py") if path.name != "_version.py")
    assert not any(f'"{tt.__version__}"' in text for text in texts)


def test_the_release_keeps_no_token() -> None:
    if not (ROOT / ".github").exists():
        pytest.skip("an sdist does not hold what serves the repository alone")
    workflow = (ROOT / ".github" / "workflows" / "release.yml").read_text(encoding="utf-8")
    assert "id-token: write" in workflow
    assert "pypa/gh-action-pypi-publish" in workflow
    assert "nox -s build sbom" in workflow
    assert not re.search(r"secrets\.|password", workflow)
