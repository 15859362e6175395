"""Old names of :mod:`trade_territories.text`, kept until their callers use it."""
