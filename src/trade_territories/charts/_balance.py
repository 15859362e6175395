"""The balance: imports to the left and exports to the right of one axis, and what is left of one less the other."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

from trade_territories import reference
from trade_territories.charts._telling import fictive, name_of, place_of, query_heading, scope_of, suffix
from trade_territories.charts._text import label_lines
from trade_territories.charts.page import LEADING, text_lines, widest
from trade_territories.charts.scene import Area, Box, Label, Mark, Rule, Scene
from trade_territories.columns import checked_n
from trade_territories.parts import checked_rows
from trade_territories.query import Query
from trade_territories.tables._balance import balance_table
from trade_territories.text import inside_sentence, listed, say
from trade_territories.text.numbers import mark, millions, percent

if TYPE_CHECKING:
    import pandas as pd

    from trade_territories.charts._content import Heading
    from trade_territories.charts.page import Page
    from trade_territories.parts import PartsLike
    from trade_territories.period import QuarterChoice, YearChoice
    from trade_territories.reference import TerritoryLike

#: Exports and imports that differ by less than this part of both together are nearly balanced.
LEVEL_PCT = 2.0
#: A partner or product is what the balance is mostly made with from this part of it, and so many times the next one.
MOSTLY_PCT, MOSTLY_FACTOR = 25.0, 1.25
TOLD = 2
#: "Autres" is cut where it is so many times longer than the longest named bar, and drawn so long then.
SQUEEZING, CUT_LENGTH = 1.25, 1.04
ROW, BAR, BALANCE_BAR, BALANCE_REACH = 22.5, 12.2, 6.4, 29.0
NAMES, VALUE_GAP, COLUMN_GAP, ROW_INSET = 150.0, 4.0, 12.0, 4.0
NARROW_BAR, NARROW_GAP = 7.6, 2.2
CUT_WIDTH, CUT_SLANT, CUT_FROM_END = 1.3, 2.6, 9.0
THINNEST = 0.6
#: The order of the rows stands beside the heads where it has so much room, else above them.
ORDER = 110.0


@dataclass(frozen=True)
class Row:
    """One row: two values, their balance, each as it is written, and what hover tells."""

    code: str
    name: str
    import_eur: int
    export_eur: int
    import_words: str
    export_words: str
    balance_words: str
    mark: str
    role: str
    tooltip: str

    @property
    def balance_eur(self) -> int:
        """Exports less imports."""
        return self.export_eur - self.import_eur

    @property
    def is_rest(self) -> bool:
        """Whether it gathers all that is not named."""
        return self.code == reference.AUTRES


@dataclass(frozen=True)
class BalanceContent:
    """All that a balance chart says; ``total`` stands below the rows."""

    heading: Heading
    rows: tuple[Row, ...]
    total: Row
    import_head: str
    export_head: str
    balance_head: str
    order: str
    #: What stands behind the name of a row whose bars are cut.
    cut_words: str
    nothing: str
    #: The table that it was worked out from, for those who show it beside the chart.
    table: pd.DataFrame = field(repr=False, compare=False)

    @property
    def longest(self) -> tuple[int, bool]:
        """The largest value that has a bar in full, and whether ``autres`` is cut since it would squeeze the others."""
        named = max((max(row.import_eur, row.export_eur) for row in self.rows if not row.is_rest), default=0)
        rest = max((max(row.import_eur, row.export_eur) for row in self.rows if row.is_rest), default=0)
        is_cut = 0 < named * SQUEEZING < rest
        return (named if is_cut else max(named, rest)), is_cut


def content(
    flows: Any,
    territory: TerritoryLike,
    *,
    by: str = "partner",
    n: int | None = 10,
    year: YearChoice = None,
    quarter: QuarterChoice = None,
    only: PartsLike = None,
    excluding: PartsLike = None,
    lang: str = "fr",
) -> BalanceContent:
    """Show the trade balance: imports to the left, exports to the right, the balance in a column.

    Parameters
    ----------
    by
        ``partner``, ``zone`` or a level of products.
    n
        The union of the ``n`` first origins and destinations stands by itself, the rest is ``autres``.
    year, quarter, only, excluding, lang
        As :func:`trade_territories.balance`, which gives the data, takes them.
    """
    level, count = checked_rows(by), checked_n(n)
    query = Query.of(flows, territory, year=year, quarter=quarter, only=only, excluding=excluding, lang=lang)
    table = balance_table(query, by=level, n=count)
    kind = level if level in ("partner", "zone") else "partner" if level == "group:union" else "product"
    rows = tuple(
        _row(query, str(code), _name(query, level, kind, str(code)), int(imports), int(exports))
        for code, imports, exports in zip(table["code"], table["import_eur"], table["export_eur"], strict=True)
    )
    name = say("charts.balances.total", query.lang)
    total = _row(query, "total", name, int(table["import_eur"].sum()), int(table["export_eur"].sum()))
    title = _finding(query, kind, rows, total)
    made = BalanceContent(
        query_heading(query, title, say(f"charts.balances.subtitle_{kind}", query.lang, scope=scope_of(query)), "", ""),
        rows,
        total,
        say("charts.imports", query.lang),
        say("charts.exports", query.lang),
        say("charts.balances.head", query.lang),
        say("charts.balances.order", query.lang),
        say("charts.balances.cut", query.lang),
        say("charts.nothing", query.lang),
        table,
    )
    reading = _reading(query, kind, made)
    return replace(
        made, heading=replace(made.heading, description=_description(query, kind, title, rows, total), reading=reading)
    )


def _name(query: Query, by: str, kind: str, code: str) -> str:
    return say(f"charts.balances.others_{kind}", query.lang) if code == reference.AUTRES else name_of(query, by, code)


def _row(query: Query, code: str, name: str, imports: int, exports: int) -> Row:
    difference = exports - imports
    role = "surplus" if difference > 0 else "deficit" if difference < 0 else "secondary"
    plain = {"unit": False, "dash": True}
    return Row(
        code,
        name,
        imports,
        exports,
        millions(imports, query.lang, **plain),
        millions(exports, query.lang, **plain),
        millions(difference, query.lang, signed=True, unit=False),
        mark(difference),
        role,
        say(
            "charts.told_row",
            query.lang,
            name=name,
            imports=millions(imports, query.lang),
            exports=millions(exports, query.lang),
            balance=millions(difference, query.lang, signed=True),
        ),
    )


def _leading(rows: tuple[Row, ...], total: Row) -> Row | None:
    """Return the named row that adds most to the balance, if one does."""
    sign = 1 if total.balance_eur > 0 else -1
    named = [row for row in rows if not row.is_rest and row.balance_eur * sign > 0]
    return max(named, key=lambda row: row.balance_eur * sign, default=None)


def _inside(kind: str, row: Row) -> str:
    return inside_sentence(row.name) if kind == "product" else row.name


def _finding(query: Query, kind: str, rows: tuple[Row, ...], total: Row) -> str:
    words: dict[str, object] = {"place": place_of(query), "without": suffix(query)}
    imports, exports, difference = total.import_eur, total.export_eur, total.balance_eur
    if imports <= 0 or exports <= 0:
        return say(f"charts.balances.title_{kind}", query.lang, **words)
    if not difference:
        return say("charts.balances.finding_equal", query.lang, **words)
    if abs(difference) < LEVEL_PCT / 100 * (imports + exports):
        rate = percent(exports / imports * 100, query.lang)
        return say("charts.balances.finding_level", query.lang, rate=rate, **words)
    sign = "surplus" if difference > 0 else "deficit"
    text = say(f"charts.balances.finding_{sign}", query.lang, value=millions(abs(difference), query.lang), **words)
    row = _leading(rows, total)
    if row is None:
        return text
    same = [abs(other.balance_eur) for other in rows if not other.is_rest and other.balance_eur * difference > 0]
    far = len(same) == 1 or abs(row.balance_eur) >= MOSTLY_FACTOR * sorted(same)[-2]
    how = "mostly" if far and abs(row.balance_eur) >= MOSTLY_PCT / 100 * abs(difference) else "first"
    return text + say(f"charts.balances.{how}_{kind}", query.lang, name=_inside(kind, row))


def _reading(query: Query, kind: str, made: BalanceContent) -> str:
    """Read one balance aloud, and say what is cut and what cannot be drawn."""
    parts = []
    row = _leading(made.rows, made.total) or next((row for row in made.rows if not row.is_rest), None)
    if row is not None and row.balance_eur:
        sign = "surplus" if row.balance_eur > 0 else "deficit"
        value = millions(abs(row.balance_eur), query.lang)
        words = {"place": place_of(query), "name": _inside(kind, row), "value": value}
        parts.append(say(f"charts.balances.reading_{sign}_{kind}", query.lang, **words))
    if made.longest[1]:
        parts.append(
            say("charts.balances.reading_cut", query.lang, name=say(f"charts.balances.others_{kind}", query.lang))
        )
    if any(min(row.import_eur, row.export_eur) < 0 for row in made.rows):
        parts.append(say("charts.balances.below", query.lang))
    parts.append(say("charts.balances.basis", query.lang))
    return " ".join(parts)


def _description(query: Query, kind: str, title: str, rows: tuple[Row, ...], total: Row) -> str:
    told = []
    for key, sign in (("surpluses", 1), ("deficits", -1)):
        named = [row for row in rows if not row.is_rest and sign * row.balance_eur > 0]
        first = sorted(named, key=lambda row: -abs(row.balance_eur))[:TOLD]
        if first:
            items = [f"{row.name} {millions(abs(row.balance_eur), query.lang)}" for row in first]
            told.append(say(f"charts.balances.{key}", query.lang, count=len(items), rows=listed(items, query.lang)))
    words = {"imports": millions(total.import_eur, query.lang), "exports": millions(total.export_eur, query.lang)}
    return (
        say(
            f"charts.balances.describe_{kind}",
            query.lang,
            place=place_of(query),
            without=suffix(query),
            period=query.period_label,
            fictive=fictive(query),
            title=title,
            told=" ".join(told),
            **words,
        )
        .strip()
        .replace("  ", " ")
    )


def scene(content: BalanceContent, page: Page) -> Scene:
    """Lay a balance out: bars about an axis on a wide page, pairs of bars from the left edge on a narrow one."""
    marks, y = page.head(content.heading)
    if not content.rows:
        marks.append(Label(0, y + page.sizes.name * 2, content.nothing, page.sizes.name, "secondary", "semibold"))
        return page.finished(content.heading, marks, y + 40)
    found, bottom = (_Narrow if page.narrow else _Wide)(content, page).marks(y)
    return page.finished(content.heading, [*marks, *found], bottom)


class _Drawn:
    """What both layouts know: the scale, and how bars and balances are drawn."""

    def __init__(self, content: BalanceContent, page: Page) -> None:
        self.content, self.page, self.sizes = content, page, page.sizes
        self.longest, self.is_cut = content.longest

    def length(self, row: Row, value: int, scale: float) -> float:
        """Return the length of a bar: cut where it is of "autres" and would squeeze the others."""
        if value <= 0:
            return 0.0
        if row.is_rest and self.is_cut:
            value = min(value, round(self.longest * CUT_LENGTH))
        return max(value * scale, THINNEST)

    def bar(self, row: Row, role: str, x: float, y: float, length: float, height: float, sign: int) -> list[Mark]:
        """Return a bar from ``x`` to one side, with two white cuts near its end where its value is off the scale."""
        if not length:
            return []
        fill = f"{role}_pale" if row.is_rest else role
        left = x if sign > 0 else x - length
        of = (f"row-{row.code}",)
        marks: list[Mark] = [Box(left, y, length, height, fill, row.tooltip, of=of)]
        value = row.import_eur if role == "import" else row.export_eur
        if row.is_rest and self.is_cut and value > self.longest * CUT_LENGTH:
            for shift in (0.0, 2.6 * CUT_WIDTH):
                at = x + sign * (length - CUT_FROM_END - shift)
                corners = (
                    (at - CUT_WIDTH / 2 - CUT_SLANT / 2, y + height + 0.5),
                    (at + CUT_WIDTH / 2 - CUT_SLANT / 2, y + height + 0.5),
                    (at + CUT_WIDTH / 2 + CUT_SLANT / 2, y - 0.5),
                    (at - CUT_WIDTH / 2 + CUT_SLANT / 2, y - 0.5),
                )
                marks.append(Area((corners,), "background", edge=""))
        return marks

    def balance(self, row: Row, baseline: float, weight: str = "semibold") -> list[Mark]:
        """Return mark and signed value at the right edge: told apart by shape and sign, and by colour too."""
        size, right = self.sizes.name, self.page.width - (0 if self.page.narrow else ROW_INSET)
        width = self.page.measure(row.balance_words, size, weight)  # type: ignore[arg-type]
        of = () if row is self.content.total else (f"row-{row.code}",)
        return [
            Label(right, baseline, row.balance_words, size, row.role, weight, "end", of=of),  # type: ignore[arg-type]
            Label(right - width - 3.5, baseline, row.mark, size - 1, row.role, weight, "end", of=of),  # type: ignore[arg-type]
        ]


class _Wide(_Drawn):
    def marks(self, y: float) -> tuple[list[Mark], float]:
        """Return all marks from ``y`` down, and where they end."""
        content, page, sizes = self.content, self.page, self.sizes
        rows = (*content.rows, content.total)
        names = {row.code: label_lines(row.name, NAMES, sizes.name, "semibold") for row in rows}
        name_width = widest([line for lines in names.values() for line in lines], sizes.name, "semibold", page.measure)
        values = [
            widest([getattr(row, words) for row in content.rows], sizes.value, "regular", page.measure) + VALUE_GAP
            for words in ("import_words", "export_words")
        ]
        balances = widest([row.balance_words for row in rows], sizes.name, "bold", page.measure) + 14
        named = [row.balance_eur for row in content.rows if not row.is_rest]
        most = max((abs(value) for value in named), default=0) or 1
        below, above = (max(0, *(sign * value for value in named), 0) / most * BALANCE_REACH for sign in (-1, 1))
        line = page.width - ROW_INSET - balances - 6 - above
        left = name_width + COLUMN_GAP + values[0]
        right = line - below - COLUMN_GAP - values[1]
        sides = [self._most("import_eur"), self._most("export_eur")]
        scale = (right - left) / (sum(sides) or 1)
        axis = left + sides[0] * scale if sum(sides) else (left + right) / 2
        marks, y = self._heads(axis, y)
        for place, row in enumerate(content.rows):
            if row.is_rest:
                y += 4
            height = max(ROW, len(names[row.code]) * sizes.name * LEADING + 5)
            if place % 2 == 0 and not row.is_rest:
                marks.append(Box(-ROW_INSET, y, page.width + 2 * ROW_INSET, height, "zebra"))
            marks += self._row(row, names[row.code], y, height, (axis, scale, line, most))
            y += height
        last = y - (ROW + 4 if content.rows[-1].is_rest else 0)
        if named:
            marks.append(Rule(line, last, line, self._top, "secondary", 0.6, above=True))
        marks.append(Rule(0, y + 4, page.width, y + 4, "ink", 0.8))
        return [*marks, *self._total(y + 4, axis)], y + 4 + ROW

    def _most(self, column: str) -> int:
        return max(
            (
                min(getattr(row, column), round(self.longest * CUT_LENGTH)) if row.is_rest else getattr(row, column)
                for row in self.content.rows
            ),
            default=0,
        )

    def _heads(self, axis: float, y: float) -> tuple[list[Mark], float]:
        content, sizes, page = self.content, self.sizes, self.page
        widths = [page.measure(text, sizes.head, "bold") for text in (content.import_head, content.export_head)]
        axis = max(axis, widths[0] + 2 * VALUE_GAP)
        room = axis - widths[0] - 2 * COLUMN_GAP
        order = label_lines(content.order, room if room >= ORDER else page.width, sizes.value, lines=3)
        y += len(order) * sizes.value * LEADING
        first = y - (len(order) - 1) * sizes.value * LEADING
        if room < ORDER:
            y += sizes.head * LEADING
        self._top = y + 7
        return [
            *text_lines(order, 0, first, sizes.value, "secondary"),
            Label(axis - VALUE_GAP, y, content.import_head, sizes.head, "import_text", "bold", "end"),
            Label(axis + VALUE_GAP, y, content.export_head, sizes.head, "export_text", "bold"),
            Label(page.width - ROW_INSET, y, content.balance_head, sizes.head, "ink", "bold", "end"),
        ], y + 7

    def _row(
        self, row: Row, lines: list[str], y: float, height: float, at: tuple[float, float, float, int]
    ) -> list[Mark]:
        """Draw a row; ``at`` is the axis, points per euro, the line of balances, and the largest of them."""
        sizes, (axis, scale, line, most) = self.sizes, at
        middle, of = y + height / 2, (f"row-{row.code}",)
        baseline = middle + sizes.name * 0.34 - (len(lines) - 1) * sizes.name * LEADING / 2
        ink = ("secondary", "regular") if row.is_rest else ("ink", "semibold")
        hit = Box(-ROW_INSET, y, self.page.width + 2 * ROW_INSET, height, "background", row.tooltip, opacity=0.0)
        marks: list[Mark] = [replace(hit, target=of[0], of=of)]
        marks += text_lines(lines, 0, baseline, sizes.name, *ink, of=of)  # type: ignore[arg-type]
        text_y = middle + sizes.value * 0.34
        quiet = "secondary" if row.is_rest else "ink"
        for role, value, words, sign in (
            ("import", row.import_eur, row.import_words, -1),
            ("export", row.export_eur, row.export_words, 1),
        ):
            length = self.length(row, value, scale)
            marks += self.bar(row, role, axis + sign * 0.5, middle - BAR / 2, length, BAR, sign)
            x = axis + sign * (0.5 + length + VALUE_GAP)
            marks.append(Label(x, text_y, words, sizes.value, quiet, "regular", "end" if sign < 0 else "start", of=of))
        if not row.is_rest and row.balance_eur:
            reach = max(abs(row.balance_eur) / most * BALANCE_REACH, THINNEST)
            x = line if row.balance_eur > 0 else line - reach
            marks.append(Box(x, middle - BALANCE_BAR / 2, reach, BALANCE_BAR, row.role, of=of))
        return [*marks, *self.balance(row, middle + sizes.name * 0.34)]

    def _total(self, y: float, axis: float) -> list[Mark]:
        row, size = self.content.total, self.sizes.name
        baseline = y + ROW / 2 + size * 0.34
        return [
            Label(0, baseline, row.name, size, "ink", "bold"),
            Label(axis - VALUE_GAP, baseline, row.import_words, size, "import_text", "bold", "end"),
            Label(axis + VALUE_GAP, baseline, row.export_words, size, "export_text", "bold"),
            *self.balance(row, baseline, "bold"),
        ]


class _Narrow(_Drawn):
    def marks(self, y: float) -> tuple[list[Mark], float]:
        """Return all marks from ``y`` down, and where they end."""
        content, page, sizes = self.content, self.page, self.sizes
        y += sizes.head
        x = 0.0
        marks: list[Mark] = []
        for role, head in (("import", content.import_head), ("export", content.export_head)):
            marks += [
                Box(x, y - sizes.head * 0.78, sizes.head * 0.85, sizes.head * 0.85, role),
                Label(x + sizes.head * 1.2, y, head, sizes.head, f"{role}_text", "bold"),
            ]
            x += sizes.head * 1.2 + page.measure(head, sizes.head, "bold") + 14
        marks.append(Label(page.width, y, content.balance_head, sizes.head, "ink", "bold", "end"))
        for line in label_lines(content.order, page.width, sizes.value, lines=2):
            y += sizes.value * LEADING
            marks.append(Label(0, y, line, sizes.value, "secondary"))
        y += 6
        values = [words for row in content.rows for words in (row.import_words, row.export_words)]
        widths = widest(values, sizes.value, "regular", page.measure)
        most = self.longest * (CUT_LENGTH if self.is_cut else 1)
        scale = (page.width - widths - VALUE_GAP) / (most or 1)
        for row in content.rows:
            found, bottom = self._row(row, y, scale)
            marks += [Rule(0, y, page.width, y, "rule", 0.6), *found]
            y = bottom
        marks.append(Rule(0, y, page.width, y, "ink", 0.8))
        return [*marks, *self._total(y)], y + sizes.name * 2.1

    def _row(self, row: Row, y: float, scale: float) -> tuple[list[Mark], float]:
        sizes, of = self.sizes, (f"row-{row.code}",)
        cut = f" ({self.content.cut_words})" if row.is_rest and self.is_cut else ""
        room = self.page.width - self.page.measure(row.balance_words, sizes.name, "semibold") - 20
        ink = ("secondary", "regular") if row.is_rest else ("ink", "semibold")
        lines = label_lines(row.name + cut, room, sizes.name, ink[1])  # type: ignore[arg-type]
        baseline = y + sizes.name * 1.2
        height = (len(lines) - 1) * sizes.name * LEADING + 2 * (NARROW_BAR + NARROW_GAP) + sizes.name * 1.75 + 2
        hit = Box(0, y, self.page.width, height, "background", row.tooltip, opacity=0.0)
        marks: list[Mark] = [replace(hit, target=of[0], of=of)]
        marks += text_lines(lines, 0, baseline, sizes.name, *ink, of=of)  # type: ignore[arg-type]
        marks += self.balance(row, baseline)
        at = baseline + (len(lines) - 1) * sizes.name * LEADING + sizes.name * 0.42
        for role, value, words in (
            ("import", row.import_eur, row.import_words),
            ("export", row.export_eur, row.export_words),
        ):
            length = self.length(row, value, scale)
            marks += self.bar(row, role, 0, at, length, NARROW_BAR, 1)
            text_y = at + NARROW_BAR / 2 + sizes.value * 0.34
            ink_value = "secondary" if row.is_rest else "ink"
            marks.append(Label(length + VALUE_GAP, text_y, words, sizes.value, ink_value, of=of))
            at += NARROW_BAR + NARROW_GAP
        return marks, y + height

    def _total(self, y: float) -> list[Mark]:
        """Set the sums in the order of the key, then the balance."""
        row, size = self.content.total, self.sizes.name
        baseline = y + size * 1.4
        width = self.page.measure(f"{row.mark} {row.balance_words}", size, "bold") + 12
        marks: list[Mark] = [Label(0, baseline, row.name, size, "ink", "bold"), *self.balance(row, baseline, "bold")]
        x = self.page.width - width
        for words, role in ((row.export_words, "export_text"), (row.import_words, "import_text")):
            marks.append(Label(x, baseline, words, size, role, "bold", "end"))
            x -= self.page.measure(words, size, "bold") + 8
        return marks
