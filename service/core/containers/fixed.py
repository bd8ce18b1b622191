"""Text of fixed width: columns told by the blanks that stand at the same place in every line.

Accepted only where the evidence is strong, because a file of delimiters read so would be cut to pieces: no delimiter
stands in most lines, at least three columns, nothing that crosses from one to the next, and either headings that begin
or end where their columns do, a ruler of dashes under them, or lines that are all of one length.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import chain

import numpy as np
import numpy.typing as npt
import polars as pl

from service.core.containers.text import SEPARATOR
from service.core.read.text import whole_lines
from service.errors import FileUnusable

LOOKED_AT = 300  # lines
_FEWEST_LINES = 4
_FEWEST_UNHEADED = 10
_FEWEST_COLUMNS = 3
_WIDEST = 4000  # characters
_PREAMBLE = 6  # lines above the headings
_DELIMITERS = ";,\t|"
_OFTEN = 0.7  # share of lines that hold a delimiter as many times
_DECIMAL = re.compile(r"(?<=\d),(?=\d)")
_RULER = re.compile(r"^[-=+ ]*[-=]{2,}[-=+ ]* [-=+ ]*$")
_CHUNK = 2 << 20


@dataclass(frozen=True)
class Fixed:
    """Where columns begin, in characters from 0; `ruler`: physical line of dashes under the headings, or 0."""

    starts: tuple[int, ...]
    ruler: int = 0


def may_be_fixed(head: bytes) -> bool:
    """A quick look at the first bytes: several lines with runs of blanks, and no delimiter that makes rows of them."""
    lines = [line for line in head.replace(b"\0", b"").decode("latin-1").split("\n")[:LOOKED_AT] if line.strip()]
    spaced = sum("  " in line.strip() for line in lines)
    return len(lines) >= _FEWEST_LINES and spaced * 2 > len(lines) and not _delimited(lines)


def fixed_columns(lines: Sequence[str]) -> Fixed | None:
    """The columns of a text, or null where they are not certain. In: its first physical lines, whole."""
    looked = [line.rstrip("\r").replace("\u00a0", " ") for line in lines[:LOOKED_AT]]
    if any("\t" in line or len(line) > _WIDEST for line in looked) or _delimited([x for x in looked if x.strip()]):
        return None
    first = range(min(_PREAMBLE, len(looked)))
    ruled = (_ruled(looked, at) for at in first)
    blank = (_blank_columns(looked[at:]) for at in first)
    return next((found for found in chain(ruled, blank) if found is not None), None)


def _delimited(lines: Sequence[str]) -> bool:
    bare = [_DECIMAL.sub("", line) for line in lines]
    for delimiter in _DELIMITERS:
        times = Counter(line.count(delimiter) for line in bare)
        often, count = max(times.items(), key=lambda item: (item[1], item[0]))
        if often and count >= _OFTEN * len(lines):
            return True
        if delimiter != "," and sum(n for t, n in times.items() if t) > _OFTEN * len(lines):
            return True
    return False


def _ruled(lines: Sequence[str], at: int) -> Fixed | None:
    """Columns as a line of dashes draws them."""
    ruler = lines[at].rstrip()
    if at == 0 or not _RULER.match(ruler) or len(lines) - at < 2:
        return None
    starts = tuple(found.start() for found in re.finditer(r"[-=]+", ruler))
    fixed = Fixed(starts, at + 1)
    crossed = _crossings(_matrix([*lines[:at][-1:], *lines[at + 1 :]]), starts)
    return fixed if len(starts) >= 2 and crossed.mean() < 0.1 else None


def _blank_columns(lines: Sequence[str]) -> Fixed | None:
    filled = [line for line in lines if line.strip()]
    if len(filled) < _FEWEST_LINES:
        return None
    signs = _matrix(filled)
    blank = np.logical_not(np.logical_or.reduce(signs, axis=0))
    begins = np.flatnonzero(~blank & np.concatenate([[True], blank[:-1]]))
    starts = _with_data(signs, [int(b) for b in begins])
    if len(starts) < _FEWEST_COLUMNS:
        return None
    if not (_headed(filled[0], starts, blank) or _of_one_length(lines)):
        return None
    cells = [signs[:, a:b].any(axis=1).mean() for a, b in zip(starts, [*starts[1:], signs.shape[1]], strict=True)]
    return Fixed(starts) if sorted(cells)[-_FEWEST_COLUMNS] > 0.5 else None


def _with_data(signs: npt.NDArray[np.bool_], begins: list[int]) -> tuple[int, ...]:
    """The beginnings of columns, less those where a heading of several words goes on above nothing."""
    kept: list[int] = []
    for start, stop in zip(begins, [*begins[1:], signs.shape[1]], strict=True):
        goes_on = start >= 2 and bool(signs[0, start - 2]) and not signs[1:, start:stop].any()
        if not (kept and goes_on):
            kept.append(start)
    return tuple(kept)


def _headed(first: str, starts: tuple[int, ...], blank: npt.NDArray[np.bool_]) -> bool:
    """Whether the first line has a heading in every column, each beginning where its column does, or ending there."""
    ends = [*starts[1:], len(blank)]
    for start, stop in zip(starts, ends, strict=True):
        heading = first[start:stop]
        wide = int(np.flatnonzero(~blank[start:stop]).max()) + 1
        if not heading.strip() or re.search(r"\d{3}|@", heading):
            return False
        if heading[:1] == " " and len(heading.rstrip()) != wide:
            return False
    gaps = [stop - start for start, stop in zip(starts, ends[:-1], strict=False)]
    return all(" " in first[s : s + g] for s, g in zip(starts, gaps, strict=False))


def _of_one_length(lines: Sequence[str]) -> bool:
    """Whether the lines, blanks at their ends included, are as long as one another and many."""
    sizes = {len(line) for line in lines if line.strip()}
    return len(lines) >= _FEWEST_UNHEADED and len(sizes) == 1


def _matrix(lines: Sequence[str]) -> npt.NDArray[np.bool_]:
    """Which places of which line hold a sign."""
    width = max((len(line) for line in lines), default=0)
    text = "".join(line.ljust(width) for line in lines)
    codes = np.frombuffer(text.encode("utf-32-le"), np.uint32).reshape(len(lines), width)
    return np.not_equal(codes, ord(" "))


def _crossings(signs: npt.NDArray[np.bool_], starts: tuple[int, ...]) -> npt.NDArray[np.bool_]:
    """Which lines have a sign on both sides of the beginning of a column."""
    inner = [s for s in starts if 0 < s < signs.shape[1]]
    crossed: npt.NDArray[np.bool_] = np.logical_or.reduce(signs[:, [s - 1 for s in inner]] & signs[:, inner], axis=1)
    return crossed


def fixed_lines(pieces: Iterator[bytes], fixed: Fixed) -> Iterator[bytes]:
    """The text of a file (core/containers/text.py), line for line; the ruler becomes a blank line.

    In      its text in UTF-8, lines ended by LF.
    Raises  FileUnusable when rows behind those that were looked at cross its columns: then it has none.
    """
    crossed = rows = line = 0
    for text, _ in whole_lines(pieces, _CHUNK):
        if not text:
            continue
        lines = pl.read_lines(text).to_series(0).str.strip_chars_end("\r")
        if 0 < fixed.ruler - line <= len(lines):
            lines[fixed.ruler - line - 1] = ""
        line += len(lines)
        made, bad = _cut(lines, fixed.starts)
        crossed, rows = crossed + bad, rows + len(lines)
        yield (str(made.str.join("\n").item()) + "\n").encode()
    if crossed > max(_PREAMBLE, 0.01 * rows):
        raise FileUnusable(
            "The columns of this file are told by blanks, but not in all lines. Export it as CSV instead.",
            reason="uneven-columns",
            rows=rows,
            found=crossed,
        )


def _cut(lines: pl.Series, starts: tuple[int, ...]) -> tuple[pl.Series, int]:
    """Lines cut at the columns, those that cross one kept whole; and how many those are."""
    line = pl.col("line")
    ends = [*starts[1:], None]
    parts = [
        line.str.slice(a if n else 0, None if b is None else b - (a if n else 0)).str.strip_chars()
        for n, (a, b) in enumerate(zip(starts, ends, strict=True))
    ]
    crosses = pl.any_horizontal(line.str.slice(a - 1, 2).str.contains(r"^\S\S$") for a in starts[1:])
    cut = pl.DataFrame({"line": lines}).select(
        made=pl.when(crosses | (line.str.strip_chars() == ""))
        .then(line.str.strip_chars())
        .otherwise(pl.concat_str(parts, separator=SEPARATOR)),
        crosses=crosses,
    )
    return cut["made"], int(cut["crosses"].sum())
