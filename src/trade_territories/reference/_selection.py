"""Groups by name or made by hand, and what ``only=`` and ``excluding=`` take."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeAlias

from trade_territories.errors import TradeTerritoriesError, UnknownCodeError, readable
from trade_territories.reference._groups import Group, GroupKind, Membership, checked_month, shipped_groups
from trade_territories.reference._names import close_names, folded
from trade_territories.reference._parts import Part, find_part, group_called, part_of_group
from trade_territories.text import LANGS, checked_lang

if TYPE_CHECKING:
    import pandas as pd

    from trade_territories.columns import Level
    from trade_territories.text import Lang

#: Months of a member of one's own: none, the first one, or the first and the last one.
Months: TypeAlias = str | tuple[str | None, str | None] | None
#: Codes or names of members; a dictionary gives their months.
Members: TypeAlias = Iterable[str] | Mapping[str, Months]
#: What ``only=`` and ``excluding=`` take: a code, a name, a group, or several of them; a dictionary holds groups of one's own.
PartsLike: TypeAlias = str | Part | Group | Iterable["str | Part | Group"] | Mapping[str, "Members"] | None


def resolve_parts(
    items: PartsLike,
    *,
    kind: GroupKind | None = None,
    known: Mapping[str, Mapping[str, str]] | None = None,
    argument: str = "only",
) -> tuple[Part, ...]:
    """Turn codes, names and groups into parts, each once, in the order given.

    Parameters
    ----------
    items
        A code, a name in either language, a group, or several of them; a dictionary of groups of one's own
        (``{"mes vins": ["1102", "1101"]}``); None for nothing.
    kind
        ``product`` or ``partner`` where only one will do.
    known
        By level (``a129``, ``cpf4``, ``partner``), labels of codes that occur in the data and that the package's tables lack.
    argument
        Name of the argument, for messages.

    Returns
    -------
    tuple of Part
        Empty for None.

    Raises
    ------
    UnknownCodeError
        Nothing bears a code or name, with what is close to it.
    TypeError
        A number, or something else that is no text.

    Examples
    --------
    >>> [part.code for part in resolve_parts(["Boissons", "Allemagne", "united states", "énergie", "0111"])]
    ['C11Z', 'DE', 'US', 'energy', '0111']
    """
    if items is None:
        return ()
    if isinstance(items, (str, Part, Group)):
        items = [items]
    elif isinstance(items, Mapping):
        items = [own_group(name, members, known=known, argument=argument) for name, members in items.items()]
    elif not isinstance(items, Iterable):
        raise TypeError(f"{argument}: give a code or several, such as 'C11Z' or ['C11Z', 'US'], not {items!r}")
    return tuple(dict.fromkeys(_part(item, kind, known, argument) for item in items))


def _part(item: object, kind: GroupKind | None, known: Mapping[str, Mapping[str, str]] | None, argument: str) -> Part:
    if isinstance(item, str):
        return find_part(item, kind=kind, known=known, argument=argument)
    if isinstance(item, Group):
        item = part_of_group(item)
    if not isinstance(item, Part):
        shown = f"; write {str(item)!r}" if isinstance(item, int) and not isinstance(item, bool) else ""
        raise TypeError(f"{argument}: codes are texts, and {item!r} is of type {type(item).__name__}{shown}")
    if kind not in (None, item.kind):
        raise UnknownCodeError(f"{argument}: {item.name('en')} is a {item.kind}; a {kind} is expected", value=item)
    return item


def group(name: str, members: Members | pd.DataFrame | str | Path | None = None) -> Group:
    """Return a group of products or partners: one of the package, or one's own.

    Parameters
    ----------
    name
        Name or code of a group of the package (``tt.groups()`` lists them); with ``members``, the name of one's own.
    members
        Codes or names of one's own members: products among themselves (A129 with A38 and A17, or CPF4) or partners among
        themselves; a dictionary gives months (``{"BR": "2009-06", "GB": ("1973-01", "2020-01")}``); a path names a CSV file, or a
        DataFrame (pandas, polars or Arrow) is given, with a column ``code`` and, if it has them, ``group`` (only the rows of
        this name count), ``from_month`` and ``to_month``.

    Returns
    -------
    Group
        For ``only=`` and ``excluding=``.

    Raises
    ------
    UnknownCodeError
        No such group, product or partner.
    TradeTerritoriesError
        Members of two kinds or levels.

    Examples
    --------
    >>> import trade_territories as tt
    >>> tt.group("énergie").members()
    ('B05Z', 'B06Z', 'C19Z', 'D35A', 'D35B')
    >>> tt.group("mes vins", ["1102", "1101"]).members()
    ('1101', '1102')
    """
    if not isinstance(name, str):
        raise TypeError(f"a group has a name that is a text, not {name!r} of type {type(name).__name__}")
    if members is None:
        return _shipped(name)
    if isinstance(members, Path) or (isinstance(members, str) and members.lower().endswith((".csv", ".txt"))):
        found = read_groups(members, name=name)
        if name not in found:
            raise UnknownCodeError(f"{members}: no row of the group {name!r}", value=name, close_matches=list(found))
        return found[name]
    if not folded(name):
        raise UnknownCodeError(f"name: {name!r} is no name for a group; titles use it: give a word", value=name)
    return own_group(" ".join(readable(name).split()), [members] if isinstance(members, str) else members)


def groups(lang: Lang = "fr") -> pd.DataFrame:
    """List the groups of the package.

    Parameters
    ----------
    lang
        Language of the names.

    Returns
    -------
    pandas.DataFrame
        One row per group: ``code, name, kind, level, members`` (codes of today joined by ``|``), ``status`` (``official``,
        ``customary``: defined by nobody, and not the Customs'; ``partial``), ``family``, ``source``; products first.

    Raises
    ------
    TradeTerritoriesError
        Another language than French or English.

    Examples
    --------
    >>> groups().query("family == 'union'").code.tolist()
    ['eu', 'non_eu', 'not_allocated']
    """
    import pandas as pd

    language = checked_lang(lang)
    return pd.DataFrame(
        [
            {
                "code": each.code,
                "name": each.name(language),
                "kind": each.kind,
                "level": each.level,
                "members": "|".join(each.members()),
                "status": each.status,
                "family": each.family,
                "source": each.source,
            }
            for each in shipped_groups().values()
        ]
    )


def read_groups(source: str | Path, *, name: str | None = None) -> dict[str, Group]:
    """Read groups of one's own from a CSV file (UTF-8, comma or semicolon, header).

    Parameters
    ----------
    source
        A file with a column ``code`` and, if it has them, ``group``, ``from_month`` and ``to_month``; a code may stand on several
        rows, with several spans of months.
    name
        The name of the group, for a file without a column ``group``.

    Returns
    -------
    dict
        Groups by name.

    Raises
    ------
    TradeTerritoriesError
        A file that cannot be read, or without the column.
    UnknownCodeError
        A row whose code no table knows, with the number of its line.
    """
    path = Path(source)
    try:
        text = path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise TradeTerritoriesError(f"{path}: groups cannot be read ({error}); give a CSV file in UTF-8") from error
    first = text.splitlines()[0] if text.strip() else ""
    reader = csv.DictReader(text.splitlines(), delimiter=";" if first.count(";") > first.count(",") else ",")
    _check_columns(str(path), reader.fieldnames or [], has_name=name is not None)
    return _groups_of_rows(str(path), ((f"line {reader.line_num}", row) for row in reader), name)


def _check_columns(source: str, columns: Iterable[object], *, has_name: bool) -> None:
    names = [str(column) for column in columns]
    if "code" not in names or not (has_name or "group" in names):
        raise TradeTerritoriesError(
            f"{source}: a table of groups has the columns 'group' and 'code', and may have 'from_month' and 'to_month'; "
            f"found {', '.join(names) or 'nothing'}"
        )


def _groups_of_rows(source: str, rows: Iterable[tuple[str, Mapping[str, Any]]], name: str | None) -> dict[str, Group]:
    """Make groups of rows with the columns of a table of groups, each with where it stands."""
    spans: dict[str, list[tuple[Part, str | None, str | None]]] = {}
    for where, row in rows:
        group_name = (_cell(row.get("group")) or name or "").strip()
        if name is not None and group_name != name:
            continue
        code, place = row["code"], f"{source}, {where}"
        part = _part(code.strip() if isinstance(code, str) else code, None, None, place)
        months = _months(_cell(row.get("from_month")), _cell(row.get("to_month")), place)
        spans.setdefault(group_name, []).append((part, *months))
    return {group_name: _made(group_name, found, source) for group_name, found in spans.items()}


def _cell(value: Any) -> str | None:
    """Return the text of a cell, the month of a date; None where it is empty or missing."""
    if value is None or value != value or value == "":  # what is missing differs from itself
        return None
    return f"{value:%Y-%m}" if hasattr(value, "strftime") else str(value)


def _rows_of_frame(members: Any) -> list[dict[str, Any]] | None:
    """Return the rows of a DataFrame of pandas, polars or Arrow; None for anything else."""
    if not hasattr(members, "columns"):
        return None
    for method in ("to_dicts", "to_pylist"):
        if hasattr(members, method):
            rows: list[dict[str, Any]] = getattr(members, method)()
            return rows
    return members.to_dict("records") if hasattr(members, "to_dict") else None


def own_group(
    name: str,
    members: Members | pd.DataFrame,
    *,
    known: Mapping[str, Mapping[str, str]] | None = None,
    argument: str = "members",
) -> Group:
    """Make a group of one's own from codes or names of its members, a dictionary of their months, or a DataFrame of both."""
    if (rows := _rows_of_frame(members)) is not None:
        columns = getattr(members, "column_names", None) or list(getattr(members, "columns", ()))
        _check_columns(argument, columns, has_name=True)
        made = _groups_of_rows(argument, ((f"row {at}", row) for at, row in enumerate(rows)), name)
        if name not in made:
            raise UnknownCodeError(f"{argument}: no row of the group {name!r}", value=name, close_matches=list(made))
        return made[name]
    if not isinstance(members, Iterable):
        raise TypeError(f"{argument}: give codes or names of members, such as ['1102', '1101'], not {members!r}")
    if isinstance(members, str):
        members = [members]
    months: Mapping[Any, Months] = members if isinstance(members, Mapping) else dict.fromkeys(members)
    found = []
    for item, span in months.items():
        since, until = _span(name, item, span)
        found.append((_part(item, None, known, argument), since, until))
    return _made(name, found, argument)


def _span(name: str, item: object, span: Any) -> tuple[str | None, str | None]:
    """Return the first and last month of a member of one's own."""
    months = span if isinstance(span, (tuple, list)) else (span, None)
    if len(months) != 2 or not all(month is None or isinstance(month, str) for month in months):
        raise TradeTerritoriesError(
            f"the group {name!r} gives {item!r} the months {span!r}; give None, the first month as '2009-06', or the first and "
            "the last one as ('1973-01', '2020-01')"
        )
    since, until = months
    return _months(since, until, f"the group {name!r}, {item!r}")


def _months(since: str | None, until: str | None, where: str) -> tuple[str | None, str | None]:
    """Return the first and the last month of a membership; refuse what is no month, and an end before its beginning."""
    first, last = checked_month(since, where), checked_month(until, where)
    if first is not None and last is not None and last < first:
        raise TradeTerritoriesError(
            f"{where}: the membership ends in {last}, before it begins in {first}; give the first month, then the last one"
        )
    return first, last


def _made(name: str, found: list[tuple[Part, str | None, str | None]], where: str) -> Group:
    if not found:
        raise UnknownCodeError(f"{where}: the group {name!r} has no member; give at least one code", value=name)
    columns = {part.column: part for part, _, _ in found}
    if len(columns) > 1:
        shown = " and ".join(f"{part.code} ({column})" for column, part in columns.items())
        raise TradeTerritoriesError(
            f"{where}: the group {name!r} mixes {shown}; the members of a group are all partners, or products of one level: make "
            "one group of each"
        )
    memberships = [membership for part, since, until in found for membership in _memberships(part, since, until)]
    ((column, part),) = columns.items()
    level: Level = column  # type: ignore[assignment]  # the columns of parts are levels
    code = folded(name).replace(" ", "-") or "groupe"
    return Group(code, part.kind, level, tuple(dict.fromkeys(memberships)), own_name=name)


def _memberships(part: Part, since: str | None, until: str | None) -> list[Membership]:
    """Return the members that a part brings to a group; a group inside a group keeps its months where none are given."""
    if part.group is not None and since is None and until is None:
        return [member for member in part.group.memberships if not member.is_uncertain]
    return [Membership(code, since, until) for code in sorted(part.column_codes)]


def _shipped(name: str) -> Group:
    known = shipped_groups().get(name.strip()) or group_called(name)
    if known is not None:
        return known
    names = {folded(each.name(lang)): each for lang in LANGS for each in shipped_groups().values()}
    shown = [f"{names[near].name()} ({names[near].code})" for near in dict.fromkeys(close_names(name, names))]
    hint = f"did you mean {', '.join(shown)}?" if shown else "tt.groups() lists them."
    raise UnknownCodeError(
        f"there is no group {name!r}; {hint} To make one of your own, give its members: tt.group({name!r}, ['C11Z'])",
        value=name,
        close_matches=shown,
    )
