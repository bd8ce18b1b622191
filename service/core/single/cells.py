"""The cells of one record under their canonical names, and what is said of them on the way."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass
class Cells:
    """`raw`: what was given, without empty texts. `codes`: the last issue of each field (core/reasons.py)."""

    raw: dict[str, str]
    codes: dict[str, str] = field(default_factory=dict)

    def get(self, name: str) -> str | None:
        """The cell of a field."""
        return self.raw.get(name)

    def put(self, name: str, text: str | None) -> None:
        """Another text in the cell."""
        if text:
            self.raw[name] = text
        else:
            self.raw.pop(name, None)

    def note(self, name: str, code: str | None) -> None:
        """One thing wrong with a cell, if any."""
        if code is not None:
            self.codes[name] = code


Values = dict[str, str | None]


def first_of(*values: str | None) -> str | None:
    """The first value that is not null."""
    return next((v for v in values if v is not None), None)
