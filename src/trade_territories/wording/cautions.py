"""The sentences of the cautions, in French and English; values are filled in by the room of cautions."""

from __future__ import annotations

from trade_territories.wording.numbers import Lang, thin_spaces

_SOURCES: dict[str, dict[Lang, str]] = {
    "customs": {
        "fr": "Douanes françaises, description des données régionales et méthodologie des statistiques",
        "en": "French Customs, description of the regional data and statistical methodology",
    },
    "reading": {"fr": "lecture des fichiers par trade_territories", "en": "reading of the files by trade_territories"},
    "own": {"fr": "chiffres du territoire", "en": "the territory's own figures"},
    "anct": {
        "fr": "ANCT, liste des Territoires d'industrie 2023-2027",
        "en": "ANCT, list of the Territoires d'industrie 2023-2027",
    },
}

#: code -> (source, French, English)
_TEXTS: dict[str, tuple[str, str, str]] = {
    "sample": (
        "own",
        "Exemple : données fictives. Aucun de ces chiffres ne décrit le territoire.",
        "Example: made-up data. None of these figures describes the territory.",
    ),
    "partial_period": (
        "reading",
        "Période incomplète : {period}. Ces chiffres ne sont pas ceux d'une année.",
        "Partial period: {period}. These are not the figures of a year.",
    ),
    "missing_twin": (
        "reading",
        "Le fichier des {missing} manque : ni solde ni taux de couverture ne peuvent être calculés.",
        "The file of {missing} is missing: neither balance nor coverage rate can be worked out.",
    ),
    "hydrocarbons": (
        "customs",
        (
            "Hydrocarbures et produits pétroliers : {share} des importations. Ils arrivent par un port ou un oléoduc et "
            "alimentent souvent d'autres territoires."
        ),
        (
            "Hydrocarbons and refined oil: {share} of imports. They land at a port or through a pipeline and often supply "
            "other territories."
        ),
    ),
    "energy_at_paris": (
        "customs",
        (
            "Gaz par gazoduc et électricité sont affectés par convention à Paris et à l'Île-de-France, où qu'ils soient "
            "consommés ; ici, gaz naturel et électricité font {share} des échanges."
        ),
        (
            "Gas by pipeline and electricity are booked by convention to Paris and Île-de-France, wherever they are used; "
            "here natural gas and electricity make {share} of trade."
        ),
    ),
    "one_cell": (
        "own",
        (
            "Un seul croisement, {product} et {partner}, fait {share} des {flow}. Il peut tenir à une seule entreprise ou à "
            "une seule plateforme : les opérateurs ne sont pas visibles."
        ),
        (
            "One cell alone, {product} and {partner}, makes {share} of {flow}. It may hang on one firm or one hub: operators "
            "are not visible."
        ),
    ),
    "no_country": (
        "own",
        (
            "{share} des {flow} sont avec des partenaires qui ne sont pas des pays (retours, avitaillement, indéterminés…) ; "
            "ils ne sont jamais classés."
        ),
        (
            "{share} of {flow} are with partners that are no countries (returned goods, stores, undetermined…); they never "
            "rank."
        ),
    ),
    "unknown_partner": (
        "reading",
        "Codes de pays inconnus : {codes} ({amount}). Ils sont comptés, sous leur code.",
        "Unknown country codes: {codes} ({amount}). They are counted, under their code.",
    ),
    "unknown_product": (
        "reading",
        "Codes de produits inconnus : {codes} ({amount}). Ils sont comptés, sous leur code.",
        "Unknown product codes: {codes} ({amount}). They are counted, under their code.",
    ),
    "unknown_departement": (
        "reading",
        (
            "Départements inconnus ou non précisés : {codes} ({amount}). Ils comptent dans la France entière, dans aucune "
            "région."
        ),
        "Unknown or missing départements: {codes} ({amount}). They count in France as a whole, in no région.",
    ),
    "insee_departement": (
        "reading",
        "Départements d'outre-mer sous leur code INSEE et non celui des Douanes : {codes} ({amount}). Ils comptent comme tels.",
        "Overseas départements under INSEE's code and not the Customs': {codes} ({amount}). They count as what they are.",
    ),
    "united_kingdom": (
        "customs",
        "Depuis 2021, l'Irlande du Nord (XI) et le reste du Royaume-Uni (XU) sont réunis sous Royaume-Uni.",
        (
            "Since 2021, Northern Ireland (XI) and the rest of the United Kingdom (XU) are brought together as United "
            "Kingdom."
        ),
    ),
    "overseas": (
        "customs",
        (
            "Outre-mer : les échanges avec la France métropolitaine ne sont pas du commerce extérieur et n'apparaissent pas "
            "ici."
        ),
        "Overseas: trade with mainland France is not foreign trade and does not appear here.",
    ),
    "mayotte_population": (
        "customs",
        "Mayotte : les valeurs par habitant reposent sur la population de 2017, dernière connue.",
        "Mayotte: values per inhabitant rest on the population of 2017, the last one known.",
    ),
    "monaco": (
        "customs",
        (
            "Les Douanes comptent Monaco (99) avec la région Provence-Alpes-Côte d'Azur ; les valeurs par habitant "
            "l'excluent."
        ),
        "The Customs count Monaco (99) with the région Provence-Alpes-Côte d'Azur; values per inhabitant leave it out.",
    ),
    "corsica": (
        "customs",
        "La Corse n'a qu'un code (20) : Corse-du-Sud et Haute-Corse ne sont pas distinguées.",
        "Corsica has one code (20): Corse-du-Sud and Haute-Corse are not told apart.",
    ),
    "industry_territory": (
        "anct",
        (
            "Rien n'est publié sous le département : un Territoire d'industrie est montré par les départements entiers "
            "qu'il touche ({departements})."
        ),
        (
            "Nothing is published below the département: a Territoire d'industrie is shown by the whole départements that "
            "it touches ({departements})."
        ),
    ),
    "several_years": (
        "own",
        "Plusieurs années additionnées : {period}.",
        "Several years added up: {period}.",
    ),
    "break_brexit": (
        "customs",
        "Rupture de janvier 2021 : le Royaume-Uni quitte le marché unique.",
        "Break of January 2021: the United Kingdom leaves the single market.",
    ),
    "break_emebi": (
        "customs",
        "Rupture de janvier 2022 : l'enquête sur les échanges intra-UE devient EMEBI.",
        "Break of January 2022: the survey of intra-EU trade becomes EMEBI.",
    ),
    "corrections": (
        "own",
        "Des corrections négatives de {amount} sont comprises dans les sommes.",
        "Negative corrections of {amount} are part of the sums.",
    ),
    "duplicate_keys": (
        "reading",
        "Lignes du fichier qui répètent la clé d'une autre, et sont additionnées : {rows} ({amount}).",
        "Lines of the file that repeat the key of another, and are added up: {rows} ({amount}).",
    ),
    "superseded": (
        "reading",
        "Une publication plus récente ou plus complète remplace {codes} ; rien n'est compté deux fois.",
        "A newer or more complete release replaces {codes}; nothing is counted twice.",
    ),
    "given_twice": (
        "reading",
        "Un même fichier a été donné deux fois ({codes}) : il ne compte qu'une fois.",
        "The same file was given twice ({codes}): it counts once.",
    ),
    "missing_mass": (
        "reading",
        "Lignes sans masse : {rows} ({amount}). Les totaux en kilogrammes sont des minima.",
        "Lines without a mass: {rows} ({amount}). Totals in kilograms are minima.",
    ),
    "trimmed_codes": (
        "reading",
        "Des codes étaient entourés d'espaces, qui ont été retirés : {codes}.",
        "Codes stood with blanks around them, which were taken off: {codes}.",
    ),
    "site_down": (
        "reading",
        "Le site des Douanes n'a pas répondu : les données gardées sur cette machine ont été utilisées.",
        "The Customs' site did not answer: what is kept on this machine was used.",
    ),
    "release_of_cache": (
        "reading",
        "Publication utilisée faute de réponse du site : {files}.",
        "Release used for want of an answer from the site: {files}.",
    ),
    "other_reading": (
        "reading",
        "Remarque de lecture « {reading} » : {amount}, lignes : {rows}.",
        "Note of the reading “{reading}”: {amount}, lines: {rows}.",
    ),
}

FLOW_NOUNS: dict[Lang, dict[str, str]] = {
    "fr": {"export": "exportations", "import": "importations"},
    "en": {"export": "exports", "import": "imports"},
}


def caution_codes() -> tuple[str, ...]:
    """List the codes of all cautions, in the order in which they are told.

    Examples
    --------
    >>> caution_codes()[0]
    'sample'
    """
    return tuple(_TEXTS)


def caution_text(code: str, lang: Lang, **values: object) -> str:
    """Write a caution.

    Examples
    --------
    >>> caution_text("corsica", "en")
    'Corsica has one code (20): Corse-du-Sud and Haute-Corse are not told apart.'
    """
    _, french, english = _TEXTS[code]
    text = (french if lang == "fr" else english).format(**values)
    return (thin_spaces(text) if lang == "fr" else text).replace("'", "’")


def caution_source(code: str, lang: Lang) -> str:
    """Tell where a caution comes from.

    Examples
    --------
    >>> caution_source("one_cell", "en")
    "the territory's own figures"
    """
    return _SOURCES[_TEXTS[code][0]][lang]
