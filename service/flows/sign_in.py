"""Signing in to the pages: with a key, or with a one-time link made for it; there are no passwords of our own.

A link holds for a quarter of an hour and is used up by the POST that follows it, so that a mail program's preview does
not consume it. A session ends when unused for a day or a week after it began: longer than the 20 hours below which
people must be able to prolong it (WCAG 2.2, 2.2.1), and at once with its key or by signing out.
"""

from __future__ import annotations

import secrets

from service.errors import SignInRefused
from service.flows.keys import whose
from service.store import audit, sessions
from service.store.session import Database, Work, reading, unit_of_work
from service.store.sessions import SignedIn

LINK_US = 15 * 60 * 1_000_000
IDLE_US = 24 * 3600 * 1_000_000
WHOLE_US = 7 * IDLE_US
NOTE_US = 60 * 1_000_000
"""How exactly the last use of a session is known: a write per page would be many."""


def make_link(work: Work, principal_id: int, now_us: int) -> str:
    """A one-time link for this key: its path and query, to be put behind the address of the service."""
    token = secrets.token_urlsafe(32)
    sessions.add_link(work, token, principal_id, now_us=now_us, until_us=now_us + LINK_US)
    return f"/entrer?jeton={token}"


def sign_in(
    database: Database, *, link: str | None = None, key: str | None = None, before: str | None = None, now_us: int
) -> str:
    """Open a session for the holder of a link or a key; returns what the browser keeps.

    In      `before`: the session the browser had, which ends: what it holds is renewed at every sign-in.
    Raises  SignInRefused (unknown, used or lapsed, revoked: not said which).
    """
    token = secrets.token_urlsafe(32)
    holder = whose(database, key) if key else None
    with unit_of_work(database) as work:
        given = sessions.use_link(work, link, now_us=now_us) if link else None
        principal_id = given if given is not None or holder is None else holder.id
        if principal_id is None:
            raise SignInRefused
        if before:
            sessions.end_session(work, before, now_us=now_us)
        sessions.forget_sessions(work, unused_since_us=now_us - IDLE_US, older_than_us=now_us - WHOLE_US)
        sessions.add_session(work, token, principal_id, now_us=now_us)
        if _who(work, token, now_us) is None:  # the key was revoked
            raise SignInRefused
        audit.note(work, "sign-in", "principal", principal_id, {"by": "link" if link else "key"}, at_us=now_us)
    return token


def who_is(database: Database, token: str, *, now_us: int) -> SignedIn | None:
    """Who holds a session, null when nobody does (any more)."""
    with reading(database) as work:
        found = _who(work, token, now_us)
    if found is not None and now_us - found.seen_us > NOTE_US:
        with unit_of_work(database) as work:
            sessions.touch_session(work, token, now_us=now_us)
    return found


def sign_out(database: Database, token: str, *, now_us: int) -> None:
    """End a session; ended already is ended."""
    with unit_of_work(database) as work:
        sessions.end_session(work, token, now_us=now_us)


def _who(work: Work, token: str, now_us: int) -> SignedIn | None:
    return sessions.find_session(work, token, unused_since_us=now_us - IDLE_US, older_than_us=now_us - WHOLE_US)
