"""Parts of an Excel workbook (.xlsx) that its reader does not tell: which part is which sheet, cells that hold an
error, and numbers shown with leading zeros by their format (postcodes, phone numbers, SIRET).

Source: ECMA-376 part 1, 18.2 (workbook), 18.3 (worksheets), 18.8 (styles). Parts come as bytes; sheets in pieces.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from posixpath import join, normpath
from xml.etree import ElementTree as ET

from service.core.containers.kinds import damaged
from service.core.limits import COLUMNS, beyond
from service.errors import FileUnusable

ERRORS = ("#NULL!", "#DIV/0!", "#VALUE!", "#REF!", "#NAME?", "#NUM!", "#N/A")
_FIRST_ERROR = 100  # marks below it are widths
MOST_ROWS = 1 << 20
_KEPT = 4 << 20  # bytes
_CELL = rb'<(?:\w+:)?c\b(?=[^>]*?\b%s)[^>]*?\br="([A-Z]{1,3})(\d{1,7})"'
_FORMULA = rb"(?:<(?:\w+:)?f\b.*?(?:/>|</(?:\w+:)?f>))?"
_ERROR = re.compile(_CELL % rb't="e"' + rb"[^>]*>" + _FORMULA + rb"<(?:\w+:)?v>([^<]{1,20})<", re.DOTALL)
_FAR = re.compile(rb' r="([A-Z]{3,})[0-9]')
_MARKUP = re.compile(rb"<!(?:DOCTYPE|ENTITY)", re.IGNORECASE)


def refuse_entities(piece: bytes) -> None:
    """Refuse XML that declares entities or a document type: no workbook does, and a bomb must.

    Raises  FileUnusable.
    """
    if _MARKUP.search(piece) or piece.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise FileUnusable(
            "This workbook declares entities of its own, which no spreadsheet software writes. Save it again, or save "
            "it as CSV (UTF-8).",
            reason="entities",
            limit="xml-entities",
            most=0,
            unit="declarations",
        )


def _tree(part: bytes) -> ET.Element:
    refuse_entities(part)
    try:
        return ET.fromstring(part)  # noqa: S314 - entities, the danger of this parser, are refused above
    except ET.ParseError as error:
        raise damaged("workbook") from error


def _named(tree: ET.Element, name: str) -> Iterator[ET.Element]:
    return (e for e in tree.iter() if e.tag.rsplit("}", 1)[-1] == name)


def sheet_paths(workbook: bytes, relations: bytes) -> dict[str, str]:
    """The part of each sheet by its name, in the workbook's order. In: xl/workbook.xml and its .rels."""
    targets = {e.get("Id"): e.get("Target", "") for e in _named(_tree(relations), "Relationship")}
    found = {}
    for sheet in _named(_tree(workbook), "sheet"):
        id_ = next((v for k, v in sheet.attrib.items() if k.rsplit("}", 1)[-1] == "id"), None)
        target = targets.get(id_, "")
        found[sheet.get("name", "")] = normpath(join("xl", target)).lstrip("/")
    return found


def zero_widths(styles: bytes) -> dict[int, int]:
    """Styles (by index) that show leading zeros, and how many digits they show. In: xl/styles.xml."""
    tree = _tree(styles)
    widths = {e.get("numFmtId"): _width(e.get("formatCode", "")) for e in _named(tree, "numFmt")}
    formats = next(_named(tree, "cellXfs"), None)
    if formats is None:
        return {}
    used = ((n, widths.get(xf.get("numFmtId"), 0)) for n, xf in enumerate(_named(formats, "xf")))
    return {n: width for n, width in used if width > 1}


def _width(code: str) -> int:
    """Digits that a number format shows at least: `00000`, `000 000 000 00000`, `0#" "##" "##" "##" "##`; else 0."""
    bare = re.sub(r'\[[^\]]*\]|"[^"]*"|\\.|_.|[ .-]', "", code.split(";", maxsplit=1)[0])
    if not re.fullmatch(r"0+|0#+", bare) or len(bare) > 30 or re.search(r"(?<!\\)\.", code):
        return 0
    return len(bare)


def whole_until(text: bytes, mark: bytes) -> int:
    """Where to cut XML so that what stands before is whole: before the last such element, and within one that is
    longer than any should be, before its last tag.
    """
    at = text.rfind(mark)
    if at > 0 or len(text) < _KEPT:
        return max(at, 0)
    at = text.rfind(b"<")
    return at if at > 0 else len(text)


class InPieces:
    """XML that comes in pieces, handed on in whole elements; one class for each kind of document."""

    element: bytes
    """How the elements begin that are never cut."""

    def __init__(self) -> None:
        self._rest = b""

    def add(self, piece: bytes) -> None:
        """The next piece.

        Raises  FileUnusable: entities, or what `read` refuses.
        """
        text = self._rest + piece
        refuse_entities(text)
        cut = whole_until(text, self.element)
        self.read(text[:cut])
        self._rest = text[cut:]

    def finish(self) -> None:
        """After the last piece."""
        self.read(self._rest)
        self._rest = b""

    def read(self, text: bytes) -> None:
        """Some whole elements."""
        raise NotImplementedError


class Marks(InPieces):
    """What a sheet says beyond its values, by column and row from 0: a mark of 2 to 30 is a number of digits, one from
    100 on the place of an error in ERRORS.
    """

    element = b"<row"

    def __init__(self, widths: dict[int, int] | None = None) -> None:
        super().__init__()
        self.widths = widths or {}  # of styles
        self.columns: dict[int, bytearray] = {}
        styles = "|".join(map(str, self.widths))  # only where a style needs it are styles looked for
        self._padded = re.compile(_CELL % rb's="(%s)"' % styles.encode()) if styles else None

    def read(self, text: bytes) -> None:
        """Raises  FileUnusable for a column far beyond the most."""
        far = _FAR.search(text)
        if far is not None and column_of(far[1]) >= COLUMNS.most:
            raise beyond(COLUMNS, column_of(far[1]) + 1)
        if b't="e"' in text:
            for found in _ERROR.finditer(text):
                said = found[3].decode("ascii", "replace")
                self._mark(found, _FIRST_ERROR + (ERRORS.index(said) if said in ERRORS else len(ERRORS) - 1))
        if self._padded is not None:
            for found in self._padded.finditer(text):
                self._mark(found, self.widths[int(found[1])], 1)

    def _mark(self, found: re.Match[bytes], mark: int, skip: int = 0) -> None:
        column, row = column_of(found[1 + skip]), int(found[2 + skip]) - 1
        if not 0 <= row < MOST_ROWS:
            return
        rows = self.columns.setdefault(column, bytearray())
        if len(rows) <= row:
            rows.extend(bytes(row + 1 - len(rows)))
        rows[row] = mark


def column_of(letters: bytes) -> int:
    """A column from 0 by its letters: A is 0, AA 26."""
    number = 0
    for letter in letters[:8]:
        number = number * 26 + letter - 64
    return number - 1


def marked(mark: int, text: str) -> str:
    """A cell as its mark shows it."""
    if mark >= _FIRST_ERROR:
        return text or ERRORS[mark - _FIRST_ERROR]
    return text.zfill(mark) if text.isdigit() else text
