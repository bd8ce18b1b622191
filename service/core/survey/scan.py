"""The first look at a file: all its bytes once, for what only the whole file can tell.

Encoding: encodings.py. Line ends: CR alone only when it is more frequent than LF in the head.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Literal

from service.core.plan import Dialect
from service.core.read.text import clean_pieces, decoded, text_of
from service.core.survey.encodings import Blocks, Encoding, encoding_of
from service.errors import FileUnusable

HEAD = 1 << 19  # bytes kept from the beginning
TAIL = 1 << 16  # bytes kept from the end

_NOT_TEXT = (
    (b"PK\x03\x04", "spreadsheet", "an Excel or LibreOffice workbook (or a ZIP archive)"),
    (b"\xd0\xcf\x11\xe0", "spreadsheet", "an old Excel workbook"),
    (b"%PDF", "pdf", "a PDF document"),
    (b"\x1f\x8b", "archive", "a compressed archive"),
    (b"Rar!", "archive", "a compressed archive"),
    (b"7z\xbc\xaf", "archive", "a compressed archive"),
    (b"SQLite format 3", "database", "a database file"),
    (b"PAR1", "database", "a Parquet file"),
    (b"\x89PNG", "image", "an image"),
    (b"\xff\xd8\xff", "image", "an image"),
    (b"GIF8", "image", "an image"),
)
_ENDS = re.compile(rb"\r*\n|\r")


@dataclass(frozen=True)
class Scan:
    """What the whole file is made of. `lines` counts physical lines; `head` and `tail` are text without NUL."""

    encoding: Encoding
    newline: Literal["lf", "cr"]
    line_end: str  # the usual one, as it stands in the file
    lines: int
    nul: int  # NUL characters, removed
    head: str
    tail: str
    whole: bool  # the head is the whole file


def scan(open_blocks: Blocks) -> Scan:
    """Read all blocks (once or twice) and say what they are.

    Raises  FileUnusable: empty, or not text.
    """
    first = next(iter(open_blocks()), b"")
    if not first:
        raise FileUnusable("The file is empty (0 bytes). Export it again from your software.", reason="empty")
    _refuse_binary(first)
    encoding = encoding_of(open_blocks)
    try:
        return _measure(open_blocks, encoding)
    except UnicodeDecodeError as error:
        raise FileUnusable(
            "The file is damaged: it is neither UTF-8 nor a French Windows file. Export it again.",
            reason="not-decodable",
            encoding=encoding.name,
        ) from error


def _refuse_binary(first: bytes) -> None:
    for mark, reason, what in _NOT_TEXT:
        if first.startswith(mark):
            raise FileUnusable(
                f"This is {what}, not a CSV file. Open it in your software and save it as CSV (UTF-8).", reason=reason
            )
    if first.lstrip()[:1] in {b"{", b"["} or first.lstrip()[:5].lower() in {b"<html", b"<?xml", b"<!doc"}:
        raise FileUnusable(
            "This is a web page or a data file (JSON, XML), not a CSV file. Export it as CSV.", reason="markup"
        )


def _measure(open_blocks: Blocks, encoding: Encoding) -> Scan:
    """Count lines, and keep both ends; in bytes where they are ASCII, else after transcoding."""
    wide = encoding.name.startswith(("utf-16", "utf-32"))
    own = Dialect("utf-8") if wide else Dialect(encoding.name, fallback=encoding.fallback)

    def pieces() -> Iterator[bytes]:
        return decoded(open_blocks(), encoding.name) if wide else open_blocks()

    head = _first_bytes(pieces())
    ends = Counter(_ENDS.findall(head))
    newline: Literal["lf", "cr"] = "cr" if ends[b"\r"] > ends.total() - ends[b"\r"] else "lf"
    own = replace(own, newline=newline)
    tail = b""
    kept = lines = nul = 0
    for piece in pieces():
        nul += piece.count(b"\0") if b"\0" in piece else 0
        lines += piece.count(b"\n") if newline == "lf" else 0
        tail = (tail + piece)[-TAIL:] if len(piece) < TAIL else piece[-TAIL:]
        kept += len(piece)
    if newline == "cr":
        lines = sum(piece.count(b"\n") for piece in clean_pieces(pieces(), newline))
    last = tail.rstrip(b"\0")[-1:]
    unended = bool(last) and last != b"\n" and not (newline == "cr" and last == b"\r")
    return Scan(
        encoding=encoding,
        newline=newline,
        line_end=max(ends, key=lambda e: ends[e], default=b"\n").decode(),
        lines=lines + unended,
        nul=nul,
        head=_text(head, own),
        tail=_text(tail if len(tail) == kept else tail[tail.find(b"\n") + 1 :], own),
        whole=kept <= HEAD,
    )


def _first_bytes(pieces: Iterator[bytes]) -> bytes:
    head = b""
    for piece in pieces:
        head += piece[: HEAD - len(head)]
        if len(head) >= HEAD:
            break
    return head


def _text(end: bytes, own: Dialect) -> str:
    """One end of the file as text, its line ends unified as the reader does."""
    return b"".join(text_of(iter([end]), own)).decode("utf-8", "ignore")
