"""The notes that go with a table, in French and English."""

from __future__ import annotations

from trade_territories.wording.numbers import Lang, thin_spaces

_NOTES: dict[str, tuple[str, str]] = {
    "sample": ("Exemple : données fictives.", "Example: made-up data."),
    "partial": ("Période incomplète : {period}.", "Partial period: {period}."),
    "several_years": ("Années additionnées : {period}.", "Years added up: {period}."),
    "excluding": ("Sans : {names}.", "Without: {names}."),
    "industry": (
        "Départements entiers du Territoire d'industrie, qui n'a pas de chiffres propres : {label}.",
        "Whole départements of the Territoire d'industrie, which has no figures of its own: {label}.",
    ),
    "no_country": (
        "« Autres » comprend {amount} avec des partenaires qui ne sont pas des pays ({flow} : {share} du total).",
        "“Others” holds {amount} with partners that are no countries ({flow}: {share} of the total).",
    ),
    "missing_flow": (
        "Le fichier des {flow} n'est pas chargé : aucune valeur n'en est connue.",
        "The file of {flow} is not loaded: none of its values is known.",
    ),
    "coverage": (
        "Tableau incomplet, il y manque : {names}. Ces sommes ne sont pas celles de tout le territoire.",
        "Incomplete table, it lacks: {names}. These sums are not those of the whole territory.",
    ),
}
FLOW_NAMES: dict[Lang, dict[str, str]] = {
    "fr": {"export": "exportations", "import": "importations"},
    "en": {"export": "exports", "import": "imports"},
}


def table_note(code: str, lang: Lang, **values: str) -> str:
    """Write a note.

    Examples
    --------
    >>> table_note("partial", "en", period="2025, 1st quarter")
    'Partial period: 2025, 1st quarter.'
    """
    text = _NOTES[code][LANG_INDEX[lang]].format(**values)
    return thin_spaces(text) if lang == "fr" else text


LANG_INDEX: dict[Lang, int] = {"fr": 0, "en": 1}
