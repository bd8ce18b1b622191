"""The counters of a reading, which always sum.

    lines = header + preamble + footer + blank + row_lines         rows = accepted + rejected + quarantined

The reader knows the first sum and which rows it had to refuse (`unreadable`, part of rejected); the clean stage knows
the second one. Counters of consecutive batches add up to those of the file.
"""

from __future__ import annotations

from dataclasses import dataclass, fields


@dataclass(frozen=True)
class Counters:
    """Physical lines by kind, and rows. `unreadable` rows are among `rows`; their lines are among `row_lines`."""

    lines: int = 0
    header: int = 0
    preamble: int = 0
    footer: int = 0
    blank: int = 0
    row_lines: int = 0
    rows: int = 0
    unreadable: int = 0

    def __add__(self, other: Counters) -> Counters:
        return Counters(*(getattr(self, f.name) + getattr(other, f.name) for f in fields(self)))

    @property
    def balanced(self) -> bool:
        """Whether every physical line is accounted for once."""
        return self.lines == self.header + self.preamble + self.footer + self.blank + self.row_lines
