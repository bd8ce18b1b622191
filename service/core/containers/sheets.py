"""Cells of a workbook as a person sees them, in the text that the survey reads (core/containers/text.py).

Whole numbers without decimals, others with the 15 digits that Excel keeps; dates and moments in ISO 8601, times as
HH:MM:SS, lengths of time in hours; TRUE and FALSE. The reader hands rows, so rows are what is written: no frame is
loaded, because this runs in a process with little memory.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any

from service.core.containers.text import BREAK, SEPARATOR
from service.core.containers.workbook_parts import marked
from service.core.limits import MERGED

ROWS_AT_ONCE = 2000
_SECOND = dt.timedelta(seconds=1)
_CONTROLS = {0: "", ord(SEPARATOR): " "}


def sheet_lines(
    rows: Iterable[list[Any]], first_row: int, first_column: int = 0, marks: Mapping[int, bytearray] | None = None
) -> Iterator[str]:
    """The text of a sheet, a piece for some thousand rows; rows above the first used one are blank lines.

    In      rows of the used area, whose first cell is at `first_row`, `first_column` (from 0); `marks` as
            core/containers/workbook_parts.py makes them, by column.
    """
    shown = {column - first_column: marks[column] for column in marks or {} if marks and column >= first_column}
    lines = [""] * first_row
    for number, row in enumerate(rows, start=first_row):
        texts = [WRITTEN[type(value)](value) for value in row]
        for place, of in shown.items():
            if number < len(of) and of[number] and place < len(texts):
                texts[place] = marked(of[number], texts[place])
        lines.append(SEPARATOR.join(texts) if any(texts) else "")
        if len(lines) >= ROWS_AT_ONCE:
            yield "\n".join(lines) + "\n"
            lines.clear()
    if lines:
        yield "\n".join(lines) + "\n"


def _text(value: str) -> str:
    if value.isprintable():
        return value
    lines = value.replace("_x000D_", "").replace("\r\n", "\n").replace("\r", "\n")
    return lines.replace("\n", BREAK).translate(_CONTROLS)


def _number(value: float) -> str:
    if value.is_integer() and -1e15 < value < 1e15:
        return str(int(value))
    return format(value, ".15G")


def _moment(value: dt.datetime) -> str:
    if value.microsecond:
        value = (value + _SECOND / 2).replace(microsecond=0)
    text = value.isoformat(" ")
    return text.removesuffix(" 00:00:00")


def _time(value: dt.time) -> str:
    return value.isoformat("seconds")


def _length(value: dt.timedelta) -> str:
    seconds = round(value.total_seconds())
    sign, seconds = ("-", -seconds) if seconds < 0 else ("", seconds)
    return f"{sign}{seconds // 3600:02}:{seconds // 60 % 60:02}:{seconds % 60:02}"


WRITTEN: dict[type, Callable[[Any], str]] = {
    str: _text,
    float: _number,
    int: str,
    bool: lambda value: "TRUE" if value else "FALSE",
    dt.date: dt.date.isoformat,
    dt.datetime: _moment,
    dt.time: _time,
    dt.timedelta: _length,
    type(None): lambda _: "",
}
"""How each type of value that the reader hands is written."""


def cell_name(row: int, column: int) -> str:
    """A cell as spreadsheets name it, from row and column from 0: (0, 26) is AA1."""
    letters, column = "", column + 1
    while column:
        column, place = divmod(column - 1, 26)
        letters = chr(65 + place) + letters
    return f"{letters}{row + 1}"


def merged_names(ranges: Iterable[tuple[tuple[int, int], tuple[int, int]]]) -> list[str]:
    """Merged ranges by name, from the top; the last note counts those that are too many to name."""
    ordered = sorted(ranges)
    named = [f"{cell_name(*first)}:{cell_name(*last)}" for first, last in ordered[:MERGED]]
    return [*named, f"+{len(ordered) - MERGED}"] if len(ordered) > MERGED else named
