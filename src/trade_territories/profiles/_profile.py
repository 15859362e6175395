"""The profile that users hold: its tables, what it says, and the formats it can be written in."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import pandas as pd

from trade_territories.document import Fiche

if TYPE_CHECKING:
    from trade_territories.charts._map_layout import MapContent
    from trade_territories.profiles._subject import Kind


@dataclass(frozen=True, eq=False, repr=False)
class Profile(Fiche):
    """One partner or one product seen from all départements: frozen content, written as page, PDF, DOCX or workbook.

    Parameters
    ----------
    kind, code
        ``"partner"`` or ``"product"``, and its code.
    headline
        The finding.
    departements
        One row per flow and département, those without trade included: ``flow, rank, code, label, value_eur, share_pct``
        (of the subject's total), ``weight_pct`` (of the subject in the département's flow), ``location_quotient`` (that
        weight divided by the one in France), ``main_code, main_label, main_share_pct`` (its first product or partner),
        ``by_convention``; where the table holds the year before, ``base_eur, change_eur, change_pct``. The values add up to
        France's; codes that are no département's have a row of their own.
    regions
        The same by région, without the main product or partner.
    counterparts
        Products of a partner, partners of a product: ``flow, rank, code, label, value_eur, share_pct``.
    concentration
        One row per flow: how the trade is spread over départements.
    evolution
        ``flow, year, value_eur, weight_pct, change_pct``, where the table holds several comparable years; else None.
    notices
        What to be careful about.

    Examples
    --------
    >>> import trade_territories as tt
    >>> profile = tt.partner_profile(tt.sample_flows(), "US")
    >>> profile
    <Profile US: États-Unis, 2024, example>
    >>> int(profile.departements.value_eur.sum()) == int(tt.totals(tt.sample_flows(), "FR", only="US").value_eur.sum())
    True
    """

    kind: Kind = "partner"
    code: str = ""
    headline: str = ""
    departements: pd.DataFrame = field(default_factory=pd.DataFrame)
    regions: pd.DataFrame = field(default_factory=pd.DataFrame)
    counterparts: pd.DataFrame = field(default_factory=pd.DataFrame)
    concentration: pd.DataFrame = field(default_factory=pd.DataFrame)
    evolution: pd.DataFrame | None = None
    notices: tuple[str, ...] = ()
    data_notices: tuple[str, ...] = ()
    #: What the maps say, by flow; a flow that is not traded has none.
    maps: dict[str, MapContent] = field(default_factory=dict)

    def __repr__(self) -> str:
        """Name the scope in one line."""
        example = ", example" if self.is_example else ""
        return f"<Profile {self.code}: {self.scope}{example}>"

    def _page(self) -> str:
        from trade_territories.profiles._page import page_of

        return page_of(self)
