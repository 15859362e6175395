"""How the documentation is built: ``nox -s docs``."""

from __future__ import annotations

import os
import shutil
import sys
from importlib import metadata
from pathlib import Path

HERE = Path(__file__).parent
sys.path.insert(0, str(HERE / "_ext"))

project = "trade_territories"
author = "trade_territories maintainers"
project_copyright = "2026, trade_territories maintainers"
release = version = metadata.version("trade-territories")
language = "en"

extensions = [
    "myst_nb",
    "numpydoc",
    "sphinx.ext.autodoc",
    "sphinx.ext.intersphinx",
    "sphinx_click",
    "sphinx_design",
    "generated",
    "mathml",
    "names",
    "tables",
]
source_suffix = {".md": "myst-nb", ".ipynb": "myst-nb", ".rst": "restructuredtext"}
exclude_patterns = [
    "_build", "jupyter_execute", "_ext", "**.ipynb_checkpoints", "README.md", "reference/made/layers.md", "inventories",
]  # fmt: skip
myst_enable_extensions = ["colon_fence", "deflist", "dollarmath"]
myst_heading_anchors = 3
# Figures as HTML; the script that they ask for is put beside the pages when the build is finished.
os.environ["PLOTLY_RENDERER"] = "notebook_connected"
nb_execution_mode = "force"
nb_execution_raise_on_error = True
nb_execution_timeout = 300
nb_merge_streams = True

numpydoc_show_class_members = False
autodoc_typehints = "signature"
autodoc_member_order = "bysource"
autodoc_default_options = {"show-inheritance": True}
python_use_unqualified_type_names = True
nitpicky = True

# The build needs no network: see inventories/README.md.
intersphinx_mapping = {
    "python": ("https://docs.python.org/3/", "inventories/python.inv"),
    "pandas": ("https://pandas.pydata.org/docs/", "inventories/pandas.inv"),
}
# Names of projects without an inventory here are not linked, and named so that ours are all checked.
nitpick_ignore_regex = [
    (r"py:.*", r"(numpy|np|matplotlib|plotly|go)(\..*)?"),
    (r"py:.*", r"(optional|default.*|ChartFigure)"),
    (
        r"py:.*",
        r".*(TerritoryLike|YearChoice|QuarterChoice|FlowChoice|Partners|Rates|Level|Query|Style|Scene|Section|Lang|KeyFigure|ChartBlock|Years|Engine|Source|PartsLike|FlowsLike|Flow|Frequency|Logo|Contact|FicheContent|reference\.Territory|Value|TableBlock|ShownTable|Method|IndustryList|Finding|Diagnosis|CompareBy|Callout|Weight|Rows|ProductRows|AbstractContextManager|ReleaseRecord|Members|Group)",
    ),
    (r"py:.*", r"trade_territories\..*\._.*"),
]

html_theme = "pydata_sphinx_theme"
html_title = "trade_territories"
html_static_path = ["_static", "../src/trade_territories/charts/fonts"]
html_css_files = ["pages.css"]
html_show_sourcelink = False
# The start page has nothing to navigate.
html_sidebars = {"index": []}
html_math_renderer = "mathml"
html_theme_options = {
    # The theme's buttons that unfold the sidebar have no name that a screen reader could say.
    "collapse_navigation": True,
    "show_toc_level": 2,
    "navigation_with_keys": False,
    "footer_start": ["copyright"],
    "footer_end": [],
    # Notebooks have none: they take the whole width, for their figures.
    "secondary_sidebar_items": {
        pages: ["page-toc"]
        for pages in (
            "faire/*",
            "comprendre/*",
            "en/*",
            "howto/*",
            "reference/**",
            "explanation/*",
            "decisions/*",
            "performance",
            "coverage",
        )
    },
}


def _copy_notebooks() -> None:
    """Bring the notebooks in: they live at the root, where users look for them."""
    target = HERE / "tutorial" / "notebooks"
    shutil.rmtree(target, ignore_errors=True)
    shutil.copytree(HERE.parent / "notebooks", target, ignore=shutil.ignore_patterns(".ipynb_checkpoints"))


_copy_notebooks()
