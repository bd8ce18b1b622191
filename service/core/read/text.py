"""Blocks of bytes to pieces of text, whatever the encoding; always to Unicode first, every later step reads that.

cp1252 leaves five bytes undefined (81 8D 8F 90 9D): they become the control character of the same number, as browsers
do (WHATWG Encoding, index windows-1252), and the survey counts them. NUL characters are removed and counted too.
"""

from __future__ import annotations

import codecs
from collections.abc import Iterator

from service.errors import FileUnusable

MAX_LINE = 16 << 20  # characters of one physical line; beyond it the file is no table

_CP1252 = "".join(bytes([b]).decode("cp1252", "ignore") or chr(b) for b in range(256))


def decode(blocks: Iterator[bytes], encoding: str) -> Iterator[str]:
    """Each block as text, without byte order mark; a character cut by a block border comes with the later block.

    Raises  UnicodeDecodeError when the bytes are not of this encoding.
    """
    if encoding == "cp1252":
        for block in blocks:
            yield codecs.charmap_decode(block, "strict", _CP1252)[0]
        return
    decoder = codecs.getincrementaldecoder(encoding)()
    first = True
    for block in blocks:
        text = decoder.decode(block)
        if first and text:
            first = False
            text = text.removeprefix("\ufeff")
        yield text
    yield decoder.decode(b"", final=True)


def clean_pieces(pieces: Iterator[str], newline: str) -> Iterator[str]:
    """The same text without NUL; with newline "cr", every CR, LF or CRLF as one LF."""
    held = ""
    for piece in pieces:
        text = held + (piece.replace("\0", "") if "\0" in piece else piece)
        held = ""
        if newline == "cr":
            if text.endswith("\r"):  # the LF of a CRLF may come with the next piece
                text, held = text[:-1], "\r"
            text = text.replace("\r\n", "\n").replace("\r", "\n")
        yield text
    if held:
        yield "\n"


def whole_lines(pieces: Iterator[str], at_least: int) -> Iterator[tuple[str, bool]]:
    """Text cut behind a line end, in chunks of about `at_least` characters; True with the last chunk.

    Raises  FileUnusable when one line is longer than MAX_LINE.
    """
    parts: list[str] = []
    size = 0
    for piece in pieces:
        parts.append(piece)
        size += len(piece)
        if size < at_least:
            continue
        text = "".join(parts)
        cut = text.rfind("\n") + 1
        if cut:
            yield text[:cut], False
            text = text[cut:]
        if len(text) > MAX_LINE:
            raise FileUnusable("One line of the file is longer than 16 million characters.", reason="line-too-long")
        parts, size = [text], len(text)
    yield "".join(parts), True
