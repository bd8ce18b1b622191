"""Which of our two languages a reader prefers (RFC 9110, 12.5.4)."""

from __future__ import annotations


def weights(header: str) -> list[tuple[str, float]]:
    """The entries of an Accept or Accept-Language header with their q, in lower case; q that cannot be read is 0."""
    entries = []
    for part in header.split(","):
        name, *parameters = (piece.strip().lower() for piece in part.split(";"))
        q = next((p[2:] for p in parameters if p.startswith("q=")), "1")
        try:
            entries.append((name, min(max(float(q), 0.0), 1.0)))
        except ValueError:
            entries.append((name, 0.0))
    return [entry for entry in entries if entry[0]]


def language_of(header: str | None) -> str:
    """The better liked one, "fr" or "en"; French when nothing speaks for English."""
    liked = {"fr": 0.0, "en": 0.0}
    for name, q in weights(header or ""):
        primary = name.partition("-")[0]
        if primary in liked:
            liked[primary] = max(liked[primary], q)
    return "en" if liked["en"] > liked["fr"] else "fr"
