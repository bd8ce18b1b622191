"""Who shares a key with a record that is asked about, and what their records say: a few rows, asked for often.

Statements are made once (store/prepared.py). Lists of ids are filled up to a power of two, so that few texts are kept.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from typing import Any

from sqlalchemy import Select, bindparam, select
from sqlmodel import SQLModel

from service.core.match.view import MATCH_COLUMNS
from service.store.prepared import Prepared
from service.store.session import Work
from service.store.visible import NOW_FOR_FEW, current_memberships, live_records

_T = SQLModel.metadata.tables
_R, _M = _T["records"].c, _T["memberships"].c
_PARTIES_AT_ONCE = 1024


def _records(side: Any) -> Select[Any]:
    main, contact = (_T["parties"].alias(name).c for name in ("main", "contact"))
    return (
        select(
            _R.id.label("record_id"), _R.list_id, _R.main_party_id, _R.contact_party_id, main.kind.label("main_kind"),
            contact.kind.label("contact_kind"), *[_R[c] for c in MATCH_COLUMNS],
        )
        .outerjoin(main.id.table, main.id == _R.main_party_id)
        .outerjoin(contact.id.table, contact.id == _R.contact_party_id)
        .where(side.in_(bindparam("parties", expanding=True)), live_records(NOW_FOR_FEW))
    )  # fmt: skip


_RECORDS = tuple(Prepared(_records(side)) for side in (_R.main_party_id, _R.contact_party_id))
_CUSTOMERS = Prepared(
    select(_M.party_id, _M.customer_id).where(
        _M.party_id.in_(bindparam("parties", expanding=True)), current_memberships(NOW_FOR_FEW)
    )
)


def holders(work: Work, caps: Mapping[int, int]) -> dict[int, list[int]]:
    """The parties that have each key; of a key at most `caps[key]` are read: whoever gets so many passes over it."""
    if not caps:
        return {}
    text = _each_key(len(caps), "?" if work.dialect == "sqlite" else "%s")
    cursor = work.raw.cursor()
    try:
        cursor.execute(text, [v for key, cap in caps.items() for v in (key, cap)])
        found: dict[int, list[int]] = {}
        for key, party in cursor:
            found.setdefault(key, []).append(party)
        return found
    finally:
        cursor.close()


@lru_cache(maxsize=128)
def _each_key(keys: int, mark: str) -> str:
    one = f"SELECT * FROM (SELECT key, party_id FROM match_keys WHERE key = {mark} LIMIT {mark}) AS t{{0}}"
    return " UNION ALL ".join(one.format(n) for n in range(keys))


def records_speaking_of(work: Work, parties: Iterable[int]) -> list[dict[str, Any]]:
    """The live records of parties, each once, by id: ids, kinds and MATCH_COLUMNS."""
    found: dict[int, dict[str, Any]] = {}
    for some in _filled(parties):
        for asked in _RECORDS:
            found |= {row["record_id"]: row for row in asked.rows(work, parties=some)}
    return [found[record] for record in sorted(found)]


def homes_of(work: Work, parties: Iterable[int]) -> dict[int, int]:
    """The customer that each party belongs to now."""
    return {
        row["party_id"]: row["customer_id"]
        for some in _filled(parties)
        for row in _CUSTOMERS.rows(work, parties=some)
    }  # fmt: skip


def _filled(parties: Iterable[int]) -> list[list[int]]:
    """The ids in lists whose lengths are powers of two; the last id stands several times."""
    ids: Sequence[int] = sorted(set(parties))
    pieces = [list(ids[i : i + _PARTIES_AT_ONCE]) for i in range(0, len(ids), _PARTIES_AT_ONCE)]
    return [p + [p[-1]] * ((1 << (len(p) - 1).bit_length()) - len(p)) for p in pieces]
