"""Who is signed in to the pages: one-time links and sessions. Only SHA-256 of what the browser holds is kept."""

from __future__ import annotations

from typing import ClassVar

from sqlmodel import SQLModel

from service.store.tables.columns import to, whole, words


class SignInLink(SQLModel, table=True):
    """A link that signs its holder in once, in the name of a key."""

    __tablename__: ClassVar[str] = "sign_in_links"
    token_sha256: str = words(key=True)
    principal_id: int = to("principals.id", index=True)
    created_us: int = whole()
    until_us: int = whole()
    used_us: int | None = whole(null=True)


class Session(SQLModel, table=True):
    """A browser signed in with a key. It ends when unused for long, when old, when signed out, or with its key."""

    __tablename__: ClassVar[str] = "sessions"
    token_sha256: str = words(key=True)
    principal_id: int = to("principals.id", index=True)
    created_us: int = whole()
    seen_us: int = whole()
    ended_us: int | None = whole(null=True)
