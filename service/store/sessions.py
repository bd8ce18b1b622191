"""One-time links and sessions of the pages: by the SHA-256 of what the browser holds, never the thing itself."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass

import orjson
from sqlalchemy import and_, delete, insert, or_, select, update
from sqlmodel import col

from service.store.session import Work
from service.store.tables.operation import Principal
from service.store.tables.sessions import Session, SignInLink


@dataclass(frozen=True)
class SignedIn:
    """The key a browser acts for. `seen_us`: when its session was last noted as used."""

    principal_id: int
    name: str
    roles: frozenset[str]
    seen_us: int


def digest(token: str) -> str:
    """What is stored of a secret: it has 256 random bits, so a plain SHA-256 cannot be turned back."""
    return hashlib.sha256(token.encode()).hexdigest()


def add_link(work: Work, token: str, principal_id: int, *, now_us: int, until_us: int) -> None:
    """A link for this key; links that have lapsed are forgotten on the way."""
    work.connection.execute(delete(SignInLink).where(col(SignInLink.until_us) < now_us))
    row = {"token_sha256": digest(token), "principal_id": principal_id, "created_us": now_us, "until_us": until_us}
    work.connection.execute(insert(SignInLink).values(row))


def use_link(work: Work, token: str, *, now_us: int) -> int | None:
    """Use a link up: its principal, null when there is no such link, it was used, or its time is over."""
    good = and_(
        col(SignInLink.token_sha256) == digest(token),
        col(SignInLink.used_us).is_(None),
        col(SignInLink.until_us) >= now_us,
    )
    used = update(SignInLink).where(good).values(used_us=now_us).returning(col(SignInLink.principal_id))
    return work.connection.execute(used).scalar_one_or_none()


def add_session(work: Work, token: str, principal_id: int, *, now_us: int) -> None:
    """A new session of this key."""
    row = {"token_sha256": digest(token), "principal_id": principal_id, "created_us": now_us, "seen_us": now_us}
    work.connection.execute(insert(Session).values(row))


def find_session(work: Work, token: str, *, unused_since_us: int, older_than_us: int) -> SignedIn | None:
    """Who holds this session, null when it has ended, lay unused or is old, or its key is revoked."""
    asked = (
        select(col(Principal.id), col(Principal.name), col(Principal.roles), col(Session.seen_us))
        .join(Session, col(Session.principal_id) == col(Principal.id))
        .where(
            col(Session.token_sha256) == digest(token),
            col(Session.ended_us).is_(None),
            col(Session.seen_us) >= unused_since_us,
            col(Session.created_us) >= older_than_us,
            col(Principal.revoked_us).is_(None),
        )
    )
    row = work.connection.execute(asked).one_or_none()
    return None if row is None else SignedIn(row.id, row.name, frozenset(orjson.loads(row.roles)), row.seen_us)


def touch_session(work: Work, token: str, *, now_us: int) -> None:
    """Note that the session is in use."""
    work.connection.execute(update(Session).where(col(Session.token_sha256) == digest(token)).values(seen_us=now_us))


def end_session(work: Work, token: str, *, now_us: int) -> None:
    """Sign a browser out."""
    live = and_(col(Session.token_sha256) == digest(token), col(Session.ended_us).is_(None))
    work.connection.execute(update(Session).where(live).values(ended_us=now_us))


def forget_sessions(work: Work, *, unused_since_us: int, older_than_us: int) -> None:
    """Delete what has ended: nothing is learnt from it any more."""
    over = or_(
        col(Session.ended_us).is_not(None),
        col(Session.seen_us) < unused_since_us,
        col(Session.created_us) < older_than_us,
    )
    work.connection.execute(delete(Session).where(over))
