"""Tallies: how many customers may be contacted, of the whole base and of each import, as a job counted them last.

Counting them takes seconds in a large base, so pages show what is kept here, and of when it is.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import orjson
from sqlalchemy import delete, exists, insert, select, update
from sqlmodel import SQLModel

from service.store import jobs
from service.store.session import Work

KIND, LANE = "tally", "tally"
BASE = 0
"""The place of an import in the tally of the whole base."""

_T = SQLModel.metadata.tables
_Y, _I, _L, _J = _T["tallies"].c, _T["imports"].c, _T["lists"].c, _T["jobs"].c
_WAITING = (_J.kind == KIND, _J.state == "queued", _J.attempt == 0)


@dataclass(frozen=True)
class Tally:
    """reach: for each channel, `channel` and counts of customers: candidates, allowed, refused, unknown, unreachable.

    together: of an import, how many parties and customers its rows speak of (import_rows.together); null of the base.
    """

    controller_id: int
    reach: list[dict[str, Any]]
    together: dict[str, int] | None
    at_us: int


def tallies_of(work: Work, import_id: int) -> list[Tally]:
    """The tallies of an import, or of the base (BASE): by controller, the oldest first; none: not yet counted."""
    asked = select(_Y.controller_id, _Y.body, _Y.at_us).where(_Y.import_id == import_id).order_by(_Y.controller_id)
    told = [(row, orjson.loads(row.body)) for row in work.connection.execute(asked)]
    return [Tally(row.controller_id, body["reach"], body["together"], row.at_us) for row, body in told]


def put_tally(work: Work, import_id: int, tally: Tally) -> None:
    """Keep a tally in the place of the one before."""
    body = orjson.dumps({"reach": tally.reach, "together": tally.together}, option=orjson.OPT_SORT_KEYS).decode()
    here = (_Y.import_id == import_id) & (_Y.controller_id == tally.controller_id)
    work.connection.execute(delete(_T["tallies"]).where(here))
    row = {"import_id": import_id, "controller_id": tally.controller_id, "body": body, "at_us": tally.at_us}
    work.connection.execute(insert(_T["tallies"]).values(row))


def uncounted(work: Work) -> list[tuple[int, int]]:
    """Published imports of files that have no tally yet: id, and the controller of its list."""
    asked = (
        select(_I.id, _L.controller_id)
        .join(_T["lists"], _L.id == _I.list_id)
        .where(_I.state == "published", _I.kind == "file", ~exists().where(_Y.import_id == _I.id))
        .order_by(_I.id)
    )
    return [(row.id, row.controller_id) for row in work.connection.execute(asked)]


def anything_published(work: Work) -> bool:
    """Whether there is anything to count."""
    return work.connection.execute(select(_I.id).where(_I.state == "published").limit(1)).first() is not None


def ask_to_count(work: Work, cause: str, *, now_us: int) -> None:
    """Have it counted after this transaction (flows/tally.py). cause: of ids only, such as `import:3`."""
    jobs.put(work, KIND, f"{KIND}:{cause}", {}, lane=LANE, now_us=now_us)


def asked_to_count(work: Work) -> list[int]:
    """Ids of the jobs that ask for a count and that nobody began."""
    return list(work.connection.execute(select(_J.id).where(*_WAITING)).scalars())


def counted_for(work: Work, job_ids: list[int], *, now_us: int) -> None:
    """One count has answered these jobs too: they are done, unless somebody began them."""
    answered = update(_T["jobs"]).where(_J.id.in_(job_ids), *_WAITING)
    work.connection.execute(answered.values(state="done", finished_us=now_us))
