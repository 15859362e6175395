"""Pages made from the code itself, so that they cannot drift from it: public names, errors, schema, layers, gallery."""

from __future__ import annotations

import inspect
import re
import tomllib
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping

HERE = Path(__file__).parents[1]
ROOT = HERE.parent
MADE = HERE / "reference" / "made"

#: Families of public names, in the order of the reference; a public name in none of them fails the build.
FAMILIES = {
    "Loading": (
        "read_flows", "sample_flows", "load_flows", "scan_flows", "check_flows", "available", "export_store", "compare",
        "reconcile", "doctor",
    ),
    "Territories": ("territory", "territories", "Territory"),
    "Groups": ("group", "groups"),
    "Tables": (
        "totals", "shares", "balance", "activities", "flow_matrix", "top_n", "cube", "Cube", "releases", "notices", "show",
    ),
    "Indicators": (
        "indicators", "specialisation", "concentration", "standing", "comparable", "dependence", "exposure",
        "tariff_scenario", "partner_group", "change", "unit_values", "evolution", "leads", "ranking", "leading_classes",
    ),
    "Documents": ("fiche", "Fiche", "Edition", "Tariffs", "partner_profile", "product_profile", "Profile"),
}  # fmt: skip
#: What a class lets its user call or read beside its fields.
MEMBERS = {
    "Territory": ("label", "article_form", "of_form", "in_form"),
    "Fiche": ("to_html", "to_pdf", "to_docx", "to_excel", "charts", "is_example"),
    "Profile": ("to_html", "to_pdf", "to_docx", "to_excel", "charts", "is_example"),
}
#: Folder of the drawings for phones.
NARROW = "narrow"
#: Chart that notebooks show live, of the Marne -> its drawing in the gallery.
LIVE = {"sankey": "sankey-export", "balance": "balance-marne", "activities": "activities-marne"}
LIVE_OUTPUT = re.compile(
    r'<div class="cell_output docutils container">((?:(?!<div class="cell docutils container">).)*?class="plotly-graph-div)',
    re.DOTALL,
)
NOT_LISTED = {"__version__", "charts", "reference"}


def setup(app: Any) -> dict[str, Any]:
    """Make the pages before Sphinx looks for them."""
    app.connect("builder-inited", lambda _: make())
    app.connect("build-finished", lambda one, error: None if error else bring_plotly(Path(one.outdir)))
    app.connect("build-finished", lambda one, error: None if error else say_french(Path(one.outdir)))
    app.connect("build-finished", lambda one, error: None if error else name_toggles(Path(one.outdir)))
    app.connect("build-finished", lambda one, error: None if error else show_narrow(Path(one.outdir)))
    return {"parallel_read_safe": True, "parallel_write_safe": True}


def bring_plotly(folder: Path) -> None:
    """Put plotly's script once beside the pages: what they show asks nothing of another host."""
    from plotly.offline import get_plotlyjs

    pages = [page for page in folder.rglob("*.html") if "cdn.plot.ly" in page.read_text(encoding="utf-8")]
    if pages:
        (folder / "_static" / "plotly.min.js").write_text(get_plotlyjs(), encoding="utf-8")
    for page in pages:
        up = "../" * (len(page.relative_to(folder).parts) - 1)
        local = f'<script charset="utf-8" src="{up}_static/plotly.min.js"></script>'
        text = page.read_text(encoding="utf-8")
        text = re.sub(r'<script[^>]*src="https://cdn\.plot\.ly/[^"]*"[^>]*></script>', local, text)
        # The same script once more for modern browsers, and one for formulas, which no figure of ours holds.
        text = re.sub(r'<script type="module">\s*import "https://cdn\.plot\.ly/[^"]*"\s*</script>', "", text)
        text = re.sub(r'<script src="https://cdnjs\.cloudflare\.com/ajax/libs/mathjax/[^"]*"></script>', "", text)
        page.write_text(text, encoding="utf-8")


