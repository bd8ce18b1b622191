"""The first look at a file: all its bytes once, for what only the whole file can tell.

Encoding: a byte order mark decides; else UTF-8 when all bytes are valid UTF-8 (not the head: one exporter's first
non-ASCII byte stood at 161,935); else a one-byte code, by which of them makes the high bytes French letters.
Line ends: CR alone only when it is more frequent than LF.
"""

from __future__ import annotations

import codecs
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Literal

import numpy as np

from service.core.read.text import clean_pieces, decode
from service.errors import FileUnusable

Blocks = Callable[[], Iterator[bytes]]
HEAD = 1 << 19  # characters kept from the beginning
TAIL = 1 << 16  # characters kept from the end

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
_ASCII = bytes(range(128))
# letters and signs of French text; the euro, the degree and the typographic apostrophe tell neighbours apart
_FRENCH = "éèêëàâäçîïôöùûüœæÉÈÊËÀÂÇÎÏÔÙÛŒÆ€°’«»–…\u00a0"
_ONE_BYTE = ("cp1252", "iso-8859-15", "cp850", "mac_roman")


@dataclass(frozen=True)
class Scan:
    """What the whole file is made of. `lines` counts physical lines; `head` and `tail` are text without NUL."""

    encoding: str
    newline: Literal["lf", "cr"]
    line_end: str  # the usual one, as it stands in the file
    lines: int
    size: int  # bytes
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
    encoding = _by_mark(first)
    high: Counter[int] = Counter()
    if encoding is None:
        encoding, high = "utf-8", Counter()
        if not _is_utf8(open_blocks()):
            high = _high_bytes(open_blocks())
            encoding = _one_byte(high)
    undefined = sum(high[b] for b in (0x81, 0x8D, 0x8F, 0x90, 0x9D)) if encoding == "cp1252" else 0
    try:
        return _measure(open_blocks, encoding, undefined)
    except UnicodeDecodeError as error:
        raise FileUnusable(
            "The file is damaged: it is neither UTF-8 nor a French Windows file. Export it again.",
            reason="not-decodable",
            encoding=encoding,
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
    if sample.count(0) > 0.05 * len(sample):
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
    """The one-byte code under which most high bytes are French text; cp1252 unless another is better by a tenth."""
    total = high.total()

    def french(encoding: str) -> float:
        good = sum(n for b, n in high.items() if bytes([b]).decode(encoding, "replace") in _FRENCH)
        return good / total

    shares = {encoding: french(encoding) for encoding in _ONE_BYTE}
    best = max(_ONE_BYTE, key=lambda e: shares[e])
    if best == "iso-8859-15" and not high[0xA4]:
        best = "cp1252"
    return best if shares[best] > shares["cp1252"] + 0.1 or (best == "iso-8859-15" and high[0xA4]) else "cp1252"


def _measure(open_blocks: Blocks, encoding: str, undefined: int) -> Scan:
    size = 0

    def sized() -> Iterator[bytes]:
        nonlocal size
        for block in open_blocks():
            size += len(block)
            yield block

    counts: Counter[str] = Counter()
    head, tail, before = "", "", ""
    kept = 0
    for text in decode(sized(), encoding):
        if not text:
            continue
        _count_ends(counts, before, text)
        before = (before + text[-2:])[-2:]
        if kept < HEAD:
            head += text[: HEAD - kept]
        kept += len(text)
        tail = (tail + text)[-TAIL:] if len(text) < TAIL else text[-TAIL:]
    lone = counts["\r"] - counts["\r\n"] - counts["\r\r\n"]
    newline: Literal["lf", "cr"] = "cr" if lone > counts["\n"] else "lf"
    line_end = "\r" if newline == "cr" else max(("\n", "\r\n", "\r\r\n"), key=lambda e: (_only(counts, e), e == "\n"))
    ends = lone + counts["\n"] if newline == "cr" else counts["\n"]
    last = tail.rstrip("\0")[-1:]
    open_end = bool(last) and last != "\n" and not (newline == "cr" and last == "\r")
    clean = [next(clean_pieces(iter([t.removesuffix("\r") if newline == "cr" else t]), newline)) for t in (head, tail)]
    return Scan(
        encoding=encoding,
        newline=newline,
        line_end=line_end,
        lines=ends + open_end,
        size=size,
        nul=counts["\0"],
        undefined=undefined,
        head=clean[0],
        tail=clean[1],
        whole=kept <= HEAD,
    )


def _count_ends(counts: Counter[str], before: str, text: str) -> None:
    """Add up line ends and NUL; `before` is the two characters before this text, so that no pair is cut."""
    counts["\n"] += text.count("\n")
    if "\0" in text:
        counts["\0"] += text.count("\0")
    if "\r" not in text and "\r" not in before:
        return
    seam = before + text
    counts["\r"] += text.count("\r")
    counts["\r\n"] += seam.count("\r\n") - before.count("\r\n")
    if "\r\r" in seam:
        counts["\r\r\n"] += seam.count("\r\r\n")


def _only(counts: Counter[str], end: str) -> int:
    """How many lines end so and no longer way."""
    longer = {"\n": "\r\n", "\r\n": "\r\r\n"}.get(end)
    return counts[end] - (counts[longer] if longer else 0)
