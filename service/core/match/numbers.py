"""How numbers agree, whole or but for a slip: phone numbers and dates of birth."""

from __future__ import annotations


def mobile(number: int) -> bool:
    """A French mobile, as E.164 digits."""
    return 33_600_000_000 <= number <= 33_799_999_999


def one_slip(a: int, b: int) -> bool:
    """The numbers differ by one digit typed wrong or two neighbours swapped: a gap of d·10^k or 9·d·10^k."""
    gap = str(abs(a - b))
    head = gap.rstrip("0")
    return len(head) == 1 or (len(head) == 2 and int(head) % 9 == 0)


def birth_level(a: int | None, b: int | None) -> int:  # noqa: PLR0911 - one way out a level reads best
    """The level of two birth dates as yyyymmdd, parts that are not known as 0."""
    if a is None or b is None:
        return 0
    if a == b and a % 100:
        return 5
    same_year = a // 10_000 == b // 10_000
    if not (a % 10_000 and b % 10_000):
        return 2 if same_year else 1
    (m1, d1), (m2, d2) = divmod(a % 10_000, 100), divmod(b % 10_000, 100)
    if same_year and m1 == d2 and d1 == m2:
        return 4
    if one_slip(a, b):
        return 6
    if same_year + (m1 == m2) + (d1 == d2) >= 2:
        return 3
    return 2 if same_year else 1
