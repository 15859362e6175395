"""What the Sankey says: first products and first partners of one flow, and the largest flows between them."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from trade_territories import aggregate, reference
from trade_territories.charts._content import Case, Heading, shares_of
from trade_territories.errors import IncompleteCoverageError
from trade_territories.wording.charts import chart_text, listed, number_word

if TYPE_CHECKING:
    from collections.abc import Iterable

    import pandas as pd

    from trade_territories.period import QuarterChoice, YearChoice
    from trade_territories.reference import TerritoryLike

#: How many things an alternative text tells of each kind.
TOLD = 3


@dataclass(frozen=True)
class Node:
    """One end of flows: a product or a partner, with what stands beside it; ``plain`` is the name without its first class."""

    code: str
    name: str
    plain: str
    value_eur: int
    words: str


@dataclass(frozen=True)
class Link:
    """One flow between two ends, with what a reader learns on it."""

    left: str
    right: str
    value_eur: int
    highlighted: bool
    words: str


@dataclass(frozen=True)
class SankeyContent:
    """All that a Sankey says.

    Parameters
    ----------
    left, right
        The ends, largest first, ``autres`` last.
    links
        The flows that are drawn: those above 0.
    left_head, right_head, legend, nothing
        Words over the columns, of the key, and instead of a picture without flows.
    """

    heading: Heading
    flow: str
    left: tuple[Node, ...]
    right: tuple[Node, ...]
    links: tuple[Link, ...]
    left_head: str
    right_head: str
    legend: str
    nothing: str
    #: The table that it was worked out from, for those who show it beside the chart.
    table: pd.DataFrame = field(repr=False, compare=False)


def sankey_content(
    flows: Any,
    territory: TerritoryLike,
    *,
    flow: str = "export",
    product: str = "a129",
    n: int | None = 10,
    highlight: int = 5,
    year: YearChoice = None,
    quarter: QuarterChoice = None,
    excluding: Iterable[str] | None = None,
    lang: str = "fr",
) -> SankeyContent:
    """Show the flows between products and partners.

    Parameters
    ----------
    flow
        ``"export"``: goods to the left, destinations to the right; ``"import"``: origins to the left, goods to the right.
    product
        Level of products.
    n
        So many products and partners stand by themselves, the rest is ``autres``.
    highlight
        How many of the largest flows between two named ends are red.
    year, quarter, excluding, lang
        As :func:`trade_territories.flow_matrix`, which gives the data, takes them.
    """
    case = Case(flows, territory, year=year, quarter=quarter, excluding=excluding, lang=lang)
    matrix = aggregate.flow_matrix(
        case.flows, case.territory, flow=flow, product=product, n=n, highlight=highlight, **case.asked
    )
    whole = int(matrix["value_eur"].sum())
    drawn = matrix[matrix["value_eur"] > 0]
    parts = case.leading_class(flow) if product == "a129" else {}
    products = _nodes(drawn, "product", product, whole, case, parts)
    partners = _nodes(drawn, "partner", "partner", whole, case, {})
    links = _links(drawn, flow, product, whole, case)
    left, right = (products, partners) if flow == "export" else (partners, products)
    title = case.title(f"title_sankey_{flow}")
    shares = _shares(case, flow)
    total = chart_text("total", case.lang, total=case.money(whole))
    subtitle = chart_text("that_is", case.lang, total=total, shares=shares) if shares else total
    nothing = chart_text(f"nothing_{flow}", case.lang)
    described = _described(case, flow, whole, shares, products, partners, links)
    if not links:
        described = chart_text("describe_nothing", case.lang, title=title, nothing=nothing)
    heads = {kind: chart_text(f"heads_{flow}_{kind}", case.lang) for kind in ("product", "partner")}
    red = sum(link.highlighted for link in links)
    legend = (
        chart_text("largest_one", case.lang)
        if red == 1
        else chart_text("largest", case.lang, n=number_word(red, case.lang))
    )
    return SankeyContent(
        case.heading(title, subtitle, described),
        flow,
        left,
        right,
        links,
        heads["product" if flow == "export" else "partner"],
        heads["partner" if flow == "export" else "product"],
        legend if red else "",
        nothing,
        matrix,
    )


def _shares(case: Case, flow: str) -> str | None:
    """Give the shares, or none where the frame was loaded for a part of the country: the table then says what lacks."""
    try:
        return shares_of(case, flow)
    except IncompleteCoverageError:
        return None


def _nodes(
    matrix: pd.DataFrame, column: str, level: str, whole: int, case: Case, parts: dict[str, str]
) -> tuple[Node, ...]:
    sums = matrix.groupby(column)["value_eur"].sum()
    order = sorted(sums.index, key=lambda code: (code == reference.AUTRES, -int(sums[code]), code))
    nodes = []
    for code in order:
        plain = case.short(level, str(code))
        value = int(sums[code])
        nodes.append(
            Node(
                str(code),
                case.with_class(plain, parts.get(code)),
                plain,
                value,
                f"{case.money(value)} · {case.share(value, whole)}",
            )
        )
    return tuple(nodes)


def _links(matrix: pd.DataFrame, flow: str, level: str, whole: int, case: Case) -> tuple[Link, ...]:
    links = []
    ordered = matrix.sort_values(["value_eur", "product", "partner"], ascending=[False, True, True])
    for rank, row in enumerate(ordered.itertuples(), start=1):
        product, partner, value = str(row.product), str(row.partner), int(row.value_eur)  # type: ignore[arg-type]
        names = [case.short(level, product), case.short("partner", partner)]
        words = " → ".join(names if flow == "export" else names[::-1])
        place = chart_text("rank", case.lang, rank=rank, of=len(ordered))
        words = f"{words} : {case.money(value)} · {case.share(value, whole)} · {place}"
        ends = (product, partner) if flow == "export" else (partner, product)
        links.append(Link(*ends, value, bool(row.highlighted), words))
    return tuple(links)


def _described(
    case: Case,
    flow: str,
    whole: int,
    shares: str | None,
    products: tuple[Node, ...],
    partners: tuple[Node, ...],
    links: tuple[Link, ...],
) -> str:
    told = {
        kind: listed(
            [f"{node.name} ({node.words})" for node in nodes if node.code != reference.AUTRES][:TOLD], case.lang
        )
        for kind, nodes in (("products", products), ("partners", partners))
    }
    largest = [link.words.rsplit(" · ", 1)[0] for link in links if link.highlighted]
    that_is = ", " + chart_text("that_is", case.lang, total="", shares=shares).lstrip(", ") if shares else ""
    return chart_text(
        f"describe_sankey_{flow}",
        case.lang,
        place=case.place,
        period=case.period,
        total=case.money(whole),
        shares=that_is,
        flows=" ; ".join(largest),
        **told,
    )
