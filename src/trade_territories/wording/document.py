"""The sentences of the fiche, in French and English."""

from __future__ import annotations

import re

from trade_territories.wording.numbers import NNBSP, Lang, thin_spaces

#: A space between thousands, or before a percent sign, where no line may break.
_INSIDE_NUMBER = re.compile(r"(?<=\d) (?=\d{3}(?!\d)|%)")

_WORDS: dict[str, tuple[str, str]] = {
    "title": ("Commerce extérieur : {place}, {period}", "Foreign trade: {place}, {period}"),
    "unofficial": ("Document non officiel", "Unofficial document"),
    "lead": (
        "Ce que le territoire importe et exporte, avec qui, pour combien, d'après les données des Douanes françaises.",
        "What the territory imports and exports, with whom, for how much, from the data of the French Customs.",
    ),
    "example": (
        "Exemple - données fictives. Cette fiche est faite d'un échantillon inventé : ne citez aucun de ses chiffres.",
        "Example - made-up data. This fiche is made of an invented sample: quote none of its figures.",
    ),
    "skip": ("Aller au contenu", "Skip to the content"),
    "contents": ("Sommaire", "Contents"),
    "territories": ("Territoires d'industrie", "Territoires d'industrie"),
    "no_territory": ("Aucun Territoire d'industrie.", "No Territoire d'industrie."),
    "territories_touch": (
        (
            "Le territoire est touché par {count} Territoires d'industrie : {names}. Ils n'ont pas de chiffres propres : ceux "
            "de cette fiche sont ceux de départements entiers."
        ),
        (
            "The territory is touched by {count} Territoires d'industrie: {names}. They have no figures of their own: those of "
            "this fiche are of whole départements."
        ),
    ),
    "territories_one": (
        (
            "Le territoire est touché par un Territoire d'industrie : {names}. Il n'a pas de chiffres propres : ceux de cette "
            "fiche sont ceux de départements entiers."
        ),
        (
            "The territory is touched by one Territoire d'industrie: {names}. It has no figures of its own: those of this "
            "fiche are of whole départements."
        ),
    ),
    "territories_everywhere": (
        (
            "La France compte {count} Territoires d'industrie. Ils n'ont pas de chiffres propres : chacun mène aux départements "
            "entiers qu'il touche."
        ),
        (
            "France has {count} Territoires d'industrie. They have no figures of their own: each leads to the whole départements "
            "that it touches."
        ),
    ),
    "industry_cover": (
        "Fiche du Territoire d'industrie {name}, montré par les départements entiers qu'il touche : {places}.",
        "Fiche of the Territoire d'industrie {name}, shown by the whole départements that it touches: {places}.",
    ),
    "key_figures": ("Chiffres clés", "Key figures"),
    "exports": ("Exportations (FAB)", "Exports (FOB)"),
    "imports": ("Importations (CAF)", "Imports (CIF)"),
    "balance": ("Solde CAF/FAB", "Balance CIF/FOB"),
    "coverage": ("Taux de couverture CAF/FAB", "Coverage rate CIF/FOB"),
    "share_region": (
        "Part de la région {region}, {flow}",
        "Share of the région {region}, {flow}",
    ),
    "share_own_region": ("Part dans sa région, {flow}", "Share of its région, {flow}"),
    "share_france": (
        "Part de la France, {flow}",
        "Share of France, {flow}",
    ),
    "intra_eu": (
        "Avec l'Union européenne, part {flow}",
        "With the European Union, share {flow}",
    ),
    "extra_eu": (
        "Hors Union européenne, part {flow}",
        "Outside the European Union, share {flow}",
    ),
    "flow_exports": ("exportations", "exports"),
    "flow_imports": ("importations", "imports"),
    "of_exports": ("des exportations", "of exports"),
    "of_imports": ("des importations", "of imports"),
    "indicator": ("Indicateur", "Indicator"),
    "value": ("Valeur", "Value"),
    "context": ("Contexte", "Context"),
    "caution": ("Lire ces chiffres avec prudence", "Read these figures with care"),
    "notices": ("Ce qu'il faut savoir de ce territoire", "What to know about this territory"),
    "figures": ("Ce que disent les chiffres", "What the figures say"),
    "figures_lead": (
        (
            "Le territoire face à la France. Des signaux, non des diagnostics : ces catégories de produits sont larges, et les "
            "entreprises ne sont pas visibles."
        ),
        (
            "The territory beside France. Signals, not diagnoses: these categories of products are broad, and firms are not "
            "visible."
        ),
    ),
    "say_rank": (
        "Rang parmi {of} départements : {exports} à l'exportation, {imports} à l'importation.",
        "Rank among {of} départements: {exports} at export, {imports} at import.",
    ),
    "say_people": (
        (
            "Par habitant : {exports} d'exportations et {imports} d'importations, contre {france_exports} et "
            "{france_imports} en France."
        ),
        (
            "Per inhabitant: {exports} of exports and {imports} of imports, against {france_exports} and "
            "{france_imports} in France."
        ),
    ),
    "say_products": (
        "Produits qui pèsent dans ses exportations bien plus que dans celles de la France : {named}.",
        "Products that weigh far more in its exports than in those of France: {named}.",
    ),
    "say_partners": (
        "Destinations qui y pèsent bien plus qu'en France : {named}.",
        "Destinations that weigh far more there than in France: {named}.",
    ),
    "say_times": ("{name} ({times} fois)", "{name} ({times} times)"),
    "say_spread_export": (
        (
            "Exportations : les trois premiers pays en font {three}, les trois premiers produits {three_products}, "
            "comme si {partners} pays et {products} produits se les partageaient à parts égales{france}."
        ),
        (
            "Exports: the three first countries make {three}, the three first products {three_products}, as if "
            "{partners} countries and {products} products shared them equally{france}."
        ),
    ),
    "say_spread_import": (
        (
            "Importations : les trois premiers pays en font {three}, les trois premiers produits {three_products}, "
            "comme si {partners} pays et {products} produits se les partageaient à parts égales{france}."
        ),
        (
            "Imports: the three first countries make {three}, the three first products {three_products}, as if "
            "{partners} countries and {products} products shared them equally{france}."
        ),
    ),
    "say_spread_france": (
        " (France : {partners} pays, {products} produits)",
        " (France: {partners} countries, {products} products)",
    ),
    "say_supplier": ("{name} ({origin}, {share})", "{name} ({origin}, {share})"),
    "say_no_supplier": (
        "Aucun produit importé ne vient pour plus de la moitié d'un seul pays hors Union européenne.",
        "No imported product comes for more than half from one country outside the European Union.",
    ),
    "say_one_supplied": (
        (
            "Un produit importé vient pour plus de la moitié d'un seul pays hors Union européenne : {named}, soit "
            "{value} et {share} des importations."
        ),
        (
            "One imported product comes for more than half from one country outside the European Union: {named}, "
            "that is {value} and {share} of imports."
        ),
    ),
    "say_supplied": (
        (
            "{count} produits importés viennent chacun, pour plus de la moitié, d'un seul pays hors Union européenne, "
            "soit {value} et {share} des importations ; d'abord : {named}."
        ),
        (
            "{count} imported products come each, for more than half, from one country outside the European Union, "
            "that is {value} and {share} of imports; first: {named}."
        ),
    ),
    "say_signal": (
        "Un produit importé, {value}, franchit les trois seuils de dépendance de la Commission européenne.",
        "One imported product, {value}, is beyond all three thresholds of dependence of the European Commission.",
    ),
    "say_signals": (
        "{count} produits importés, {value}, franchissent les trois seuils de dépendance de la Commission européenne.",
        "{count} imported products, {value}, are beyond all three thresholds of dependence of the European Commission.",
    ),
    "say_alike": (
        "Départements dont les exportations sont faites de produits semblables : {names}.",
        "Départements whose exports are made of similar products: {names}.",
    ),
    "key_specialisation": (
        (
            "Deux barres par produit : sa part dans les exportations du territoire, puis dans celles de la France ; à droite, le "
            "rapport des deux. Sont montrés les produits qui pèsent ici au moins deux fois plus, et au moins 0,5 % d'un côté."
        ),
        (
            "Two bars a product: its share in the exports of the territory, then in those of France; to the right, the ratio of "
            "the two. Shown are products that weigh at least twice as much here, and at least 0.5% on one side."
        ),
    ),
    "key_dependence": (
        (
            "Pour chaque produit, d'où viennent les importations : le premier pays hors de l'Union européenne, les autres pays "
            "hors UE, l'Union. Sont montrés les produits dont un seul de ces pays fournit plus de la moitié, ou qui franchissent "
            "les trois seuils de la Commission européenne, par valeur."
        ),
        (
            "For each product, where imports come from: the first country outside the European Union, other countries outside, "
            "the Union. Shown are products of which one such country supplies more than half, or that are beyond the three "
            "thresholds of the European Commission, by value."
        ),
    ),
    "read_specialisation": (
        "Lecture : {name}, {here} des exportations du territoire et {france} de celles de la France, soit {figure}.",
        "For example: {name}, {here} of the exports of the territory and {france} of those of France, that is {figure}.",
    ),
    "read_dependence": (
        "Lecture : {name}, {figure} d'importations ; {words}.",
        "For example: {name}, imports of {figure}; {words}.",
    ),
    "balance_section": ("Balance commerciale par pays", "Trade balance by country"),
    "activities_section": ("Activités", "Activities"),
    "exports_section": ("Flux d'exportation", "Export flows"),
    "imports_section": ("Flux d'importation", "Import flows"),
    "reading": ("Clé de lecture", "Reading key"),
    "data_of": ("Données : {title}", "Data: {title}"),
    "sources": ("Sources", "Sources"),
    "learn": ("Pour en savoir plus", "Where to learn more"),
    "made_with": (
        "Fiche faite avec trade_territories {version}. Elle n'engage ni les Douanes ni aucune administration.",
        "Made with trade_territories {version}. It commits neither the Customs nor any administration.",
    ),
    "release": ("Publication", "Release"),
    "flow": ("Flux", "Flow"),
    "vintage": ("résultats de", "results of"),
    "file": ("fichier", "file"),
    "sha256": ("SHA-256", "SHA-256"),
    "rows": ("lignes", "rows"),
    "key_balance": (
        (
            "À gauche les importations, à droite les exportations, sur la même échelle, en millions d'euros. Le solde est "
            "l'écart des deux : ▲ + un excédent, ▼ − un déficit. Sont montrées les {n} premières origines et les {n} premières "
            "destinations ; « Autres » réunit le reste, y compris les partenaires qui ne sont pas des pays."
        ),
        (
            "Imports to the left, exports to the right, on the same scale, in millions of euros. The balance is their "
            "difference: ▲ + a surplus, ▼ − a deficit. The {n} first origins and the {n} first destinations are shown; “Others” "
            "gathers the rest, partners that are no country included."
        ),
    ),
    "key_activities": (
        (
            "L'aire d'une case est proportionnelle à sa valeur, et la largeur d'une moitié à son total. Les produits de moins "
            "de 1 % sont réunis sous « Autres » ; le tableau les donne tous."
        ),
        (
            "The area of a tile is proportional to its value, the width of a half to its total. Products below 1% are "
            "gathered under “Others”; the table gives them all."
        ),
    ),
    "key_sankey_export": (
        (
            "À gauche les {n} premiers produits, à droite les {n} premiers pays de destination finale ; le reste est dans "
            "« Autres ». L'épaisseur d'un ruban est proportionnelle à sa valeur ; en rouge, les cinq plus grands flux entre "
            "deux bouts nommés."
        ),
        (
            "To the left the {n} first products, to the right the {n} first countries of final destination; the rest is in "
            "“Others”. A ribbon is as thick as its value; red are the five largest flows between two named ends."
        ),
    ),
    "key_sankey_import": (
        (
            "À gauche les {n} premiers pays d'origine, à droite les {n} premiers produits ; le reste est dans « Autres ». "
            "L'épaisseur d'un ruban est proportionnelle à sa valeur ; en rouge, les cinq plus grands flux entre deux bouts "
            "nommés."
        ),
        (
            "To the left the {n} first countries of origin, to the right the {n} first products; the rest is in “Others”. A "
            "ribbon is as thick as its value; red are the five largest flows between two named ends."
        ),
    ),
    "read_balance": (
        (
            "Lecture : {name}, {imports} d'importations originaires de ce pays, {exports} d'exportations vers lui, soit un "
            "solde de {balance}."
        ),
        (
            "For example: {name}, {imports} of imports originating there, {exports} of exports to it, that is a balance "
            "of {balance}."
        ),
    ),
    "read_activities": (
        "Lecture : {name}, {value}, soit {share} des {flow}.",
        "For example: {name}, {value}, that is {share} of {flow}.",
    ),
    "read_sankey": (
        "Lecture : {first} → {second}, {value}, soit {share} des {flow}.",
        "For example: {first} → {second}, {value}, that is {share} of {flow}.",
    ),
    "first_rows": ("Les plus grandes valeurs du graphique", "The largest values of the chart"),
    "context_file": ("Texte fourni par l'auteur de la fiche.", "Text given by the author of this fiche."),
    "page_of": ("page {page} sur {pages}", "page {page} of {pages}"),
    "method": ("Sources et méthode", "Sources and method"),
    "cover_one": (
        (
            "Couverture du Territoire d'industrie {name}, qui est dans un seul département : tout ce qui suit est la fiche du "
            "département entier, {places}."
        ),
        (
            "Cover of the Territoire d'industrie {name}, which is in one département: all that follows is the fiche of the whole "
            "département, {places}."
        ),
    ),
    "cover_several": (
        (
            "Couverture du Territoire d'industrie {name}, qui touche plusieurs départements : {places}. Leurs chiffres ne "
            "s'additionnent pas en ceux du Territoire d'industrie ; chacun a sa fiche."
        ),
        (
            "Cover of the Territoire d'industrie {name}, which touches several départements: {places}. Their figures do not add "
            "up to those of the Territoire d'industrie; each has its fiche."
        ),
    ),
    "cover_section": ("Les départements touchés", "The départements it touches"),
    "cover_table": ("Chiffres clés des départements entiers", "Key figures of the whole départements"),
    "cover_population": (
        (
            "La part de la population du Territoire d'industrie qui vit dans chaque département n'est pas connue ici : la liste "
            "officielle ne donne pas d'habitants. Le tableau donne ceux du département entier."
        ),
        (
            "The share of the Territoire d'industrie's population in each département is not known here: the official list gives "
            "no inhabitants. The table gives those of the whole département."
        ),
    ),
    "fiche_of": ("Fiche : {name}", "Fiche: {name}"),
    "close": ("Fin du document", "End of the document"),
}
_CAUTIONS: dict[Lang, tuple[str, ...]] = {
    "fr": (
        (
            "Ces chiffres ne portent que sur les biens : ni services, ni investissements, ni matériel militaire, or monétaire, "
            "réparations ou transit."
        ),
        (
            "Les importations sont évaluées CAF (coût, assurance et fret jusqu'à la frontière), les exportations FAB (franco à "
            "bord) : le solde et le taux de couverture sont CAF/FAB, et ne se comparent pas au solde FAB/FAB du ministère."
        ),
        (
            "Les importations sont données par pays d'origine, les exportations par pays de destination finale : ce ne sont ni "
            "des vendeurs ni des acheteurs, et ces chiffres ne se comparent pas aux échanges intra-UE d'Eurostat."
        ),
        (
            "Le département est celui où les marchandises arrivent ou partent vraiment ; ports et plateformes logistiques "
            "concentrent pourtant des flux que d'autres territoires produisent ou consomment."
        ),
        (
            "Les échanges intra-UE des entreprises sous 460 000 euros par an ne sont pas compris, chaque sens étant jugé à "
            "part. Rien n'est corrigé des non-réponses."
        ),
        "Le gaz par gazoduc et l'électricité sont affectés par convention à Paris et à l'Île-de-France.",
        (
            "Ce sont des euros courants, sans correction des saisons ni des jours ouvrables. Janvier 2021 (Brexit) et janvier "
            "2022 (enquête EMEBI) rompent les séries."
        ),
        (
            "Outre-mer, les échanges avec la France métropolitaine ne sont pas du commerce extérieur. Les chiffres sont révisés "
            "d'une publication à l'autre, de 0,1 à 1 % pour une même année."
        ),
    ),
    "en": (
        (
            "These figures are of goods only: no services, no investment, no military equipment, monetary gold, repairs or "
            "transit."
        ),
        (
            "Imports are valued CIF (cost, insurance and freight to the border), exports FOB (free on board): balance and "
            "coverage rate are CIF/FOB, and do not compare with the ministry's FOB/FOB balance."
        ),
        (
            "Imports are by country of origin, exports by country of final destination: neither sellers nor buyers, and not "
            "comparable with Eurostat's intra-EU trade."
        ),
        (
            "The département is where goods really arrive or leave; ports and logistics hubs still gather flows that other "
            "territories produce or use."
        ),
        (
            "Intra-EU trade of firms under 460,000 euros a year is left out, each direction judged by itself. Nothing is "
            "corrected for firms that did not answer."
        ),
        "Gas by pipeline and electricity are booked by convention to Paris and Île-de-France.",
        (
            "Euros are current ones, not adjusted for seasons or working days. January 2021 (Brexit) and January 2022 (the "
            "EMEBI survey) break the series."
        ),
        (
            "Overseas, trade with mainland France is not foreign trade. Figures are revised from one release to the next, by "
            "0.1 to 1% for the same year."
        ),
    ),
}
_LINKS: tuple[tuple[str, str, str], ...] = (
    (
        "https://lekiosque.finances.gouv.fr/",
        "Le Kiosque de Bercy : les statistiques du commerce extérieur des Douanes",
        "Le Kiosque: foreign trade statistics of the Customs",
    ),
    (
        "https://www.douane.gouv.fr/la-douane/opendata",
        "Les données ouvertes des Douanes",
        "Open data of the Customs",
    ),
    (
        "https://agence-cohesion-territoires.gouv.fr/territoires-dindustrie-44",
        "Le programme Territoires d'industrie",
        "The programme Territoires d'industrie",
    ),
    (
        "https://www.observatoire-des-territoires.gouv.fr/",
        "L'Observatoire des territoires : portraits des Territoires d'industrie",
        "The Observatoire des territoires: portraits of the Territoires d'industrie",
    ),
)
_COLUMNS: dict[str, tuple[str, str]] = {
    "flow": ("Flux", "Flow"),
    "code": ("Code", "Code"),
    "label": ("Libellé", "Label"),
    "import_eur": ("Importations (€)", "Imports (€)"),
    "export_eur": ("Exportations (€)", "Exports (€)"),
    "balance_eur": ("Solde (€)", "Balance (€)"),
    "value_eur": ("Valeur (€)", "Value (€)"),
    "share_pct": ("Part (%)", "Share (%)"),
    "product": ("Code produit", "Product code"),
    "product_label": ("Produit", "Product"),
    "partner": ("Code pays", "Country code"),
    "partner_label": ("Pays", "Country"),
    "highlighted": ("Parmi les plus grands", "Among the largest"),
    "location_quotient": ("Quotient (France = 1)", "Quotient (France = 1)"),
    "share_of_france_pct": ("Part de la France (%)", "Share of France (%)"),
    "france_share_pct": ("Part en France (%)", "Share in France (%)"),
    "coverage_rate_pct": ("Taux de couverture (%)", "Coverage rate (%)"),
    "export_share_of_france_pct": ("Part des exportations de la France (%)", "Share of France's exports (%)"),
    "import_share_of_france_pct": ("Part des importations de la France (%)", "Share of France's imports (%)"),
    "population": ("Habitants", "Inhabitants"),
    "first_extra_eu_origin_label": ("Première origine hors UE", "First origin outside the EU"),
    "first_extra_eu_share_pct": ("Sa part (%)", "Its share (%)"),
    "extra_eu_share_pct": ("Part hors UE (%)", "Share outside the EU (%)"),
    "signals": ("Seuils franchis, sur 3", "Thresholds passed, of 3"),
    "indicator": ("Indicateur", "Indicator"),
    "value": ("Valeur", "Value"),
    "region_value": ("Région", "Région"),
    "france_value": ("France", "France"),
    "unit": ("Unité", "Unit"),
    "example": ("Exemple", "Example"),
}
_FLOWS: dict[Lang, dict[str, str]] = {
    "fr": {"export": "Exportation", "import": "Importation"},
    "en": {"export": "Export", "import": "Import"},
}


