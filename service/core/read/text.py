"""Blocks of bytes in any encoding to UTF-8 in whole lines: every later step reads only that.

cp1252 leaves five bytes undefined (81 8D 8F 90 9D): they become the control character of the same number, as browsers
do (WHATWG Encoding, index windows-1252). In a file that is UTF-8 but for some lines, those are read as
cp1252. Both are noted by line. NUL characters are removed, and counted by the survey.
"""

from __future__ import annotations

import codecs
from collections.abc import Iterator
from dataclasses import dataclass, field

import numpy as np

from service.core.limits import LINE, beyond
from service.core.plan import Dialect
from service.errors import FileUnusable

MAX_LINE = LINE.most  # bytes of one physical line in UTF-8

_CP1252 = "".join(bytes([b]).decode("cp1252", "ignore") or chr(b) for b in range(256))
_OWN = [character.encode() for character in _CP1252[0x80:0xA0]]
UNDEFINED = bytes((0x81, 0x8D, 0x8F, 0x90, 0x9D))
"""What cp1252 does not define."""


@dataclass
class Noted:
    """Physical lines, rising, noted while they are transcoded: read in the fallback code, or with undefined bytes."""

    other_code: list[int] = field(default_factory=list)
    undefined: list[int] = field(default_factory=list)


def text_of(blocks: Iterator[bytes], dialect: Dialect, noted: Noted | None = None) -> Iterator[bytes]:
    """The file in UTF-8 without byte order mark and NUL, its lines ended by LF; a piece may end within a line.

    Raises  UnicodeDecodeError when bytes that must be transcoded are not of this encoding; FileUnusable.
    """
    noted = noted or Noted()
    encoding = dialect.encoding
    if encoding in {"utf-8", "utf-8-sig"}:
        pieces = clean_pieces(_without_mark(blocks), dialect.newline)
        return pieces if dialect.fallback is None else _with_fallback(pieces, noted.other_code)
    if encoding == "cp1252":
        return _from_cp1252(clean_pieces(blocks, dialect.newline), noted.undefined)
    return clean_pieces(decoded(blocks, encoding), dialect.newline)


def decoded(blocks: Iterator[bytes], encoding: str) -> Iterator[bytes]:
    """The blocks in UTF-8; a block may end within a character.

    Raises  UnicodeDecodeError when the bytes are not of this encoding.
    """
    decoder = codecs.getincrementaldecoder(encoding)()
    for block in blocks:
        yield decoder.decode(block).encode()
    yield decoder.decode(b"", final=True).encode()


def _from_cp1252(pieces: Iterator[bytes], undefined: list[int]) -> Iterator[bytes]:
    line = 1
    for piece in pieces:
        if any(b in piece for b in UNDEFINED):
            odd = (n for n, text in enumerate(piece.split(b"\n"), start=line) if any(b in text for b in UNDEFINED))
            undefined.extend(n for n in odd if n not in undefined[-1:])
        line += piece.count(b"\n")
        yield _as_cp1252(piece)


def _with_fallback(pieces: Iterator[bytes], other_code: list[int]) -> Iterator[bytes]:
    """UTF-8 in whole lines; a line that is none is read as cp1252."""
    line = 1
    for text, _ in whole_lines(pieces, 0):
        start = 0
        while start < len(text):
            try:
                codecs.utf_8_decode(memoryview(text)[start:], "strict", True)
            except UnicodeDecodeError as error:
                at = text.rfind(b"\n", 0, start + error.start) + 1
                end = text.find(b"\n", start + error.start) + 1 or len(text)
                line += text.count(b"\n", start, at)
                other_code.append(line)
                line += text.count(b"\n", at, end)
                yield text[start:at]
                yield _as_cp1252(text[at:end])
                start = end
            else:
                line += text.count(b"\n", start)
                yield text[start:]
                break


def _as_cp1252(text: bytes) -> bytes:
    """Text in UTF-8. What cp1252 does not share with ISO-8859-1 (80 to 9F) is rare, and the rest four times as fast."""
    own = np.flatnonzero((np.frombuffer(text, np.uint8) & 0xE0) == 0x80)
    if len(own) > len(text) // 100:
        return codecs.charmap_decode(text, "strict", _CP1252)[0].encode()
    parts, start = [], 0
    for at in own.tolist():
        parts += [text[start:at].decode("iso-8859-1").encode(), _OWN[text[at] - 0x80]]
        start = at + 1
    return b"".join([*parts, text[start:].decode("iso-8859-1").encode()])


def clean_pieces(pieces: Iterator[bytes], newline: str) -> Iterator[bytes]:
    """The same text without NUL; with newline "cr", every CR, LF or CRLF as one LF."""
    held = b""
    for piece in pieces:
        text = piece.replace(b"\0", b"") if b"\0" in piece else piece
        if held:
            text, held = held + text, b""
        if newline == "cr":
            if text.endswith(b"\r"):  # the LF of a CRLF may come with the next piece
                text, held = text[:-1], b"\r"
            text = text.replace(b"\r\n", b"\n").replace(b"\r", b"\n")
        yield text
    if held:
        yield b"\n"


def whole_lines(pieces: Iterator[bytes], at_least: int) -> Iterator[tuple[bytes, bool]]:
    """Text cut behind a line end, in chunks of about `at_least` bytes; True with the last chunk.

    Raises  FileUnusable when one line is longer than MAX_LINE.
    """
    parts: list[bytes] = []
    size = unended = 0
    for piece in pieces:
        parts.append(piece)
        size += len(piece)
        cut = piece.rfind(b"\n") + 1
        unended = len(piece) - cut + (0 if cut else unended)
        if unended > MAX_LINE:
            raise line_too_long()
        if size >= at_least and cut:
            yield b"".join([*parts[:-1], memoryview(piece)[:cut]]), False
            parts, size = [piece[cut:]], unended
    yield b"".join(parts), True


def line_too_long() -> FileUnusable:
    """The refusal of a file with a line of more than MAX_LINE bytes."""
    return beyond(LINE)


def _without_mark(blocks: Iterator[bytes]) -> Iterator[bytes]:
    first = b""
    for block in blocks:
        first += block
        if len(first) >= len(codecs.BOM_UTF8):
            break
    yield first.removeprefix(codecs.BOM_UTF8)
    yield from blocks
