"""Blocks of bytes in any encoding to UTF-8 in whole lines: every later step reads only that.

cp1252 leaves five bytes undefined (81 8D 8F 90 9D): they become the control character of the same number, as browsers
do (WHATWG Encoding, index windows-1252), and the survey counts them. NUL characters are removed and counted too.
"""

from __future__ import annotations

import codecs
from collections.abc import Iterator

from service.errors import FileUnusable

MAX_LINE = 16 << 20  # bytes of one physical line in UTF-8; beyond it the file is no table

_CP1252 = "".join(bytes([b]).decode("cp1252", "ignore") or chr(b) for b in range(256))


def utf8(blocks: Iterator[bytes], encoding: str) -> Iterator[bytes]:
    """The blocks in UTF-8 without byte order mark; a block may end within a character.

    Raises  UnicodeDecodeError when bytes that must be transcoded are not of this encoding.
    """
    if encoding in {"utf-8", "utf-8-sig"}:
        yield from _without_mark(blocks)
        return
    if encoding == "cp1252":
        for block in blocks:
            yield codecs.charmap_decode(block, "strict", _CP1252)[0].encode()
        return
    decoder = codecs.getincrementaldecoder(encoding)()
    for block in blocks:
        yield decoder.decode(block).encode()
    yield decoder.decode(b"", final=True).encode()


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
    return FileUnusable("A line of the file is longer than 16 million characters: it is no table.", reason="long-line")


def _without_mark(blocks: Iterator[bytes]) -> Iterator[bytes]:
    first = b""
    for block in blocks:
        first += block
        if len(first) >= len(codecs.BOM_UTF8):
            break
    yield first.removeprefix(codecs.BOM_UTF8)
    yield from blocks
