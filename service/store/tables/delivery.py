"""Questions over customers and what left the house: recipes, segments, deliveries and the ledger of members."""

from __future__ import annotations

from typing import ClassVar

from sqlalchemy import Index, UniqueConstraint
from sqlmodel import SQLModel

from service.store.tables.columns import KEYED, given_id, to, whole, words


class Recipe(SQLModel, table=True):
    """What people settled about the files of one software (core/recipes.py); a new version is a new row."""

    __tablename__: ClassVar[str] = "recipes"
    __table_args__ = (UniqueConstraint("name", "version"), UniqueConstraint("recipe_id", "version"))
    id: int = given_id()
    recipe_id: int = whole()  # id of its first version
    name: str = words()
    version: int = whole()
    software: str | None = words(null=True)
    headings_sha256: str = words()
    plan: str = words()  # JSON of core.recipes.Recipe
    created_us: int = whole()
    retired_us: int | None = whole(null=True)  # of the last version: the recipe takes no more files


class Segment(SQLModel, table=True):
    """A saved question over customers."""

    __tablename__: ClassVar[str] = "segments"
    id: int = given_id()
    name: str = words(unique=True)
    definition: str = words()  # JSON: where, channel, purpose, columns
    created_us: int = whole()


class Delivery(SQLModel, table=True):
    """One frozen answer to a segment: its manifest says what was asked, decided and left out."""

    __tablename__: ClassVar[str] = "deliveries"
    id: int = given_id()
    segment_id: int | None = to("segments.id", null=True)
    channel: str = words()
    purpose_id: str = words()
    controller_id: int = to("controllers.id")
    at_us: int = whole()  # the moment the decisions speak of
    members: int = whole()
    manifest: str = words()  # JSON
    created_us: int = whole()


class DeliveryMember(SQLModel, table=True):
    """The export ledger: who was in which delivery (RGPD art. 19 and 30)."""

    __tablename__: ClassVar[str] = "delivery_members"
    __table_args__ = (Index("delivery_members_customer", "customer_id"), KEYED)
    delivery_id: int = given_id()
    contact_point_id: int = given_id()
    customer_id: int = whole()
