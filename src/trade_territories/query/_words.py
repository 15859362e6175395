"""What is said of a question: its scope, the names of its codes, where the figures are from, and notes beside any table."""

from __future__ import annotations

import re
from functools import cached_property
from typing import TYPE_CHECKING

from trade_territories import reference
from trade_territories.columns import FLOWS, PRODUCT_COLUMNS
from trade_territories.parts import GROUP_LEVEL, Parts, group_label
from trade_territories.provenance import ReleaseName
from trade_territories.query._coverage import Coverage
from trade_territories.text import Lang, listed, say

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from trade_territories.provenance import ReadingNote, ReleaseRecord


class Words(Coverage):
    """The part of a query that names things."""

    only: Parts
    excluding: Parts
    lang: Lang

    @cached_property
    def _release_labels(self) -> dict[str, Mapping[str, str]]:
        return {}

    def release_labels(self, level: str) -> Mapping[str, str]:
        """Return the labels that the releases bring for codes unknown to the package, or of another meaning."""
        if level not in self._release_labels:
            info, years = self.frame.info, self.period.years
            self._release_labels[level] = info.labels_of(level, years[-1]) if info else {}
        return self._release_labels[level]

    def label(self, level: str, code: str, *, short: bool = False) -> str:
        """Return the name of a code."""
        if level.startswith(GROUP_LEVEL) and code != reference.AUTRES:
            return group_label(level, code, self.lang) or say("scope.outside_groups", self.lang)
        level = "partner" if level.startswith(GROUP_LEVEL) else level
        own = self.release_labels(level).get(code, "") if level in PRODUCT_COLUMNS else ""
        if own and reference.has_new_meaning(level, code, own):
            return own
        return reference.label(level, code, self.lang, short=short, extra=self.release_labels(level))

    def labels(self, level: str, codes: Iterable[str], *, short: bool = False) -> list[str]:
        """Return the names of codes."""
        return [self.label(level, code, short=short) for code in codes]

    @cached_property
    def place(self) -> str:
        """Name of the territory, as titles say it."""
        return self.territory.label(self.lang)

    @cached_property
    def place_inside(self) -> str:
        """Name of the territory inside a sentence: of a Territoire d'industrie, its départements, whose figures these are."""
        if self.territory.level != "territoire_industrie":
            return self.place
        return listed(self.labels("departement", self.territory.departements), self.lang)

    @cached_property
    def period_label(self) -> str:
        """The period, as titles say it."""
        return self.period.label(self.lang)

    @cached_property
    def parts_label(self) -> str:
        """What is kept and left out, such as ``hors boissons``; empty where nothing is."""
        words = []
        for kind in ("product", "partner"):
            names = self.only.names(self, kind)
            if names:
                words.append(say(f"scope.only_{kind}", self.lang, count=len(names), names=listed(names, self.lang)))
        if self.excluding:
            words.append(say("scope.excluding", self.lang, names=listed(self.excluding.names(self), self.lang)))
        return ", ".join(words)

    @property
    def narrowing(self) -> str:
        """What is kept and left out, to stand at the end of a sentence: `` (hors boissons)``; empty where all is there."""
        return say("charts.parts", self.lang, parts=self.parts_label) if self.parts_label else ""

    def narrows(self, kind: str) -> bool:
        """Whether some products, or some partners, are kept or left out."""
        return any(part.kind == kind for part in (*self.only, *self.excluding))

    def keeps_one(self, kind: str) -> bool:
        """Whether a single product, or a single partner, is kept: no other stands beside it."""
        codes = [code for part in self.only if part.kind == kind for code in part.column_codes]
        return len(codes) == 1

    @cached_property
    def scope(self) -> str:
        """What the figures are of: ``Marne, 2024, hors boissons``; what is usual adds nothing."""
        return f"{self.place}, {self.when}"

    @cached_property
    def when(self) -> str:
        """The scope without the territory: the period, what is kept and left out, and whether rows are an extract."""
        extract = say("scope.extract", self.lang) if self.extract else ""
        return ", ".join(word for word in (self.period_label, self.parts_label, extract) if word)

    @cached_property
    def stem(self) -> str:
        """The scope as a part of a file name: ``51-2024-hors-boissons``."""
        return as_file_name(f"{self.territory.code} {self.when}")

    @cached_property
    def releases(self) -> tuple[ReleaseRecord, ...]:
        """Records of the releases that the years asked for are from; empty where they were lost on the way."""
        records = self.frame.info.releases if self.frame.info else ()
        return tuple(record for record in records if set(record.years) & set(self.period.years))

    @cached_property
    def is_sample(self) -> bool:
        """Whether any row of the table is of the bundled example."""
        info = self.frame.info
        return (info is not None and info.is_sample) or any(
            ReleaseName.of(release).is_sample for release in self.frame.releases
        )

    @cached_property
    def reading_notes(self) -> tuple[ReadingNote, ...]:
        """What the reading of the files found unexpected in the years asked for, France-wide."""
        notes = self.frame.info.notes if self.frame.info else ()
        return tuple(note for note in notes if not note.year or note.year in self.period.years)

    @cached_property
    def notes(self) -> tuple[str, ...]:
        """What must be said beside any table: example, partial period, parts, extract, missing files and places."""
        lang, period = self.lang, self.period
        notes = []
        if self.is_sample:
            notes.append(say("tables.sample", lang))
        if not period.is_whole:
            notes.append(say("tables.partial", lang, period=self.period_label))
        if len(period.years) > 1 and not period.is_series:
            notes.append(say("tables.several_years", lang, period=period.span(lang)))
        if self.only:
            notes.append(say("tables.only", lang, names=listed(self.only.long_names(self), lang)))
        if self.excluding:
            notes.append(say("tables.excluding", lang, names=listed(self.excluding.long_names(self), lang)))
        notes += [*self.only.notes(self), *self.excluding.notes(self)]
        if self.territory.level == "territoire_industrie":
            notes.append(say("tables.industry", lang, label=self.place))
        notes += [
            say("tables.missing_flow", lang, flow=say(f"flows.{flow}", lang))
            for flow in FLOWS
            if flow not in self.flows_held
        ]
        if self.lacking:
            notes.append(say("tables.coverage", lang, names=listed(list(self.lacking_names), lang)))
        if self.extract:
            held, whole = self.extract
            notes.append(say("tables.extract", lang, rows=held, whole=whole))
        return tuple(notes)


def as_file_name(text: str) -> str:
    """Return a text as a part of a file name: letters and digits, joined by hyphens.

    Examples
    --------
    >>> as_file_name("51 2024, hors boissons")
    '51-2024-hors-boissons'
    """
    return "-".join(re.findall(r"[^\W_]+", reference.folded(text)))
