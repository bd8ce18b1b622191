"""The shape of a key: `lmp_` + 32 characters of chance (160 bits) + 7 of a checksum, in lower-case base 32.

    lmp_k3v…   the checksum (CRC-32) tells a mistyped key from an unknown one without a look at the base, and lets
               secret scanners be sure of what they found

Only the SHA-256 of a key is ever stored. Chance that good needs no slow hash (ASVS 5.0 11.4.2 speaks of passwords).
"""

from __future__ import annotations

import base64
import hashlib
import re
import zlib

PREFIX = "lmp_"
CHANCE_BYTES = 20
_SHAPE = re.compile(r"lmp_[a-z2-7]{39}")


def key_from(chance: bytes) -> str:
    """The key made of 20 bytes of chance.

    Raises  ValueError when they are not 20.
    """
    if len(chance) != CHANCE_BYTES:
        raise ValueError("a key takes 20 bytes of chance")
    body = base64.b32encode(chance).decode().lower()
    return f"{PREFIX}{body}{_checksum(body)}"


def is_key(text: str) -> bool:
    """Whether this can be a key at all: shape and checksum."""
    if _SHAPE.fullmatch(text) is None:
        return False
    body = text[len(PREFIX) : -7]
    return _checksum(body) == text[-7:]


def key_hash(key: str) -> str:
    """What is stored of a key: SHA-256, hex."""
    return hashlib.sha256(key.encode()).hexdigest()


def _checksum(body: str) -> str:
    crc = zlib.crc32((PREFIX + body).encode())
    return base64.b32encode(crc.to_bytes(4, "big")).decode().lower().rstrip("=")
