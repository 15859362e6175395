"""The site in a real browser: axe-core, reflow, keyboard, sorting, search, comparison, embedding, pictures; nothing leaves it."""

from __future__ import annotations

import functools
import http.server
import re
import threading
from math import isnan
from typing import TYPE_CHECKING, Any

import pytest

import trade_territories as tt
from tests.browser.conftest import make_site
from tests.pdf_text import pages_of
from tests.thorough import some, telling
from trade_territories.reference import territories
from trade_territories.text.numbers import euros, index, millions, percent

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from tests.browser.conftest import Tab

pytestmark = pytest.mark.browser

PAGES = (
    "index.html", "regions.html", "industry.html", "partners.html", "products.html", "compare.html", "data.html", "method.html",
    "definitions.html", "legal.html", "accessibility.html", "404.html", "territoires/EXEMPLE_51.html",
    "territoires/EXEMPLE_FR.html", "territoires/EXEMPLE_ti-4417.html", "pays/EXEMPLE_US.html", "produits/EXEMPLE_C11Z.html",
)  # fmt: skip
#: A page of each kind in the other language: the words differ, the frame does not.
ENGLISH = ("index.html", "compare.html", "definitions-fr.html", "territoires/EXEMPLE_51.html", "pays/EXEMPLE_US.html")
FIGURE = "graphique-flux-export-51"


