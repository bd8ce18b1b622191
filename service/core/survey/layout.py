"""Which line is the header, what stands before it, and where totals and closing words begin."""

from __future__ import annotations

import re

from service.core.folding import fold
from service.core.mapping.headings import is_known
from service.core.plan import Layout
from service.core.survey.dialect import Head

HEADER_WITHIN = 10  # the header stands in one of the first physical lines
_DATA = re.compile(
    r"@[\w.-]+\.[a-z]{2,}|^\s*[-+$€(]*\d[\d\s.,:/'\u00a0\u202f€$%()-]*(?:€|EUR|kr)?\s*$|\d{5,}|^https?://|^(?:true|false)$",
    re.IGNORECASE,
)
_TOTAL = re.compile(
    r"^(SOUS )?TOTA(L|UX)( GENERAL| GENERAUX| DES? .*| CLIENTS?| HT| TTC)?$|^(GRAND|SUB) ?TOTAL\b|^NOMBRE (DE|D) "
    r"|^EDITE LE\b|^FIN (DE|DU) (FICHIER|LISTE|ETAT|EXPORT)|^PAGE \d+|^TOTAL (OF|FOR) "
    r"|^\d+ (LIGNES|ROWS|CLIENTS|RECORDS)$"
)


def find_layout(head: Head, lines: list[str]) -> Layout:
    """Header and preamble; `width` is the number of cells that a full row has.

    In      the head's records and the physical lines they came from.
    """
    records = [(line, span, cells) for line, span, cells in head.records if cells is not None]
    width = head.width
    found = _header(records, width)
    if found is None:
        first = records[0][0] if records else len(lines) + 1
        skipped = 1 if first > 1 and lines[0].lower().startswith("sep=") else 0
        return Layout(preamble=skipped, width=width)
    line, span, cells = found
    text = lines[line - 1].rstrip("\r") if span == 1 else None
    behind = [c for at, _, c in records if at > line]
    return Layout(
        preamble=line - 1, header_row=line, header_lines=span, header_text=text, width=_columns(cells, behind)
    )


def header_cells(head: Head, layout: Layout) -> list[str]:
    """The headings, as many as the layout's width; empty texts when there is no header."""
    cells = next((c for line, _, c in head.records if line == layout.header_row and c is not None), [])
    if len(cells) > layout.width == len(_filled(cells)):
        return _filled(cells)
    return [*cells[: layout.width], *[""] * (layout.width - len(cells))]


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


def _header(records: list[tuple[int, int, list[str]]], width: int) -> tuple[int, int, list[str]] | None:
    """The record that names the columns: known headings first, else a row of words above rows of data."""
    near = [r for r in records if r[0] <= HEADER_WITHIN]
    scored = [(_known(r[2]), r) for r in near if len(r[2]) >= max(1, width // 2)]
    scored = [(known, r) for known, r in scored if known >= 0.5 or not _has_data(r[2])]
    best = max((known for known, _ in scored), default=0.0)
    if best >= 0.3:
        return next(r for s, r in scored if s == best)
    full = [r for r in near if len(r[2]) >= width and len(_filled(r[2])) >= max(1, 0.8 * len(r[2]))]
    first = full[0] if full else None
    if first is None or _has_data(first[2]) or len(set(first[2])) < len(first[2]):
        return None
    behind = [r for r in records if r[0] > first[0]]
    return first if behind else None


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
