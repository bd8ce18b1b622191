"""The first look at a file: all its bytes once, for what only the whole file can tell.

Encoding: encodings.py. Line ends: CR alone only when it is more frequent than LF in the head.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Literal

from service.core.containers.kinds import kind_of
from service.core.limits import LINE, beyond
from service.core.plan import Dialect
from service.core.read.text import clean_pieces, decoded, text_of
from service.core.survey.encodings import Blocks, Encoding, encoding_of
from service.errors import FileUnusable

HEAD = 1 << 19  # bytes kept from the beginning
TAIL = 1 << 16  # bytes kept from the end

_UNOPENED = {"zip": "spreadsheet", "xls": "spreadsheet", "gzip": "archive", "dbf": "database"}
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


def scan(open_blocks: Blocks, known: Encoding | None = None) -> Scan:
    """Read all blocks (once or twice) and say what they are.

    In      `known`: the encoding of a text that was made from something else; it may begin like anything.
    Raises  FileUnusable: empty, not text, or with a line beyond the longest.
    """
    open_blocks = _in_lines(open_blocks)
    first = next(iter(open_blocks()), b"")
    if not first:
        raise FileUnusable("The file is empty (0 bytes). Export it again from your software.", reason="empty")
    if known is None:
        _refuse_other(first)
    encoding = known or encoding_of(open_blocks)
    try:
        return _measure(open_blocks, encoding)
    except UnicodeDecodeError as error:
        raise FileUnusable(
            "The file is damaged: it is neither UTF-8 nor a French Windows file. Export it again.",
            reason="not-decodable",
            encoding=encoding.name,
        ) from error


def _in_lines(open_blocks: Blocks) -> Blocks:
    """The same blocks, as long as lines end: what has none for too long is refused before it is read to its end."""

    def blocks() -> Iterator[bytes]:
        unended = 0
        for block in open_blocks():
            end = max(block.rfind(b"\n"), block.rfind(b"\r") if b"\n" not in block else -1)
            unended = len(block) - end - 1 if end >= 0 else unended + len(block)
            if unended > LINE.most:
                raise beyond(LINE)
            yield block

    return blocks


def _refuse_other(first: bytes) -> None:
    """Refuse what is no delimited text by its first bytes."""
    reason = _UNOPENED.get(kind_of(first))
    if reason is not None:
        raise FileUnusable("This is not a text file. Export it as CSV from your software.", reason=reason)
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
