"""The process that reads one workbook: its first sheet with data, as text, within memory and time that are bounded.

Workbooks are read by python-calamine, which holds a whole sheet and makes room for the rectangle between its first and
its last used cell: a file of 2 kB can ask for 400 GB. So it works here, under limits that the kernel keeps; whoever
asked only sees the text, or why there is none. Sizes and entities are looked at before calamine sees the file.

    python -m service.flows.workbook_process PATH KIND SENT FD

Writes the text (core/containers/text.py) to the file descriptor FD; to stdout one JSON object: {"sheet", "merged"},
{"problem": {…}} or {"failed": name of an exception that nobody expected}.
"""

from __future__ import annotations

import json
import os
import resource
import sys
import zipfile
from collections.abc import Iterator
from itertools import islice
from typing import Any, BinaryIO

from python_calamine import CalamineError, CalamineSheet, CalamineWorkbook, PasswordError, SheetVisibleEnum

from service.core.containers.kinds import damaged, encrypted
from service.core.containers.open_documents import Range, Spans
from service.core.containers.sheets import merged_names, sheet_lines
from service.core.containers.workbook_parts import Marks, refuse_entities, sheet_paths, zero_widths
from service.core.limits import COLUMNS, SHEET_CELLS, UNPACKED, WORKBOOK_MEMORY, WORKBOOK_SECONDS, beyond
from service.errors import FileUnusable
from service.flows.archives import Budget, directory, inflated, small


class Parts:
    """The parts of a workbook that is a ZIP, each looked at before the reader sees it."""

    def __init__(self, source: BinaryIO, kind: str, sent: int) -> None:
        self._source, self._kind, self._budget = source, kind, Budget(sent)
        self._members = {m.filename: m for m in directory(source)}
        self._budget.declared(sum(m.file_size for m in self._members.values()))
        self._paths: dict[str, str] = {}
        self._widths: dict[int, int] = {}
        self.spans: list[list[Range]] = []
        if kind == "xlsx":
            workbook, relations = self._small("xl/workbook.xml"), self._small("xl/_rels/workbook.xml.rels")
            self._paths = sheet_paths(workbook, relations)
            styles = self._small("xl/styles.xml")
            self._widths = zero_widths(styles) if styles else {}
        self._look()

    def marks(self, sheet: str) -> dict[int, bytearray]:
        """What a sheet of an .xlsx says beyond its values."""
        found = Marks(self._widths)
        part = self._paths.get(sheet)
        if part in self._members:
            for piece in self._pieces(part):
                found.add(piece)
            found.finish()
        return found.columns

    def _look(self) -> None:
        """At all parts that the reader takes into memory whatever sheet it is asked for."""
        for name in self._members:
            if name == "content.xml" and self._kind == "ods":
                spans = Spans()
                for piece in self._pieces(name):
                    spans.add(piece)
                spans.finish()
                self.spans = spans.merged
            elif name.endswith((".xml", ".rels", ".bin")) and not name.startswith("xl/worksheets/"):
                for piece in self._pieces(name):
                    if not name.endswith(".bin"):
                        refuse_entities(piece)

    def _small(self, name: str) -> bytes:
        return small(self._source, self._members, name, self._budget)

    def _pieces(self, name: str) -> Iterator[bytes]:
        return inflated(self._source, self._members[name], self._budget)


def convert(path: str, kind: str, sent: int, into: BinaryIO) -> dict[str, Any]:
    """Write the text of the first sheet with data; visible sheets come first.

    Raises  FileUnusable.
    """
    with open(path, "rb") as source:  # noqa: PTH123 - may be a file descriptor's name
        parts = None if kind == "xls" else Parts(source, kind, sent)
        try:
            with CalamineWorkbook.from_path(path) as workbook:
                return _first_with_data(workbook, parts, into)
        except PasswordError as error:
            raise encrypted("workbook") from error
        except CalamineError as error:
            raise damaged("workbook") from error


def _first_with_data(workbook: CalamineWorkbook, parts: Parts | None, into: BinaryIO) -> dict[str, Any]:
    sheets = list(enumerate(workbook.sheets_metadata))
    sheets.sort(key=lambda found: found[1].visible != SheetVisibleEnum.Visible)
    for place, about in sheets:
        marks = parts.marks(about.name) if parts is not None else {}
        sheet = workbook.get_sheet_by_index(place)
        if sheet.start is None or sheet.end is None:
            continue
        _write(sheet, marks, into)
        spans = parts.spans[place] if parts is not None and place < len(parts.spans) else []
        return {"sheet": about.name, "merged": merged_names(sheet.merged_cell_ranges or spans)}
    raise FileUnusable("No sheet of this workbook holds anything. Export it again from your software.", reason="empty")


def _write(sheet: CalamineSheet, marks: dict[int, bytearray], into: BinaryIO) -> None:
    if sheet.width > COLUMNS.most:
        raise beyond(COLUMNS, sheet.width)
    if sheet.width * sheet.height > SHEET_CELLS.most:
        raise beyond(SHEET_CELLS, sheet.width * sheet.height)
    row, column = sheet.start or (0, 0)
    size = 0
    rows = islice(sheet.iter_rows(), row, None)  # the reader hands the empty rows above the first one too
    for text in sheet_lines(rows, row, column, marks):
        data = text.encode("utf-8", "replace")
        size += len(data)
        if size > UNPACKED.most:
            raise beyond(UNPACKED, size)
        into.write(data)


def _bound() -> None:
    """From here on the kernel keeps this process within its memory and time."""
    for kind, most in ((resource.RLIMIT_AS, WORKBOOK_MEMORY.most), (resource.RLIMIT_CPU, WORKBOOK_SECONDS.most)):
        _, hard = resource.getrlimit(kind)
        resource.setrlimit(kind, (most if hard == resource.RLIM_INFINITY else min(most, hard), hard))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))  # a core file would hold the sheet


def main(arguments: list[str]) -> int:
    """Read one workbook for whoever started this process."""
    path, kind, sent, descriptor = arguments
    _bound()
    try:
        with os.fdopen(int(descriptor), "wb") as into:
            told = convert(path, kind, int(sent), into)
    except FileUnusable as problem:
        told = {"problem": {"detail": problem.detail, "facts": problem.facts}}
    except MemoryError:
        told = {"problem": {"detail": WORKBOOK_MEMORY.detail, "facts": beyond(WORKBOOK_MEMORY).facts}}
    except zipfile.BadZipFile:
        told = {"problem": {"detail": damaged("workbook").detail, "facts": damaged("workbook").facts}}
    except OSError as error:
        told = {"failed": "OSError", "errno": error.errno}
    except BaseException as error:  # noqa: BLE001 - a panic of the reader is no Exception; its text may hold a value
        told = {"failed": type(error).__name__}
    sys.stdout.write(json.dumps(told))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
