"""Flows -> profiles of partners and products: one pass over the rows, then each profile from its own few."""

from __future__ import annotations

import math
from functools import cached_property
from typing import TYPE_CHECKING, Any, Unpack

import pandas as pd

from trade_territories import _version, cautions, reference
from trade_territories.charts._map import content_of
from trade_territories.charts._map_values import Values
from trade_territories.columns import FLOWS, PRODUCT_LEVELS, checked_level
from trade_territories.document import Edition
from trade_territories.document import _method as method
from trade_territories.document._trends import checked_since, no_evolution
from trade_territories.document._words import Speaker
from trade_territories.document.content import EXAMPLE_PREFIX, IndustryList
from trade_territories.errors import TradeTerritoriesError
from trade_territories.parts import parts_of
from trade_territories.profiles._figures import Figures
from trade_territories.profiles._profile import Profile
from trade_territories.profiles._rows import known_places
from trade_territories.profiles._sections import Sections, with_purpose
from trade_territories.profiles._subject import Subject
from trade_territories.profiles._sums import Sums, Years, comparable_years, in_years
from trade_territories.profiles._words import Words
from trade_territories.query import Query, as_file_name
from trade_territories.tables.ranks import traded_codes
from trade_territories.text import LANGS, typeset
from trade_territories.text import say as text_say

if TYPE_CHECKING:
    from pathlib import Path

    from trade_territories._types import FlowsLike, Lang, PartsLike, ProductLevel, QuarterChoice, Scope, YearChoice
    from trade_territories.charts._map_layout import MapContent

#: Cautions that are about the figures of a whole territory: a profile works out its own.
_OF_TERRITORIES = frozenset(
    {
        "hydrocarbons", "energy_at_paris", "one_cell", "no_country", "unknown_partner", "unknown_product",
        "unknown_departement", "corrections", "missing_mass", "united_kingdom", "published_total", "published_factor",
    }
)  # fmt: skip


def partner_profile(
    flows: FlowsLike,
    partner: PartsLike,
    *,
    year: YearChoice = None,
    quarter: QuarterChoice = None,
    only: PartsLike = None,
    excluding: PartsLike = None,
    lang: Lang = "fr",
    by: ProductLevel = "a129",
    since: int | None = None,
    edition: Edition | str | Path | None = None,
) -> Profile:
    """Show one partner seen from all départements: who exports there and imports from there, and what it weighs.

    Parameters
    ----------
    flows, year, quarter, excluding, lang
        As :func:`trade_territories.totals` takes them.
    partner
        A country, a zone or a group, by code or name: ``"US"``, ``"États-Unis"``, ``"asie"``, ``"eu"``.
    only
        Products to keep; shares are then shares of these products' trade.
    by
        Level of its products: ``a17``, ``a38``, ``a129`` or ``cpf4``.
    since
        First year of the evolution; without it, all comparable years that the table holds up to the one asked for.
    edition
        Who publishes it: an :class:`Edition`, or the path of an ``edition.toml``.

    Returns
    -------
    Profile
        Frozen: tables by département, région and product, maps, sources and cautions; it shows itself in a notebook, and
        writes itself as page, PDF, DOCX and workbook.

    Raises
    ------
    AmbiguousPeriodError, UnknownCodeError
        As :func:`trade_territories.totals`.
    IncompleteCoverageError
        The table lacks a département, or one direction of trade.
    EmptySelectionError
        Nothing is traded with it.
    TradeTerritoriesError
        Several partners, or a product.

    Examples
    --------
    >>> import trade_territories as tt
    >>> profile = tt.partner_profile(tt.sample_flows(), "États-Unis")
    >>> profile.code, len(profile.departements)
    ('US', 202)
    """
    maker = Profiles(
        flows,
        year=year,
        quarter=quarter,
        only=only,
        excluding=excluding,
        lang=lang,
        by=by,
        since=since,
        edition=edition,
    )
    return maker.partner(partner)


