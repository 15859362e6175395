"""Words as data: the text files hold the same sentences, the source holds none, and a new language is a few files."""

from __future__ import annotations

import ast
import re
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

import trade_territories as tt
from trade_territories import text
from trade_territories.errors import TradeTerritoriesError
from trade_territories.reference import _labels
from trade_territories.reference._tables import has_table
from trade_territories.text import _languages, language, placeholders, say, typeset

if TYPE_CHECKING:
    from collections.abc import Iterator

PACKAGE = Path(tt.__file__).parent
#: Sections whose keys are asked for without the section's name, by a function of their layer.
WRAPPED = {"fiche"}
#: Sections whose keys are made of codes or column names, so that no source file has them in full.
BY_CODE = {
    "columns", "notice_sources", "general_cautions", "links", "column_definitions", "indicator_definitions", "indicator_names",
    "glossary", "glossary_terms",
}  # fmt: skip
#: French strings that are no sentences of ours: names in the Customs' files, in INSEE's, and in file names.
FRENCH_NAMES = re.compile(
    r"^\^\(l\|la\||Direction générale des Douanes et Droits indirects|INSEE|Code officiel|Libell|^Territoires? d'industrie$"
)
FRENCH_WORDS = {
    "au", "aux", "avec", "ce", "cette", "dans", "de", "des", "du", "en", "est", "et", "hors", "il", "la", "le", "les", "leur",
    "ne", "ou", "par", "pas", "plus", "pour", "que", "qui", "se", "son", "sont", "sur", "un", "une",
}  # fmt: skip


def sources() -> list[Path]:
    return sorted(path for path in PACKAGE.rglob("*.py") if path.relative_to(PACKAGE).parts[0] != "text")


@cache
def tree(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"))


@cache
def strings(path: Path) -> tuple[tuple[int, str], ...]:
    """List the strings of a source file that are no docstrings, and the fixed parts of f-strings."""
    docstrings = {
        id(node.body[0].value)
        for node in ast.walk(tree(path))
        if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef)
        and node.body
        and isinstance(node.body[0], ast.Expr)
    }
    return tuple(
        (node.lineno, node.value)
        for node in ast.walk(tree(path))
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in docstrings
    )


def asked_keys() -> tuple[set[str], list[re.Pattern[str]]]:
    """Collect what source files and templates may ask for: strings, and patterns of f-strings."""
    whole: set[str] = set()
    patterns = []
    for path in sources():
        whole |= {value for _, value in strings(path)}
        for node in ast.walk(tree(path)):
            if isinstance(node, ast.JoinedStr):
                fixed = [part.value if isinstance(part, ast.Constant) else None for part in node.values]
                if any(isinstance(part, str) and part.strip() for part in fixed):
                    patterns.append(
                        re.compile("".join(r"\w+" if part is None else re.escape(str(part)) for part in fixed))
                    )
    for path in [*PACKAGE.rglob("*.html"), *PACKAGE.rglob("*.typ"), *PACKAGE.rglob("*.js")]:
        whole |= set(re.findall(r"""["'\x60]([\w.]+)["'\x60]""", path.read_text(encoding="utf-8")))
    # What the text package asks of itself: numbers and their units, lists of codes, dates of releases.
    for path in (PACKAGE / "text").glob("*.py"):
        whole |= set(re.findall(r'"((?:numbers|notices|dates)\.\w+)"', path.read_text(encoding="utf-8")))
    return whole | {"numbers.millions", "numbers.euros", "numbers.percent"}, patterns


@pytest.mark.parametrize("lang", text.LANGS)
def test_all_languages_have_the_same_keys_and_placeholders(lang: str) -> None:
    first, other = language("en").sentences, language(lang).sentences
    assert list(first) == list(other)

    def words(sentence: object) -> set[str]:
        forms = [sentence] if isinstance(sentence, str) else list(sentence.values())  # type: ignore[attr-defined]
        return set().union(*(placeholders(form) for form in forms)) - {"count"}

    differing = {key: (words(first[key]), words(other[key])) for key in first if words(first[key]) != words(other[key])}
    assert not differing


@pytest.mark.whole
def test_every_sentence_is_asked_for_somewhere() -> None:
    whole, patterns = asked_keys()

    # A pattern with a name of its own in it: "title_\\w+" says something of a key, "\\w+_\\w+" nothing.
    named = [pattern for pattern in patterns if re.search(r"(?<![\\\w])[a-z]{3,}", pattern.pattern.replace(r"\w", " "))]
    sections = [pattern for pattern in named if re.fullmatch(r"[\w\\.]+\\\.\\w\+", pattern.pattern)]
    telling = [pattern for pattern in named if pattern not in sections]

    def is_asked(key: str) -> bool:
        section, _, name = key.rpartition(".")
        # A section with any name after it says nothing of the name, which then stands by itself somewhere.
        by_name = key.partition(".")[0] in WRAPPED or f"{section}." in whole
        by_name = by_name or any(pattern.fullmatch(key) for pattern in sections)
        names = {key} | ({key.partition(".")[2], name} if by_name else set())
        return bool(names & whole) or any(pattern.fullmatch(one) for one in names for pattern in telling)

    keys = [key for key in language("en").sentences if key.split(".")[0] not in BY_CODE]
    assert [key for key in keys if not is_asked(key)] == []


