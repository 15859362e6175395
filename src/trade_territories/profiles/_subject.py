"""What a profile is about: one partner or one product, a zone or a group of them, found by code or name."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Literal

from trade_territories import reference
from trade_territories.errors import TradeTerritoriesError, UnknownCodeError
from trade_territories.parts import Parts, parts_of
from trade_territories.text import typeset

if TYPE_CHECKING:
    from trade_territories._types import PartsLike
    from trade_territories.query import Query
    from trade_territories.reference import Part

Kind = Literal["partner", "product"]


@dataclass(frozen=True)
class Subject:
    """A partner or a product, with the question about France that it is a part of."""

    #: ``"partner"`` or ``"product"``.
    kind: Kind
    #: Its codes.
    part: Part
    #: The question about the part.
    query: Query

    @classmethod
    def of(cls, asked: PartsLike, kind: Kind, base: Query) -> Subject:
        """Return the subject that a code or a name means.

        Raises
        ------
        UnknownCodeError
            No such partner or product, with close matches.
        TradeTerritoriesError
            Several of them, something of the other kind, or a scope that already keeps some of the same kind.
        """
        frame, year = base.frame, base.period.years[-1]
        try:
            parts = parts_of(asked, kind, frame, year)
        except UnknownCodeError as error:
            meant: Kind = "product" if kind == "partner" else "partner"
            try:
                parts_of(asked, meant, frame, year)
            except UnknownCodeError:
                raise error from None
            raise TradeTerritoriesError(
                f"{asked!r} is a {meant}, not a {kind}; use tt.{meant}_profile, or give a {kind}"
            ) from error
        if len(parts) != 1:
            raise TradeTerritoriesError(
                f"{kind}={asked!r} is not one {kind}; give one code or name, or a group of them: tt.group('…', […])"
            )
        (part,) = parts
        if any(kept.kind == kind for kept in base.only):
            other = "products" if kind == "partner" else "partners"
            raise TradeTerritoriesError(
                f"only={list(base.only.codes)!r} keeps {kind}s, and the profile is of one {kind}; in only= give {other}"
            )
        return cls(kind, part, base.narrowed(only=part))

    @property
    def code(self) -> str:
        """Its code, or that of the group."""
        return self.part.code

    @property
    def column(self) -> str:
        """Column of ``Flows`` that tells its rows."""
        return self.part.column

    @cached_property
    def codes(self) -> frozenset[str]:
        """Its codes in that column."""
        unknown = Parts((self.part,), self.query.only.unknown_partners)
        return dict(unknown.by_column)[self.column]

    @property
    def counterpart(self) -> Kind:
        """What it is traded in or with: products for a partner, partners for a product."""
        return "product" if self.kind == "partner" else "partner"

    @cached_property
    def name(self) -> str:
        """Its short name, typeset."""
        lang = self.query.lang
        if self.part.group is not None:
            return typeset(self.part.name(lang), lang)
        return typeset(self.query.label(self.part.level, self.code, short=True), lang)

    @cached_property
    def long_name(self) -> str:
        """Its whole name, typeset."""
        lang = self.query.lang
        if self.part.group is not None:
            return self.name
        return typeset(self.query.label(self.part.level, self.code), lang)

    @property
    def is_country(self) -> bool:
        """Whether it is one country, which has a rank among countries."""
        return self.kind == "partner" and self.part.level == "partner" and self.code not in reference.no_countries()