def product_profile(
    flows: FlowsLike,
    product: PartsLike,
    *,
    year: YearChoice = None,
    quarter: QuarterChoice = None,
    only: PartsLike = None,
    excluding: PartsLike = None,
    lang: Lang = "fr",
    since: int | None = None,
    edition: Edition | str | Path | None = None,
) -> Profile:
    """Show one product seen from all départements: who exports and imports it, with whom, and what it weighs.

    Parameters
    ----------
    flows, year, quarter, excluding, lang
        As :func:`trade_territories.totals` takes them.
    product
        A product of any level or a group, by code or name: ``"C11Z"``, ``"boissons"``, ``"1102"``, ``"energie"``.
    only
        Partners to keep; shares are then shares of the trade with them.
    since, edition
        As :func:`partner_profile` takes them.

    Returns
    -------
    Profile
        As :func:`partner_profile`, with partners in the place of products.

    Raises
    ------
    AmbiguousPeriodError, UnknownCodeError, IncompleteCoverageError, EmptySelectionError, TradeTerritoriesError
        As :func:`partner_profile`.
    MissingLevelError
        A CPF4 class, and the source has none.

    Examples
    --------
    >>> import trade_territories as tt
    >>> tt.product_profile(tt.sample_flows(), "boissons", lang="en").scope
    'Beverages, 2024'
    """
    maker = Profiles(
        flows, year=year, quarter=quarter, only=only, excluding=excluding, lang=lang, since=since, edition=edition
    )
    return maker.product(product)


