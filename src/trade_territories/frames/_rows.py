"""Which rows of a table a sum is over, as conditions that run on every engine."""

from __future__ import annotations

from dataclasses import dataclass

import narwhals as nw

from trade_territories.period import QUARTERS, WHOLE_YEAR


@dataclass(frozen=True)
class Rows:
    """Which rows a sum is over; None stands for all.

    Parameters
    ----------
    departements
        INSEE codes.
    quarters
        For each year its quarters, ``(0,)`` for a yearly source.
    only, excluding
        Codes kept and left out, by column (``a129``, ``cpf4``, ``partner``): products are alternatives of each other,
        a product and a partner are both required by ``only``.
    """

    departements: tuple[str, ...] | None
    quarters: tuple[tuple[int, tuple[int, ...]], ...]
    only: tuple[tuple[str, frozenset[str]], ...] = ()
    excluding: tuple[tuple[str, frozenset[str]], ...] = ()

    @property
    def columns(self) -> tuple[str, ...]:
        """Return the columns that the conditions look at."""
        names = ["departement"] if self.departements is not None else []
        names += ["year", "quarter", *(column for column, _ in (*self.only, *self.excluding))]
        return tuple(dict.fromkeys(names))

    def place_and_period(self) -> nw.Expr:
        """Return the condition on département, year and quarter."""
        years = []
        for year, held in self.quarters:
            of_year = nw.col("year") == year
            if WHOLE_YEAR in held or set(held) >= set(QUARTERS):
                years.append(of_year)
            else:
                years.append(of_year & nw.col("quarter").fill_null(WHOLE_YEAR).is_in(list(held)))
        condition = nw.any_horizontal(*years, ignore_nulls=False) if len(years) > 1 else years[0]
        if self.departements is not None:
            condition = condition & nw.col("departement").is_in(list(self.departements))
        return condition

    def parts(self) -> nw.Expr | None:
        """Return the condition on products and partners, None where there is none."""
        conditions = []
        products = [nw.col(column).is_in(sorted(codes)) for column, codes in self.only if column != "partner"]
        if products:
            conditions.append(nw.any_horizontal(*products, ignore_nulls=True))
        conditions += [nw.col(column).is_in(sorted(codes)) for column, codes in self.only if column == "partner"]
        conditions += [~nw.col(column).is_in(sorted(codes)) for column, codes in self.excluding]
        return nw.all_horizontal(*conditions, ignore_nulls=False) if conditions else None
