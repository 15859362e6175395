"""Pages made from the code itself, so that they cannot drift from it: public names, errors, schema, layers, gallery."""

from __future__ import annotations

import inspect
import re
import tomllib
from pathlib import Path
from typing import Any

import grimp

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
NOT_LISTED = {"__version__", "charts", "reference"}


def setup(app: Any) -> dict[str, Any]:
    """Make the pages before Sphinx looks for them."""
    app.connect("builder-inited", lambda _: make())
    app.connect("build-finished", lambda one, error: None if error else bring_plotly(Path(one.outdir)))
    app.connect("build-finished", lambda one, error: None if error else say_french(Path(one.outdir)))
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
    """Say which pages are in French, so that a screen reader speaks it."""
    for page in [folder / "index.html", *folder.glob("tutorial/**/*.html")]:
        if page.exists():
            text = page.read_text(encoding="utf-8")
            page.write_text(
                text.replace('<article class="bd-article"', '<article lang="fr" class="bd-article"'), encoding="utf-8"
            )


def make() -> None:
    """Write all pages."""
    MADE.mkdir(parents=True, exist_ok=True)
    pages = {
        "functions": functions(),
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


def functions() -> str:
    """List the public names, by family; the page fails where one is missing."""
    import trade_territories as tt

    public = set(tt.__all__) - NOT_LISTED
    named = {name for names in FAMILIES.values() for name in names}
    error_names = {
        name for name in public if inspect.isclass(getattr(tt, name)) and issubclass(getattr(tt, name), Exception)
    }
    unplaced = public - named - error_names
    if unplaced:
        raise ValueError(f"public names without a place in the reference: {sorted(unplaced)}")
    parts = ["# Functions\n"]
    for family, names in FAMILIES.items():
        parts.append(f"## {family}\n")
        parts += [_directive(tt, name) for name in names if name in public]
    return "\n".join(parts)


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
    graph = grimp.build_graph("trade_territories", exclude_type_checking_imports=True)
    return {
        layer: {
            module.split(".")[1]
            for one in {f"trade_territories.{layer}", *graph.find_descendants(f"trade_territories.{layer}")}
            for module in graph.find_modules_directly_imported_by(one)
        }
        - {layer}
        for layer in layers
    }


GALLERY = (
    ("balance-marne", "Balance by country", "balance", "51", {}),
    ("balance-zone", "By zone, in English", "balance", "51", {"by": "zone", "lang": "en"}),
    ("balance-20", "Up to forty-two rows (n = 20)", "balance", "FR", {"n": 20}),
    ("balance-product", "By product", "balance", "51", {"by": "a129"}),
    ("balance-corse", "A negative balance almost everywhere", "balance", "20", {}),
    ("activities-marne", "Activities", "activities", "51", {}),
    ("activities-france", "France", "activities", "FR", {}),
    ("activities-en", "In English", "activities", "67", {"lang": "en"}),
    ("activities-zoom", "The classes inside one group", "activities", "51", {"inside": "C11Z"}),
    ("activities-mayotte", "Almost no exports", "activities", "976", {}),
    ("map-us", "A part of exports, département by département", "map", "51", {"only": "US"}),
    ("map-value", "All exports, in natural breaks, in English", "map", None, {"classes": "jenks", "lang": "en"}),
    ("map-specialisation", "Against the share of France", "map", "33", {"only": "C11Z", "value": "specialisation"}),
    ("sankey-export", "Export flows", "sankey", "51", {}),
    ("sankey-import", "Import flows", "sankey", "51", {"flow": "import"}),
    ("sankey-france", "France", "sankey", "FR", {}),
    ("sankey-3", "Three by three, in English", "sankey", "51", {"n": 3, "lang": "en"}),
    ("sankey-20", "Twenty by twenty", "sankey", "51", {"n": 20}),
    ("sankey-quarters", "A part of a year is named so", "sankey", "51", {"quarter": (1, 2)}),
    ("evolution", "Over time", "evolution", "51", {}),
    ("comparison", "Territories compared", "comparison", ("51", "10", "08", "ti-4417"), {}),
    ("locator", "Where it lies", "locator", "51", {}),
    ("locator-monaco", "What is tiny is ringed, in English", "locator", "99", {"lang": "en"}),
    ("specialisation", "What weighs more than in France", "specialisation", "51", {}),
    ("dependence", "Imports that hang on one country", "dependence", "51", {}),
    ("dependence-en", "The same of a région, in English", "dependence", "R44", {"lang": "en", "n": 20}),
    ("sankey-excluding", "Without a partner and a product", "sankey", "51", {"excluding": ("US", "C11Z")}),
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
    ("hard-giant", "One flow of 95 %", "sankey", {}, GIANT),
    ("hard-equal", "Ten equal flows", "sankey", {}, EQUAL),
    ("hard-single", "A single flow", "sankey", {}, GIANT[:1]),
    ("hard-long", "Labels of 90 characters", "sankey", {}, LONG),
    ("hard-long-balance", "Labels of 90 characters in a balance, without imports", "balance", {"by": "a129"}, LONG),
    ("hard-no-imports", "A territory without imports", "sankey", {"flow": "import"}, EQUAL),
    ("hard-no-imports-activities", "One half only", "activities", {}, EQUAL),
    ("hard-ratios", "A first row a million times the last", "balance", {}, RATIOS),
    ("hard-long-activities", "Labels of 90 characters in a treemap", "activities", {}, LONG),
)
#: Years of the evolution, and what the sample is multiplied by to stand for each; the last has two quarters.
YEARS = {2019: 0.86, 2020: 0.74, 2021: 0.9, 2022: 1.08, 2023: 1.03, 2024: 1.0, 2025: 1.02}
OVER_YEARS = (
    ("evolution-quarters", "Over several years, with the breaks of the series", {}),
    ("evolution-years", "By year; one that is not whole is marked, in English", {"freq": "year", "lang": "en"}),
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
    """Draw the gallery: each chart, its options and its hard cases, on the made-up sample."""
    import trade_territories as tt
    from trade_territories.charts import theme
    from trade_territories.charts._catalogue import names, scene
    from trade_territories.charts.svg import svg_of

    pictures = HERE / "_static" / "gallery"
    pictures.mkdir(parents=True, exist_ok=True)
    flows = tt.sample_flows()
    cube = tt.cube(flows)
    lines = [
        "# Gallery\n",
        "Each chart, its options and its hard cases, drawn from the bundled sample: made-up data, marked as such.\n",
    ]
    cases = [(*case, cube) for case in GALLERY]
    cases += [(name, title, chart, "51", options, hard_flows(exports)) for name, title, chart, options, exports in HARD]
    years = several_years(flows)
    cases += [(name, title, "evolution", "51", options, years) for name, title, options in OVER_YEARS]
    for name, title, chart, place, options, table in cases:
        if chart not in names():
            continue
        drawn = scene(chart, table, place, **options)
        (pictures / f"{name}.svg").write_text(svg_of(drawn, prefix=name), encoding="utf-8")
        of_a_place = chart == "locator"
        given = [] if of_a_place else ["flows"]
        call = ", ".join([*given, repr(place), *(f"{key}={value!r}" for key, value in options.items())])
        alt = drawn.description.replace("\n", " ").replace('"', "'")
        lines += [f"## {title}\n", f"`tt.charts.static.{chart}({call})`\n"]
        lines += [f"```{{image}} _static/gallery/{name}.svg\n:alt: {alt}\n:width: {40 if of_a_place else 100}%\n```\n"]
    with theme(dark=True):
        for chart, options in (("sankey", {}), ("activities", {}), ("balance", {})):
            drawn = scene(chart, cube, "51", **options)
            (pictures / f"dark-{chart}.svg").write_text(svg_of(drawn, prefix=f"dark-{chart}"), encoding="utf-8")
            alt = drawn.description.replace("\n", " ").replace('"', "'")
            lines += [f"## On a dark page: {chart}\n", "`with tt.charts.theme(dark=True): ...`\n"]
            lines += [f"```{{image}} _static/gallery/dark-{chart}.svg\n:alt: {alt}\n:width: 100%\n```\n"]
    (HERE / "gallery.md").write_text("\n".join(lines), encoding="utf-8")
