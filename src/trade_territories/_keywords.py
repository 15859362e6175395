"""A mistyped or renamed keyword names the public function that was called and the argument that was probably meant."""

from __future__ import annotations

import inspect
import re
from difflib import get_close_matches
from functools import wraps
from typing import TYPE_CHECKING, ParamSpec, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

P = ParamSpec("P")
R = TypeVar("R")
#: Words of other libraries and of earlier versions -> the word here.
_SYNONYMS = {
    "top": "n", "limit": "n", "product": "by", "level": "by", "exclude": "excluding", "without": "excluding",
    "include": "only", "years": "year", "quarters": "quarter", "language": "lang", "direction": "flow", "flows": "flow",
    "frequency": "freq", "partner": "only", "filter": "only",
}  # fmt: skip


def with_keyword_help(function: Callable[P, R], name: str, beside: tuple[str, ...] = ()) -> Callable[P, R]:
    """Return a function that says of an unexpected keyword which one was probably meant.

    Parameters
    ----------
    name
        How users call the function.
    beside
        Arguments that are taken before the call comes here.

    Examples
    --------
    >>> def balance(flows, *, by="partner", n=None): ...
    >>> with_keyword_help(balance, "tt.balance")([], top=3)
    Traceback (most recent call last):
    ...
    TypeError: tt.balance() has no argument 'top'; did you mean 'n'? It takes flows, by, n
    """

    @wraps(function)
    def call(*arguments: P.args, **named: P.kwargs) -> R:
        try:
            return function(*arguments, **named)
        except TypeError as error:
            # An error of the call itself was raised here; one from inside has more frames below.
            is_of_the_call = error.__traceback__ is not None and error.__traceback__.tb_next is None
            if not is_of_the_call:
                raise
            unknown = unexpected(function, named)
            raise TypeError(
                sentence(function, name, unknown[0], beside) if unknown else _of_the_call(error, function, name)
            ) from None

    return call


def _of_the_call(error: TypeError, function: Callable[..., object], name: str) -> str:
    """Say what is wrong with the arguments of a call as Python does, of the function that users call."""
    said = str(error).replace(f"{function.__qualname__}()", f"{name}()", 1)
    twice = re.search(r"multiple values for argument '(\w+)'", said)
    if twice and twice[1] in _SYNONYMS:
        return f"{said}; did you mean {_SYNONYMS[twice[1]]!r}?"
    if "positional arguments but" in said or "positional argument but" in said:
        by_name = [one.name for one in inspect.signature(function).parameters.values() if one.kind is one.KEYWORD_ONLY]
        return f"{said}; by name are given: {', '.join(by_name)}" if by_name else said
    return said


def unexpected(function: Callable[..., object], named: Iterable[str]) -> list[str]:
    """List the keywords that a function does not take."""
    parameters = inspect.signature(function).parameters
    if any(parameter.kind is parameter.VAR_KEYWORD for parameter in parameters.values()):
        return []
    return [name for name in named if name not in parameters]


def sentence(function: Callable[..., object], name: str, unknown: str, beside: tuple[str, ...] = ()) -> str:
    """Say that a function has no such argument, which one is near, and which it takes."""
    known = [*inspect.signature(function).parameters, *beside]
    near = _SYNONYMS.get(unknown.lower())
    if near not in known:
        near = next(iter(get_close_matches(unknown.lower(), known, n=1)), None)
    hint = f"; did you mean {near!r}?" if near else "."
    return f"{name}() has no argument {unknown!r}{hint} It takes {', '.join(known)}"
