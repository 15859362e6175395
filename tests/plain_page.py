"""What a reader finds on a fiche's page: texts, each with the figure that it stands in, and tables."""

from __future__ import annotations

from dataclasses import dataclass, field
from html.parser import HTMLParser

from tests.plain_figures import plain

_INLINE = {"strong", "em", "a", "tspan", "b", "i"}
_SILENT = {"style", "script"}
_EMPTY = {"meta", "link", "br", "img", "path", "rect", "circle", "line", "stop", "polyline", "use", "polygon"}


@dataclass
class Text:
    """A text: in which element, in which figure, and in which of its pictures."""

    kind: str
    text: str
    figure: str
    picture: int = 0


@dataclass
class Grid:
    """A table: its caption, heads and rows of cells with their codes."""

    figure: str
    caption: str = ""
    heads: list[str] = field(default_factory=list)
    rows: list[list[tuple[str, str]]] = field(default_factory=list)


class Page(HTMLParser):
    """Reads a page."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.texts: list[Text] = []
        self.grids: list[Grid] = []
        self._tags: list[str] = []
        self._figure, self._last, self._words, self._code, self._picture = "", "", "", "", 0
        self.feed(page)
        self.close()
        for grid in self.grids:
            grid.rows = [row for row in grid.rows if row]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag not in _INLINE and tag != "small":
            self._flush()
        known = {name: value or "" for name, value in attrs}
        if tag == "figure":
            self._figure = self._last = known.get("id", "")
        self._picture += tag == "svg"
        if tag == "table":
            self.grids.append(Grid(self._last))
        if tag == "tr" and self.grids:
            self.grids[-1].rows.append([])
        for name in ("alt", "aria-label", "content", "title"):
            value = plain(known.get(name, ""))
            if value and known.get("http-equiv") is None and known.get("name") not in ("viewport", "generator"):
                self.texts.append(Text(f"@{tag}", value, self._figure))
        if tag not in _EMPTY:
            self._tags.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        del tag, attrs

    def handle_endtag(self, tag: str) -> None:
        if tag in _EMPTY:
            return
        if tag == "small" and self._in_table:
            self._tags.pop()
            return
        if tag not in _INLINE:
            self._flush()
        while self._tags and self._tags.pop() != tag:
            pass
        if tag == "figure":
            self._figure = ""

    def handle_data(self, data: str) -> None:
        if _SILENT & set(self._tags):
            return
        if self._tags and self._tags[-1] == "small" and self._in_table:
            self._code += data
        else:
            self._words += data

    @property
    def _in_table(self) -> bool:
        return "table" in self._tags

    def _flush(self) -> None:
        text, code = plain(self._words), plain(self._code)
        self._words = self._code = ""
        cell = next((tag for tag in reversed(self._tags) if tag in ("caption", "th", "td")), "")
        if self._in_table and cell:
            grid = self.grids[-1]
            if cell == "caption":
                grid.caption += text
            elif "thead" in self._tags and self._tags[-1] == cell:
                grid.heads.append(text)
            elif self._tags[-1] == cell:
                grid.rows[-1].append((text, code))
        elif text:
            kind = self._tags[-1] if self._tags else ""
            kind = f"svg:{kind}" if "svg" in self._tags else kind
            self.texts.append(Text(kind, text, self._figure, self._picture if "svg" in self._tags else 0))
