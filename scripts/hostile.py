"""Files made to harm whoever opens them, generated on the spot: `HOSTILE` has each by name, with what must stop it (the
fact `limit` of the problem, or its `reason` where no limit is measured). Nothing here is ever committed as a file.

`BIG` are those whose full size (1 GB, 10 GB unpacked) is what matters; they take minutes to make, and 1 GB of disk.
"""

from __future__ import annotations

import gzip
import io
import struct
import zipfile
import zlib
from collections.abc import Callable, Iterator
from pathlib import Path

from service.core.containers.sheets import cell_name

GB = 1 << 30
MB = 1 << 20
_XML = '<?xml version="1.0" encoding="UTF-8"?>'
_MAIN = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
_PARTS = {
    "[Content_Types].xml": '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
    '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    '<Override PartName="/xl/workbook.xml" ContentType='
    '"application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"/></Types>',
    "_rels/.rels": '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
    '<Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument"'
    ' Target="xl/workbook.xml"/></Relationships>',
    "xl/workbook.xml": f'<workbook {_MAIN} xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships">'
    '<sheets><sheet name="Clients" sheetId="1" r:id="rId1"/></sheets></workbook>',
    "xl/_rels/workbook.xml.rels": '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
    '<Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet"'
    ' Target="worksheets/sheet1.xml"/></Relationships>',
}
_OFFICE = "urn:oasis:names:tc:opendocument:xmlns"
_MANIFEST = (
    f'{_XML}<manifest:manifest xmlns:manifest="{_OFFICE}:manifest:1.0"><manifest:file-entry manifest:full-path="/"'
    ' manifest:media-type="application/vnd.oasis.opendocument.spreadsheet"/></manifest:manifest>'
)
_LAUGHS = (
    '<!DOCTYPE lolz [<!ENTITY a "ha">'
    + "".join(f'<!ENTITY {chr(98 + n)} "{f"&{chr(97 + n)};" * 10}">' for n in range(10))
    + "]>"
)


def workbook(path: Path, sheet: Iterator[bytes] | bytes, *, before: str = "", **parts: str) -> None:
    """An .xlsx with one sheet, whose XML is given (in pieces, where it is long); `parts` replaces or adds others."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=6) as archive:
        for name, text in (_PARTS | parts).items():
            archive.writestr(name, _XML + text)
        with archive.open("xl/worksheets/sheet1.xml", "w", force_zip64=True) as part:
            part.write(f"{_XML}{before}<worksheet {_MAIN}>".encode())
            for piece in [sheet] if isinstance(sheet, bytes) else sheet:
                part.write(piece)
            part.write(b"</worksheet>")


def open_document(path: Path, tables: str, *, before: str = "") -> None:
    """An .ods with these tables (table:table elements)."""
    spaces = " ".join(f'xmlns:{s}="{_OFFICE}:{s}:1.0"' for s in ("office", "table", "text"))
    content = f"{_XML}{before}<office:document-content {spaces} office:version='1.3'><office:body><office:spreadsheet>"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(zipfile.ZipInfo("mimetype"), "application/vnd.oasis.opendocument.spreadsheet")
        archive.writestr("META-INF/manifest.xml", _MANIFEST)
        archive.writestr(
            "content.xml", content + tables + "</office:spreadsheet></office:body></office:document-content>"
        )


def cell(reference: str, text: str = "x") -> bytes:
    """A cell of a sheet's XML."""
    return f'<c r="{reference}" t="inlineStr"><is><t>{text}</t></is></c>'.encode()


def rows(*cells: tuple[int, bytes]) -> bytes:
    """sheetData: rows by number, with their cells."""
    return b"<sheetData>" + b"".join(b'<row r="%d">%s</row>' % (n, c) for n, c in cells) + b"</sheetData>"


def _filled(path: Path, first: bytes, piece: bytes, times: int) -> None:
    with path.open("wb") as file:
        file.write(first)
        for _ in range(times):
            file.write(piece)


def _sparse(path: Path, first: bytes, size: int) -> None:
    with path.open("wb") as file:
        file.write(first)
        file.truncate(size)


def _zip_of(path: Path, name: str, piece: bytes, times: int) -> None:
    with (
        zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive,
        archive.open(name, "w", force_zip64=True) as member,
    ):
        for _ in range(times):
            member.write(piece)