class Profiles(Speaker):
    """Makes many profiles of one table and period: it is added up once.

    Parameters
    ----------
    flows, year, quarter, only, excluding, lang, by, since, edition
        As :func:`partner_profile` takes them.

    Examples
    --------
    >>> import trade_territories as tt
    >>> maker = Profiles(tt.sample_flows())
    >>> maker.partners(2), maker.products()[0]
    (('DE', 'IT'), 'C30C')
    """

    section_of_text = "profile"

    def __init__(
        self,
        flows: FlowsLike,
        *,
        by: ProductLevel = "a129",
        since: int | None = None,
        edition: Edition | str | Path | None = None,
        **scope: Unpack[Scope],
    ) -> None:
        self.by = checked_level(by, PRODUCT_LEVELS)
        self.base = Query.of(flows, reference.france(), **scope)
        self.base.require_both_flows()
        self.base.require_coverage()
        self.lang = self.base.lang
        self.since = checked_since(since)
        self.edition = Edition.of(edition)
        self._sums: dict[tuple[int, bool], Sums] = {}
        self._years: dict[bool, Years] = {}

    @cached_property
    def years(self) -> tuple[int, ...]:
        """The years that can be compared with the one asked for, and it; empty where there is none."""
        last = self.base.period.years[-1]
        years = tuple(year for year in comparable_years(self.base) if year >= (self.since or 0))
        if len(years) > 1 and years[-1] == last:
            return years
        if self.since is not None:
            raise no_evolution(self.base.frame, self.since, last)
        return ()

    @cached_property
    def parts(self) -> str:
        """What is kept and left out, to go behind what is called a share of France; empty where nothing is."""
        label = self.base.parts_label
        return text_say("charts.parts", self.lang, parts=label) if label else ""

    @cached_property
    def data_notices(self) -> tuple[str, ...]:
        """What is to be known of the data, whatever the profile."""
        return tuple(notice.text for notice in cautions.notices_of(self.base) if notice.code not in _OF_TERRITORIES)

    def partners(self, n: int | None = None) -> tuple[str, ...]:
        """Return the codes of the countries traded with, by exports and imports together, largest first."""
        return tuple(traded_codes(self.base, "partner"))[:n]

    def products(self) -> tuple[str, ...]:
        """Return the codes of the A129 products traded, by exports and imports together, largest first."""
        return tuple(traded_codes(self.base, "a129"))

    def partner(self, partner: PartsLike) -> Profile:
        """Return the profile of a partner."""
        return self._profile(Subject.of(partner, "partner", self.base))

    def product(self, product: PartsLike) -> Profile:
        """Return the profile of a product."""
        return self._profile(Subject.of(product, "product", self.base))

    def profile(self, asked: PartsLike) -> Profile:
        """Return the profile of a partner or a product, whichever is meant."""
        parts = parts_of(asked, "profile", self.base.frame, self.base.period.years[-1])
        if len(parts) != 1:
            raise TradeTerritoriesError(f"{asked!r} is not one product or partner; give one code or name, or a group")
        (part,) = parts
        return self.partner(asked) if part.kind == "partner" else self.product(asked)

    def _sums_of(self, back: int, *, has_classes: bool) -> Sums:
        """Return the sums of the period, or of the comparable year so many places before it."""
        if (back, has_classes) not in self._sums:
            query = in_years(self.base, (self.years[-1 - back],)) if back else self.base
            self._sums[back, has_classes] = Sums(query, has_classes=has_classes)
        return self._sums[back, has_classes]

    def _years_of(self, *, has_classes: bool) -> Years:
        if has_classes not in self._years:
            self._years[has_classes] = Years(self.base, self.years, has_classes=has_classes)
        return self._years[has_classes]

    def figures(self, subject: Subject) -> Figures:
        """Return the tables of a subject."""
        needs_classes = subject.column == "cpf4" or (subject.kind == "partner" and self.by == "cpf4")
        sums = self._sums_of(0, has_classes=needs_classes)
        if not self.years:
            return Figures(subject, sums, self.by)
        base = self._sums_of(1, has_classes=needs_classes)
        return Figures(subject, sums, self.by, base=base, years=self._years_of(has_classes=needs_classes))

    def _profile(self, subject: Subject) -> Profile:
        figures = self.figures(subject)
        if figures.rows.empty:
            subject.query.sums(["flow"])
        words = Words(figures, _maps(figures), self.base.when, self.parts)
        sections = Sections(figures, words)
        name, kind = words.name, words.kind
        scope = self._say("scope", name=name, scope=self.base.when)
        return Profile(
            title=self._say("title", name=name, scope=self.base.when),
            series=self._say("series", kind=kind, name=name, scope=self.base.when),
            name=subject.long_name if len(subject.long_name) < 60 else name,
            deck=f"{words.headline()}. {words.deck()}".strip(),
            scope=typeset(scope, self.lang),
            ribbon=self.edition.publisher or text_say("fiche.unofficial", self.lang),
            territory=reference.france(),
            period=self.base.period_label,
            lang=self.lang,
            example=self._say("example") if self.base.is_sample else None,
            key_figures=tuple(words.key_figures()),
            findings=(),
            industry=IndustryList("", (), ""),
            care=method.care(self.lang, is_overseas=False),
            sections=sections.all(self.data_notices),
            practical=self._practical(subject.kind),
            edition=self.edition,
            stem=self._stem(subject),
            annex=sections.annex(),
            releases=self.base.releases,
            colophon=self._say("made_with", version=_version.__version__),
            kind=subject.kind,
            code=subject.code,
            headline=words.headline(),
            departements=figures.places,
            regions=figures.regions,
            counterparts=figures.counterparts,
            concentration=figures.concentration,
            evolution=figures.evolution,
            notices=words.notices(),
            data_notices=self.data_notices,
            maps=dict(words.maps),
        )

    def _practical(self, kind: str) -> Any:
        practical = method.practical_section(self.base, self.edition)
        return practical if self.edition.purpose else with_purpose(practical, self._say(f"purpose_{kind}"))

    def _stem(self, subject: Subject) -> str:
        more = [self.by] if self.by != "a129" and subject.kind == "partner" else []
        more += [self.lang] if self.lang != LANGS[0] else []
        example = EXAMPLE_PREFIX if self.base.is_sample else ""
        return example + "-".join([as_file_name(f"profil {subject.code} {self.base.when}"), *more])


def _maps(figures: Figures) -> dict[str, MapContent]:
    """Return what the map of each flow says: the weights of the table of départements."""
    known = known_places()
    found: dict[str, MapContent] = {}
    for flow in FLOWS:
        if not figures.totals[flow]:
            continue
        rows = figures.places[(figures.places["flow"] == flow) & figures.places["code"].isin(known)]
        rows = rows.set_index("code").reindex(list(reference.departement_regions()))
        table = pd.DataFrame(
            {
                "code": rows.index.astype("str"),
                "label": rows["label"].to_numpy(),
                "value_eur": rows["value_eur"].astype("int64").to_numpy(),
                "value": rows["weight_pct"].to_numpy(),
            }
        )
        share = figures.share_of_all(flow)
        found[flow] = content_of(
            figures.subject.query, Values("share", table, 0.0 if math.isnan(share) else share), flow
        )
    return found