@pytest.fixture(scope="module")
def english(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Make a site in English."""
    return make_site(tmp_path_factory.mktemp("english"), codes=("51", "10", "FR", "US"), lang="en")


@pytest.fixture(scope="module")
def server(site: Path) -> Iterator[str]:
    """Serve the site from a folder of a folder of a server on this machine, and give its address."""
    handler = functools.partial(_Quiet, directory=str(site.parents[1]))
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler) as serving:
        threading.Thread(target=serving.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{serving.server_address[1]}/sous/dossier/"
        serving.shutdown()


class _Quiet(http.server.SimpleHTTPRequestHandler):
    def log_message(self, *_: Any) -> None:
        """Write no line for each request."""


def opened(tab: Callable[..., Tab], path: Path, **options: Any) -> Tab:
    """Open a page, and wait for what its script draws."""
    here = tab(path, **options)
    if path.name == "compare.html":
        here.page.wait_for_selector("#resultat table")
    return here


#: Each page wide or narrow, light or dark; those that are most unlike in all four ways; the others of the thorough run are slow.
LOOKS = [(width, scheme) for width in (390, 1280) for scheme in ("light", "dark")]
LOOKED_AT = [(name, *LOOKS[at % 4]) for at, name in enumerate(PAGES)]
LOOKED_AT += [(name, *look) for name in ("index.html", "territoires/EXEMPLE_51.html", "compare.html") for look in LOOKS]


@pytest.mark.parametrize(
    ("name", "width", "scheme"), telling([(name, *look) for name in PAGES for look in LOOKS], LOOKED_AT)
)
def test_page_has_no_violation(
    tab: Callable[..., Tab], site: Path, axe: str, name: str, width: int, scheme: str
) -> None:
    here = opened(tab, site / name, width=width, scheme=scheme)
    here.page.evaluate("document.querySelectorAll('details.tools').forEach((one, at) => { one.open = at < 2 })")
    assert here.violations(axe) == []
    assert here.left() == []
    assert here.said == []


@pytest.mark.parametrize("name", ENGLISH)
def test_page_in_english_has_no_violation(tab: Callable[..., Tab], english: Path, axe: str, name: str) -> None:
    here = opened(tab, english / name, width=390)
    assert here.violations(axe) == []
    assert here.overflow() == 0
    here.page.set_viewport_size({"width": 1280, "height": 900})
    assert here.violations(axe) == []
    assert here.overflow() == 0
    assert (here.left(), here.said) == ([], [])
    assert here.page.get_attribute("html", "lang") == ("fr" if name.endswith("-fr.html") else "en")


@pytest.mark.parametrize("name", PAGES)
def test_page_does_not_scroll_sideways(tab: Callable[..., Tab], site: Path, name: str) -> None:
    here = opened(tab, site / name, width=320)
    here.page.evaluate("document.querySelectorAll('details').forEach(one => { one.open = true })")
    for width in (320, 390, 768, 1280):
        here.page.set_viewport_size({"width": width, "height": 900})
        assert here.overflow() == 0, width


@pytest.mark.parametrize("name", ["index.html", "territoires/EXEMPLE_FR.html"])
def test_search_by_keyboard_alone(tab: Callable[..., Tab], site: Path, name: str) -> None:
    here = tab(site / name)
    for _ in range(14):
        here.page.keyboard.press("Tab")
        if here.page.evaluate("document.activeElement.id") == "q":
            break
    here.page.wait_for_function("document.querySelector('script[src$=\"names.js\"]')")
    here.page.keyboard.type("cotes d armor")
    here.page.wait_for_function("document.getElementById('trouves').textContent !== ''")
    assert (here.page.locator("#trouves").text_content() or "").startswith("1 proposition")
    here.page.keyboard.press("Enter")
    here.page.wait_for_url("**/EXEMPLE_22.html")
    assert "Côtes-d" in (here.page.locator("h1").text_content() or "")


@pytest.mark.parametrize(
    ("asked", "file"),
    [
        ("51", "territoires/EXEMPLE_51.html"), ("r44", "territoires/EXEMPLE_R44.html"),
        ("ti-4421", "territoires/EXEMPLE_ti-4421.html"), ("etats unis", "pays/EXEMPLE_US.html"),
        ("boissons", "produits/EXEMPLE_C11Z.html"), ("vins", "produits/EXEMPLE_C11Z.html"),
    ],
)  # fmt: skip
def test_search_by_code_and_name(tab: Callable[..., Tab], site: Path, asked: str, file: str) -> None:
    here = tab(site / "method.html")
    here.page.fill("#q", asked)
    here.page.wait_for_selector("#propositions li")
    here.page.keyboard.press("ArrowDown")
    assert here.page.get_attribute("#q", "aria-activedescendant") == "proposition-0"
    here.page.keyboard.press("Enter")
    here.page.wait_for_url(f"**/{file}")


#: What is painted where an element is: nothing of it where a frame around it is cut.
PAINTED = """one => { const box = one.getBoundingClientRect();
    return one.contains(document.elementFromPoint(box.left + box.width / 2, box.top + box.height / 2)) }"""


@pytest.mark.parametrize("width", [320, 1280])
@pytest.mark.parametrize("name", ["index.html", "territoires/EXEMPLE_51.html"])
def test_suggestions_are_seen(tab: Callable[..., Tab], site: Path, name: str, width: int) -> None:
    here = tab(site / name, width=width)
    here.page.fill("#q", "marne")
    here.page.wait_for_selector("#propositions li")
    assert [here.page.locator("#propositions li").nth(at).evaluate(PAINTED) for at in range(4)] == [True] * 4
    here.page.locator("#propositions li", has_text="Haute-Marne").first.click()
    here.page.wait_for_url("**/EXEMPLE_52.html")


def test_search_says_when_nothing_matches(tab: Callable[..., Tab], site: Path) -> None:
    here = tab(site / "index.html")
    here.page.fill("#q", "zzzz")
    here.page.wait_for_function("document.getElementById('trouves').textContent !== ''")
    assert here.page.locator("#trouves").text_content() == "Aucune proposition."
    assert here.page.locator("#trouves").evaluate(PAINTED)
    assert here.page.locator("#propositions li:visible").count() == 0
    here.page.fill("#q", "")
    assert not here.page.locator("#trouves").evaluate(PAINTED)


def rows(here: Tab) -> list[str]:
    found: list[str] = here.page.evaluate(
        "[...document.querySelectorAll('#table tbody tr')].filter(one => !one.hidden).map(one => one.dataset.code)"
    )
    return found


def test_the_table_sorts_and_filters_by_keyboard(tab: Callable[..., Tab], site: Path) -> None:
    here = tab(site / "index.html")
    exports = tt.sample_flows().query("flow == 'export'").groupby("departement", observed=True)["value_eur"].sum()
    values = {str(code): int(value) for code, value in exports.items()}
    assert [values[code] for code in rows(here)] == sorted(values.values(), reverse=True)
    here.page.locator("th[data-key=exports] button").focus()
    here.page.keyboard.press("Enter")
    assert [values[code] for code in rows(here)] == sorted(values.values())
    assert here.page.get_attribute("th[data-key=exports]", "aria-sort") == "ascending"
    here.page.locator("th[data-key=per_inhabitant] button").focus()
    here.page.keyboard.press(" ")
    per_inhabitant = [float(one) for one in here.page.evaluate(
        "[...document.querySelectorAll('#table tbody tr')].filter(one => !one.hidden && one.cells[6].dataset.value)"
        ".map(one => one.cells[6].dataset.value)")]  # fmt: skip
    assert per_inhabitant == sorted(per_inhabitant, reverse=True)
    # Monaco's population is not known here, and it comes last, whichever way.
    assert here.page.locator("tr[data-code='99'] td").nth(5).inner_text().split() == ["n.", "d."]
    assert rows(here)[-1] == "99"
    here.page.keyboard.press(" ")
    assert rows(here)[-1] == "99"
    here.page.fill("#filtre", "grand est")
    assert sorted(rows(here)) == ["08", "10", "51", "52", "54", "55", "57", "67", "68", "88"]
    assert (here.page.locator("#etat").text_content() or "").startswith("10 lignes affichées.")
    here.page.fill("#filtre", "")
    here.page.select_option("#niveau", "region")
    assert len(rows(here)) == 18
    here.page.select_option("#niveau", "")
    here.page.select_option("#ordre", "territory")
    names = here.page.locator("#table tbody tr:visible th a").all_inner_texts()
    assert names[:2] == ["Ain", "Aisne"]
    assert names.index("Eure") < names.index("Hérault")


def test_the_choice_of_a_table_is_in_its_address(tab: Callable[..., Tab], site: Path) -> None:
    here = tab(site / "index.html")
    here.page.select_option("#ordre", "balance")
    here.page.fill("#filtre", "marne")
    first = rows(here)
    assert set(first) == {"51", "52", "77", "94"}
    address = here.page.url
    here.page.goto("about:blank")
    here.page.goto(address)
    assert rows(here) == first
    assert here.page.input_value("#filtre") == "marne"


def test_the_table_of_products_sorts(tab: Callable[..., Tab], site: Path) -> None:
    here = tab(site / "products.html")
    flows = tt.sample_flows()
    sums = (
        flows[flows["flow"] == "import"].groupby("a129", observed=True)["value_eur"].sum().sort_values(ascending=False)
    )
    here.page.click("th[data-key=imports] button")
    assert rows(here)[: len(sums)] == [str(code) for code in sums.index]


def test_pages_are_whole_without_script(tab: Callable[..., Tab], site: Path) -> None:
    here = tab(site / "index.html", script=False)
    assert here.page.locator("form:visible").count() == 0
    assert here.page.locator("#table tbody tr:visible").count() == 120
    assert here.page.locator(".map a:not([aria-hidden])").count() == 101
    here = tab(site / "industry.html", script=False)
    assert here.page.locator("tbody tr:visible").count() == 183
    here = tab(site / "territoires" / "EXEMPLE_51.html", script=False)
    here.page.evaluate("document.querySelectorAll('details').forEach(one => { one.open = true })")
    assert here.page.locator(".tools a[download]:visible").count() == here.page.locator("figure").count()
    assert here.page.locator(".tools button:visible").count() == 0


def test_the_map_by_keyboard(tab: Callable[..., Tab], site: Path) -> None:
    here = tab(site / "index.html")
    here.page.locator(".map a[data-code='51']").first.focus()
    assert re.match(r"Marne\s*: 14\s396\s€", here.page.locator("#montre").text_content() or "")
    assert here.page.locator("#t-51.lit").count() == 1
    assert here.page.locator(".map a[tabindex='0']").count() == 1
    here.page.keyboard.press("ArrowRight")
    assert here.page.evaluate("document.activeElement.dataset.code") != "51"
    code = here.page.evaluate("document.activeElement.dataset.code")
    here.page.keyboard.press("Enter")
    here.page.wait_for_url(f"**/EXEMPLE_{code}.html")


def compared(tab: Callable[..., Tab], site: Path, codes: str, **options: Any) -> Tab:
    here = tab(site / "compare.html", **options)
    for field, code in zip("abcd", codes.split("~"), strict=False):
        here.page.select_option(f"#{field}", code)
    here.page.wait_for_function(f"location.hash === '#{codes}'")
    here.page.wait_for_function(
        f"document.querySelectorAll('#resultat table:first-of-type thead th').length >= {codes.count('~') + 2}"
    )
    return here


def test_comparison_shows_figures_ranks_quotients_and_shared_products(tab: Callable[..., Tab], site: Path) -> None:
    here = compared(tab, site, "51~10~R44~FR")
    text = re.sub(r"[\u202f\xa0]", " ", here.page.locator("#resultat").inner_text())
    assert "8 105,8 M€" in text
    assert "67 665,4 M€" in text
    assert "23 sur 100" in text
    flows = tt.sample_flows()
    exports = flows[flows["flow"] == "export"]
    is_marne, is_drinks = exports["departement"] == "51", exports["a129"] == "C11Z"
    share = exports[is_marne & is_drinks]["value_eur"].sum() / exports[is_marne]["value_eur"].sum()
    drinks = share / (exports[is_drinks]["value_eur"].sum() / exports["value_eur"].sum())
    row = (
        here.page.locator("section[aria-labelledby=quotients] tr", has_text="Boissons").locator("td").all_inner_texts()
    )
    assert row[0].strip() == f"{drinks:.0f}"
    assert row[3].strip() == "1,0"
    shared = here.page.locator("section[aria-labelledby=communs] tbody tr th").all_inner_texts()
    tens = []
    for code in ("51", "10", "R44", "FR"):
        table = tt.activities(flows, code, by="a129", n=10)
        tens.append(set(table[(table["flow"] == "export") & (table["code"] != "autres")]["label"]))
    assert len(shared) == len(set.intersection(*tens))
    assert (here.left(), here.said) == ([], [])


def test_the_comparison_writes_numbers_as_the_library_does(tab: Callable[..., Tab], site: Path) -> None:
    """The page rounds and words its figures by itself: each edge of the rules, by the figures of all territories."""
    here = tab(site / "compare.html")
    here.page.wait_for_selector("#resultat table")
    flows = tt.sample_flows()
    for code in some(
        [str(one) for one in territories()["code"] if (site / "data/territories" / f"EXEMPLE_{one}.js").exists()]
    ):
        totals = tt.totals(flows, code).set_index("flow")["value_eur"]
        table = tt.indicators(flows, code).set_index(["indicator", "flow", "code"])["value"]
        here.page.evaluate("code => { location.hash = code + '~FR' }", code)
        here.page.wait_for_function(
            "code => document.querySelector(`#resultat thead a[href$='_${code}.html']`)", arg=code
        )
        cells = here.page.locator("#chiffres + p + .scroll tbody tr td:nth-child(2)").all_inner_texts()
        wanted = [millions(totals["export"]), millions(totals["import"])]
        assert [cell.strip() for cell in cells[:2]] == wanted
        assert cells[3].strip() == percent(table["coverage_rate", "", ""])
        people = [table["trade_per_inhabitant", flow, ""] for flow in ("export", "import")]
        # Monaco has no population in the tables.
        assert [cell.strip() for cell in cells[6:8]] == ["n.\u202fd." if isnan(one) else euros(one) for one in people]
        shares = [table["share_of_france", flow, ""] for flow in ("export", "import")]
        assert [cell.strip() for cell in cells[8:10]] == [percent(one) for one in shares]
    # The edges themselves.
    rules = here.page.evaluate(
        "[9.85, 9.95, 1.996, 99.97, 100.2, 100, 0.004, 12.5, 13.5, 0.125].map(one => ttWritten.percent(one))"
    )
    assert rules == [percent(one) for one in (9.85, 9.95, 1.996, 99.97, 100.2, 100, 0.004, 12.5, 13.5, 0.125)]
    rules = here.page.evaluate(
        "[0.42, 0.996, 1, 1.94, 4.02, 9.97, 11.4, 99.7, 100, 4877].map(one => ttWritten.quotient(one))"
    )
    assert rules == [index(one) for one in (0.42, 0.996, 1, 1.94, 4.02, 9.97, 11.4, 99.7, 100, 4877)]
    assert here.page.evaluate("[123450000, -40000, 49999].map(one => ttWritten.millions(one))") == [
        millions(one) for one in (123_450_000, -40_000, 49_999)
    ]


@pytest.mark.parametrize("width", [320, 1280])
def test_bars_of_a_part_have_one_scale(tab: Callable[..., Tab], site: Path, width: int) -> None:
    here = compared(tab, site, "51~10~67", width=width)
    sections = here.page.evaluate(
        "[...document.querySelectorAll('#resultat section')].map(part => [...part.querySelectorAll('.line')]"
        ".filter(one => parseFloat(one.style.width) > 5)"
        ".map(one => one.getBoundingClientRect().width / parseFloat(one.style.width)))"
    )
    scales = [scale for part in sections for scale in part]
    assert len(scales) > 20
    assert max(scales) - min(scales) < 0.05 * max(scales)


def test_a_fiche_leads_to_its_comparison(tab: Callable[..., Tab], site: Path) -> None:
    here = tab(site / "territoires" / "EXEMPLE_75.html")
    here.page.click("text=Comparer avec d’autres territoires")
    here.page.wait_for_selector("#resultat table")
    assert here.page.input_value("#a") == "75"
    assert here.page.input_value("#b") == "10"


@pytest.mark.parametrize(
    ("asked", "compared"),
    [("%", "51~10"), ("51~zz~%E9~75", "51~75"), ("51%7E67", "51~67"), ("51~51~51~51~67", "51~67")],
)
def test_an_address_that_was_written_by_hand_is_read(
    tab: Callable[..., Tab], site: Path, asked: str, compared: str
) -> None:
    here = tab(site / "method.html")
    here.page.goto(f"{(site / 'compare.html').as_uri()}#{asked}")
    here.page.wait_for_selector("#resultat table")
    assert here.page.url.endswith(f"#{compared}")
    assert here.said == []


def test_an_embedded_figure_stands_alone(tab: Callable[..., Tab], site: Path) -> None:
    here = tab(site / "territoires" / "EXEMPLE_51.html")
    here.page.locator("details.tools summary").first.click()
    code = here.page.locator("details.tools textarea").first.input_value()
    assert f"https://example.org/sous/dossier/territoires/EXEMPLE_51.html?figure={FIGURE}#{FIGURE}" in code
    code = code.replace("https://example.org/sous/dossier", site.as_uri())
    host = site.parent / "host.html"
    host.write_text(f'<!doctype html><html lang="fr"><title>Hôte</title>{code}</html>', encoding="utf-8")
    try:
        other = tab(host)
        frame = next(one for one in other.page.frames if FIGURE in one.url)
        frame.wait_for_selector("html.alone")
        assert frame.locator("figure:visible").count() == 1
        assert frame.locator("h1:visible, nav:visible, details:visible, footer:visible").count() == 0
        # Its title, what it is of, and its source come along.
        text = re.sub(r"\s+", " ", frame.locator(f"#{FIGURE}").inner_text())
        assert "Cinq flux de boissons" in text
        assert "Exportations par produit et par pays de destination, Marne, 2024" in text
        assert "données fictives, produites pour trade_territories" in text
        assert frame.locator(".ribbon:visible").count() == 1
        assert "EXEMPLE_51.html#" in (frame.locator("figure a").last.get_attribute("href") or "")
        assert other.left() == []
    finally:
        host.unlink()


@pytest.mark.parametrize("kind", ["png", "svg"])
def test_a_figure_is_taken_as_a_picture(tab: Callable[..., Tab], site: Path, tmp_path: Path, kind: str) -> None:
    for name, title in (("territoires/EXEMPLE_51.html", "Boissons"), ("pays/EXEMPLE_US.html", "Guadeloupe")):
        here = tab(site / name, scheme="dark")
        tools = here.page.locator("details.tools").first
        tools.locator("summary").click()
        with here.page.expect_download() as download:
            tools.locator(f"button[data-do={kind}]").click()
        path = tmp_path / download.value.suggested_filename
        download.value.save_as(path)
        content = path.read_bytes()
        if kind == "png":
            assert content[:4] == b"\x89PNG"
            width, height = int.from_bytes(content[16:20], "big"), int.from_bytes(content[20:24], "big")
            assert width > 800
            assert height > 800
        else:
            text = content.decode("utf-8")
            # Whole, in the colours of daylight, with the sample's ribbon and its source; it needs nothing else.
            assert title in text
            assert "var(" not in text
            assert "data:font" in text
            assert "FICTIVES" in text
            assert "ne pas citer" in text
            assert not re.search(r'(?:href|src)="http', text)
        assert here.said == []
        assert here.left() == []


def test_everything_works_from_a_folder_of_a_server(browser: Any, server: str) -> None:
    context = browser.new_context(accept_downloads=True)
    page = context.new_page()
    asked: list[str] = []
    said: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.on("console", lambda message: said.append(message.text))
    page.goto(f"{server}index.html")
    page.click("th[data-key=balance] button")
    assert page.get_attribute("th[data-key=balance]", "aria-sort") == "descending"
    page.fill("#q", "marne")
    page.wait_for_selector("#propositions li")
    page.keyboard.press("Enter")
    page.wait_for_url("**/territoires/EXEMPLE_51.html")
    page.locator("details.tools summary").first.click()
    code = page.locator("details.tools textarea").first.input_value()
    # The site was given an address: that is what others embed, wherever it is looked at.
    assert "https://example.org/sous/dossier/territoires/EXEMPLE_51.html?figure=" in code
    with page.expect_download():
        page.locator("details.tools button[data-do=png]").first.click()
    page.goto(f"{server}territoires/EXEMPLE_51.html?figure={FIGURE}#{FIGURE}")
    page.wait_for_selector("html.alone")
    page.goto(f"{server}compare.html#51~67")
    page.wait_for_selector("#resultat table")
    assert page.goto(f"{server}404.html").status == 200
    context.close()
    assert said == []
    assert [url for url in asked if not url.startswith((server, "data:", "blob:"))] == []


@pytest.mark.parametrize(
    "name", ["index.html", "compare.html", "data.html", "territoires/EXEMPLE_51.html", "pays/EXEMPLE_US.html"]
)
def test_policy_refuses_what_others_put_into_a_page(
    tab: Callable[..., Tab], site: Path, name: str, tmp_path: Path
) -> None:
    """An inline script, a handler and a script from another place, as text that was not escaped would bring them."""
    hostile = tmp_path / "elsewhere.js"
    hostile.write_text("window.ran = 'file'", encoding="utf-8")
    attack = (
        "<script>window.ran = 'inline'</script><img src='nowhere' onerror=\"window.ran = 'handler'\">"
        f"<script src='{hostile.as_uri()}'></script></main>"
    )
    page = site / name
    changed = page.with_name(f"changed-{page.name}")
    changed.write_text(page.read_text(encoding="utf-8").replace("</main>", attack), encoding="utf-8")
    try:
        here = tab(changed)
        assert here.page.evaluate("window.ran") is None
        assert sum("Content Security Policy" in one for one in here.said) >= 3
    finally:
        changed.unlink()


@pytest.mark.parametrize(
    "name", ["index.html", "territoires/EXEMPLE_51.html", "compare.html", "produits/EXEMPLE_C11Z.html"]
)
def test_print_hides_what_needs_a_screen(tab: Callable[..., Tab], site: Path, name: str) -> None:
    here = opened(tab, site / name, scheme="dark")
    here.page.emulate_media(media="print", color_scheme="dark")
    assert here.page.locator("nav:visible, form:visible, details:visible, button:visible:not(th button)").count() == 0
    assert here.page.locator(".ribbon:visible").count() == 1
    assert here.page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(255, 255, 255)"
    assert here.page.pdf(prefer_css_page_size=True)[:4] == b"%PDF"


def test_the_head_of_a_long_table_is_on_each_page_of_paper(tab: Callable[..., Tab], site: Path) -> None:
    here = tab(site / "index.html")
    pages = pages_of(here.page.pdf(prefer_css_page_size=True))
    assert len(pages) > 3
    assert ["Couverture" in page for page in pages[1:-1]] == [True] * (len(pages) - 2)


def test_parts_of_a_profile_are_whole_on_paper(tab: Callable[..., Tab], site: Path) -> None:
    here = tab(site / "produits" / "EXEMPLE_C11Z.html")
    first, second, *_ = pages_of(here.page.pdf(prefer_css_page_size=True))
    assert "premiers départements exportateurs" in first
    assert "départements les plus spécialisés" in " ".join(first.split())
    assert "premiers départements importateurs" in " ".join(second.split())


@pytest.mark.parametrize("name", ["pays/EXEMPLE_US.html", "produits/EXEMPLE_C11Z.html"])
def test_numbers_side_by_side_do_not_read_as_one(tab: Callable[..., Tab], site: Path, name: str) -> None:
    for width in (320, 390):
        here = tab(site / name, width=width)
        gaps = here.page.evaluate(
            """[...document.querySelectorAll('td.number + td.number')].map(cell => {
                const text = one => { const range = document.createRange();
                    range.selectNodeContents(one); return range.getBoundingClientRect() };
                return text(cell).left - text(cell.previousElementSibling).right })"""
        )
        assert len(gaps) > 40
        # A space inside a number is some three pixels wide.
        assert min(gap for gap in gaps if gap) > 8, width


@pytest.mark.parametrize("name", ["index.html", "partners.html", "products.html"])
def test_no_column_of_a_list_is_cut(tab: Callable[..., Tab], site: Path, name: str) -> None:
    here = tab(site / name)
    for width in (720, 768, 900, 1024, 1180, 1230, 1280):
        here.page.set_viewport_size({"width": width, "height": 900})
        wider = "one => one.scrollWidth - one.clientWidth"
        assert here.page.locator(".scroll").first.evaluate(wider) <= 0, width


def test_names_of_columns_are_not_cut(tab: Callable[..., Tab], site: Path) -> None:
    here = tab(site / "data.html", width=320)
    for width in (320, 390, 704, 768):
        here.page.set_viewport_size({"width": width, "height": 900})
        assert here.page.locator(".scroll").evaluate("one => one.scrollWidth - one.clientWidth") <= 0, width
    assert here.page.evaluate(
        """[...document.querySelectorAll('td.names')].every(cell => {
            const range = document.createRange(), text = cell.firstChild;
            return text.textContent.split(', ').reduce(([at, whole], word) => {
                range.setStart(text, at); range.setEnd(text, at + word.length);
                return [at + word.length + 2, whole && range.getClientRects().length === 1] }, [0, true])[1] })"""
    )


def test_the_ribbon_of_the_sample_runs_from_edge_to_edge(tab: Callable[..., Tab], site: Path) -> None:
    from io import BytesIO

    from PIL import Image

    for name in ("index.html", "territoires/EXEMPLE_51.html", "pays/EXEMPLE_US.html"):
        here = tab(site / name, width=1280)
        picture = Image.open(BytesIO(here.page.screenshot())).convert("RGB")
        assert {picture.getpixel((x, 3)) for x in (1, 640, 1260)} == {(255, 233, 163)}
        assert here.page.locator(".ribbon").count() == 1
