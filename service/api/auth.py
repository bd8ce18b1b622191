"""Who asks, and may they: `Authorization: Bearer lmp_…` (RFC 6750), then the operation's rule.

No cache stands between a key and its revocation: every request looks at the base.
"""

from __future__ import annotations

from starlette.requests import Request

from service.api.operations import Operation
from service.api.problems import Forbidden, Unauthenticated
from service.flows.keys import Principal, whose
from service.store.session import Database

_REALM = 'Bearer realm="limpide"'


def bearer_of(request: Request) -> str:
    """The key that the request carries.

    Raises  Unauthenticated when it carries none.
    """
    scheme, _, given = request.headers.get("authorization", "").partition(" ")
    if scheme.lower() != "bearer" or not given.strip():
        raise Unauthenticated("Send `Authorization: Bearer` and a key.", headers={"WWW-Authenticate": _REALM})
    return given.strip()


def principal_of(database: Database, key: str) -> Principal:
    """Whom the key speaks for.

    Raises  Unauthenticated when it is unknown or revoked: the answer does not tell which.
    """
    found = whose(database, key)
    if found is None:
        raise Unauthenticated(
            "This key is not valid.", headers={"WWW-Authenticate": f'{_REALM}, error="invalid_token"'}
        )
    return found


def refuse_others(operation: Operation, principal: Principal) -> None:
    """The rule of the operation.

    Raises  Forbidden.
    """
    if not operation.roles & principal.roles:
        raise Forbidden(needs=sorted(operation.roles))
