"""Which lines are the header, what stands before it, and where totals and closing words begin.

A header of several lines is one whose next line continues it (texts over columns of figures, dates and addresses), or
one with a line of groups above it ("Facturation" over "Rue" and "Ville", "Livraison" over "Rue" and "Ville").
"""

from __future__ import annotations

import re
from collections import Counter
from itertools import zip_longest

from service.core.folding import fold
from service.core.mapping.headings import is_known
from service.core.plan import Layout
from service.core.survey.dialect import Head

Record = tuple[int, int, list[str]]  # first physical line, number of lines, cells

HEADER_WITHIN = 10  # the header stands in one of the first physical lines
LEAST_TOLD = 2  # columns that tell a line of headings from a row
_DATA = re.compile(
    r"@[\w.-]+\.[a-z]{2,}|^\s*[-+$€(]*\d[\d\s.,:/'\u00a0\u202f€$%()-]*(?:€|EUR|kr)?\s*$|\d{5,}|^https?://|^(?:true|false)$",
    re.IGNORECASE,
)
_TOTAL = re.compile(
    r"^(SOUS )?TOTA(L|UX)( GENERAL| GENERAUX| DES? .*| CLIENTS?| HT| TTC)?$|^(GRAND|SUB) ?TOTAL\b|^NOMBRE (DE|D) "
    r"|^EDITE LE\b|^FIN (DE|DU) (FICHIER|LISTE|ETAT|EXPORT)|^PAGE \d+|^TOTAL (OF|FOR) "
    r"|^\d+ (LIGNES|ROWS|CLIENTS|RECORDS)$"
)


def find_layout(head: Head, lines: list[str]) -> tuple[Layout, list[str]]:
    """Header and preamble, and the headings: as many as the layout's `width`, the number of cells that a full row has;
    empty texts where there is no header.

    In      the head's records and the physical lines they came from.
    """
    records = [(line, span, cells) for line, span, cells in head.records if cells is not None]
    width = head.width
    found = _header(records, width)
    if found is None:
        first = records[0][0] if records else len(lines) + 1
        skipped = 1 if first > 1 and lines[0].lower().startswith("sep=") else 0
        return Layout(preamble=skipped, width=width), [""] * width
    line, span, cells = _with_neighbours(found, records)
    behind = [c for at, _, c in records if at >= line + span]
    columns = _columns(cells, behind)
    layout = Layout(
        preamble=line - 1,
        header_row=line,
        header_lines=span,
        header_text=lines[line - 1].rstrip("\r") if span == 1 else None,
        width=columns,
    )
    if len(cells) > columns == len(_filled(cells)):
        return layout, _filled(cells)
    return layout, [*cells[:columns], *[""] * (columns - len(cells))]


def find_footer(tail: str, lines: int, header_row: int, delimiter: str, quote: str | None) -> int | None:
    """The first physical line of what closes the file: lines of totals at its end, with unlabelled sums above them.

    In      the last characters of the file, and its number of physical lines.
    """
    last = tail.removesuffix("\n").split("\n")
    first_kept = lines - len(last) + 1
    footer = None
    for place in range(len(last) - 1, max(-1, len(last) - 12), -1):
        at = first_kept + place
        cells = [c.strip(f" \t\r{quote or ''}") for c in last[place].split(delimiter)]
        filled = [c for c in cells if c]
        if at <= header_row or (place == 0 and first_kept > 1):
            break
        if not filled:
            continue
        total = _TOTAL.match(fold(filled[0])) and len(filled) < max(2, len(cells))
        if not total and (footer is None or not _is_sum(cells, filled)):
            break
        footer = at
    return footer


def _is_sum(cells: list[str], filled: list[str]) -> bool:
    """A line above a total that has figures only and no name: a subtotal without label."""
    return not cells[0] and all(re.fullmatch(r"[-+$€(]*[\d\s.,'\u00a0\u202f]+\)?", c) for c in filled)


