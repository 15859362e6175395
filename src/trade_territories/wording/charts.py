"""Titles, column heads, reading keys and alternative texts of the charts, in French and English."""

from __future__ import annotations

from trade_territories.wording.numbers import Lang, thin_spaces

_WORDS: dict[str, tuple[str, str]] = {
    "title_sankey_export": (
        "Exportations par produit et par pays de destination",
        "Exports by product and country of destination",
    ),
    "title_sankey_import": (
        "Importations par pays d'origine et par produit",
        "Imports by country of origin and product",
    ),
    "title_balance_partner": ("Balance commerciale par pays", "Trade balance by country"),
    "title_balance_zone": ("Balance commerciale par zone", "Trade balance by zone"),
    "title_balance_product": ("Balance commerciale par produit", "Trade balance by product"),
    "title_activities": ("Activités à l'import et à l'export", "Activities in imports and exports"),
    "title_zoom": ("Dans le groupe « {group} »", "Inside the group “{group}”"),
    "title_evolution_quarter": (
        "Exportations, importations et solde par trimestre",
        "Exports, imports and balance by quarter",
    ),
    "title_evolution_year": ("Exportations, importations et solde par année", "Exports, imports and balance by year"),
    "title_locator": ("Situation — {place}", "Where it lies — {place}"),
    "locator_region": ("reste de la région {region}", "rest of the région {region}"),
    "locator_regions": ("reste des régions {region}", "rest of the régions {region}"),
    "source_contours": (
        (
            "Fond de carte : V. Cazanave, svg-maps, d'après MapSVG (CC\u00a0BY\u00a04.0), simplifié ; outre-mer à d'autres "
            "échelles : Natural Earth."
        ),
        (
            "Map: V. Cazanave, svg-maps, after MapSVG (CC\u00a0BY\u00a04.0), simplified; overseas on other scales: "
            "Natural Earth."
        ),
    ),
    "describe_locator": ("Carte de France. {place} : région {region}.", "Map of France. {place}: région {region}."),
    "describe_locators": ("Carte de France. {place} : régions {region}.", "Map of France. {place}: régions {region}."),
    "describe_locator_alone": (
        "Carte de France. {place} : une région à elle seule.",
        "Map of France. {place}: a région by itself.",
    ),
    "describe_locator_region": ("Carte de France. {place} : {names}.", "Map of France. {place}: {names}."),
    "describe_locator_france": (
        "Carte de France : tous les départements, outre-mer compris, et Monaco.",
        "Map of France: all départements, overseas ones among them, and Monaco.",
    ),
    "title_multiples": ("Territoires comparés", "Territories compared"),
    "title_specialisation_export": (
        "Produits qui pèsent plus qu'en France dans les exportations",
        "Products that weigh more in exports than in France's",
    ),
    "title_specialisation_import": (
        "Produits qui pèsent plus qu'en France dans les importations",
        "Products that weigh more in imports than in France's",
    ),
    "subtitle_specialisation_export": (
        "Part de chaque produit dans les exportations du territoire et dans celles de la France",
        "Share of each product in the exports of the territory and in those of France",
    ),
    "subtitle_specialisation_import": (
        "Part de chaque produit dans les importations du territoire et dans celles de la France",
        "Share of each product in the imports of the territory and in those of France",
    ),
    "specialisation_head": ("Rapport des deux parts", "Ratio of the two shares"),
    "times": ("× {times}", "× {times}"),
    "france": ("France", "France"),
    "title_dependence": (
        "Produits importés qui dépendent de pays hors de l'Union européenne",
        "Imported products that depend on countries outside the European Union",
    ),
    "subtitle_dependence": (
        "Part des origines dans les importations de chaque produit : un signal pour regarder de plus près, non un diagnostic",
        "Share of origins in the imports of each product: a signal to look closer, not a diagnosis",
    ),
    "dependence_head": ("Importations", "Imports"),
    "key_first_outside": ("Premier pays hors UE", "First country outside the EU"),
    "key_other_outside": ("Autres pays hors UE", "Other countries outside the EU"),
    "key_inside": ("Union européenne", "European Union"),
    "nothing_special": (
        "Aucun produit ne pèse ici deux fois plus que dans les échanges de la France",
        "No product weighs twice as much here as in the trade of France",
    ),
    "nothing_dependent": (
        "Aucun produit importé ne dépend d'un seul pays hors de l'Union européenne, ni ne franchit les trois seuils",
        "No imported product depends on one country outside the European Union, or is beyond the three thresholds",
    ),
    "describe_specialisation": (
        "Barres. {place}, {period}. Parts les plus élevées au regard de celles de la France : {rows}.",
        "Bars. {place}, {period}. Highest shares against those of France: {rows}.",
    ),
    "describe_dependence": (
        "Barres. {place}, {period}. Principaux produits importés qui dépendent de pays hors de l'Union européenne : {rows}.",
        "Bars. {place}, {period}. Main imported products that depend on countries outside the European Union: {rows}.",
    ),
    "excluding": (", hors {names}", ", without {names}"),
    "title_place": ("{title} — {place}, {period}", "{title} — {place}, {period}"),
    "total": ("Total : {total}", "Total: {total}"),
    "share_region": ("{share} de la région {region}", "{share} of the région {region}"),
    "share_france": ("{share} de la France", "{share} of France"),
    "that_is": ("{total}, soit {shares}", "{total}, that is {shares}"),
    "and": (" et ", " and "),
    "balance_totals": (
        "Importations {imports} · Exportations {exports} · Solde CAF/FAB {balance}",
        "Imports {imports} · Exports {exports} · Balance CIF/FOB {balance}",
    ),
    "areas": (
        "L'aire de chaque case est proportionnelle à sa valeur : importations {imports}, exportations {exports}",
        "The area of each tile is proportional to its value: imports {imports}, exports {exports}",
    ),
    "imports": ("Importations", "Imports"),
    "exports": ("Exportations", "Exports"),
    "balance_head": ("Solde (M€)", "Balance (€m)"),
    "told_row": (
        "{name} : importations {imports} · exportations {exports} · solde {balance}",
        "{name}: imports {imports} · exports {exports} · balance {balance}",
    ),
    "balance_key": ("En M€ ; ▲ excédent, ▼ déficit", "In €m; ▲ surplus, ▼ deficit"),
    "balance": ("Solde", "Balance"),
    "all": ("Total", "Total"),
    "heads_export_product": ("PRODUITS EXPORTÉS", "PRODUCTS EXPORTED"),
    "heads_export_partner": ("PAYS DE DESTINATION", "COUNTRIES OF DESTINATION"),
    "heads_import_partner": ("PAYS D'ORIGINE", "COUNTRIES OF ORIGIN"),
    "heads_import_product": ("PRODUITS IMPORTÉS", "PRODUCTS IMPORTED"),
    "largest": ("les {n} flux les plus importants", "the {n} largest flows"),
    "largest_one": ("le flux le plus important", "the largest flow"),
    "nothing_export": ("Aucune exportation sur la période", "No exports in the period"),
    "nothing_import": ("Aucune importation sur la période", "No imports in the period"),
    "unknown_export": ("Le fichier des exportations n'est pas chargé", "The file of exports is not loaded"),
    "unknown_import": ("Le fichier des importations n'est pas chargé", "The file of imports is not loaded"),
    "not_known": ("n.\u202fd.", "n/a"),
    "nothing": ("Aucun échange sur la période", "No trade in the period"),
    "of_which": ("{group}, dont {part}\u00a0{share}", "{group}, of which {part}\u00a0{share}"),
    "others_counted": ("Autres ({n} produits)", "Others ({n} products)"),
    "source": (
        "Source : Douanes françaises, résultats de {vintage} ; calculs trade_territories.",
        "Source: French Customs, results of {vintage}; computed with trade_territories.",
    ),
    "source_undated": (
        "Source : Douanes françaises ; calculs trade_territories.",
        "Source: French Customs; computed with trade_territories.",
    ),
    "source_sample": (
        "Exemple - données fictives, produites pour trade_territories : ne pas citer.",
        "Example - made-up data, produced for trade_territories: do not quote.",
    ),
    "basis": ("Biens ; importations CAF, exportations FAB.", "Goods; imports CIF, exports FOB."),
    "example": ("Exemple – données fictives", "Example – made-up data"),
    "do_not_quote": ("ne pas citer", "do not quote"),
    "reading": ("Lecture :", "Reading:"),
    "in_millions": ("En millions d'euros", "In millions of euros"),
    "in_millions_partial": ("En millions d'euros ; * année incomplète", "In millions of euros; * partial year"),
    "multiples_scale": (
        "Valeurs sur une même échelle ; au-dessous, les premiers produits exportés et leur part",
        "Values on one scale; below, the first products exported and their share",
    ),
    "break_brexit": ("Brexit", "Brexit"),
    "break_emebi": ("EMEBI", "EMEBI"),
    "breaks": (" ; ruptures de série : {breaks}", "; breaks in the series: {breaks}"),
    "break_brexit_told": ("Brexit (janvier 2021)", "Brexit (January 2021)"),
    "break_emebi_told": (
        "nouvelle enquête sur les échanges intra-UE, EMEBI (janvier 2022)",
        "new survey of trade inside the EU, EMEBI (January 2022)",
    ),
    "rank": ("rang {rank} sur {of}", "rank {rank} of {of}"),
    "describe_sankey_export": (
        (
            "Diagramme de flux. Exportations de {place} en {period} : {total} au total{shares}. Premiers produits : {products}. "
            "Premières destinations : {partners}. Plus grands flux : {flows}."
        ),
        (
            "Flow diagram. Exports of {place} in {period}: {total} in all{shares}. First products: {products}. First "
            "destinations: {partners}. Largest flows: {flows}."
        ),
    ),
    "describe_sankey_import": (
        (
            "Diagramme de flux. Importations de {place} en {period} : {total} au total{shares}. Premières origines : {partners}. "
            "Premiers produits : {products}. Plus grands flux : {flows}."
        ),
        (
            "Flow diagram. Imports of {place} in {period}: {total} in all{shares}. First origins: {partners}. First products: "
            "{products}. Largest flows: {flows}."
        ),
    ),
    "describe_balance": (
        (
            "Barres opposées. {place}, {period} : importations {imports}, exportations {exports}, solde CAF/FAB {balance}. "
            "{surpluses}{deficits}"
        ),
        (
            "Opposed bars. {place}, {period}: imports {imports}, exports {exports}, balance CIF/FOB {balance}. "
            "{surpluses}{deficits}"
        ),
    ),
    "surpluses": ("Plus grands excédents : {rows}. ", "Largest surpluses: {rows}. "),
    "deficits": ("Plus grands déficits : {rows}.", "Largest deficits: {rows}."),
    "describe_activities": (
        (
            "Carte proportionnelle. {place}, {period}. Importations {imports} : {import_rows}. Exportations {exports} : "
            "{export_rows}."
        ),
        "Treemap. {place}, {period}. Imports {imports}: {import_rows}. Exports {exports}: {export_rows}.",
    ),
    "describe_evolution": (
        (
            "Barres. {place}, {period}. De {first} à {last} : exportations de {export_first} à {export_last}, "
            "importations de {import_first} à {import_last}, solde de {balance_first} à {balance_last}."
        ),
        (
            "Bars. {place}, {period}. From {first} to {last}: exports from {export_first} to {export_last}, imports from "
            "{import_first} to {import_last}, balance from {balance_first} to {balance_last}."
        ),
    ),
    "describe_multiples": (
        "Petits graphiques côte à côte, {period}. {rows}.",
        "Small charts side by side, {period}. {rows}.",
    ),
    "describe_nothing": ("{title}. {nothing}.", "{title}. {nothing}."),
}
_MONTHS = {
    "fr": (
        "janvier", "février", "mars", "avril", "mai", "juin", "juillet", "août", "septembre", "octobre", "novembre", "décembre",
    ),
    "en": (
        "January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November",
        "December",
    ),
}  # fmt: skip
_NUMBERS = {
    "fr": ("zéro", "un", "deux", "trois", "quatre", "cinq", "six", "sept", "huit", "neuf", "dix"),
    "en": ("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten"),
}


