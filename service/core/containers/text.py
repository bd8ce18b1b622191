"""The text that containers turn into: its separator, its line ends inside cells, its dialect.

Both signs are controls that XML forbids and keyboards lack, so no cell holds them: quoting is not needed, and one line
is one row.
"""

from __future__ import annotations

from service.core.plan import Dialect

SEPARATOR = "\x1f"
BREAK = "\v"
MADE = Dialect("utf-8", "lf", SEPARATOR, None)
"""The dialect of every such text."""