def document_text(key: str, lang: Lang, **values: object) -> str:
    """Write one of the fiche's sentences.

    Examples
    --------
    >>> document_text("no_territory", "en")
    'No Territoire d’industrie.'
    """
    return typeset(_WORDS[key][0 if lang == "fr" else 1].format(**values), lang)


def general_cautions(lang: Lang) -> tuple[str, ...]:
    """Give what every reader must be told of these figures.

    Examples
    --------
    >>> len(general_cautions("fr")) == len(general_cautions("en"))
    True
    """
    return tuple(typeset(text, lang) for text in _CAUTIONS[lang])


def links(lang: Lang) -> tuple[tuple[str, str], ...]:
    """Give the addresses where more can be learnt, each with its name.

    Examples
    --------
    >>> links("fr")[1][0]
    'https://www.douane.gouv.fr/la-douane/opendata'
    """
    return tuple((address, typeset(french if lang == "fr" else english, lang)) for address, french, english in _LINKS)


def column_head(column: str, lang: Lang) -> str:
    """Name a column of a table for readers.

    Examples
    --------
    >>> column_head("balance_eur", "en")
    'Balance (€)'
    """
    return _COLUMNS[column][0 if lang == "fr" else 1] if column in _COLUMNS else column


def flow_word(flow: str, lang: Lang) -> str:
    """Name a direction.

    Examples
    --------
    >>> flow_word("export", "fr")
    'Exportation'
    """
    return _FLOWS[lang].get(flow, flow)


def typeset(text: str, lang: Lang) -> str:
    """Set a text as its language asks: curved apostrophes, and in French spaces before high punctuation and inside numbers.

    Examples
    --------
    >>> typeset("l'export", "fr")
    'l’export'
    >>> typeset("460 000 euros, soit 1 %", "fr").replace(NNBSP, "_")
    '460_000 euros, soit 1_%'
    """
    curved = text.replace("'", "’")
    return _INSIDE_NUMBER.sub(NNBSP, thin_spaces(curved)) if lang == "fr" else curved