def chart_text(key: str, lang: Lang, **values: object) -> str:
    """Write one of the charts' sentences.

    Examples
    --------
    >>> chart_text("total", "en", total="€8,105.8m")
    'Total: €8,105.8m'
    """
    text = _WORDS[key][0 if lang == "fr" else 1].format(**values)
    return thin_spaces(curved(text)) if lang == "fr" else curved(text)


def curved(text: str) -> str:
    """Curve the apostrophes, as print does.

    Examples
    --------
    >>> curved("Territoire d'industrie")
    'Territoire d’industrie'
    """
    return text.replace("'", "’")


def month_name(vintage: str, lang: Lang) -> str:
    """Name the month of a vintage.

    Examples
    --------
    >>> month_name("202502", "fr")
    'février 2025'
    """
    return f"{_MONTHS[lang][int(vintage[4:6]) - 1]} {vintage[:4]}"


def number_word(number: int, lang: Lang) -> str:
    """Write a small number as a word.

    Examples
    --------
    >>> number_word(5, "fr"), number_word(12, "fr")
    ('cinq', '12')
    """
    words = _NUMBERS[lang]
    return words[number] if number < len(words) else str(number)


def listed(items: list[str], lang: Lang) -> str:
    """Join a few things as a sentence does.

    Examples
    --------
    >>> listed(["a", "b", "c"], "en")
    'a, b and c'
    """
    if len(items) < 2:
        return "".join(items)
    return ", ".join(items[:-1]) + chart_text("and", lang) + items[-1]
