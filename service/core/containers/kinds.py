"""What a file is, by its first bytes and by the names of what it holds; and what is refused, with what to do instead.

Sources: the magic numbers of each format's own documentation; ECMA-376 part 2 (names inside a workbook); OpenDocument
1.3 part 2 (mimetype).
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Literal

from service.errors import FileUnusable

Kind = Literal["text", "zip", "gzip", "xls", "dbf"]
Packed = Literal["xlsx", "xlsb", "ods", "archive"]

_CSV = "Open it in your software and save it as CSV (UTF-8)."
_UNPACK = "Unpack it and send the one file with your customers."
_ACCESS = (
    "In Access, open the table of customers, then External Data > Export > Excel or Text File, and send that file."
)
_REFUSED = (
    (0, b"%PDF", "pdf", "a PDF document", "Export the list of customers as CSV or Excel instead of printing it."),
    (0, b"Rar!", "archive", "a RAR archive", _UNPACK),
    (0, b"7z\xbc\xaf", "archive", "a 7-Zip archive", _UNPACK),
    (0, b"BZh", "archive", "a bzip2 archive", _UNPACK),
    (0, b"\xfd7zXZ", "archive", "an xz archive", _UNPACK),
    (0, b"\x28\xb5\x2f\xfd", "archive", "a Zstandard archive", _UNPACK),
    (257, b"ustar", "archive", "a tar archive", _UNPACK),
    (4, b"Standard Jet DB", "access", "an Access database", _ACCESS),
    (4, b"Standard ACE DB", "access", "an Access database", _ACCESS),
    (0, b"SQLite format 3", "database", "a database file", "Export its table of customers as CSV."),
    (0, b"PAR1", "database", "a Parquet file", "Export it as CSV."),
    (0, b"\x89PNG", "image", "an image", "Send the file that your software exports, not a picture of it."),
    (0, b"\xff\xd8\xff", "image", "an image", "Send the file that your software exports, not a picture of it."),
    (0, b"GIF8", "image", "an image", "Send the file that your software exports, not a picture of it."),
    (0, b"II*\0", "image", "an image", "Send the file that your software exports, not a picture of it."),
    (0, b"MM\0*", "image", "an image", "Send the file that your software exports, not a picture of it."),
    (0, b"{\\rtf", "document", "a word processor's document", "Save the table as CSV or as a workbook."),
    (0, b"MZ", "program", "a program", "Send the file that your software exports."),
    (0, b"\x7fELF", "program", "a program", "Send the file that your software exports."),
)
_DOCUMENTS = (
    ("word/document.xml", "a Word document", "Copy its table to a workbook and save that."),
    ("ppt/presentation.xml", "a presentation", "Copy its table to a workbook and save that."),
)
_ODF = {
    b"application/vnd.oasis.opendocument.spreadsheet": "ods",
    b"application/vnd.oasis.opendocument.spreadsheet-template": "ods",
}
_DBF = frozenset(bytes.fromhex("02 03 04 05 30 31 32 43 63 83 8b 8c cb e5 f5 fb"))  # versions


def kind_of(first: bytes) -> Kind:
    """What a file is by its first bytes (the first 512 are enough).

    Raises  FileUnusable for what is known and cannot be used, with what to do instead.
    """
    for at, mark, reason, what, instead in _REFUSED:
        if first[at : at + len(mark)] == mark and (len(mark) > 2 or b"\0" in first[:64]):
            raise FileUnusable(f"This is {what}, not a table. {instead}", reason=reason)
    if first.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        return "zip"
    if first.startswith(b"\x1f\x8b"):
        return "gzip"
    if first.startswith(b"\xd0\xcf\x11\xe0"):
        return "xls"
    return "dbf" if _like_dbf(first) else "text"


def _like_dbf(first: bytes) -> bool:
    """Whether a header of dBase stands here: a version, a date, and the length of a header of whole fields."""
    if len(first) < 33 or first[0] not in _DBF or not (first[2] <= 12 and first[3] <= 31):
        return False
    header = int.from_bytes(first[8:10], "little")
    return b"\0" in first[:32] and first[12:28].strip(b"\0\1") == b"" and header >= 33


def packed_kind(names: Iterable[str], mimetype: bytes) -> Packed:
    """What a ZIP is by the names in it, and by the content of its member `mimetype`.

    Raises  FileUnusable for a document of another kind.
    """
    held = set(names)
    for name, what, instead in _DOCUMENTS:
        if name in held:
            raise FileUnusable(f"This is {what}, not a table. {instead}", reason="document")
    if "xl/workbook.bin" in held:
        return "xlsb"
    if "[Content_Types].xml" in held and "xl/workbook.xml" in held:
        return "xlsx"
    if mimetype.startswith(b"application/vnd.oasis.opendocument"):
        if mimetype.strip() not in _ODF:
            raise FileUnusable(
                "This is an OpenDocument file, but no spreadsheet. Copy its table to a workbook and save that.",
                reason="document",
            )
        return "ods"
    return "archive"


def usable(name: str) -> bool:
    """Whether a member of a ZIP counts: no folder, and nothing that a Mac or Windows leaves in one."""
    parts = name.replace("\\", "/").split("/")
    own = parts[-1] in {"", ".DS_Store", "Thumbs.db", "desktop.ini"} or parts[-1].startswith("._")
    return not own and "__MACOSX" not in parts


def damaged(what: str, **facts: str | int) -> FileUnusable:
    """The refusal of a file that is not what it begins like."""
    return FileUnusable(f"This {what} is damaged: it cannot be opened. {_CSV}", reason="damaged", **facts)


def encrypted(what: str) -> FileUnusable:
    """The refusal of a file that is locked by a password."""
    return FileUnusable(
        f"This {what} is locked by a password. Save it again without one, or save it as CSV (UTF-8).",
        reason="encrypted",
    )