def say_french(folder: Path) -> None:
    """Say which pages are in French, and write the theme's own words on them in French, so that no page mixes languages."""
    french = [
        page for place in ("tutorial", "faire", "comprendre", "gallery") for page in folder.glob(f"{place}/**/*.html")
    ]
    words = tomllib.loads((Path(__file__).parent / "french.toml").read_text(encoding="utf-8"))
    for page in [folder / "index.html", *french]:
        if page.exists():
            text = page.read_text(encoding="utf-8")
            text = text.replace('<html lang="en"', '<html lang="fr"', 1)
            text = text.replace('<article class="bd-article"', '<article lang="fr" class="bd-article"')
            page.write_text(in_french(text, words), encoding="utf-8")


def in_french(page: str, words: Mapping[str, str]) -> str:
    """Translate the words that fill an attribute or stand alone between two tags, around the article and on its links.

    Examples
    --------
    >>> in_french('<a title="Search"> Search </a><article>Search<a title="Link">#</a>', {"Search": "Trouver", "Link": "Lien"})
    '<a title="Trouver"> Trouver </a><article>Search<a title="Lien">#</a>'
    """
    known = "|".join(re.escape(word) for word in sorted(words, key=len, reverse=True))
    page = re.sub(rf'(\b(?:aria-label|title|placeholder)=")({known})(")', lambda m: m[1] + words[m[2]] + m[3], page)
    before, start, rest = page.partition("<article")
    article, end, after = rest.partition("</article>")
    alone = re.compile(rf"(>\s*)({known})(\s*<)")
    before, after = (alone.sub(lambda m: m[1] + words[m[2]] + m[3], part) for part in (before, after))
    return before + start + article + end + after


def name_toggles(folder: Path) -> None:
    """Name the theme's buttons that unfold a part of the sidebar: they have no words that a screen reader could say."""
    bare, named = '<summary><span class="toctree-toggle"', '<summary aria-label="Unfold"><span class="toctree-toggle"'
    for page in folder.rglob("*.html"):
        text = page.read_text(encoding="utf-8")
        if bare in text:
            page.write_text(text.replace(bare, named), encoding="utf-8")


def show_narrow(folder: Path) -> None:
    """Let the gallery, and the live charts of notebooks, show each chart's narrow drawing on a phone."""
    for page in (folder / "gallery").glob("*.html"):
        text = page.read_text(encoding="utf-8")
        page.write_text(
            re.sub(r'<img [^>]*src="\.\./_images/([\w-]+)\.svg"[^>]*>', _both_widths, text), encoding="utf-8"
        )
    for page in (folder / "tutorial" / "notebooks").glob("*.html"):
        text = page.read_text(encoding="utf-8")
        page.write_text(LIVE_OUTPUT.sub(lambda found: _with_narrow(found, folder), text), encoding="utf-8")


def _with_narrow(output: re.Match[str], folder: Path) -> str:
    """Put the narrow drawing of a live chart before it, for phones: a live one keeps its width and scrolls there."""
    chart = re.findall(
        r"charts</span><span class=\"o\">\.</span><span class=\"n\">(\w+)", output.string[: output.start()]
    )[-1]
    name = LIVE[chart]
    page = (folder / "gallery" / f"{chart}.html").read_text(encoding="utf-8")
    alt = re.search(rf'<img alt="([^"]*)" src="\.\./_images/{name}\.svg"', page)
    if alt is None:
        raise LookupError(f"the gallery has no {name}")
    picture = f'<img class="for-phones" alt="{alt[1]}" src="../../_static/gallery/{NARROW}/{name}.svg">'
    return f'<div class="cell_output docutils container live">{picture}{output[1]}'


def _both_widths(image: re.Match[str]) -> str:
    source = f'<source media="(max-width: 600px)" srcset="../_static/gallery/{NARROW}/{image[1]}.svg">'
    return f"<picture>{source}{image[0]}</picture>"


def make() -> None:
    """Write all pages."""
    MADE.mkdir(parents=True, exist_ok=True)
    pages = {
        **functions(),
        "charts": charts(),
        "errors": errors(),
        "schema": schema(),
        "layers": layers_page(),
    }
    for name, text in pages.items():
        target = MADE / f"{name}.md"
        if not target.exists() or target.read_text(encoding="utf-8") != text:
            target.write_text(text, encoding="utf-8")
    gallery()


