"""Delimiter and quote, from the head of the file: the pair under which its lines are rows of one width.

A line `sep=;` decides (Excel's own hint). Else each delimiter is tried with each quote that its cells begin and end
with; rows of the same number of cells count for, unreadable ones against, cells that we know as headings for. Without
a quote character only where quotes break more lines than they serve, and in accounting entries (FEC), whose format
knows none. A backslash frees quotes and delimiters, and a delimiter is one with a blank behind it, where lines are so
read better (core/read/standins.py).
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, replace
from typing import Literal

from service.core.mapping.headings import is_known
from service.core.plan import Dialect
from service.core.read.grammar import read_record
from service.core.read.mended import mended
from service.core.read.separators import other_separator
from service.core.read.standins import as_cut, restored_cells, with_stand_ins

DELIMITERS = (";", ",", "\t", "|")
QUOTES = ('"', "'", "`")
LOOKED_AT = 300  # lines
_OFTEN = 0.2  # share of lines with a cell that another quote wraps
_HINT = re.compile(r'^"?sep=(.)"?\s*$', re.IGNORECASE)


@dataclass(frozen=True)
class Head:
    """The first records of a file under one dialect: (first line, span, cells|null), blank lines left out."""

    delimiter: str
    quote: str | None
    records: tuple[tuple[int, int, list[str] | None], ...]
    stray: int = 0  # records read in spite of a quote out of place
    escape: Literal["\\"] | None = None

    @property
    def spaced(self) -> bool:
        """Whether a blank behind each delimiter belongs to it."""
        return len(self.delimiter) > 1

    @property
    def width(self) -> int:
        """The most frequent number of cells, the larger one when two are as frequent; 1 for an empty head."""
        sizes = Counter(len(cells) for _, _, cells in self.records if cells is not None)
        return max(sizes, key=lambda n: (sizes[n], n), default=1)


def head_lines(head: str, whole: bool) -> list[str]:
    """The physical lines of the head, CR kept; a line that may be cut is left out."""
    lines = head.split("\n")
    if lines[-1] == "" or (not whole and len(lines) > 1):
        lines.pop()
    return lines


def hinted(lines: list[str]) -> str | None:
    """The delimiter that a `sep=` line names."""
    found = _HINT.match(lines[0].rstrip("\r")) if lines else None
    return None if found is None else found.group(1)


def choose_dialect(lines: list[str], *, whole: bool) -> Head:
    """The best reading of the head."""
    hint = hinted(lines)
    skip = 1 if hint else 0
    looked = lines[:LOOKED_AT]
    last = whole and len(lines) <= LOOKED_AT
    best = _best(looked, (hint,) if hint else DELIMITERS, last=last, skip=skip)
    tries = [_with_marks(looked, other, last=last, skip=skip) for other in _others(looked, hint)]
    gained = [(_score(head)[0] - _score(best)[0], head) for head in tries]
    better = [head for gain, head in gained if gain > 0 or (gain == 0 and (head.spaced or best.quote is None))]
    return max(better, key=_score) if better else best


def _best(lines: list[str], delimiters: tuple[str, ...], *, last: bool, skip: int) -> Head:
    tries = []
    for delimiter in delimiters:
        quoted = [read_head(lines, delimiter, quote, last=last, skip=skip) for quote in _quotes(lines, delimiter)]
        tries += quoted
        if all(_breaks(head, lines) for head in quoted):
            tries.append(unquoted(lines, delimiter, skip=skip))
    return _evened(max((_with_strays(head, lines) for head in tries), key=_score))


def _others(lines: list[str], hint: str | None) -> list[Dialect]:
    """Dialects with stand-ins that the lines give a reason to try."""
    tried: list[Dialect] = []
    for delimiter in (hint,) if hint else DELIMITERS:
        if any("\\" + delimiter in line or '\\"' in line for line in lines):
            tried.append(Dialect(delimiter=delimiter, escape="\\"))
        if any(f'{delimiter} "' in line for line in lines):
            tried.append(Dialect(delimiter=delimiter + " "))
    return tried


def _with_marks(lines: list[str], dialect: Dialect, *, last: bool, skip: int) -> Head:
    """The head read with stand-ins; its cells are as the file means them."""
    marked = with_stand_ins("\n".join(lines).encode(), dialect).decode().split("\n")
    read = _best(marked, (as_cut(dialect).delimiter,), last=last, skip=skip)
    records = tuple(
        (at, span, cells if cells is None else restored_cells(cells, dialect)) for at, span, cells in read.records
    )
    return replace(read, delimiter=dialect.delimiter, escape=dialect.escape, records=records)


def _evened(head: Head) -> Head:
    """The head with short lines read by another separator where that gives them the cells of a row."""
    width = head.width

    def even(cells: list[str] | None) -> list[str] | None:
        if cells is None or len(cells) >= width:
            return cells
        return other_separator(head.delimiter.join(cells), head.delimiter, head.quote, width) or cells

    return replace(head, records=tuple((at, span, even(cells)) for at, span, cells in head.records))


def _with_strays(head: Head, lines: list[str]) -> Head:
    """The head with lines that have a quote out of place read as rows of its width (core/read/mended.py)."""
    if head.quote is None:
        return head
    quote, width = head.quote, head.width
    records = [
        (at, span, mended(lines[at - 1].rstrip("\r"), head.delimiter, quote, width) if cells is None else cells)
        for at, span, cells in head.records
    ]
    unread = [sum(cells is None for _, _, cells in some) for some in (head.records, records)]
    return replace(head, records=tuple(records), stray=unread[0] - unread[1])


def unquoted(lines: list[str], delimiter: str, *, skip: int = 0) -> Head:
    """The head read without a quote character."""
    return read_head(lines[:LOOKED_AT], delimiter, None, last=True, skip=skip)


def _breaks(head: Head, lines: list[str]) -> bool:
    """Whether the quote costs more lines than it serves: then it is a character like any other."""
    unread = sum(cells is None for _, _, cells in head.records)
    served = sum(cells is not None and head.quote in lines[at - 1] for at, _, cells in head.records if head.quote)
    return unread > served


def read_head(lines: list[str], delimiter: str, quote: str | None, *, last: bool, skip: int = 0) -> Head:
    """The records of some lines; a record that the lines cut is left out."""
    records: list[tuple[int, int, list[str] | None]] = []
    place = skip
    while place < len(lines):
        line = lines[place].rstrip("\r")
        if not line.strip(" \t\u00a0" + delimiter + (quote or "")) and not _opens(line, quote):
            place += 1
            continue
        if quote is None or quote not in line:
            records.append((place + 1, 1, line.split(delimiter)))
            place += 1
            continue
        record = read_record(lines, place, delimiter=delimiter, quote=quote, width=1, last=last)
        if record is None:
            break
        records.append((place + 1, record.span, record.cells))
        place += record.span
    return Head(delimiter, quote, tuple(records))


def _opens(line: str, quote: str | None) -> bool:
    """Whether a line of nothing but blanks, delimiters and quotes leaves a quote open."""
    return quote is not None and line.count(quote) % 2 == 1


def _quotes(lines: list[str], delimiter: str) -> list[str]:
    """Quotes to try: the double one, and others that wrap cells of many lines, and of more than it does."""
    d = re.escape(delimiter)
    wrapped = {q: sum(bool(re.search(f"(?:^|{d}){q}[^{q}]*{q}(?:{d}|\r*$)", line)) for line in lines) for q in QUOTES}
    filled = sum(bool(line.strip()) for line in lines)
    others = [q for q in QUOTES[1:] if wrapped[q] > max(_OFTEN * filled, 2 * wrapped['"'])]
    return [*others, '"']


def _score(head: Head) -> tuple[float, float]:
    records = head.records
    if not records:
        return 0.0, 0.0
    width = head.width
    even = sum(cells is not None and len(cells) == width for _, _, cells in records) / len(records)
    unread = (sum(cells is None for _, _, cells in records) + head.stray / 2) / len(records)
    known = max(
        (_known_share(cells) for _, _, cells in records[:10] if cells is not None and len(cells) > 1), default=0
    )
    score = even * (1 - 1 / width) - unread + known if width > 1 else 0.02
    return round(score, 6), float(-DELIMITERS.index(head.delimiter[0]) if head.delimiter[0] in DELIMITERS else 0)


def _known_share(cells: list[str]) -> float:
    return sum(is_known(c.strip()) for c in cells) / len(cells)
