"""A line whose quotes are out of order, read by itself: the one reading that gives it the cells of a row.

    C1;"Durand;Paris          the quote belongs to the name
    C1;"Boxer, 5" taille";3   the quote in the middle belongs to the text

Each cell that begins with the quote is tried as a quoted one, up to any quote that a delimiter or the end follows, and
as it stands. What is out of place costs one each: a single quote within a quoted cell, a quote at the beginning or the
end of a cell that is not quoted. The cheapest reading with the cells of a row counts, when no other is as cheap.
"""

from __future__ import annotations

from functools import cache

MOST_CHARACTERS = 20_000
MOST_QUOTES = 60
MOST_CELLS = 200

_Reading = tuple[int, int, tuple[str, ...]]  # cost, number of readings of that cost, cells of one of them


def mended(line: str, delimiter: str, quote: str, width: int) -> list[str] | None:
    """The cells of a row of `width` cells, null when no reading or more than one gives them.

    In      a physical line without its end; rows of one cell cannot be told from text.
    """
    if not 2 <= width <= MOST_CELLS or len(line) > MOST_CHARACTERS or line.count(quote) > MOST_QUOTES:
        return None
    if line.count(delimiter) < width - 1 or not line.strip(f" \t\u00a0{delimiter}{quote}"):
        return None

    @cache
    def best(start: int, wanted: int) -> _Reading | None:
        """The reading of what begins at `start` as so many cells."""
        found: list[_Reading] = []
        for cost, cell, end in _cells(line, start, delimiter, quote):
            if end == len(line):
                if wanted == 1:
                    found.append((cost, 1, (cell,)))
            elif wanted > 1 and (rest := best(end + 1, wanted - 1)) is not None:
                found.append((cost + rest[0], rest[1], (cell, *rest[2])))
        if not found:
            return None
        least = min(cost for cost, _, _ in found)
        cheapest = [reading for reading in found if reading[0] == least]
        return least, sum(ways for _, ways, _ in cheapest), cheapest[0][2]

    reading = best(0, width)
    return list(reading[2]) if reading is not None and reading[1] == 1 else None


def _cells(line: str, start: int, delimiter: str, quote: str) -> list[tuple[int, str, int]]:
    """Each way to read the cell at `start`: its cost, its text, where it ends."""
    end = line.find(delimiter, start)
    end = len(line) if end < 0 else end
    if not line.startswith(quote, start):
        return [(0, line[start:end], end)]
    ways = [(1 + line.endswith(quote, start + 1, end), line[start:end], end)]
    close = line.find(quote, start + 1)
    while close >= 0:
        if close + 1 == len(line) or line[close + 1] == delimiter:
            inside = line[start + 1 : close]
            single = inside.replace(quote * 2, "").count(quote)
            ways.append((single, inside.replace(quote * 2, quote), close + 1))
        close = line.find(quote, close + 1)
    return ways
