"""What a test may need to know of the system that it runs on, or whose rules are imposed on it."""

from __future__ import annotations

import os
import sys

#: Windows, or Linux under its rules (``pytest --rules=windows``).
WINDOWS = sys.platform == "win32" or os.environ.get("TRADE_TERRITORIES_TEST_RULES") == "windows"
