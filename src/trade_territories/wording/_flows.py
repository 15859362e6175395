"""Names of the two directions of trade, by language, for the old modules beside this one."""

from __future__ import annotations

from trade_territories.text import say


class FlowNames:
    """Looks like a table of names by language and direction."""

    def __getitem__(self, lang: str) -> dict[str, str]:
        """Return the names in a language."""
        return {flow: say(f"flows.{flow}", lang) for flow in ("export", "import")}
