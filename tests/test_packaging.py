"""What is published says what it is: links, licences, requirements, workflows and recipe agree with each other."""

from __future__ import annotations

import re
import runpy
import tomllib
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).parents[1]
PROJECT: dict[str, Any] = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
HOOK = runpy.run_path(str(ROOT / "hatch_build.py"))
RELEASE = runpy.run_path(str(ROOT / "scripts" / "check_release.py"))
RECIPE = ROOT / "packaging" / "conda-forge" / "recipe.yaml"
#: conda-forge calls some packages otherwise.
CONDA_NAMES = {"matplotlib": "matplotlib-base", "typst": "typst-py", "isal": "python-isal"}
WORKFLOWS = sorted((ROOT / ".github" / "workflows").glob("*.yml"))
IN_REPOSITORY = pytest.mark.skipif(not WORKFLOWS, reason="an sdist does not hold what serves the repository alone")


def test_relative_links_become_absolute_and_others_stay() -> None:
    text = (
        "![a [b] c](docs/x.png) [y](./docs/y.md#part) [z](https://z.org/a) [here](#part) [m](mailto:a@b.org) `[c](d)`"
    )
    assert HOOK["absolute"](text.removesuffix(" `[c](d)`"), "https://example.org/a/b", "1.2.3") == (
        "![a [b] c](https://example.org/a/b/raw/v1.2.3/docs/x.png) [y](https://example.org/a/b/blob/v1.2.3/docs/y.md#part) "
        "[z](https://z.org/a) [here](#part) [m](mailto:a@b.org)"
    )


def test_every_link_of_the_readme_is_absolute_once_the_address_is_known() -> None:
    text = HOOK["absolute"]((ROOT / "README.md").read_text(encoding="utf-8"), "https://example.org/a/b", "0.1.0")
    targets = re.findall(r"\]\(([^)]+)\)", text)
    assert len(targets) > 8
    assert all(target.startswith(("https://", "#")) for target in targets)


def test_addresses_are_shown_only_where_they_are_known() -> None:
    assert HOOK["urls"]({}) == {}
    shown = HOOK["urls"]({"repository": "https://example.org/a/b"})
    assert shown == {
        "Source": "https://example.org/a/b",
        "Issues": "https://example.org/a/b/issues",
        "Changelog": "https://example.org/a/b/blob/main/CHANGELOG.md",
    }
    assert set(HOOK["urls"]({"repository": "https://a.b/c", "documentation": "https://d.e"})) == {
        *shown,
        "Documentation",
    }


def project(folder: Path, *, repository: str, version: str = "1.2.3") -> Path:
    """Write what a release is checked against."""
    (folder / "src/trade_territories").mkdir(parents=True)
    (folder / "src/trade_territories/_version.py").write_text(f'__version__ = "{version}"\n', encoding="utf-8")
    (folder / "CHANGELOG.md").write_text("# Changelog\n\n## [1.2.3] - 2026-01-01\n", encoding="utf-8")
    (folder / "CITATION.cff").write_text("cff-version: 1.2.0\nversion: 1.2.3\n", encoding="utf-8")
    links = f'[tool.trade-territories.links]\nrepository = "{repository}"\ndocumentation = "https://docs.example.org"\n'
    (folder / "pyproject.toml").write_text(links, encoding="utf-8")
    return folder


@pytest.mark.parametrize(
    ("tag", "repository", "version", "words"),
    [
        ("v1.2.3", "https://example.org/a/b", "1.2.3", []),
        ("v1.2.4", "https://example.org/a/b", "1.2.3", ["the tag is 'v1.2.4' and the version '1.2.3'"]),
        ("1.2.3", "https://example.org/a/b", "1.2.3", ["the tag is '1.2.3'"]),
        ("v1.2.3", "", "1.2.3", ["repository is ''"]),
        ("v1.2.3", "https://", "1.2.3", ["repository is 'https://'", "this is https://example.org/a/b"]),
        ("v1.2.3", "https://example.org/other", "1.2.3", ["this is https://example.org/a/b"]),
        ("v2.0.0", "https://example.org/a/b", "2.0.0", ["CHANGELOG.md has no section 2.0.0", "CITATION.cff"]),
    ],
)
def test_a_release_is_refused_where_something_lacks(
    tmp_path: Path, tag: str, repository: str, version: str, words: list[str]
) -> None:
    found = RELEASE["problems"](
        project(tmp_path, repository=repository, version=version), tag, "https://example.org/a/b"
    )
    assert len(found) == len(words)
    assert all(word in problem for word, problem in zip(words, found, strict=True))


def test_this_project_is_refused_only_for_its_addresses() -> None:
    version = (ROOT / "src/trade_territories/_version.py").read_text(encoding="utf-8").split('"')[-2]
    found = RELEASE["problems"](ROOT, f"v{version}", None)
    assert all(re.match(r"\[tool.trade-territories.links\]|CHANGELOG.md has no section", problem) for problem in found)


