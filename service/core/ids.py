"""How people see ids: `CUS-00001K7`, the number in Crockford base 32 and one check character.

Letters that look like digits are forgiven (I and L are 1, O is 0), case and further hyphens do not count. The check
signs of Crockford (* ~ $ = U) mean something to shells and URLs, so the check character is the parity symbol of a
Reed-Solomon code over GF(32): it stays inside the alphabet and sees every wrong character and every swap of two.
https://www.crockford.com/base32.html
"""

from __future__ import annotations

import polars as pl

from service import errors

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_WIDTH = 6  # digits before the check character, more when the number needs them
_MOST = 13  # digits of 2**63 - 1
_READ = {c: i for i, c in enumerate(ALPHABET)} | {"I": 1, "L": 1, "O": 0}


def _powers() -> list[list[int]]:
    """For each place from the right (0 first) and digit: digit times a**(place + 1) in GF(2)[x] / (x^5 + x^2 + 1)."""
    table = []
    row = list(range(32))
    for _ in range(_MOST):
        row = [(d << 1) ^ (0b100101 if d & 0b10000 else 0) for d in row]
        table.append(row)
    return table


_CHECK = _powers()


def public_id(prefix: str, n: int) -> str:
    """The id as people see it: `CUS-00001K7`."""
    if not 0 <= n < 2**63:
        raise ValueError("an id is a 63-bit number")
    digits, check, rest = "", 0, n
    for place in range(_MOST):
        if rest == 0 and place >= _WIDTH:
            break
        check ^= _CHECK[place][rest & 31]
        digits = ALPHABET[rest & 31] + digits
        rest >>= 5
    return f"{prefix}-{digits}{ALPHABET[check]}"


def public_ids(prefix: str, numbers: pl.Series) -> pl.Series:
    """The same for a column: Int64 to String, null stays null."""
    n = numbers.cast(pl.Int64)
    check = pl.Series("c", [0], dtype=pl.Int64).new_from_index(0, n.len())
    digits: list[pl.Series] = []
    symbols = pl.Series("s", list(ALPHABET))
    longest = int(n.max() or 0)  # type: ignore[arg-type]  # `max` of numbers is a number
    for place in range(_MOST):
        if place >= _WIDTH and longest >> (5 * place) == 0:
            break
        value = (n // (1 << (5 * place))) % 32
        check = check ^ pl.Series("t", _CHECK[place], dtype=pl.Int64).gather(value)
        shown = symbols.gather(value)
        if place >= _WIDTH:
            shown = pl.select(pl.when(n >= (1 << (5 * place))).then(shown).otherwise(pl.lit(""))).to_series()
        digits.insert(0, shown)
    parts = [pl.lit(f"{prefix}-"), *digits, symbols.gather(check)]
    return pl.select(pl.concat_str(parts)).to_series().set(n.is_null(), None).alias(numbers.name)


def parse_id(text: str, prefix: str | None = None) -> int:
    """The number behind a public id, with or without its prefix.

    Raises  NotFound when it is mistyped, or has another prefix than the one asked for.
    """
    head, dash, tail = text.strip().upper().partition("-")
    body = (tail if dash else head).replace("-", "")
    if prefix is not None and dash and head != prefix.upper():
        raise errors.NotFound(f"This is not an id of the kind {prefix}.")
    values = [_READ.get(c, -1) for c in body]
    if not _WIDTH < len(values) <= _MOST + 1 or -1 in values:
        raise errors.NotFound("This id is not well formed.")
    check, number = 0, 0
    for place, value in enumerate(reversed(values[:-1])):
        check ^= _CHECK[place][value]
        number |= value << (5 * place)
    if check != values[-1] or number >= 2**63:
        raise errors.NotFound("This id is mistyped: its check character does not fit.")
    return number