@pytest.mark.whole
def test_no_source_file_holds_a_french_sentence_or_french_separators() -> None:
    found = []
    for path in sources():
        name = path.relative_to(PACKAGE).as_posix()
        for line, value in strings(path):
            if "=>" in value:  # a script
                continue
            spaced = re.search(r"[ \u00a0\u202f][:;?!»](?:\s|$)|« ", value)
            words = re.findall(r"[a-zà-ÿœ]+", re.sub(r"https?://\S+", "", value.lower()))
            is_french = len(set(words) & FRENCH_WORDS) >= 2 and not FRENCH_NAMES.search(value)
            if spaced or is_french:
                found.append((name, line, value))
    assert found == []


@pytest.mark.whole
def test_no_source_file_chooses_words_by_language() -> None:
    """A comparison with a language, or a table by language, is a sentence that should stand in the text files."""
    found = []
    for path in sources():
        name = path.relative_to(PACKAGE).as_posix()
        for node in ast.walk(tree(path)):
            if not isinstance(node, ast.Compare | ast.Dict):
                continue
            compared = [node.left, *node.comparators] if isinstance(node, ast.Compare) else []
            keys = node.keys if isinstance(node, ast.Dict) else []
            if any(isinstance(part, ast.Constant) and part.value in text.LANGS for part in [*compared, *keys]):
                found.append((name, node.lineno))
    assert found == []


def forms_of(lang: str) -> list[tuple[str, str]]:
    """List the sentences of a language, plural forms one by one, with their keys."""
    return [
        (key, form)
        for key, sentence in language(lang).sentences.items()
        for form in ([sentence] if isinstance(sentence, str) else sentence.values())
    ]


def test_english_has_no_french_typography() -> None:
    french = re.compile(r"[ \u00a0\u202f][:;?!»]|[\d}][ \u00a0]%|« |\u202f")
    assert [(k, form) for k, form in forms_of("en") if french.search(form)] == []


def test_french_has_its_spaces_around_high_punctuation() -> None:
    found = []
    for key, form in forms_of("fr"):
        bare = re.sub(r"https?://\S+|\{[^}]*\}", "x", form)
        if re.search(r"\w[;?!»%]|\w:(?!\d)|«\S|[ \u00a0\u202f][:;?!»](?!$|[\s,).])|\.\.\.", bare):
            found.append((key, form))
    assert found == []


def test_french_is_typeset_and_english_left_alone() -> None:
    assert typeset("l'aube : 1 250 000 € ; « non » ?", "fr") == (
        "l’aube\u00a0: 1\u202f250\u202f000\u202f€ ; « non » ?".replace(" ;", "\u202f;")
        .replace("« ", "«\u202f")
        .replace(" »", "\u202f»")
        .replace(" ?", "\u202f?")
    )
    assert typeset("dawn: 1,250,000; “no”?", "en") == "dawn: 1,250,000; “no”?"


@pytest.mark.parametrize("lang", text.LANGS)
def test_a_text_that_is_set_stays_as_it_is(lang: str) -> None:
    for _, form in forms_of(lang):
        once = typeset(form, lang)
        assert typeset(once, lang) == once


def test_what_is_missing_is_an_error() -> None:
    with pytest.raises(TradeTerritoriesError, match=r"no sentence 'charts\.nowhere' in the text file of 'fr'"):
        say("charts.nowhere", "fr")
    with pytest.raises(TradeTerritoriesError, match=r"'charts.parts' in 'en' needs the word 'parts'; got \['part'\]"):
        say("charts.parts", "en", part="1")
    with pytest.raises(TradeTerritoriesError, match="plural forms: expected a number as count"):
        say("period.quarters", "en", year=2024, quarters="1st")


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("Marne", "de la Marne / dans la Marne / la Marne"),
        ("Ain", "de l'Ain / dans l'Ain / l'Ain"),
        ("Rhône", "du Rhône / dans le Rhône / le Rhône"),
        ("Bouches-du-Rhône", "des Bouches-du-Rhône / dans les Bouches-du-Rhône / les Bouches-du-Rhône"),
        ("Paris", "de Paris / à Paris / Paris"),
        ("La Réunion", "de La Réunion / à La Réunion / La Réunion"),
        ("Côte-d’Or", "de la Côte-d’Or / en Côte-d’Or / la Côte-d’Or"),
        ("Grand Est", "du Grand Est / dans le Grand Est / le Grand Est"),
        ("Île-de-France", "d'Île-de-France / en Île-de-France / l'Île-de-France"),
        ("Hauts-de-France", "des Hauts-de-France / dans les Hauts-de-France / les Hauts-de-France"),
        ("France", "de la France / en France / la France"),
        ("États-Unis", "des États-Unis / aux États-Unis / les États-Unis"),
        ("Gironde", "de la Gironde / en Gironde / la Gironde"),
        ("Maine-et-Loire", "de Maine-et-Loire / en Maine-et-Loire / le Maine-et-Loire"),
        ("Eure-et-Loir", "d'Eure-et-Loir / en Eure-et-Loir / l'Eure-et-Loir"),
        ("Japon", "du Japon / au Japon / le Japon"),
        ("Allemagne", "d'Allemagne / en Allemagne / l'Allemagne"),
        ("Haïti", "d'Haïti / à Haïti / Haïti"),
        ("Marne et Aube", "de la Marne et de l'Aube / dans la Marne et dans l'Aube / la Marne et l'Aube"),
        ("août", "d'août / dans août / août"),
    ],
)
def test_french_names_are_written_with_their_article(name: str, expected: str) -> None:
    forms = (text.inflected(name, form, "fr") for form in ("de", "dans", "le"))
    assert " / ".join(forms) == expected


