"""What keeps the house running: jobs, id blocks, idempotency, principals, audit."""

from __future__ import annotations

from typing import ClassVar

from sqlalchemy import Index
from sqlmodel import SQLModel

from service.store.tables.columns import COUNTED, given_id, one_of, partial_index, sequence, whole, words


class Job(SQLModel, table=True):
    """A row of work. Lease, heartbeat and fence keep two workers from doing it twice.

    `attempt` is the fence: a worker's every transaction checks that the row still carries the attempt it claimed.
    `lane` holds at most one running job (jobs that move customers share the lane `customers`).
    """

    __tablename__: ClassVar[str] = "jobs"
    __table_args__ = (
        partial_index("jobs_key", "key", unique=True, where="state IN ('queued', 'running')"),
        partial_index("jobs_lane", "lane", unique=True, where="state = 'running'"),
        Index("jobs_queue", "state", "run_after_us"),
        one_of("state", "queued", "running", "done", "failed"),
    )
    id: int = given_id()
    kind: str = words()  # import | revert | purge
    key: str = words()  # one live job per key
    lane: str = words()
    payload: str = words()  # JSON of ids; never a personal value
    state: str = words()  # queued | running | done | failed
    attempt: int = whole(default=0)
    worker: str | None = words(null=True)
    lease_until_us: int | None = whole(null=True)
    heartbeat_us: int | None = whole(null=True)
    checkpoint: str = words()  # JSON, written with the effect
    step: str = words()  # name of the step under way
    done: int = whole(default=0)
    total: int = whole(default=0)
    run_after_us: int = whole()
    created_us: int = whole()
    finished_us: int | None = whole(null=True)
    error: str | None = words(null=True)  # JSON of a problem, no personal value


class IdBlock(SQLModel, table=True):
    """The next id of a noun; ids only grow and are never reused."""

    __tablename__: ClassVar[str] = "id_blocks"
    noun: str = words(key=True)
    next_id: int = whole()


class Idempotency(SQLModel, table=True):
    """The answer given to a POST under a key, replayed for the same payload."""

    __tablename__: ClassVar[str] = "idempotency"
    principal_id: int = given_id()
    key: str = words(key=True)
    request_sha256: str = words()
    state: str = words()  # in_flight | done
    status: int | None = whole(null=True)
    body: str | None = words(null=True)
    created_us: int = whole()


class Principal(SQLModel, table=True):
    """A named key; the secret is stored as SHA-256 only."""

    __tablename__: ClassVar[str] = "principals"
    id: int = given_id()
    name: str = words(unique=True)
    key_sha256: str = words(unique=True)
    roles: str = words()  # JSON array: crm, marketing, router, dpo, admin
    created_us: int = whole()
    revoked_us: int | None = whole(null=True)


class AuditEntry(SQLModel, table=True):
    """Who did what to which id, when; no personal value."""

    __tablename__: ClassVar[str] = "audit"
    __table_args__ = COUNTED
    id: int | None = sequence()
    at_us: int = whole()
    principal: str = words()
    action: str = words()
    noun: str = words()
    noun_id: int | None = whole(null=True)
    facts: str = words()  # JSON
