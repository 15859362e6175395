"""The sentences and names that readers see are spelled and set right, in both languages, by hunspell and a list of terms."""

from __future__ import annotations

import re
import shutil
import subprocess
from pathlib import Path

import pytest

from trade_territories.reference import labels
from trade_territories.text import LANGS, language

DICTIONARIES = {"fr": "fr_FR", "en": "en_GB"}
TERMS = Path(__file__).parent / "spelling"
#: Capitals of French that carry an accent as small letters do.
ACCENTED = {"A": "ÀÂ", "C": "Ç", "E": "ÉÈÊ", "I": "Î", "O": "Ô", "U": "ÛÙ"}


def hunspell(words: str, lang: str) -> set[str]:
    """Return the words that the dictionary of a language does not have."""
    if shutil.which("hunspell") is None:
        pytest.skip("hunspell is not installed: apt-get install hunspell hunspell-fr hunspell-en-gb")
    command = ["hunspell", "-d", DICTIONARIES[lang], "-i", "utf-8", "-l"]
    done = subprocess.run(command, input=words, capture_output=True, text=True, encoding="utf-8", check=False)
    if "open affix or dictionary" in done.stderr:
        pytest.skip(f"hunspell has no dictionary {DICTIONARIES[lang]}: apt-get install hunspell-fr hunspell-en-gb")
    assert done.returncode == 0, done.stderr
    return set(done.stdout.split())


def terms(lang: str) -> set[str]:
    lines = (TERMS / f"{lang}.txt").read_text(encoding="utf-8").splitlines()
    return {line for line in lines if line and not line.startswith("#")}


def written(lang: str) -> str:
    """Return all sentences of a text file, and the names of products, zones and countries, as plain text."""
    sentences = [
        form
        for sentence in language(lang).sentences.values()
        for form in ([sentence] if isinstance(sentence, str) else sentence.values())
    ]
    names = [
        name
        for kind in ("a129", "cpf4", "a38", "a17", "zone", "partner")
        for short in (True, False)
        for name in labels(kind, lang, short=short).values()
    ]
    text = "\n".join([*sentences, *language(lang).arrays["numbers.words"], *names])
    return (
        re.sub(r"https?://\S+|\{[^}]*\}|€\d+m\b|--\w+|\w+\.(?:xml|csv|html)\b", " ", text)
        .replace("’", "'")
        .replace("\u202f", " ")
        .replace("\u00a0", " ")
    )


@pytest.mark.parametrize("lang", LANGS)
def test_every_word_is_in_the_dictionary_or_the_list_of_terms(lang: str) -> None:
    known = terms(lang)
    unknown = {word for word in hunspell(written(lang), lang) if not {word, word.rstrip(".")} & known}
    assert unknown == set()


def test_capitals_have_their_accents() -> None:
    """Find words such as "Etats": as a small word it is unknown, and with an accent it is known."""
    words = set(re.findall(r"\b[ACEIOU][a-zà-ÿœ]+\b", written("fr")))
    unknown = hunspell("\n".join(word.lower() for word in words), "fr")
    candidates = {
        word: {accented.lower() + word[1:] for accented in ACCENTED[word[0]]}
        for word in words
        if word.lower() in unknown
    }
    missing = hunspell("\n".join(variant for variants in candidates.values() for variant in variants), "fr")
    assert {word for word, variants in candidates.items() if variants - missing} == set()


def test_a_sentence_never_begins_with_a_bare_a() -> None:
    """ "À" keeps its accent: "A la frontière" is a mistake that no dictionary sees."""
    assert re.findall(r"(?:^|[.:;?!] )A (?!\d).*", written("fr"), re.MULTILINE) == []


@pytest.mark.parametrize("lang", LANGS)
def test_spaces_and_signs_are_single(lang: str) -> None:
    for sentence in language(lang).sentences.values():
        for form in [sentence] if isinstance(sentence, str) else sentence.values():
            assert "  " not in form, form
            assert not re.search(r" [,.]|\(\s|\s\)|\.\.|,,|’", form), form
            # Straight quotes would be neither French « » nor English “ ”.
            assert '"' not in form, form
