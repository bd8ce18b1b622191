"""Issue codes by what they say of a cell, as the quality report counts them.

    to_decide    a repair is proposed: a person must say
    placeholder  something put in to fill the cell, or nobody's name
    invalid      said, and unusable
    suspect      kept, and doubtful
    repaired     put right safely
A cell with several counts as the first of these.
"""

from __future__ import annotations

from typing import Literal

from service.core.reasons import REASONS, Reason

Verdict = Literal["to_decide", "placeholder", "invalid", "suspect", "repaired"]
VERDICTS: tuple[Verdict, ...] = ("to_decide", "placeholder", "invalid", "suspect", "repaired")

_FILLERS = ("placeholder", "junk", "dummy")
# what a text cell may say without being a hazard
_PLAIN_TEXT = {"text.mojibake", "text.lost-character"}


def verdict_of(reason: Reason) -> Verdict | None:
    """What a code says of its cell; null: nothing against it."""
    if any(reason.code.endswith(filler) for filler in _FILLERS):
        return "placeholder"
    if reason.repair == "suggested":
        return "to_decide"
    if reason.repair == "applied":
        return "repaired"
    return {"error": "invalid", "warning": "suspect"}.get(reason.severity)  # type: ignore[return-value]  # both are verdicts


CODES: dict[Verdict, tuple[str, ...]] = {
    verdict: tuple(c for c, r in REASONS.items() if verdict_of(r) == verdict) for verdict in VERDICTS
}

HAZARDS: tuple[str, ...] = tuple(
    c for c, r in REASONS.items() if c.startswith(("text.", "free.")) and r.repair == "left" and c not in _PLAIN_TEXT
)
"""Codes of what a free text should not hold: account numbers, social security numbers, words of the private life."""

NOT_SENT: dict[str, tuple[str, ...]] = {
    channel: tuple(
        code
        for code, reason in REASONS.items()
        if code.startswith(rooms) and reason.severity != "info" and reason.repair != "applied" and code != "email.more"
    )
    for channel, rooms in {"email": ("email.",), "post": ("postcode.", "address.")}.items()
}
"""Codes of addresses that are there and yet would not receive what is sent."""
