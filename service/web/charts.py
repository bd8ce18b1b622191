"""Charts as geometry: what the SVG of templates/parts.html draws. Lengths are shares of the width, in per cent.

Drawn here and not by vl-convert: these few bars follow the reader's colours and any width, hold no style attribute
(so the pages' policy needs no exception), and cost no second engine on the request path.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

ROW = 40
"""Height of a bar with its words, in pixels."""


@dataclass(frozen=True)
class Bar:
    """One bar: `y` in pixels, `width` in per cent of the chart; `said` stands at its end."""

    label: str
    value: float
    said: str
    y: int
    width: float
    tone: str


def bars(rows: Sequence[tuple[str, float, str]], *, most: float | None = None, tone: str = "thing") -> list[Bar]:
    """Bars one under the other, as long as their share of the greatest, or of `most`.

    In      (label, value, value as said), in order.
    """
    top = most if most is not None else max((value for _, value, _ in rows), default=0)
    return [
        Bar(label, value, said, at * ROW, round(100 * value / top, 2) if top else 0.0, tone)
        for at, (label, value, said) in enumerate(rows)
    ]


def weigh(value: float, most: float) -> dict[str, Any]:
    """A bar from the middle: to the right what speaks for, to the left what speaks against."""
    half = round(min(abs(value) / most, 1.0) * 50, 2) if most else 0.0
    return {"x": 50.0 if value >= 0 else 50.0 - half, "width": half, "tone": "thing" if value >= 0 else "against"}
