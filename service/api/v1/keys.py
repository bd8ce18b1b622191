"""Named keys: made (the secret shown once), told, revoked."""

from __future__ import annotations

from starlette.responses import Response

from service.api.deps import Called, Id, Paged
from service.api.operations import Noun
from service.api.schemas.keys import KeyIn, KeyMade, KeyOut, KeyPage
from service.flows import keys
from service.store.principals import page_of_keys

noun = Noun("keys", "Named keys and their roles. Their secrets are shown once and stored as SHA-256.")


@noun.get("/v1/keys", "keysList", "Keys, revoked ones too", roles={"admin"}, answers=KeyPage)
def list_keys(call: Called, pager: Paged) -> Response:
    """In the order they were made."""
    after = pager.after[0] if pager.after else 0
    with call.reading() as work:
        rows = page_of_keys(work, after=after, limit=pager.wanted)
    body, headers = pager.page([KeyOut.of(row).model_dump() for row in rows], [[row.id] for row in rows])
    return call.answer(body, headers=headers)


@noun.post("/v1/keys", "keysCreate", "A new key", roles={"admin"}, answers=KeyMade, status=201, errors=(409,))
def create_key(call: Called, asked: KeyIn) -> Response:
    """The answer has the secret, which is nowhere afterwards. A name is given once, even after a revocation."""
    with call.effect("key.create", "key") as effect:
        row, secret = keys.create_key(effect.work, asked.name, list(asked.roles), now_us=effect.now_us)
        shown = KeyMade(**KeyOut.of(row).model_dump(), secret=secret)
        return effect.answer(shown, noun_id=row.id, facts={"roles": list(row.roles)}, location=f"/v1/keys/{row.id}")


@noun.get("/v1/keys/{key_id}", "keysGet", "One key", roles={"admin"}, answers=KeyOut, errors=(404,))
def get_key(call: Called, key_id: Id) -> Response:
    """Without its secret."""
    with call.reading() as work:
        return call.answer(KeyOut.of(keys.get_key(work, key_id)), etag=True)


@noun.post("/v1/keys/{key_id}/revoke", "keysRevoke", "Revoke a key", roles={"admin"}, answers=KeyOut, errors=(404,))
def revoke_key(call: Called, key_id: Id) -> Response:
    """At once and for good. A key may revoke itself; a revoked key stays in the list."""
    with call.effect("key.revoke", "key") as effect:
        row = keys.revoke_key(effect.work, key_id, now_us=effect.now_us)
        return effect.answer(KeyOut.of(row), noun_id=row.id, etag=True)