def lie_of_size(path: Path, says: int) -> None:
    """Change what a ZIP says of the unpacked size of each member, in its headers and its directory."""
    data = bytearray(path.read_bytes())
    for mark, at in ((b"PK\x03\x04", 22), (b"PK\x01\x02", 24)):
        place = data.find(mark)
        while place >= 0:
            data[place + at : place + at + 4] = struct.pack("<I", says)
            place = data.find(mark, place + 4)
    path.write_bytes(bytes(data))


def _lying_zip(path: Path, megabytes: int) -> None:
    packed = zlib.compressobj(1, zlib.DEFLATED, -15)
    zeros = bytes(MB)
    body = b"".join(packed.compress(zeros) for _ in range(megabytes)) + packed.flush()
    name = b"clients.csv"
    local = struct.pack("<IHHHHHIIIHH", 0x04034B50, 20, 0, 8, 0, 33, 0, len(body), 100, len(name), 0) + name
    entry = struct.pack(
        "<IHHHHHHIIIHHHHHII", 0x02014B50, 20, 20, 0, 8, 0, 33, 0, len(body), 100, len(name), 0, 0, 0, 0, 0, 0
    )
    end = struct.pack("<IHHHHIIH", 0x06054B50, 0, 0, 1, 1, len(entry) + len(name), len(local) + len(body), 0)
    path.write_bytes(local + body + entry + name + end)


def _gzip_of(path: Path, piece: bytes, times: int) -> None:
    with gzip.open(path, "wb", compresslevel=1) as file:
        for _ in range(times):
            file.write(piece)


def _many_entries(path: Path) -> None:
    with zipfile.ZipFile(path, "w") as archive:
        for n in range(10_001):
            archive.writestr(f"{n}.csv", b"")