def families() -> dict[str, list[str]]:
    """Return the public names of each family; a name in none of them is an error."""
    import trade_territories as tt

    public = set(tt.__all__) - NOT_LISTED
    named = {name for names in FAMILIES.values() for name in names}
    error_names = {
        name for name in public if inspect.isclass(getattr(tt, name)) and issubclass(getattr(tt, name), Exception)
    }
    unplaced = public - named - error_names
    if unplaced:
        raise ValueError(f"public names without a place in the reference: {sorted(unplaced)}")
    return {family: [name for name in names if name in public] for family, names in FAMILIES.items()}


def functions() -> dict[str, str]:
    """Return a page for each family of public names."""
    import trade_territories as tt

    return {
        family.lower(): "\n".join([f"# {family}\n", *(_directive(tt, name) for name in names)])
        for family, names in families().items()
    }


def index() -> str:
    """Return the first page of the reference, which stands in the repository: every public name and what it does."""
    import trade_territories as tt

    parts = ["# Reference\n", "After `import trade_territories as tt`: `tt.balance`, `tt.charts.map`.\n"]
    for family, names in families().items():
        parts.append(
            "\n".join([f"## {family}\n", *(f"- `{name}`: {_first_line(getattr(tt, name))}" for name in names), ""])
        )
    charts = [name for name in tt.charts.__all__ if name not in ("export", "interactive", "static", "style")]
    lines = [f"- `charts.{name}`: {_first_line(getattr(tt.charts, name))}" for name in sorted(charts)]
    parts.append("\n".join(["## Charts\n", *lines, ""]))
    listed = [f"made/{family.lower()}" for family in FAMILIES] + ["made/charts", "made/schema", "made/errors", "cli"]
    return "\n".join([*parts, "```{toctree}", ":maxdepth: 1", ":hidden:", "", *listed, "```", ""])


def _first_line(value: Any) -> str:
    line = (inspect.getdoc(value) or "").split("\n\n")[0].replace("\n", " ")
    return re.sub(r":\w+:`(?:trade_territories\.)?([^`]+)`", r"`\1`", line).replace("``", "`")


def _directive(module: Any, name: str) -> str:
    value = getattr(module, name)
    kind = "autoclass" if inspect.isclass(value) else "autofunction"
    members = f"   :members: {', '.join(MEMBERS[name])}\n" if name in MEMBERS else ""
    return f"```{{eval-rst}}\n.. {kind}:: {module.__name__}.{name}\n{members}```\n"


def charts() -> str:
    """List the charts, interactive and printable."""
    from trade_territories import charts as module

    parts = [
        "# Charts\n",
        "`tt.charts.X` is interactive, `tt.charts.static.X` printable; both take the same arguments.\n",
    ]
    listed = sorted(set(module.__all__) - {"export", "interactive", "static", "style"})
    return "\n".join(parts + [_directive(module, name) for name in listed])


def errors() -> str:
    """List the errors."""
    from trade_territories import errors as module

    names = [name for name, one in inspect.getmembers(module, inspect.isclass) if one.__module__ == module.__name__]
    parts = ["# Errors\n", "All stand under `TradeTerritoriesError`: catch it to catch them all.\n"]
    return "\n".join(parts + [_directive(module, name) for name in names])


def schema() -> str:
    """Make the table of the columns of Flows from the model that checks them."""
    from trade_territories import schema as module

    model = module.Flows
    lines = [
        "# The `Flows` table\n",
        (
            "One row: flow x year x quarter x département x product x partner, and release. Every table that is loaded is "
            "checked against this model; all failures are listed at once.\n"
        ),
        "| column | meaning | unit | type | missing |",
        "|---|---|---|---|---|",
    ]
    for name, column in model.columns.items():
        unit = (column.metadata or {}).get("unit") or "–"
        words = (column.description or "").replace("\n", " ")
        lines.append(f"| `{name}` | {words} | {unit} | {column.dtype} | {'yes' if column.nullable else 'no'} |")
    return "\n".join(lines) + "\n"


