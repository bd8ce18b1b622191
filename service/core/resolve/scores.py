"""How good each value of a customer is, as one number that sorts (core/resolve/golden.py says by what)."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import polars as pl

from service.core.resolve.survival import USUAL_TRUST, Policy

Places = npt.NDArray[np.int64]
Flags = npt.NDArray[np.bool_]

LENGTH_BITS, _RECENCY_BITS, _TRUST_BITS = 12, 30, 4
TRUST_BIT = LENGTH_BITS + _RECENCY_BITS
USABLE_BIT = TRUST_BIT + _TRUST_BITS
FREE_BIT = USABLE_BIT + 1  # the value need not yield to other lists
MANUAL_BIT = FREE_BIT + 1


@dataclass(frozen=True)
class Rows:
    """Members of customers of several rows, sorted by customer and record; `label` counts customers from 0."""

    frame: pl.DataFrame
    starts: Places
    label: Places
    manual: Flags
    age: Places  # rank of recency from 1
    policy: Policy
    lists: Places  # of each row; 0 where no list has a rule
    foreign: Flags  # the customer has rows of another list, too


def score_of(rows: Rows, field: str, usable: Flags, length: Places, known: Flags) -> Places:
    """Manual, free, usable, trusted, recent, complete, as one number that sorts; -1 where there is no value."""
    free, trust, known = _allowed(rows, field, known)
    score = (rows.manual.astype(np.int64) << MANUAL_BIT) + (usable.astype(np.int64) << USABLE_BIT)
    score += (free.astype(np.int64) << FREE_BIT) + (trust << TRUST_BIT)
    score += (rows.age << LENGTH_BITS) + np.minimum(length, (1 << LENGTH_BITS) - 1)
    return np.where(known, score, -1)


def _allowed(rows: Rows, field: str, known: Flags) -> tuple[Flags, Places, Flags]:
    """Of each row whether its value need not yield, how far its list is trusted, and whether it may be taken at all."""
    free = np.ones(len(known), dtype=np.bool_)
    trust = np.full(len(known), USUAL_TRUST, dtype=np.int64)
    for list_id, said in rows.policy.items():
        mine = rows.lists == list_id
        trust[mine] = said.trust
        mode = said.fields.get(field)
        if mode == "never":
            known = known & ~(mine & rows.foreign)
        elif mode == "if_empty":
            free[mine] = False
    return free, trust, known


def lists_of(frame: pl.DataFrame, starts: Places, label: Places, policy: Policy) -> tuple[Places, Flags]:
    """The list of each row, and whether its customer has rows of another; corrections are of no list."""
    if not policy or not len(starts):
        return np.zeros(frame.height, dtype=np.int64), np.zeros(frame.height, dtype=np.bool_)
    lists = frame["list_id"].set(frame["manual"], None)
    least = np.minimum.reduceat(lists.fill_null(np.iinfo(np.int64).max).to_numpy(), starts)
    most = np.maximum.reduceat(lists.fill_null(-1).to_numpy(), starts)
    return lists.fill_null(0).to_numpy(), ((least != most) & (most >= 0))[label]
