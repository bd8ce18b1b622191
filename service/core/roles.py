"""Who may do what, in words: the roles a key can carry (design, section 6). Operations name theirs in `api/v1`."""

from __future__ import annotations

from service.errors import BadQuery

ROLES: dict[str, str] = {
    "crm": "imports, inspects, corrects, reviews duplicates, sees customers and reports",
    "marketing": "defines segments, previews counts, pulls members of its segments with its columns",
    "router": "pulls and reports the rentals granted to it",
    "dpo": "consents, decisions, rights requests, retention, register, audit; sees customers",
    "admin": "keys, lists, rules, settings, webhooks, operation; sees no customer",
}
"""Every role and what it is for, in the order people read them."""


def known_roles(asked: list[str]) -> list[str]:
    """The roles asked for, each once, in the order of `ROLES`.

    Raises  BadQuery when there is none, or one is not known.
    """
    if not asked or set(asked) - set(ROLES):
        raise BadQuery("A key has one or more of the known roles.", known=list(ROLES))
    return [role for role in ROLES if role in asked]
