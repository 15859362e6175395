"""The public names, and what importing them costs."""

from __future__ import annotations

import subprocess
import sys

import pytest

import trade_territories as tt

SETTLED = {
    "territory", "territories", "read_flows", "sample_flows", "totals", "shares", "balance", "activities", "flow_matrix",
    "top_n", "fiche", "Edition", "Tariffs", "releases",
    "notices", "indicators", "exposure", "tariff_scenario", "ranking", "charts", "Territory",
    "TradeTerritoriesError", "UnknownCodeError", "AmbiguousPeriodError", "IncompleteCoverageError", "MissingLevelError",
    "EmptySelectionError", "ReleaseFormatError", "DataContractError", "DownloadError", "OfflineError", "MissingExtraError",
}  # fmt: skip


def test_the_settled_names_are_public() -> None:
    assert set(tt.__all__) >= SETTLED
    assert sorted(tt.__all__) == tt.__all__


@pytest.mark.parametrize("name", [name for name in tt.__all__ if name != "__version__"])
def test_each_name_is_the_same_thing_twice(name: str) -> None:
    first = getattr(tt, name)
    assert getattr(tt, name) is first
    assert name in dir(tt)


@pytest.mark.whole
def test_functions_can_be_called_again_after_their_rooms_were_opened() -> None:
    flows = tt.sample_flows()
    for _ in range(2):
        assert len(tt.totals(flows, "51")) == 2
        assert len(tt.notices(flows, "51")) >= 1
        assert tt.indicators(flows, "51").shape[1] == 8
        assert tt.fiche(flows, "ti-4417").territory.code == "ti-4417"


def test_an_unknown_name_is_an_attribute_error() -> None:
    with pytest.raises(AttributeError, match="no attribute 'nothing'"):
        _ = tt.nothing  # type: ignore[attr-defined]


def test_importing_opens_no_room() -> None:
    heavy = ("pandas", "numpy", "matplotlib", "plotly", "pandera", "requests", "pyarrow", "narwhals", "click")
    code = f"import sys, trade_territories; print([name for name in {heavy} if name in sys.modules])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


@pytest.mark.whole
def test_pyplot_is_never_imported() -> None:
    code = (
        "import sys, trade_territories as tt; tt.charts.static.locator('51');print('matplotlib.pyplot' in sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "False"


def test_messages_go_nowhere_until_a_program_asks_for_them() -> None:
    code = "import logging, trade_territories; logging.getLogger('trade_territories').warning('seen by nobody')"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stderr == ""
