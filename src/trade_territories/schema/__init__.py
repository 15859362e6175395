"""The ``Flows`` table: its columns and types as a pandera schema, and every rule it keeps, checked on any engine."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import narwhals as nw
import pandas as pd

from trade_territories.columns import CODES, COLUMNS, FLOWS, NAMES
from trade_territories.errors import DataContractError
from trade_territories.schema._distinct import Counted
from trade_territories.schema._rules import RULES, RULES_OF_SUMS, broken_rules

if TYPE_CHECKING:
    from trade_territories.schema._types import Flows as Flows

__all__ = ["RULES", "RULES_OF_SUMS", "SCHEMA_VERSION", "Flows", "check_flows", "validate"]

#: Raised whenever tables stored by an earlier version can no longer be read as they are.
SCHEMA_VERSION = 2


def __getattr__(name: str) -> object:
    if name == "Flows":
        # pandera takes a third of a second to open, and what reads and checks files needs it only to say what is wrong.
        from trade_territories.schema import _types

        return _types.Flows
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")


def validate(flows: pd.DataFrame) -> pd.DataFrame:
    """Check types and rules of a pandas table at once, and give the same table back.

    Parameters
    ----------
    flows
        One row per flow x year x quarter x département x product x partner, and release.

    Raises
    ------
    DataContractError
        With one line per broken rule: the columns, the rule, how many rows, and the first of them.

    Examples
    --------
    >>> validate(pd.DataFrame({"flow": ["export"]}))
    Traceback (most recent call last):
        ...
    trade_territories.errors.DataContractError: the table is no Flows table (11 rules broken): ...
    """
    if not (flows.columns.is_unique and all(isinstance(name, str) for name in flows.columns)):
        raise _broken([f"each column has one name, a text, and each name is there once; found {list(flows.columns)}"])
    failures = []
    if not _has_right_types(flows):
        from trade_territories.schema._types import type_failures

        failures = type_failures(flows)
    failures += broken_rules(Counted(flows), without=[name for name in flows.columns if _lost_its_type(flows, name)])
    if failures:
        raise _broken(failures)
    return flows


def check_flows(flows: Any) -> Any:
    """Check a table of Flows in any frame, and give it back: what breaks a rule is counted where the rows are.

    Tables that ``read_flows``, ``load_flows`` and the cache give were checked when they were made. This is for tables that come
    from elsewhere: frames of one's own, files that others laid out.

    Parameters
    ----------
    flows
        The table, in any frame; one row per flow x year x quarter x département x product x partner, and release.

    Returns
    -------
    object
        The same table.

    Raises
    ------
    DataContractError
        With one line per broken rule and how many rows break it.

    Examples
    --------
    >>> import trade_territories as tt
    >>> len(check_flows(tt.sample_flows())) == len(tt.sample_flows())
    True
    """
    if isinstance(flows, pd.DataFrame):
        return validate(flows)
    try:
        counted = Counted(flows)
    except TypeError as error:
        raise DataContractError(f"a table of Flows was expected, not {type(flows).__name__}") from error
    failures = [f"column {name} is missing" for name in NAMES if name not in counted.schema]
    failures = failures or _other_types(counted)
    failures = failures or broken_rules(counted)
    if failures:
        raise _broken(failures)
    return flows


def _other_types(counted: Counted) -> list[str]:
    """Return a line for each column in which codes or euros lost their type on another engine."""
    failures = []
    for column in COLUMNS:
        dtype = counted.schema[column.name]
        # The type of a column without any value differs by engine.
        right = (column.nullable and dtype in (nw.Unknown, nw.Object)) or (
            isinstance(dtype, (nw.String, nw.Categorical, nw.Enum)) or dtype == nw.Unknown
            if column.is_code
            else dtype.is_integer()
        )
        if not right:
            failures.append(
                f"{column.name}: {'texts' if column.is_code else 'whole numbers'} are expected, found {dtype}"
            )
    return failures


def _has_right_types(flows: pd.DataFrame) -> bool:
    """Return whether columns and types are those of Flows; pandera says what is wrong where they are not."""
    if list(flows.columns) != list(NAMES):
        return False
    dtypes = flows.dtypes
    codes = [dtypes[name] for name in CODES]
    return (
        all(isinstance(dtype, pd.CategoricalDtype) and not dtype.ordered for dtype in codes)
        and list(dtypes["flow"].categories) == list(FLOWS)
        and all(str(dtypes[column.name]) == column.dtype for column in COLUMNS if not column.is_code)
    )


def _lost_its_type(flows: pd.DataFrame, name: str) -> bool:
    """Return whether the values of a column cannot even be counted: numbers that are no whole ones, codes of any kind."""
    dtype = flows[name].dtype
    if name in CODES:
        return not isinstance(dtype, pd.CategoricalDtype) and pd.api.types.infer_dtype(flows[name]) not in (
            "string", "empty", "integer", "mixed-integer",
        )  # fmt: skip
    return not pd.api.types.is_integer_dtype(dtype)


def _broken(failures: list[str]) -> DataContractError:
    rules = "1 rule" if len(failures) == 1 else f"{len(failures)} rules"
    return DataContractError(f"the table is no Flows table ({rules} broken): " + "; ".join(failures), failures=failures)
