"""One record, read with care: what a line means when its quotes are not plainly in order.

This is the rule of the reader; `cells.py` only goes faster where a line is in order by itself.

    A cell that begins with the quote ends at the next single quote; a doubled one is a quote; it may hold line ends.
    Behind its closing quote stands the delimiter or the line end: anything else, or no closing quote within
    MAX_SPAN lines, and the *line* is read by itself (mended.py), where only one reading gives the cells of a row; else
    it is unreadable. Reading goes on at the next line.
    In a cell that does not begin with the quote, a quote is a character like any other.

So that one stray quote never swallows rows, a record over several lines is doubted when the lines it took look like
rows of their own: see `_swallows`. Source: RFC 4180, and the ways real exports break it.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from service.core.read.mended import mended

MAX_SPAN = 500  # physical lines of one record
MAX_CHARS = 1 << 20  # characters of one record


@dataclass(frozen=True)
class Record:
    """A record over `span` lines. `cells` null: unreadable, span 1. `stray`: read in spite of a quote out of place."""

    span: int
    cells: list[str] | None
    stray: bool = False


@lru_cache(maxsize=32)
def ordered_line(delimiter: str, quote: str) -> str:
    """The pattern (of Rust's and Python's engines) of a line that is a whole record by itself."""
    d, q = _in_class(delimiter), _in_class(quote)
    cell = f"(?:{q}(?:[^{q}]|{q}{q})*{q}|[^{q}{d}][^{d}]*|)"
    return f"^{cell}(?:[{d}]{cell})*$"


def read_record(lines: Sequence[str], at: int, *, delimiter: str, quote: str, width: int, last: bool) -> Record | None:
    """The record that begins with lines[at], each line without its LF.

    Out     null when it is still open at the end of `lines` and more may come (`last` false).
    """
    text, span, here = lines[at], 1, 0
    cells: list[str] = []
    while True:
        if not text.startswith(quote, here):
            end = text.find(delimiter + quote, here)  # cells up to there are not quoted
            if end < 0:
                cells.extend(text[here:].rstrip("\r").split(delimiter))
                break
            cells.extend(text[here:end].split(delimiter))
            here = end + 1
        end = _closing(text, here + 1, quote)
        while end < 0:
            if span >= MAX_SPAN or len(text) > MAX_CHARS or (at + span == len(lines) and last):
                return _alone(lines[at], delimiter, quote, width)
            if at + span == len(lines):
                return None
            resume = len(text) + 1
            text, span = f"{text}\n{lines[at + span]}", span + 1
            end = _closing(text, resume, quote)
        cells.append(text[here + 1 : end].replace(quote * 2, quote))
        here = end + 2
        if not text[end + 1 :].strip("\r"):
            break
        if text[end + 1] != delimiter:
            return _alone(lines[at], delimiter, quote, width)
    if span > 1 and _swallows(lines[at : at + span], len(cells), delimiter, width):
        return _alone(lines[at], delimiter, quote, width)
    return Record(span, cells)


def line_cells(line: str, delimiter: str, quote: str | None) -> list[str] | None:
    """The cells of a line by itself, without its end; null when it cannot be read."""
    if quote is None or quote not in line:
        return line.split(delimiter)
    return read_record([line], 0, delimiter=delimiter, quote=quote, width=1, last=True).cells  # type: ignore[union-attr]  # `last`


def _alone(line: str, delimiter: str, quote: str, width: int) -> Record:
    """What the line is by itself."""
    cells = mended(line.rstrip("\r"), delimiter, quote, width)
    return Record(1, cells, stray=cells is not None)


def _closing(text: str, start: int, quote: str) -> int:
    """Where the quoted cell's closing quote stands, -1 if the text ends before it."""
    at = text.find(quote, start)
    while at >= 0 and text.startswith(quote, at + 1):
        at = text.find(quote, at + 2)
    return at


def _swallows(lines: Sequence[str], cells: int, delimiter: str, width: int) -> bool:
    """Whether a record over several lines looks like rows run together by a stray quote.

    Either it has not the cells of a row while a line behind its first one has (or more), or it has, but at least two
    of its lines have them as well, taken alone. Of three columns all of its lines must; with two columns nothing is
    doubted, for one comma a line is common in free text.
    """
    counts = [line.count(delimiter) + 1 for line in lines]
    if cells != width:
        return width > 1 and any(count >= width for count in counts[1:])
    alike = sum(count == width for count in counts)
    return alike >= 2 if width >= 4 else width == 3 and alike == len(counts)


def _in_class(character: str) -> str:
    return re.escape(character) if character != "\t" else "\\t"
