"""Spark's session, for the rooms that hand tables to it or open them there."""

from __future__ import annotations

import os
import shutil
from typing import Any

from trade_territories.errors import TradeTerritoriesError


def session() -> Any:
    """Give the session that runs, or begin one.

    Raises
    ------
    TradeTerritoriesError
        Spark needs a Java runtime, and none is found.
    """
    if not (os.environ.get("JAVA_HOME") or shutil.which("java")):
        raise TradeTerritoriesError(
            "engine='pyspark' needs a Java runtime, and no java is on the PATH; install one (on Debian: apt-get install "
            "default-jre-headless) or say where it is with JAVA_HOME"
        )
    from pyspark.sql import SparkSession

    return SparkSession.builder.getOrCreate()
