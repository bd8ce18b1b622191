"""The encoding of a text, decided on all its bytes.

A byte order mark decides; then the zeros of UTF-16 and UTF-32; then UTF-8 when all bytes are valid UTF-8 (not the head:
one exporter's first non-ASCII byte stood at 161,935). A file that is UTF-8 but for some lines is UTF-8 with a
*fallback*: those lines are read as cp1252 and named. What is left is a one-byte code: the one under which most of the
high bytes are letters that its languages use, cp1252 unless another is clearly better. Scripts whose words are all high
bytes (Greek, Cyrillic, Chinese…) are told by charset-normalizer.
"""

from __future__ import annotations

import codecs
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Literal

import numpy as np
import numpy.typing as npt

from service.core.read.text import UNDEFINED
from service.errors import FileUnusable

Blocks = Callable[[], Iterator[bytes]]


def _both(letters: str) -> str:
    return letters + letters.upper()


_MARKS = (
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_ZEROS = (("utf-32-le", 4, 1, 0), ("utf-32-be", 4, 2, 3), ("utf-16-le", 2, 1, 0), ("utf-16-be", 2, 0, 1))
_ASCII = bytes(range(128))
_CONTROLS = bytes(b for b in range(32) if b not in b"\t\n\v\f\r\x1b")

_SIGNS = "°€’‘“”«»–—…·"
_WESTERN = _both("áàâäãåæçéèêëíìîïñóòôöõøœúùûü") + "ß£" + _SIGNS
_TURKISH = "çğıöşüâîûÇĞİÖŞÜÂÎÛ" + _SIGNS
_CENTRAL = _both("ąćęłńóśźżáäčďéěíľĺňřšťúůýžăâîşţöőüű") + _SIGNS
_COMMON = "éèàç°ÉÈÀ"  # what most high characters of French files are
_CODES = {
    "cp1252": _WESTERN,
    "cp850": _WESTERN,
    "mac_roman": _WESTERN,
    "cp1254": _TURKISH,
    "cp1250": _CENTRAL,
    "iso8859_2": _CENTRAL,
}
_CLEARLY = 0.1
_WORDS = 0.7
_OTHER_SCRIPTS = (
    "cp1253", "iso8859_7", "cp1251", "iso8859_5", "koi8_r", "cp866", "big5", "gb18030", "shift_jis", "euc_jp", "euc_kr",
)  # fmt: skip
_SAMPLE = 20_000  # bytes of lines that charset-normalizer is shown
_MOSTLY = 0.5


@dataclass(frozen=True)
class Encoding:
    """`name` is Python's. `fallback`: the code of lines that are not valid in it, null when all are. `undefined`: bytes
    that cp1252 does not define, read as controls.
    """

    name: str
    fallback: Literal["cp1252"] | None = None
    undefined: int = 0


@dataclass
class _High:
    """The bytes beyond ASCII of a file: how often each stands in it, how many belong to a valid pair of UTF-8, and some
    lines that have them.
    """

    count: npt.NDArray[np.int64] = field(default_factory=lambda: np.zeros(256, dtype=np.int64))
    paired: int = 0
    lines: bytearray = field(default_factory=bytearray)

    @property
    def total(self) -> int:
        return int(self.count.sum())

    def share(self, encoding: str, characters: str) -> float:
        """How much of the high bytes this code makes such characters."""
        present = np.flatnonzero(self.count).tolist()
        held = [b for b in present if bytes([b]).decode(encoding, "replace") in characters]
        return float(self.count[held].sum() / max(self.total, 1))

    def in_code(self, encoding: str) -> bool:
        """Whether a one-byte code defines all of them."""
        try:
            bytes(np.flatnonzero(self.count).astype(np.uint8)).decode(encoding)
        except UnicodeDecodeError:
            return False
        return True


def encoding_of(open_blocks: Blocks) -> Encoding:
    """The encoding of a text.

    Raises  FileUnusable when it is no text.
    """
    marked = _by_mark(next(iter(open_blocks()), b""))
    if marked is not None:  # a mark of UTF-8 may stand before bytes of another code, as where files were put together
        holds = marked != "utf-8-sig" or _is_utf8(open_blocks())
        return Encoding(marked, None if holds else "cp1252")
    if _is_utf8(open_blocks()):
        return Encoding("utf-8")
    high = _high_bytes(open_blocks())
    if high.paired > _MOSTLY * high.total:
        return Encoding("utf-8", "cp1252")
    name = _one_byte(high)
    return Encoding(name, undefined=int(high.count[list(UNDEFINED)].sum()) if name == "cp1252" else 0)


def _by_mark(first: bytes) -> str | None:
    for mark, encoding in _MARKS:
        if first.startswith(mark):
            return encoding
    sample = first[:4000]
    if not sample.count(0):
        return None
    for encoding, step, zero, letter in _ZEROS:
        zeros, letters = sample[zero::step], sample[letter::step]
        told = zeros.count(0) > 0.9 * len(zeros) and letters.count(0) < _MOSTLY * len(letters)
        if told and _decodes(sample[: len(sample) // 4 * 4], encoding):
            return encoding
    bare = sample.replace(b"\0", b"")
    if len(bare.translate(None, delete=_CONTROLS)) <= 0.9 * len(bare):
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


def _high_bytes(blocks: Iterator[bytes]) -> _High:
    found = _High()
    for block in blocks:
        bare = block.translate(None, delete=_ASCII)
        high = np.frombuffer(bare, dtype=np.uint8)
        found.count += np.bincount(high, minlength=256)
        found.paired += _paired(high)
        if len(found.lines) < _SAMPLE:
            for line in block.split(b"\n"):
                if len(line) < _SAMPLE and not line.isascii():
                    found.lines += line + b"\n"
                    if len(found.lines) >= _SAMPLE:
                        break
    return found


def _paired(high: npt.NDArray[np.uint8]) -> int:
    """Bytes in sequences of UTF-8 of two and three: a letter of a one-byte code is seldom followed by such a byte."""
    following = (high[1:] & 0xC0) == 0x80
    two = int(np.count_nonzero((high[:-1] >= 0xC2) & (high[:-1] < 0xE0) & following))
    three = int(np.count_nonzero((high[:-2] >= 0xE0) & (high[:-2] < 0xF0) & following[:-1] & following[1:]))
    return 2 * two + 3 * three


def _one_byte(high: _High) -> str:
    """The one-byte code of a file that is not UTF-8.

    ISO-8859-15 is told from cp1252 by the euro or the oe where no byte of cp1252's own stands.
    """
    if _in_words(high.lines) > _WORDS:
        told = _other_script(high)
        if told is not None:
            return told
    share = {
        code: high.share(code, letters) + (high.share(code, _COMMON) if letters is _WESTERN else 0)
        for code, letters in _CODES.items()
    }
    best = max(share, key=lambda code: share[code])
    if best != "cp1252" and share[best] > share["cp1252"] + _CLEARLY + 1 / high.total:  # one byte alone proves nothing
        return best
    own = bool(high.count[0x80:0xA0].any())
    return "iso-8859-15" if not own and (high.count[0xA4] or high.count[0xBD]) else "cp1252"


def _in_words(lines: bytearray) -> float:
    """How many of the high bytes stand beside another one."""
    high = np.concatenate([[False], np.frombuffer(bytes(lines), dtype=np.uint8) >= 0x80, [False]])
    beside = high[1:-1] & (high[:-2] | high[2:])
    return float(beside.sum() / max(high.sum(), 1))


def _other_script(high: _High) -> str | None:
    """What charset-normalizer takes the lines for, when that code holds for the whole file."""
    from charset_normalizer import from_bytes  # noqa: PLC0415 - slow to load, and few files need it

    told = from_bytes(bytes(high.lines), cp_isolation=list(_OTHER_SCRIPTS)).best()
    if told is None or not (told.multi_byte_usage or high.in_code(told.encoding)):
        return None
    if told.encoding == "cp1253" and high.count[0xB6] > high.count[0xA2]:  # where each of them has the capital alpha
        return "iso8859_7"
    return told.encoding