def layers_page() -> str:
    """Return the map of layers, from the contract that checks it."""
    contracts = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["importlinter"][
        "contracts"
    ]
    layers = next(one for one in contracts if one["type"] == "layers")["layers"]
    imported = _imports(layers)
    lines = [
        "## The layers, and the rule of imports\n",
        "Each layer imports only from those below it; what it does import stands beside it.\n",
        "| layer | what | imports |",
        "|---|---|---|",
    ]
    for layer in layers:
        path = ROOT / "src" / "trade_territories" / layer
        source = path / "__init__.py" if path.is_dir() else path.with_suffix(".py")
        words = (
            inspect.cleandoc(source.read_text(encoding="utf-8").split('"""')[1]).splitlines()[0]
            if source.exists()
            else ""
        )
        used = ", ".join(f"`{other}`" for other in layers if other in imported[layer]) or "none"
        lines.append(f"| `{layer}` | {words} | {used} |")
    lines += ["\nAnd:\n"] + [f"- {one['name']}." for one in contracts[1:]]
    return "\n".join(lines) + "\n"


def _imports(layers: list[str]) -> dict[str, set[str]]:
    """Return which layers each layer imports, read from the code as import-linter does."""
    import grimp

    graph = grimp.build_graph("trade_territories", exclude_type_checking_imports=True)
    return {
        layer: {
            module.split(".")[1]
            for one in {f"trade_territories.{layer}", *graph.find_descendants(f"trade_territories.{layer}")}
            for module in graph.find_modules_directly_imported_by(one)
            # The shell reads the list of public tables from the package itself, which is no layer.
            if "." in module
        }
        - {layer}
        for layer in layers
    }


#: Chart -> title of its page in the gallery; a chart without one has no page.
CHART_TITLES = {
    "balance": "Balance par pays", "activities": "Activités", "sankey": "Flux", "matrix": "Matrice des flux",
    "map": "Carte", "evolution": "Évolution", "comparison": "Comparaison de territoires", "locator": "Situation",
    "specialisation": "Spécialisation", "dependence": "Dépendance",
}  # fmt: skip
GALLERY = (
    ("balance-marne", "Balance par pays", "balance", "51", {}),
    ("balance-zone", "Par zone, en anglais", "balance", "51", {"by": "zone", "lang": "en"}),
    ("balance-20", "Jusqu'à quarante-deux lignes (n = 20)", "balance", "FR", {"n": 20}),
    ("balance-product", "Par produit", "balance", "51", {"by": "a129"}),
    ("balance-corse", "Un solde négatif presque partout", "balance", "20", {}),
    ("activities-marne", "Activités", "activities", "51", {}),
    ("activities-france", "France", "activities", "FR", {}),
    ("activities-en", "En anglais", "activities", "67", {"lang": "en"}),
    ("activities-zoom", "Les classes d'un groupe", "activities", "51", {"inside": "C11Z"}),
    ("activities-mayotte", "Presque pas d'exportations", "activities", "976", {}),
    ("map-us", "Une part des exportations, département par département", "map", "51", {"only": "US"}),
    ("map-value", "Toutes les exportations, en seuils naturels, en anglais", "map", None, {"classes": "jenks", "lang": "en"}),
    ("map-specialisation", "Par rapport à la part en France", "map", "33", {"only": "C11Z", "value": "specialisation"}),
    ("sankey-export", "Flux d'exportation", "sankey", "51", {}),
    ("sankey-import", "Flux d'importation", "sankey", "51", {"flow": "import"}),
    ("sankey-france", "France", "sankey", "FR", {}),
    ("sankey-3", "Trois sur trois, en anglais", "sankey", "51", {"n": 3, "lang": "en"}),
    ("sankey-20", "Vingt sur vingt", "sankey", "51", {"n": 20}),
    ("sankey-quarters", "Une partie d'année est dite telle", "sankey", "51", {"quarter": (1, 2)}),
    ("evolution", "Dans le temps", "evolution", "51", {}),
    ("comparison", "Des territoires comparés", "comparison", ("51", "10", "08", "ti-4417"), {}),
    ("locator", "Où il se trouve", "locator", "51", {}),
    ("locator-monaco", "Le minuscule est entouré, en anglais", "locator", "99", {"lang": "en"}),
    ("specialisation", "Ce qui pèse plus qu'en France", "specialisation", "51", {}),
    ("dependence", "Des importations qui tiennent à un pays", "dependence", "51", {}),
    ("dependence-en", "La même chose d'une région, en anglais", "dependence", "R44", {"lang": "en", "n": 20}),
    ("matrix-20", "Vingt produits, vingt pays", "matrix", "51", {}),
    ("matrix-import", "À l'importation, en anglais", "matrix", "R44", {"flow": "import", "n": 10, "lang": "en"}),
    ("sankey-excluding", "Sans un partenaire ni un produit", "sankey", "51", {"excluding": ("US", "C11Z")}),
)  # fmt: skip

