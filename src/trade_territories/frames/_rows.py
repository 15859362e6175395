"""Which rows of a table a sum is over, as conditions that run on every engine."""

from __future__ import annotations

from dataclasses import dataclass

import narwhals as nw

from trade_territories.period import QUARTERS, WHOLE_YEAR


@dataclass(frozen=True)
class Rows:
    """Which rows a sum is over; None stands for all."""

    #: INSEE codes.
    departements: tuple[str, ...] | None
    #: For each year its quarters, ``(0,)`` for a yearly source; None for all that the table holds.
    quarters: tuple[tuple[int, tuple[int, ...]], ...] | None
    #: Codes kept and left out, by column (``a129``, ``cpf4``, ``partner``): products are alternatives of each other, a
    #: product and a partner are both required by ``only``.
    only: tuple[tuple[str, frozenset[str]], ...] = ()
    excluding: tuple[tuple[str, frozenset[str]], ...] = ()

    @property
    def columns(self) -> tuple[str, ...]:
        """Columns that the conditions look at."""
        names = ["departement"] if self.departements is not None else []
        names += ["year", "quarter"] if self.quarters is not None else []
        return tuple(dict.fromkeys([*names, *(column for column, _ in (*self.only, *self.excluding))]))

    def place_and_period(self) -> nw.Expr | None:
        """Return the condition on département, year and quarter, None where there is none."""
        conditions = []
        if self.departements is not None:
            conditions.append(_is_one_of("departement", self.departements))
        if self.quarters is not None:
            years = [_is_in_quarters(year, held) for year, held in self.quarters]
            conditions.append(nw.any_horizontal(*years, ignore_nulls=False) if len(years) > 1 else years[0])
        return nw.all_horizontal(*conditions, ignore_nulls=False) if conditions else None

    def parts(self) -> nw.Expr | None:
        """Return the condition on products and partners, None where there is none."""
        conditions = []
        products = [nw.col(column).is_in(sorted(codes)) for column, codes in self.only if column != "partner"]
        if products:
            conditions.append(nw.any_horizontal(*products, ignore_nulls=True))
        conditions += [nw.col(column).is_in(sorted(codes)) for column, codes in self.only if column == "partner"]
        conditions += [~nw.col(column).is_in(sorted(codes)) for column, codes in self.excluding]
        return nw.all_horizontal(*conditions, ignore_nulls=False) if conditions else None


def _is_one_of(column: str, codes: tuple[str, ...]) -> nw.Expr:
    """Return the condition that a code is one of a few; one code is compared, which is faster than a look-up."""
    return nw.col(column) == codes[0] if len(codes) == 1 else nw.col(column).is_in(list(codes))


def _is_in_quarters(year: int, quarters: tuple[int, ...]) -> nw.Expr:
    of_year = nw.col("year") == year
    if WHOLE_YEAR in quarters or set(quarters) >= set(QUARTERS):
        return of_year
    return of_year & nw.col("quarter").fill_null(WHOLE_YEAR).is_in(list(quarters))
