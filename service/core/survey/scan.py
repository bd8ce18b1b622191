"""The first look at a file: all its bytes once, for what only the whole file can tell.

Encoding: a byte order mark decides; else UTF-8 when all bytes are valid UTF-8 (not the head: one exporter's first
non-ASCII byte stood at 161,935); else a one-byte code, by which of them makes the high bytes French letters.
Line ends: CR alone only when it is more frequent than LF in the head.
"""

from __future__ import annotations

import codecs
import re
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Literal

import numpy as np

from service.core.read.text import clean_pieces, utf8
from service.errors import FileUnusable

Blocks = Callable[[], Iterator[bytes]]
HEAD = 1 << 19  # bytes kept from the beginning
TAIL = 1 << 16  # bytes kept from the end

_MARKS = (
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
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
_ASCII = bytes(range(128))
_CONTROLS = bytes(b for b in range(32) if b not in b"\t\n\v\f\r\x1b")
_COMMON = "éèàçê°ÉÈÀ"  # what most high characters of French files are


@dataclass(frozen=True)
class Scan:
    """What the whole file is made of. `lines` counts physical lines; `head` and `tail` are text without NUL."""

    encoding: str
    newline: Literal["lf", "cr"]
    line_end: str  # the usual one, as it stands in the file
    lines: int
    nul: int  # NUL characters, removed
    undefined: int  # bytes that cp1252 does not define
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
    encoding, high = encoding_of(open_blocks)
    undefined = sum(high[b] for b in (0x81, 0x8D, 0x8F, 0x90, 0x9D)) if encoding == "cp1252" else 0
    try:
        return _measure(open_blocks, encoding, undefined)
    except UnicodeDecodeError as error:
        raise FileUnusable(
            "The file is damaged: it is neither UTF-8 nor a French Windows file. Export it again.",
            reason="not-decodable",
            encoding=encoding,
        ) from error


def encoding_of(open_blocks: Blocks) -> tuple[str, Counter[int]]:
    """The encoding of a text, by Python's name, and how often each high byte stands in it (one-byte codes only).

    Raises  FileUnusable when it is no text.
    """
    marked = _by_mark(next(iter(open_blocks()), b""))
    if marked is not None:
        return marked, Counter()
    if _is_utf8(open_blocks()):
        return "utf-8", Counter()
    high = _high_bytes(open_blocks())
    return _one_byte(high), high


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


def _by_mark(first: bytes) -> str | None:
    for mark, encoding in _MARKS:
        if first.startswith(mark):
            return encoding
    sample = first[:4000]
    if not sample.count(0):
        return None
    for encoding, step, place in (("utf-32-le", 4, 1), ("utf-32-be", 4, 2), ("utf-16-le", 2, 1), ("utf-16-be", 2, 0)):
        part = sample[place::step]
        if part.count(0) > 0.9 * len(part) and _decodes(sample[: len(sample) // 4 * 4], encoding):
            return encoding
    if len(sample.translate(None, delete=_CONTROLS)) < 0.9 * len(sample):
        raise FileUnusable("This is not a text file. Export it as CSV from your software.", reason="binary")
    return None


def _decodes(data: bytes, encoding: str) -> bool:
    try:
        data.decode(encoding)
    except UnicodeDecodeError:
        return False
    return True


def _is_utf8(blocks: Iterator[bytes]) -> bool:
    decoder = codecs.getincrementaldecoder("utf-8")()
    try:
        for block in blocks:
            decoder.decode(block)
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return False
    return True


def _high_bytes(blocks: Iterator[bytes]) -> Counter[int]:
    found = np.zeros(256, dtype=np.int64)
    for block in blocks:
        high = np.frombuffer(block.translate(None, delete=_ASCII), dtype=np.uint8)
        found += np.bincount(high, minlength=256)
    return Counter({b: int(n) for b, n in enumerate(found) if n})


def _one_byte(high: Counter[int]) -> str:
    """The one-byte code whose commonest French letters these are; cp1252 unless another has a tenth more of them.

    ISO-8859-15 is told from cp1252 by the euro or the oe where no byte of cp1252's own stands.
    """
    total = high.total()

    def french(encoding: str) -> float:
        return sum(n for b, n in high.items() if bytes([b]).decode(encoding, "replace") in _COMMON) / total

    best = max(("cp1252", "cp850", "mac_roman"), key=french)
    if best != "cp1252" and french(best) > french("cp1252") + 0.1:
        return best
    own = any(high[b] for b in range(0x80, 0xA0))
    return "iso-8859-15" if not own and (high[0xA4] or high[0xBD]) else "cp1252"


def _measure(open_blocks: Blocks, encoding: str, undefined: int) -> Scan:
    """Count lines, and keep both ends; in bytes where they are ASCII, else after transcoding."""
    wide = encoding.startswith(("utf-16", "utf-32"))
    own = "utf-8" if wide else encoding

    def pieces() -> Iterator[bytes]:
        return utf8(open_blocks(), encoding) if wide else open_blocks()

    head = _first_bytes(pieces())
    ends = Counter(_ENDS.findall(head))
    newline: Literal["lf", "cr"] = "cr" if ends[b"\r"] > ends.total() - ends[b"\r"] else "lf"
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
        undefined=undefined,
        head=_text(head, own, newline),
        tail=_text(tail if len(tail) == kept else tail[tail.find(b"\n") + 1 :], own, newline),
        whole=kept <= HEAD,
    )


def _first_bytes(pieces: Iterator[bytes]) -> bytes:
    head = b""
    for piece in pieces:
        head += piece[: HEAD - len(head)]
        if len(head) >= HEAD:
            break
    return head


def _text(end: bytes, encoding: str, newline: str) -> str:
    """One end of the file as text, its line ends unified as the reader does."""
    pieces = clean_pieces(utf8(iter([end]), encoding), newline)
    return b"".join(pieces).decode("utf-8", "ignore")
