r"""Stand-ins: what takes two characters in the file is one while its lines are cut into cells.

    \"  \;  \\    a character that a backslash frees of its meaning (Dialect.escape)
    ", "        a delimiter of two characters

Each becomes a noncharacter of Unicode (U+FDD0 and on, "for internal use": Unicode Standard, 23.7) and comes back in
the cells. So the patterns that cut lines know single characters only.
"""

from __future__ import annotations

from dataclasses import replace

import polars as pl

from service.core.plan import Dialect, Plan

_BACKSLASH, _QUOTE, _DELIMITER, _WIDE = "\ufdd0", "\ufdd1", "\ufdd2", "\ufdd3"


def as_cut(dialect: Dialect) -> Dialect:
    """The dialect of lines that have stand-ins."""
    wide = len(dialect.delimiter) > 1
    return replace(dialect, delimiter=_WIDE, escape=None) if wide else replace(dialect, escape=None)


def cut_plan(plan: Plan) -> Plan:
    """The plan of a file whose lines have stand-ins."""
    header = plan.layout.header_text
    marked = header if header is None else with_stand_ins(header.encode(), plan.dialect).decode()
    return replace(plan, dialect=as_cut(plan.dialect), layout=replace(plan.layout, header_text=marked))


def with_stand_ins(text: bytes, dialect: Dialect) -> bytes:
    """Whole lines of UTF-8, ready to be cut."""
    for written, mark, _ in _marks(dialect):
        text = text.replace(written.encode(), mark.encode())
    return text


def restored(cells: pl.Expr, dialect: Dialect) -> pl.Expr:
    """Cells (str) as the file means them."""
    marks = _marks(dialect)
    return cells.str.replace_many([m for _, m, _ in marks], [meant for _, _, meant in marks]) if marks else cells


def restored_cells(cells: list[str], dialect: Dialect) -> list[str]:
    """The same for the cells of one record."""
    return [_put(cell, [(mark, meant) for _, mark, meant in _marks(dialect)]) for cell in cells]


def restored_lines(texts: pl.Expr, dialect: Dialect) -> pl.Expr:
    """Lines (str) that could not be cut, as they came."""
    marks = _marks(dialect)
    return texts.str.replace_many([m for _, m, _ in marks], [written for written, _, _ in marks]) if marks else texts


def _put(text: str, marks: list[tuple[str, str]]) -> str:
    for mark, meant in marks:
        text = text.replace(mark, meant)
    return text


def _marks(dialect: Dialect) -> list[tuple[str, str, str]]:
    """As the file writes it, its stand-in, what it means; an escaped backslash first."""
    marks = []
    if dialect.escape is not None:
        freed = [(dialect.escape, _BACKSLASH), (dialect.quote or '"', _QUOTE), (dialect.delimiter, _DELIMITER)]
        marks = [(dialect.escape + character, mark, character) for character, mark in freed]
    if len(dialect.delimiter) > 1:
        marks.append((dialect.delimiter, _WIDE, dialect.delimiter))
    return marks