def test_the_licence_names_what_is_shipped() -> None:
    assert PROJECT["project"]["license"] == "MIT AND OFL-1.1 AND CC-BY-4.0"
    for name in PROJECT["project"]["license-files"]:
        assert (ROOT / name).is_file(), name
    for name in ("README.md", "README.fr.md"):
        text = (ROOT / name).read_text(encoding="utf-8").rsplit("\n\n", 1)[-1]
        assert all(word in text for word in ("MIT", "SIL Open Font License", "CC BY 4.0")), name
    fonts = {path.parent for path in (ROOT / "src").rglob("*") if path.suffix in (".ttf", ".otf", ".woff2")}
    assert all(any((folder / name).is_file() for name in ("OFL.txt", "LICENSE")) for folder in fonts), fonts


def requirements(lines: list[str]) -> dict[str, str]:
    """Return the bound of each name; for which machines a requirement is, conda-forge says with selectors."""
    plain = [line.split(";")[0].strip() for line in lines]
    return {re.split(r"[><=\[ ]", line)[0]: re.sub(r"^[^><=]*", "", line) for line in plain}


def test_the_recipe_of_conda_forge_asks_for_what_the_project_does() -> None:
    text = RECIPE.read_text(encoding="utf-8")
    asked = requirements(
        re.findall(r"^    - (\S+ >=\S+)$", text.split("\n  run:\n")[1].split("\ntests:")[0], re.MULTILINE)
    )
    python = asked.pop("python", None)
    wanted = requirements(PROJECT["project"]["dependencies"])
    assert {CONDA_NAMES.get(name, name): bound for name, bound in wanted.items()} == asked
    assert python in (None, ">=${{")
    assert f'python_min: "{PROJECT["project"]["requires-python"].removeprefix(">=")}"' in text
    version = (ROOT / "src/trade_territories/_version.py").read_text(encoding="utf-8").split('"')[-2]
    assert f'version: "{version}"' in text
    assert f"license: {PROJECT['project']['license']}" in text
    licences = re.findall(r"^    - (\S+)$", text.split("  license_file:\n")[1], re.MULTILINE)
    assert licences == PROJECT["project"]["license-files"]
    assert all((ROOT / name).is_file() for name in licences)


@IN_REPOSITORY
def test_actions_are_pinned_by_commit_with_their_tag_beside() -> None:
    used = [line for path in WORKFLOWS for line in path.read_text(encoding="utf-8").splitlines() if " uses: " in line]
    assert len(used) > 8
    for line in used:
        assert re.search(r"uses: (\./\S+|[\w.-]+/[\w.-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+)$", line), line


@IN_REPOSITORY
def test_the_workflow_tests_every_system_and_every_python_that_is_named() -> None:
    text = (ROOT / ".github" / "workflows" / "ci.yml").read_text(encoding="utf-8")
    named = [one.rsplit(" ", 1)[1] for one in PROJECT["project"]["classifiers"] if re.search(r":: 3\.\d+$", one)]
    pythons = re.search(r"python: \[(.*)\]", text)
    assert pythons is not None
    assert [one.strip(' "') for one in pythons[1].split(",")] == named == ["3.11", "3.12", "3.13", "3.14"]
    assert "os: [ubuntu-latest, windows-latest, macos-latest]" in text
    assert "cron:" in text
    # What needs a browser runs where Debian's chromium is.
    assert len(re.findall("container: python:3.11-bookworm", text)) == 2
    assert "chromium-browser" not in text
    assert (ROOT / ".github" / "dependabot.yml").is_file()


@IN_REPOSITORY
def test_a_release_comes_after_the_tests_and_with_the_right_tag() -> None:
    text = (ROOT / ".github" / "workflows" / "release.yml").read_text(encoding="utf-8")
    assert "uses: ./.github/workflows/ci.yml" in text
    assert "needs: tests" in text
    assert "python scripts/check_release.py" in text.split("nox -s build")[0]


@IN_REPOSITORY
def test_what_workflows_and_pages_run_is_there() -> None:
    """Each session that is named exists and stands in the table of CONTRIBUTING; so does each script."""
    noxfile = (ROOT / "noxfile.py").read_text(encoding="utf-8")
    sessions = set(re.findall(r"^@nox\.session.*\ndef (\w+)", noxfile, re.MULTILINE))
    guide = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
    texts = [path.read_text(encoding="utf-8") for path in (*WORKFLOWS, ROOT / ".ci" / "run")]
    named = set(re.findall(r"^run (\w+)", texts[-1], re.MULTILINE))
    for text in (*texts, guide, *((ROOT / name).read_text(encoding="utf-8") for name in ("README.md", "README.fr.md"))):
        for words in re.findall(r"nox -s ((?:[a-z0-9]+[ `]?)+)", text):
            named |= set(words.strip("` ").split("`")[0].split())
        for script in re.findall(r"\b(?:scripts/\w+\.py|\.ci/run)", text):
            assert (ROOT / script).is_file(), script
    assert len(named) > 15
    assert named <= sessions, named - sessions
    rows = "".join(re.findall(r"^\| `.*$", guide, re.MULTILINE))
    assert [name for name in sorted(sessions) if f"`{name}`" not in rows] == []


def test_modules_that_only_some_systems_have_are_never_imported_at_once() -> None:
    """Mypy with ``--platform win32`` sees functions; an import fails before it can."""
    only_posix = re.compile(r"^(?:import|from) (fcntl|pwd|grp|resource|termios)\b", re.MULTILINE)
    for path in (ROOT / "src").rglob("*.py"):
        text = path.read_text(encoding="utf-8")
        assert not only_posix.search(text), path
