"""Named keys: made (shown once), told, revoked; and whom a key speaks for.

A principal is a key with a name and roles. What writes works in the caller's transaction.
"""

from __future__ import annotations

import hmac
import secrets
from dataclasses import dataclass

from service.core.keys import CHANCE_BYTES, is_key, key_from, key_hash
from service.core.roles import known_roles
from service.errors import NameTaken, NotFound
from service.store import principals
from service.store.principals import KeyRow
from service.store.session import Database, Work


@dataclass(frozen=True)
class Principal:
    """Who asks: the key's id, its name (which the audit tells) and its roles."""

    id: int
    name: str
    roles: frozenset[str]


def create_key(work: Work, name: str, roles: list[str], *, now_us: int) -> tuple[KeyRow, str]:
    """A new key, and its secret, which is nowhere afterwards.

    Raises  NameTaken; BadQuery (a role that is not known).
    """
    wanted = known_roles(roles)
    taken = principals.by_name(work, name)
    if taken is not None:
        raise NameTaken("Another key has this name.", key_id=taken.id)
    secret = key_from(secrets.token_bytes(CHANCE_BYTES))
    return principals.add_principal(work, name, key_hash(secret), wanted, now_us=now_us), secret


def revoke_key(work: Work, key_id: int, *, now_us: int) -> KeyRow:
    """The key opens nothing from now on; revoked already is revoked.

    Raises  NotFound.
    """
    get_key(work, key_id)
    principals.set_revoked(work, key_id, now_us=now_us)
    return get_key(work, key_id)


def get_key(work: Work, key_id: int) -> KeyRow:
    """The key under this id.

    Raises  NotFound.
    """
    found = principals.by_id(work, key_id)
    if found is None:
        raise NotFound("There is no key under this id.", key_id=key_id)
    return found


def whose(database: Database, secret: str) -> Principal | None:
    """Whom a key speaks for; null when it is unknown, mistyped or revoked."""
    if not is_key(secret):
        return None
    digest = key_hash(secret)
    found = principals.good_by_hash(database, digest)
    if found is None or not hmac.compare_digest(found.key_sha256, digest):
        return None
    return Principal(found.id, found.name, frozenset(found.roles))
