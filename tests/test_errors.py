"""Errors: one base class; what, where, found, expected, way out in one line."""

from __future__ import annotations

import inspect
import sys

import pytest

from trade_territories import errors
from trade_territories.errors import MissingExtraError, ReleaseFormatError, TradeTerritoriesError, install_command


def test_all_errors_have_one_base() -> None:
    classes = [one for _, one in inspect.getmembers(errors, inspect.isclass) if one.__module__ == errors.__name__]
    assert len(classes) >= 11
    assert all(issubclass(one, TradeTerritoriesError) for one in classes)


def test_a_format_error_says_where_what_and_the_way_out() -> None:
    error = ReleaseFormatError(
        "a value that is no number",
        file="a.zip!data.txt",
        line=42,
        field="valeur",
        found="12,5",
        expected="whole euros",
        hint="Download the file again",
    )
    assert str(error) == (
        "a.zip!data.txt, line 42, field valeur: a value that is no number; found '12,5'; expected whole euros. "
        "Download the file again"
    )
    assert (error.line, error.field, error.found) == (42, "valeur", "12,5")


def test_a_long_line_found_is_cut_in_the_message_only() -> None:
    error = ReleaseFormatError("eleven fields", found="x" * 500)
    assert len(str(error)) < 120
    assert error.found == "x" * 500


def test_a_missing_extra_names_the_command() -> None:
    assert install_command("dask") in str(MissingExtraError("dask", extra="dask", purpose="engine='dask'"))


@pytest.mark.parametrize(
    ("noted", "source"),
    [
        ('{"dir_info": {}, "url": "file:///home/ana/projet%20a"}', "/home/ana/projet a"),
        ('{"archive_info": {}, "url": "file:///home/a/t.whl"}', "/home/a/t.whl"),
        ('{"archive_info": {}, "url": "https://example.org/x.whl"}', "trade-territories"),
        ("[]", "trade-territories"),
        ("{", "trade-territories"),
        (None, "trade-territories"),
    ],
)  # fmt: skip
@pytest.mark.skipif(sys.platform == "win32", reason="paths of POSIX")
def test_an_extra_is_installed_from_where_the_package_came(
    monkeypatch: pytest.MonkeyPatch, noted: str | None, source: str
) -> None:
    class Distribution:
        def read_text(self, name: str) -> str | None:
            assert name == "direct_url.json"
            return noted

    monkeypatch.setattr("importlib.metadata.distribution", lambda _: Distribution())
    assert install_command("dask") == f'python -m pip install "{source}[dask]"'