#: Flows of the Marne that charts find hard: name -> title, chart, its options, (A129, partner, euros) of exports.
GROUPS = ("A01Z", "C20A", "C21Z", "C22B", "C24A", "C25A", "C28A", "C29A", "C30C", "C31Z")
PARTNERS = ("DE", "BE", "IT", "GB", "ES", "NL", "CN", "JP", "CH", "PL")
LONG_NAME = "Équipements de très longue dénomination, parties et accessoires pour véhicules et appareils"
PAIRS = tuple(zip(GROUPS, PARTNERS, strict=True))
GIANT = (("C11Z", "US", 95_000_000), *((group, partner, 500_000) for group, partner in PAIRS))
EQUAL = tuple((group, partner, 10_000_000) for group, partner in PAIRS)
RATIOS = tuple((group, partner, 10 ** (9 - place)) for place, (group, partner) in enumerate(PAIRS[:7]))
LONG = tuple((f"Z{place:02d}Z", partner, 20_000_000 - place) for place, partner in enumerate(PARTNERS))
HARD = (
    ("hard-giant", "Un flux de 95 %", "sankey", {}, GIANT),
    ("hard-equal", "Dix flux égaux", "sankey", {}, EQUAL),
    ("hard-single", "Un seul flux", "sankey", {}, GIANT[:1]),
    ("hard-long", "Des libellés de 90 caractères", "sankey", {}, LONG),
    ("hard-long-balance", "Des libellés de 90 caractères, sans importations", "balance", {"by": "a129"}, LONG),
    ("hard-no-imports", "Un territoire sans importations", "sankey", {"flow": "import"}, EQUAL),
    ("hard-no-imports-activities", "Une moitié seulement", "activities", {}, EQUAL),
    ("hard-ratios", "Une première ligne un million de fois la dernière", "balance", {}, RATIOS),
    ("hard-long-activities", "Des libellés de 90 caractères dans les tuiles", "activities", {}, LONG),
)
#: Years of the evolution, and what the sample is multiplied by to stand for each; the last has two quarters.
YEARS = {2019: 0.86, 2020: 0.74, 2021: 0.9, 2022: 1.08, 2023: 1.03, 2024: 1.0, 2025: 1.02}
OVER_YEARS = (
    ("evolution-quarters", "Sur plusieurs années, avec les ruptures de série", {}),
    ("evolution-years", "Par an ; une année incomplète est marquée, en anglais", {"freq": "year", "lang": "en"}),
)


def hard_flows(exports: tuple[tuple[str, str, int], ...]) -> Any:
    """Make a table of these exports of the Marne, and of one euro elsewhere in each quarter: an example too."""
    import pandas as pd

    from trade_territories.provenance import ATTRS, FlowsInfo, ReleaseLabel

    ground = [
        (flow, quarter, "33", "R75", "C30C", "IT", 1) for flow in ("export", "import") for quarter in (1, 2, 3, 4)
    ]
    rows = [*ground, *(("export", 1, "51", "R44", group, partner, value) for group, partner, value in exports)]
    columns = ["flow", "quarter", "departement", "region", "a129", "partner", "value_eur"]
    flows = pd.DataFrame(rows, columns=columns)
    flows = flows.assign(year=2024, cpf4="9999", mass_kg=1, release="sample-2024-" + flows["flow"])
    whole = {"year": "int16", "quarter": "Int8", "value_eur": "int64", "mass_kg": "Int64"}
    order = ["flow", "year", *columns[1:5], "cpf4", "partner", "value_eur", "mass_kg", "release"]
    flows = flows[order].astype({name: whole.get(name, "category") for name in order})
    labels = tuple(ReleaseLabel("a129", group, LONG_NAME) for group, *_ in LONG)
    flows.attrs[ATTRS] = FlowsInfo(rows=len(flows), value_eur=int(flows["value_eur"].sum()), labels=labels)
    return flows