def test_every_place_and_country_has_its_french_article() -> None:
    from trade_territories.reference import labels, no_countries
    from trade_territories.text._grammar import _articles

    names = {*labels("departement").values(), *labels("region").values(), "France"}
    names |= {name for code, name in labels("partner").items() if code not in no_countries()}
    assert {name for name in names if name not in _articles("fr") and "(non documenté)" not in name} == {
        "Bonaire, St-Eustache, Saba", "Île Bouvet", "Île Christmas", "Île Norfolk", "Terr. brit. océan Indien",
    }  # fmt: skip


def test_numbers_open_a_sentence_in_letters() -> None:
    assert [text.inflected(n, "Word", "fr") for n in (1, 6, 21, 71, 80, 99)] == [
        "Un",
        "Six",
        "Vingt et un",
        "Soixante et onze",
        "Quatre-vingts",
        "Quatre-vingt-dix-neuf",
    ]
    assert [text.inflected(n, "word", "en") for n in (6, 20, 21, 1250)] == ["six", "twenty", "21", "1,250"]
    assert [text.inflected(n, "Word", "en") for n in (21, 42, 100)] == ["Twenty-one", "Forty-two", "100"]


@pytest.fixture
def toy(monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """A language made for the test: its text file (en.toml, each sentence marked), its code, and its table of names."""
    lines, section = [], ""
    for line in (PACKAGE / "text" / "en.toml").read_text(encoding="utf-8").splitlines():
        section = line.strip("[]") if line.startswith("[") else section
        found = re.match(r'^([\w.]+ = )"(.+)"$', line)
        if found and section not in {"language", "numbers", "articles"}:
            # A language without articles asks for no form with one.
            line = f'{found[1]}"‹{found[2].replace(":the}", "}")}›"'  # noqa: PLW2901 - the line as it is in the other language
        lines.append(line.replace(":the}", "}"))
    read_text, read_rows = _languages._text_of, _labels.rows  # type: ignore[attr-defined]
    names = ({"kind": "a129", "code": "C11Z", "label": "Drinkables", "short_label": ""},)
    monkeypatch.setattr(_languages, "_text_of", lambda lang: "\n".join(lines) if lang == "xx" else read_text(lang))
    monkeypatch.setattr(_languages, "LANGS", (*text.LANGS, "xx"))
    monkeypatch.setattr(_labels, "has_table", lambda name: name == "labels_xx" or has_table(name))
    monkeypatch.setattr(_labels, "rows", lambda name: names if name == "labels_xx" else read_rows(name))
    language.cache_clear()
    yield "xx"
    language.cache_clear()


@pytest.mark.whole
def test_a_language_is_three_files(toy: str) -> None:
    """Make the fiche in a language of its text file, its code in the registry and its table of names, and nothing else."""
    fiche = tt.fiche(tt.sample_flows(), "51", lang=toy)  # type: ignore[arg-type,unused-ignore]
    page = fiche.to_html()
    assert fiche.title == say("fiche.title", toy, scope="Marne, 2024")
    assert fiche.title.startswith("‹")
    assert '<html lang="xx">' in page
    assert "‹Key points›" in page
    assert "‹Gas by pipeline and electricity" in page
    assert "Drinkables" in page
    # A code without a name in the language is shown as a code.
    assert "‹Code C21Z›" in page


@pytest.mark.whole
def test_sentences_use_the_words_of_the_glossary() -> None:
    """No sentence uses a word that the glossary's last column replaces."""
    page = PACKAGE.parents[1] / "docs" / "explanation" / "glossary.md"
    if not page.exists():
        pytest.skip("the documentation is not beside the package")
    rows = [
        line.strip("| \n").split(" | ")
        for line in page.read_text(encoding="utf-8").splitlines()
        if line.startswith("| ")
    ]
    avoided = {row[3] for row in rows[1:]} - {"0", "–", "n. s.", "fiche (in English)"}
    assert len(avoided) > 15
    found = [
        (lang, key, word)
        for lang in text.LANGS
        for key, form in forms_of(lang)
        for word in avoided
        if re.search(rf"\b{re.escape(word)}s?\b", form, re.IGNORECASE)
    ]
    assert found == []
    assert [
        key for key, form in forms_of("en") if re.search(r"\bfiches?\b", form) and not key.startswith("document.")
    ] == []
