"""How the documentation is built: ``nox -s docs``."""

from __future__ import annotations

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
]
source_suffix = {".md": "myst-nb", ".ipynb": "myst-nb", ".rst": "restructuredtext"}
exclude_patterns = ["_build", "jupyter_execute", "_ext", "**.ipynb_checkpoints", "intersphinx"]
myst_enable_extensions = ["colon_fence", "deflist", "dollarmath"]
myst_heading_anchors = 3
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

# Inventories are committed, so that the build needs no network and links to these projects are still checked.
intersphinx_mapping = {
    "python": ("https://docs.python.org/3", "intersphinx/python.inv"),
    "pandas": ("https://pandas.pydata.org/docs", "intersphinx/pandas.inv"),
}

html_theme = "pydata_sphinx_theme"
html_title = "trade_territories"
html_static_path = ["_static"]
html_show_sourcelink = False
html_theme_options = {
    "show_toc_level": 2,
    "navigation_with_keys": False,
    "footer_start": ["copyright"],
    "footer_end": [],
    "secondary_sidebar_items": ["page-toc"],
}


def _copy_notebooks() -> None:
    """Bring the notebooks in: they live at the root, where users look for them."""
    target = HERE / "tutorial" / "notebooks"
    shutil.rmtree(target, ignore_errors=True)
    shutil.copytree(HERE.parent / "notebooks", target, ignore=shutil.ignore_patterns(".ipynb_checkpoints"))


_copy_notebooks()
