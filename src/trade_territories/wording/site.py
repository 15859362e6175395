"""What the web site says around the fiches, in French and English."""

from __future__ import annotations

from typing import TYPE_CHECKING

from trade_territories.wording.document import typeset

if TYPE_CHECKING:
    from trade_territories.wording.numbers import Lang

_WORDS: dict[str, tuple[str, str]] = {
    "name": ("Commerce extérieur des territoires", "Foreign trade of territories"),
    "home": ("Territoires", "Territories"),
    "compare": ("Comparer", "Compare"),
    "data": ("Données", "Data"),
    "method": ("Méthode", "Method"),
    "legal": ("Mentions légales", "Legal notice"),
    "accessibility": ("Accessibilité", "Accessibility"),
    "main_menu": ("Menu du site", "Site menu"),
    "foot_menu": ("À propos du site", "About the site"),
    "made_with": (
        "Site fait avec trade_territories {version}. Il n'engage ni les Douanes ni aucune administration.",
        "Made with trade_territories {version}. It commits neither the Customs nor any administration.",
    ),
    "lead": (
        "Ce que chaque département et chaque région importe et exporte, {period}.",
        "What each département and région imports and exports, {period}.",
    ),
    "search": ("Chercher un territoire, par nom ou par code", "Search a territory, by name or code"),
    "search_hint": (
        "Par exemple Marne, 51, Grand Est ou Pays Vitryat. Entrée ouvre le premier résultat.",
        "For example Marne, 51, Grand Est or Pays Vitryat. Enter opens the first result.",
    ),
    "found_none": ("Aucun territoire ne correspond.", "No territory matches."),
    "found_one": ("1 territoire correspond.", "1 territory matches."),
    "found_many": ("{count} territoires correspondent.", "{count} territories match."),
    "all": ("Tous les territoires", "All territories"),
    "regions": ("Régions et départements", "Régions and départements"),
    "industry": ("Territoires d'industrie", "Territoires d'industrie"),
    "industry_lead": (
        "Chacun mène aux départements entiers qu'il touche : rien n'est publié au-dessous du département.",
        "Each leads to the whole départements that it touches: nothing is published below the département.",
    ),
    "pdf": ("Cette fiche en PDF", "This fiche as PDF"),
    "compare_lead": (
        "Deux territoires côte à côte : chiffres clés, premiers partenaires et premiers produits.",
        "Two territories side by side: key figures, first partners and first products.",
    ),
    "first": ("Premier territoire", "First territory"),
    "second": ("Second territoire", "Second territory"),
    "needs_script": (
        (
            "Cette page dessine la comparaison dans le navigateur et a besoin de JavaScript. Sans lui, les fiches et les données "
            "à télécharger disent la même chose."
        ),
        (
            "This page draws the comparison in the browser and needs JavaScript. Without it, the fiches and the data to download "
            "say the same."
        ),
    ),
    "partners_export": ("Premiers pays de destination", "First countries of destination"),
    "partners_import": ("Premiers pays d'origine", "First countries of origin"),
    "products_export": ("Premiers produits exportés", "First products exported"),
    "products_import": ("Premiers produits importés", "First products imported"),
    "indicator": ("Indicateur", "Indicator"),
    "share": ("Part du flux", "Share of the flow"),
    "compared": ("{first} et {second} comparés", "{first} and {second} compared"),
    "not_loaded": (
        "Les données n'ont pas pu être lues ; vérifiez que le dossier « data » est à côté de cette page.",
        "The data could not be read; check that the folder “data” is beside this page.",
    ),
    "data_lead": (
        "Les chiffres qui ont servi aux fiches, à réutiliser librement en citant leur source.",
        "The figures that the fiches are made of, free to use if their source is given.",
    ),
    "data_totals": (
        "Chiffres clés de tous les départements, de toutes les régions et de la France",
        "Key figures of all départements, régions and France",
    ),
    "data_flows": (
        "Échanges par flux, département, produit (A129) et pays, en euros",
        "Trade by flow, département, product (A129) and country, in euros",
    ),
    "data_labels": ("Ce que veulent dire les codes", "What the codes stand for"),
    "country": ("Pays", "Country"),
    "product": ("Produit", "Product"),
    "value": ("Valeur", "Value"),
    "departements": ("Départements", "Départements"),
    "regions_only": ("Régions", "Régions"),
    "file": ("Fichier", "File"),
    "content": ("Contenu", "Content"),
    "format": ("Format", "Format"),
    "size": ("Taille", "Size"),
    "columns": ("Colonnes", "Columns"),
    "kilobytes": ("{size} ko", "{size} kB"),
    "how_read": ("Lire les chiffres", "Reading the figures"),
    "how_made": ("Comment ce site est fait", "How this site is made"),
    "how_made_text": (
        (
            "Les fichiers des Douanes sont lus, vérifiés puis additionnés par département, produit et pays, sans estimation ni "
            "correction. Au-delà des premières lignes de chaque graphique, le reste est réuni sous « Autres » : les parties font "
            "toujours le total, à l'euro près. Le logiciel, trade_territories {version}, est libre."
        ),
        (
            "The Customs' files are read, checked, then added up by département, product and country, without estimate or "
            "correction. Beyond the first rows of each chart the rest is gathered as “Others”: the parts always make the total, "
            "to the euro. The software, trade_territories {version}, is free."
        ),
    ),
    "sources": ("Sources", "Sources"),
    "template": (
        "Modèle à compléter par qui met ce site en ligne : les passages entre crochets sont à remplacer.",
        "Template to be completed by whoever puts this site online: passages in brackets are to be replaced.",
    ),
    "legal_publisher": ("Éditeur", "Publisher"),
    "legal_publisher_text": (
        "[Nom de l'organisme ou de la personne], [adresse], [moyen de contact]. Directeur de la publication : [nom].",
        "[Name of the organisation or person], [address], [contact]. Director of publication: [name].",
    ),
    "legal_host": ("Hébergeur", "Host"),
    "legal_host_text": ("[Nom, adresse et téléphone de l'hébergeur].", "[Name, address and telephone of the host]."),
    "legal_reuse": ("Réutilisation", "Re-use"),
    "legal_reuse_text": (
        (
            "Les données viennent des Douanes françaises, sous Licence Ouverte ; citez-les : « Source : Douanes françaises, "
            "résultats de [mois année] ». Ce site n'est pas un document officiel et n'engage aucune administration."
        ),
        (
            "The data are from the French Customs, under the Open Licence; cite them: “Source : Douanes françaises, résultats de "
            "[month year]”. This site is no official document and commits no administration."
        ),
    ),
    "legal_privacy": ("Données personnelles", "Personal data"),
    "legal_privacy_text": (
        "Le site ne dépose aucun cookie, ne mesure aucune audience et n'appelle aucun autre site.",
        "The site sets no cookie, measures no audience and calls no other site.",
    ),
    "a11y_state": ("État de conformité", "Conformance"),
    "a11y_state_text": (
        (
            "[Nom de l'organisme] s'engage à rendre ce site accessible, conformément à l'article 47 de la loi n° 2005-102 du 11 "
            "février 2005. [État de conformité au RGAA : à établir par un audit.] Sans audit, un site est dit non conforme, "
            "quels que soient les contrôles automatiques qu'il passe."
        ),
        (
            "[Name of the organisation] undertakes to make this site accessible, under article 47 of law 2005-102 of 11 February "
            "2005. [State of conformance with the RGAA: to be established by an audit.] Without an audit a site is declared not "
            "conformant, whatever automatic checks it passes."
        ),
    ),
    "a11y_done": ("Ce qui est fait", "What is done"),
    "a11y_done_1": (
        "Chaque graphique a une description écrite de ses propres données, et un tableau.",
        "Each chart has a description written from its own data, and a table.",
    ),
    "a11y_done_2": (
        "Tout se lit sans script, se parcourt au clavier, et s'adapte à 320 pixels, au mode sombre et à l'impression.",
        "All can be read without script, reached by keyboard, and fits 320 pixels, dark mode and print.",
    ),
    "a11y_done_3": (
        "Aucune information n'est donnée par la couleur seule ; les PDF sont balisés (PDF/UA-1).",
        "No information is given by colour alone; the PDFs are tagged (PDF/UA-1).",
    ),
    "a11y_known": ("Ce qui reste", "What is left"),
    "a11y_known_text": (
        "Sur un petit écran, un graphique se fait défiler dans son cadre ; ses données, au-dessous, se lisent sans cela.",
        "On a small screen a chart scrolls inside its frame; its data, below, are read without that.",
    ),
    "a11y_contact": ("Signaler un défaut", "Report a fault"),
    "a11y_contact_text": (
        (
            "Écrivez à [moyen de contact]. Sans réponse satisfaisante, saisissez le Défenseur des droits : "
            "https://www.defenseurdesdroits.fr/"
        ),
        "Write to [contact]. Without a satisfying answer, turn to the Défenseur des droits: https://www.defenseurdesdroits.fr/",
    ),
}


def site_text(key: str, lang: Lang, **values: object) -> str:
    """Write one of the site's sentences.

    Examples
    --------
    >>> site_text("found_many", "en", count=3)
    '3 territories match.'
    """
    return typeset(_WORDS[key][0 if lang == "fr" else 1].format(**values), lang)
