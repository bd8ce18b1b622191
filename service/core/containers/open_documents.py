"""Merged cells of an OpenDocument sheet, which its reader does not tell: the spans of its cells.

Source: OpenDocument 1.3 part 3, 9.1 (tables), 19.675 to 19.679 (repeated and spanned cells).
"""

from __future__ import annotations

import re

from service.core.containers.workbook_parts import InPieces
from service.core.limits import COLUMNS, SHEET_CELLS, beyond

_PIECE = re.compile(
    rb"<table:table\s[^>]*|<table:table-row\b[^>]*|</table:table-row>|<table:(?:covered-)?table-cell\b[^>]*"
)
_NUMBER = rb'table:number-%s-%s="(\d{1,9})"'
_COLUMNS, _ROWS = re.compile(_NUMBER % (b"columns", b"repeated")), re.compile(_NUMBER % (b"rows", b"repeated"))
_WIDE, _HIGH = re.compile(_NUMBER % (b"columns", b"spanned")), re.compile(_NUMBER % (b"rows", b"spanned"))
_FILLED_FAR = re.compile(
    rb'<table:table-cell\b(?=[^>]*value-type=)[^>]*table:number-columns-repeated="(\d{4,})"'
    rb'|<table:table-row\b[^>]*table:number-rows-repeated="(\d{4,})"[^>]*>(?:(?!</table:table-row>).){0,20000}?value-type=',
    re.DOTALL,
)
Range = tuple[tuple[int, int], tuple[int, int]]


class Spans(InPieces):
    """Reads content.xml in pieces; `merged` has the ranges of each table, in the document's order."""

    element = b"<table:table-row"

    def __init__(self) -> None:
        super().__init__()
        self.merged: list[list[Range]] = []
        self._row = self._column = 0
        self._repeat = 1

    def read(self, text: bytes) -> None:
        """Raises  FileUnusable for filled cells that are repeated beyond the most columns or cells."""
        if b"-repeated=" in text:
            for far in _FILLED_FAR.finditer(text):
                if far[1] and int(far[1]) > COLUMNS.most:
                    raise beyond(COLUMNS, int(far[1]))
                if far[2] and int(far[2]) > 100_000:
                    raise beyond(SHEET_CELLS, int(far[2]))
        if b"-spanned=" not in text:
            self._count(text)
            return
        for found in _PIECE.finditer(text):
            self._one(found[0])

    def _count(self, text: bytes) -> None:
        """Rows only, where no cell spans others."""
        for found in re.finditer(rb"<table:table\s|<table:table-row\b[^>]*|</table:table-row>", text):
            self._one(found[0])

    def _one(self, tag: bytes) -> None:
        if tag.startswith(b"<table:table-row"):
            self._repeat, self._column = _number(_ROWS, tag), 0
            self._row += self._repeat if tag.endswith(b"/") else 0
        elif tag.startswith(b"</"):
            self._row += self._repeat
        elif tag[12:13].isspace():  # <table:table itself
            self.merged.append([])
            self._row = 0
        else:
            self._cell(tag)

    def _cell(self, tag: bytes) -> None:
        if b"-spanned=" in tag and self.merged:
            wide, high = _number(_WIDE, tag), _number(_HIGH, tag)
            if wide * high > 1:
                first = (self._row, self._column)
                self.merged[-1].append((first, (first[0] + high - 1, first[1] + wide - 1)))
        self._column += _number(_COLUMNS, tag)


def _number(of: re.Pattern[bytes], tag: bytes) -> int:
    found = of.search(tag)
    return int(found[1]) if found else 1
