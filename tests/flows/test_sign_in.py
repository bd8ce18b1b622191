"""Who gets in: a key, or a link for it, once, in time; and out with the key."""

from __future__ import annotations

import pytest
from sqlalchemy import insert, select, update
from sqlmodel import col

from service.core.keys import key_from
from service.errors import SignInRefused
from service.flows.sign_in import IDLE_US, LINK_US, WHOLE_US, make_link, sign_in, sign_out, who_is
from service.store.session import Database, reading, unit_of_work
from service.store.sessions import digest
from service.store.tables.operation import Principal
from service.store.tables.sessions import Session, SignInLink

NOW = 1_780_000_000_000_000
KEY = key_from(b"an invented chance..")


@pytest.fixture
def principal(database: Database) -> int:
    row = {"id": 7, "name": "camille", "key_sha256": digest(KEY), "roles": '["crm","dpo"]', "created_us": NOW}
    with unit_of_work(database) as work:
        work.connection.execute(insert(Principal).values(row))
    return 7


def link_for(database: Database, principal: int, now_us: int = NOW) -> str:
    with unit_of_work(database) as work:
        return make_link(work, principal, now_us).removeprefix("/entrer?jeton=")


def revoke(database: Database) -> None:
    with unit_of_work(database) as work:
        work.connection.execute(update(Principal).values(revoked_us=NOW))


def test_a_key_opens_a_session_in_its_name(database: Database, principal: int) -> None:
    found = who_is(database, sign_in(database, key=KEY, now_us=NOW), now_us=NOW)
    assert found is not None
    assert (found.principal_id, found.name, found.roles) == (7, "camille", frozenset({"crm", "dpo"}))


def test_a_link_opens_one_session_and_only_one(database: Database, principal: int) -> None:
    link = link_for(database, principal)
    assert who_is(database, sign_in(database, link=link, now_us=NOW + LINK_US), now_us=NOW + LINK_US)
    with pytest.raises(SignInRefused):
        sign_in(database, link=link, now_us=NOW + LINK_US)


@pytest.mark.parametrize("later", [LINK_US + 1, 10 * LINK_US])
def test_a_link_lapses(database: Database, principal: int, later: int) -> None:
    link = link_for(database, principal)
    with pytest.raises(SignInRefused):
        sign_in(database, link=link, now_us=NOW + later)


@pytest.mark.parametrize("given", [{"key": "lmp_wrong"}, {"link": "wrong"}, {}, {"key": ""}, {"link": "\ud83d\x00"}])
def test_anything_else_opens_nothing_and_writes_nothing(
    database: Database, principal: int, given: dict[str, str]
) -> None:
    given = {name: value.encode("utf-8", "replace").decode() for name, value in given.items()}
    with pytest.raises(SignInRefused):
        sign_in(database, **given, now_us=NOW)
    with reading(database) as work:
        assert work.connection.execute(select(Session)).all() == []


def test_a_revoked_key_opens_nothing_and_closes_what_it_opened(database: Database, principal: int) -> None:
    token, link = sign_in(database, key=KEY, now_us=NOW), link_for(database, principal)
    revoke(database)
    assert who_is(database, token, now_us=NOW) is None
    for given in ({"key": KEY}, {"link": link}):
        with pytest.raises(SignInRefused):
            sign_in(database, **given, now_us=NOW)
    with reading(database) as work:  # refused: the link is not even used up
        assert work.connection.execute(select(col(SignInLink.used_us))).scalars().all() == [None]


def test_a_session_ends_when_unused_when_old_and_when_signed_out(database: Database, principal: int) -> None:
    token = sign_in(database, key=KEY, now_us=NOW)
    assert who_is(database, token, now_us=NOW + IDLE_US + 1) is None
    at = NOW
    while at + IDLE_US <= NOW + WHOLE_US:  # in use all the time
        at += IDLE_US
        assert who_is(database, token, now_us=at)
    assert who_is(database, token, now_us=NOW + WHOLE_US + 1) is None
    other = sign_in(database, key=KEY, now_us=NOW)
    sign_out(database, other, now_us=NOW)
    assert who_is(database, other, now_us=NOW) is None


def test_signing_in_again_ends_the_session_before(database: Database, principal: int) -> None:
    first = sign_in(database, key=KEY, now_us=NOW)
    second = sign_in(database, key=KEY, before=first, now_us=NOW)
    assert first != second
    assert who_is(database, first, now_us=NOW) is None
    assert who_is(database, second, now_us=NOW)


def test_neither_links_nor_sessions_are_stored_as_they_are(database: Database, principal: int) -> None:
    link = link_for(database, principal)
    token = sign_in(database, key=KEY, now_us=NOW)
    with reading(database) as work:
        stored = [*work.connection.execute(select(col(SignInLink.token_sha256))).scalars()]
        stored += [*work.connection.execute(select(col(Session.token_sha256))).scalars()]
    assert stored == [digest(link), digest(token)]
