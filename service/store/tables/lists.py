"""Lists, who answers for them and for what purposes: controllers, purposes, lists, imports."""

from __future__ import annotations

from typing import ClassVar

from sqlmodel import SQLModel

from service.store.tables.columns import given_id, one_of, partial_index, to, whole, words


class Controller(SQLModel, table=True):
    """The legal entity in whose name people are contacted (RGPD art. 4(7))."""

    __tablename__: ClassVar[str] = "controllers"
    id: int = given_id()
    name: str = words(unique=True)
    created_us: int = whole()


class Purpose(SQLModel, table=True):
    """What people are contacted for, such as marketing.own (RGPD art. 5(1)(b))."""

    __tablename__: ClassVar[str] = "purposes"
    id: str = words(key=True)
    label_fr: str = words()
    label_en: str = words()


class CustomerList(SQLModel, table=True):
    """Where rows come from and on what terms. `basis` is the attested collection basis (JSON), null when none."""

    __tablename__: ClassVar[str] = "lists"
    __table_args__ = (one_of("kind", "owned", "collected", "purchased", "rented"),)
    id: int = given_id()
    name: str = words(unique=True)
    kind: str = words()  # owned | collected | purchased | rented
    audience: str | None = words(null=True)  # b2c | b2b, when the whole list is one
    controller_id: int = to("controllers.id")
    basis: str | None = words(null=True)
    created_us: int = whole()


class Survival(SQLModel, table=True):
    """How the values of a list survive beside those of others (core/resolve/survival.py); no row: as any other's."""

    __tablename__: ClassVar[str] = "survivals"
    list_id: int = given_id()
    rules: str = words()  # JSON: trust, and field -> rule
    changed_us: int = whole()


class Import(SQLModel, table=True):
    """One uploaded file into one list. Its rows are visible only while `state` is published."""

    __tablename__: ClassVar[str] = "imports"
    __table_args__ = (
        # content is unique per list among imports not failed or reverted
        partial_index(
            "imports_content",
            "list_id",
            "sha256",
            unique=True,
            where="state NOT IN ('failed', 'reverted', 'reverting')",
        ),
        partial_index("imports_hidden", "id", where="state <> 'published'"),
        one_of("state", "received", "staging", "published", "failed", "reverting", "reverted"),
    )
    id: int = given_id()
    list_id: int = to("lists.id", index=True)
    state: str = words()  # received | staging | published | failed | reverting | reverted
    kind: str = words()  # file | manual
    sha256: str = words()
    size: int = whole()
    filename: str | None = words(null=True)
    upload: str | None = words(null=True)  # name under the uploads folder; null once deleted
    mapping_sha256: str | None = words(null=True)
    plan: str | None = words(null=True)  # JSON of the survey's Plan
    lines: int = whole(default=0)
    header: int = whole(default=0)
    preamble: int = whole(default=0)
    footer: int = whole(default=0)
    blank: int = whole(default=0)
    row_lines: int = whole(default=0)  # physical lines of all rows
    rows: int = whole(default=0)
    accepted: int = whole(default=0)
    rejected: int = whole(default=0)
    quarantined: int = whole(default=0)
    unchanged: int = whole(default=0)  # of accepted: tied to an existing record
    changed: int = whole(default=0)  # of accepted: superseding one
    fresh: int = whole(default=0)  # of accepted: first sight
    missing: int = whole(default=0)  # live records of the list that this file no longer has
    erased: int = whole(default=0)  # records of this import erased since
    created_us: int = whole()
    published_us: int | None = whole(null=True)
    reverted_us: int | None = whole(null=True)
    error: str | None = words(null=True)  # slug of the problem, when failed


class ImportReading(SQLModel, table=True):
    """How the survey of an import came to its plan: the recipe it took, what the head of the file said otherwise."""

    __tablename__: ClassVar[str] = "import_readings"
    import_id: int = given_id()
    recipe_version: int | None = to("recipes.id", null=True, index=True)
    recipe: str | None = words(null=True)  # JSON of core.recipes.Taken
    differences: str | None = words(null=True)  # JSON of core.survey.head.Difference, null: the file was read at once