def several_years(flows: Any) -> Any:
    """Make several years of the sample: each its values, times a factor."""
    import pandas as pd

    from trade_territories.provenance import ATTRS

    years = [
        flows.assign(
            year=pd.Series(year, index=flows.index, dtype="int16"),
            value_eur=(flows["value_eur"] * factor).astype("int64"),
        )
        for year, factor in YEARS.items()
    ]
    years[-1] = years[-1][years[-1]["quarter"] <= 2]
    made = pd.concat(years, ignore_index=True)
    # What was noted about the rows of the one year says nothing of the others.
    made.attrs[ATTRS] = flows.attrs[ATTRS]._replace(holdings=())
    return made


def gallery() -> None:
    """Draw the gallery: a page for each chart, with its options and its hard cases, on the made-up sample."""
    import trade_territories as tt
    from trade_territories.charts import theme
    from trade_territories.charts._catalogue import names, scene
    from trade_territories.charts.svg import svg_of

    pictures, pages = HERE / "_static" / "gallery", HERE / "gallery"
    for folder in (pictures, pictures / NARROW, pages):
        folder.mkdir(parents=True, exist_ok=True)
    flows = tt.sample_flows()
    cube = tt.cube(flows)
    cases = [(*case, cube) for case in GALLERY]
    cases += [(name, title, chart, "51", options, hard_flows(exports)) for name, title, chart, options, exports in HARD]
    years = several_years(flows)
    cases += [(name, title, "evolution", "51", options, years) for name, title, options in OVER_YEARS]
    sections: dict[str, list[str]] = {name: [] for name in names() if name in CHART_TITLES}

    def add(name: str, title: str, call: str, chart: str, table: Any, place: Any, options: dict[str, Any]) -> None:
        drawn = scene(chart, table, place, **options)
        narrow = scene(chart, table, place, width="narrow", **options)
        for place_of, one in ((pictures, drawn), (pictures / NARROW, narrow)):
            (place_of / f"{name}.svg").write_text(svg_of(one, prefix=name), encoding="utf-8")
        width = 40 if chart == "locator" else 100
        alt = drawn.description.replace("\n", " ").replace('"', "'")
        sections[chart] += [
            f"## {title}\n\n`{call}`\n",
            f"```{{image}} ../_static/gallery/{name}.svg\n:alt: {alt}\n:width: {width}%\n```\n",
        ]

    for name, title, chart, place, options, table in cases:
        if chart not in sections:
            continue
        of_a_place = chart == "locator"
        given = [] if of_a_place else ["flows"]
        call = ", ".join([*given, repr(place), *(f"{key}={value!r}" for key, value in options.items())])
        add(name, title, f"tt.charts.static.{chart}({call})", chart, table, place, options)
    with theme(dark=True):
        for chart in ("sankey", "activities", "balance"):
            call = f"with tt.charts.theme(dark=True): tt.charts.static.{chart}(flows, '51')"
            add(f"dark-{chart}", "Sur une page sombre", call, chart, cube, "51", {})
    opening = "Dessiné à partir de l'exemple livré : des données fictives, marquées comme telles.\n"
    for chart, lines in sections.items():
        (pages / f"{chart}.md").write_text("\n".join([f"# {CHART_TITLES[chart]}\n", opening, *lines]), encoding="utf-8")
    toctree = "```{toctree}\n:maxdepth: 1\n\n" + "\n".join(sections) + "\n```\n"
    start = f"# Galerie\n\nUne page par graphique, avec ses options et ses cas difficiles. {opening}\n{toctree}"
    (pages / "index.md").write_text(start, encoding="utf-8")


if __name__ == "__main__":
    (HERE / "reference" / "index.md").write_text(index(), encoding="utf-8", newline="\n")
