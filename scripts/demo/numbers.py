"""Phone numbers and company numbers: all valid by their rules before damage, none given out twice, none copied.

Landlines come from the blocks that Arcep keeps for fiction (01 99 00, 02 61 91, 03 53 01, 04 65 71, 05 36 49: ten
thousand numbers each). Above LARGE rows these 50,000 do not suffice: landlines are then random within the plan, and
may by accident be somebody's. The block 06 39 98 is fiction too, but `phonenumbers` refuses it, so mobiles come from
073x, 074x and 079x: valid by the plan, and given to no operator in the carrier data of `phonenumbers` 9.

SIREN and SIRET are random digits with right check digits: one may by accident be a real firm's.
"""

from __future__ import annotations

from typing import Final

import numpy as np
import polars as pl

from demo.chance import Chance, Ints

FICTION_BLOCKS: Final = {1: 199_00, 2: 261_91, 3: 353_01, 4: 465_71, 5: 536_49}
LANDLINE_SHARES: Final = {"people": 0, "people_moved": 1, "firm": 2, "firm_moved": 3}
MOBILE_BLOCKS: Final = {"people": 79, "people_changed": 73, "contact1": 740, "contact2": 741, "month": 742}
LARGE: Final = 20_000
_STEP: Final = 6_180_339_887


def spread(chance: Chance, name: str, n: int, size: int) -> Ints:
    """Give `n` integers in [0, size), in no order, no two alike while n <= size (a size coprime with _STEP)."""
    start = int(chance.raw(f"{name}.start", 1)[0] % np.uint64(size))
    return np.asarray((start + chance.order(name, n) * (_STEP % size)) % size, dtype=np.int64)


def landlines(chance: Chance, whose: str, zone: Ints, *, fiction: bool) -> pl.Series:
    """Give a landline of ten digits for each zone 1 to 5. `whose` names a share of the numbers (LANDLINE_SHARES)."""
    share, number = LANDLINE_SHARES[whose], np.zeros(len(zone), dtype=np.int64)
    for z, block in FICTION_BLOCKS.items():
        mine = zone == z
        n = int(mine.sum())
        if fiction:
            number[mine] = block * 10_000 + share * 2_500 + spread(chance, f"{whose}.{z}", n, 2_500)
        else:
            # second digit 1 or 3 to 5: geographic in every zone, and never one of the overseas 0262, 0590…
            second = (3, 4, 5, 1)[share]
            number[mine] = z * 10**8 + second * 10**7 + spread(chance, f"{whose}.{z}", n, 10**7)
    return _digits(number, 10)


def mobiles(chance: Chance, whose: str, n: int) -> pl.Series:
    """Give `n` mobiles of ten digits from the block of `whose` (MOBILE_BLOCKS)."""
    block = str(MOBILE_BLOCKS[whose])
    free = 10 ** (9 - len(block))
    return _digits(int(block) * free + spread(chance, f"{whose}.mobile", n, free), 10)


def sirens(chance: Chance, name: str, n: int) -> Ints:
    """Give `n` SIREN with a right Luhn key; 4 % begin with 0, as the oldest do."""
    old = chance.happens(f"{name}.old", n, 0.04)
    body = np.where(
        old, 500_000 + spread(chance, f"{name}.early", n, 9_400_000), 30_000_000 + spread(chance, name, n, 69_000_000)
    )
    return body * 10 + _luhn_key(body)


def sirets(siren: Ints, establishment: Ints) -> pl.Series:
    """Give the SIRET of 14 digits of an establishment numbered from 1."""
    body = siren * 10_000 + establishment
    return _digits(body * 10 + _luhn_key(body), 14)


def _luhn_key(body: Ints) -> Ints:
    """Give the digit that makes body * 10 + key pass Luhn (source: ISO/IEC 7812-1, annex B)."""
    total = np.zeros(len(body), dtype=np.int64)
    rest, double = body.copy(), True
    while rest.any():
        digit = rest % 10 * (2 if double else 1)
        total += digit // 10 + digit % 10
        rest, double = rest // 10, not double
    return np.asarray((10 - total % 10) % 10, dtype=np.int64)


def _digits(number: Ints, width: int) -> pl.Series:
    return pl.Series(number).cast(pl.String).str.zfill(width)