def _zip_in_zip(path: Path) -> None:
    inner = io.BytesIO()
    with zipfile.ZipFile(inner, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("clients.csv", "Nom;E-mail\nDurand;a@durand.example\n")
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("inner.zip", inner.getvalue())


def _wide_sheet(path: Path) -> None:
    names = [cell_name(0, column).rstrip("1") for column in range(16_384)]
    workbook(path, rows((1, b"".join(cell(f"{name}1") for name in names))))


def _shared_bomb(path: Path) -> None:
    """One long text that every cell points to: a few MB of XML that ask for gigabytes."""
    text = "x" * 32_000
    shared = f"<sst {_MAIN}><si><t>{text}</t></si></sst>"
    pieces = [
        f'<row r="{n}">{"".join(f"""<c r="{chr(65 + m)}{n}" t="s"><v>0</v></c>""" for m in range(26))}</row>'.encode()
        for n in range(1, 20_001)
    ]
    relations = _PARTS["xl/_rels/workbook.xml.rels"].replace(
        "</Relationships>",
        '<Relationship Id="rId2" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/sharedStrings"'
        ' Target="sharedStrings.xml"/></Relationships>',
    )
    workbook(
        path,
        iter([b"<sheetData>", *pieces, b"</sheetData>"]),
        **{"xl/sharedStrings.xml": shared, "xl/_rels/workbook.xml.rels": relations},
    )


def dbf(fields: list[tuple[str, str, int]], records: list[bytes], *, language: int = 0x03, **says: int) -> bytes:
    """A dBase III table; `says` overrules what the header says: count, start, width."""
    start, width = 32 + 32 * len(fields) + 1, 1 + sum(f[2] for f in fields)
    head = bytearray(32)
    head[0:4] = b"\x03\x7e\x0b\x1b"
    head[4:12] = struct.pack(
        "<IHH", says.get("count", len(records)), says.get("start", start), says.get("width", width)
    )
    head[29] = language
    described = b"".join(
        name.encode().ljust(11, b"\0") + kind.encode() + bytes(4) + bytes([size]) + bytes(15)
        for name, kind, size in fields
    )
    return bytes(head) + described + b"\r" + b"".join(records) + b"\x1a"


_FIELDS = [("NOM", "C", 20), ("EMAIL", "C", 30)]
_RECORD = b" " + b"DURAND".ljust(20) + b"a@durand.example".ljust(30)
_CELL = '<table:table-cell office:value-type="string"{}><text:p>x</text:p></table:table-cell>'


def _ods(path: Path, row: str, cells: str, **how: str) -> None:
    open_document(
        path, f'<table:table table:name="F"><table:table-row{row}>{cells}</table:table-row></table:table>', **how
    )


HOSTILE: dict[str, tuple[Callable[[Path], None], str]] = {
    "a million columns": (lambda p: _filled(p, b"Nom", b";Nom", 1_000_000), "columns"),
    "a million columns below a header": (lambda p: _filled(p, b"Nom;E-mail\n", b";x", 1_000_000), "columns"),
    "a line of 17 MB": (lambda p: _filled(p, b"Nom;E-mail\n", b"x" * MB, 17), "line-bytes"),
    "nothing but quotes": (lambda p: _filled(p, b"Nom;E-mail\n", b'"' * MB, 17), "line-bytes"),
    "zip of 40 MB of zeros": (lambda p: _zip_of(p, "clients.csv", bytes(MB), 40), "unpacked-ratio"),
    "zip that says 100 bytes": (lambda p: _lying_zip(p, 100), "unpacked-ratio"),
    "gzip of 40 MB of zeros": (lambda p: _gzip_of(p, bytes(MB), 40), "unpacked-ratio"),
    "zip of 10,001 files": (_many_entries, "archive-entries"),
    "zip in a zip": (_zip_in_zip, "archive-depth"),
    "xlsx of 40 MB of blanks": (lambda p: workbook(p, rows((1, cell("A1"))) + b" " * 40 * MB), "unpacked-ratio"),
    "xlsx from A1 to XFD1048576": (
        lambda p: workbook(p, rows((1, cell("A1")), (1_048_576, cell("XFD1048576")))),
        "columns",
    ),
    "xlsx from A1 to ALL1048576": (
        lambda p: workbook(p, rows((1, cell("A1")), (1_048_576, cell("ALL1048576")))),
        "workbook-memory",
    ),
    "xlsx of 16,384 columns": (_wide_sheet, "columns"),
    "xlsx with entities": (lambda p: workbook(p, rows((1, cell("A1", "&k;"))), before=_LAUGHS), "xml-entities"),
    "xlsx with a text of 32 kB in every cell": (_shared_bomb, "workbook-memory"),
    "ods with entities": (lambda p: _ods(p, "", _CELL.format(""), before=_LAUGHS), "xml-entities"),
    "ods of a cell repeated 16,384 times": (
        lambda p: _ods(p, "", _CELL.format(' table:number-columns-repeated="16384"')),
        "columns",
    ),
    "ods of a row repeated 1,048,576 times": (
        lambda p: _ods(
            p, ' table:number-rows-repeated="1048576"', _CELL.format(' table:number-columns-repeated="900"')
        ),
        "sheet-cells",
    ),
    "dbf of four billion records": (
        lambda p: _filled(p, dbf(_FIELDS, [_RECORD], count=0xFFFFFFFF), b"", 0),
        "dbf-records",
    ),
    "dbf with records of no width": (
        lambda p: _filled(p, dbf(_FIELDS, [_RECORD], width=0), b"", 0),
        "dbf-record-bytes",
    ),
    "dbf whose header ends nowhere": (
        lambda p: _filled(p, dbf(_FIELDS, [_RECORD], start=40), b"", 0),
        "dbf-header",
    ),
}
"""What must be refused, small enough to be made in a test."""

BIG: dict[str, tuple[Callable[[Path], None], str]] = {
    "one line of 1 GB": (lambda p: _filled(p, b"Nom;", b"x" * MB, 1024), "line-bytes"),
    "one line of 1 GB below a header": (lambda p: _filled(p, b"Nom;E-mail\nDurand;x\n", b"x" * MB, 1024), "line-bytes"),
    "1 GB of NUL": (lambda p: _sparse(p, b"", GB), "binary"),
    "1 GB of NUL below a header": (
        lambda p: _sparse(p, b"Nom;E-mail\nDurand;a@durand.example\n" * 200, GB),
        "line-bytes",
    ),
    "1 GB of quotes": (lambda p: _filled(p, b"Nom;E-mail\n", b'"' * MB, 1024), "line-bytes"),
    "zip of 10 GB": (lambda p: _zip_of(p, "clients.csv", b"Nom;E-mail\n" * 95_325, 10_240), "unpacked-bytes"),
    "zip of 10 GB that says 100 bytes": (lambda p: _lying_zip(p, 10_240), "unpacked-ratio"),
    "gzip of 10 GB": (lambda p: _gzip_of(p, bytes(MB), 10_240), "unpacked-ratio"),
    "xlsx of 10 GB": (
        lambda p: workbook(p, (b"<sheetData>" if n == 0 else b" " * MB for n in range(10_240))),
        "unpacked-bytes",
    ),
}
"""What an issue names by size."""