def _header(records: list[Record], width: int) -> Record | None:
    """The record that names the columns: known headings first, else a row of words above rows of data."""
    near = [r for r in records if r[0] <= HEADER_WITHIN]
    scored = [(_known(r[2]), r) for r in near if len(r[2]) >= max(1, width // 2)]
    scored = [(known, r) for known, r in scored if known >= 0.5 or not _has_data(r[2])]
    best = max((known for known, _ in scored), default=0.0)
    if best >= 0.3:
        return next(r for s, r in scored if s == best)
    least = width if width <= LEAST_TOLD + 1 else width - 1  # one heading may be missing
    full = [r for r in near if len(r[2]) >= least and len(_filled(r[2])) >= max(1, 0.8 * len(r[2]))]
    first = full[0] if full else None
    if first is None or _has_data(first[2]) or len(set(first[2])) < len(first[2]):
        return None
    behind = [r for r in records if r[0] > first[0]]
    return first if behind else None


def _with_neighbours(header: Record, records: list[Record]) -> Record:
    """The header with the lines that belong to it: those that continue it, and the groups above it."""
    line, span, cells = header
    behind = [r for r in records if r[0] > line]
    while behind and behind[0][0] == line + span and _continues(behind[0][2], cells, [r[2] for r in behind[1:]]):
        _, more, next_cells = behind.pop(0)
        span += more
        cells = [_joined(above, below) for above, below in zip_longest(cells, next_cells, fillvalue="")]
    above = next((r for r in records if r[0] + r[1] == line), None)
    if above is not None and _names_groups(above[2], cells):
        return above[0], span + above[1], _grouped(above[2], cells)
    return line, span, cells


def _continues(cells: list[str], header: list[str], behind: list[list[str]]) -> bool:
    """Whether a line has texts only, under headings, in columns (two or more) that hold data in the rows behind it."""
    if _has_data(cells) or len(cells) > len(header) or not behind:
        return False
    told = 0
    for place, cell in enumerate(cells):
        below = [row[place].strip() for row in behind if place < len(row) and row[place].strip()]
        if cell.strip() and below and sum(bool(_DATA.search(value)) for value in below) >= 0.9 * len(below):
            told += 1
    return told >= LEAST_TOLD


def _joined(above: str, below: str) -> str:
    """One heading of two lines; said twice, it is said once."""
    parts = [above.strip(), below.strip()]
    return parts[0] if parts[0] == parts[1] else " ".join(p for p in parts if p)


def _names_groups(cells: list[str], header: list[str]) -> bool:
    """Whether the line above the header names groups of columns: names (one alone is a title) and blanks behind them,
    over headings that stand more than once.
    """
    told_apart = len(set(_grouped(cells, header))) > len(set(header))
    return len(_filled(cells)) > 1 and len(cells) >= len(header) // 2 and not _has_data(cells) and told_apart


def _grouped(groups: list[str], header: list[str]) -> list[str]:
    """The headings, those that stand more than once behind the name of their group."""
    again = {name for name, times in Counter(header).items() if times > 1}
    made, group = [], ""
    for place, name in enumerate(header):
        group = (groups[place].strip() if place < len(groups) else "") or group
        made.append(_joined(group, name) if name in again else name)
    return made


def _columns(header: list[str], behind: list[list[str]]) -> int:
    """Number of columns: the header's cells, less empty ones for which no row has a cell, and empty ones at its end
    under which nothing stands.
    """
    width = len(header)
    if behind and max(len(cells) for cells in behind) == len(_filled(header)) < width:
        return len(_filled(header))
    while width > 1 and not header[width - 1].strip():
        if any(len(cells) >= width and cells[width - 1].strip() for cells in behind):
            break
        width -= 1
    return width


def _known(cells: list[str]) -> float:
    filled = _filled(cells)
    return sum(is_known(c.strip()) for c in filled) / len(filled) if filled else 0.0


def _filled(cells: list[str]) -> list[str]:
    return [c for c in cells if c.strip()]


def _has_data(cells: list[str]) -> bool:
    return any(_DATA.search(c.strip()) for c in cells)
