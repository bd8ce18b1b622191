"""What can go wrong and is not a bug: the tree of problems a caller may meet.

Every class names itself (slug, title) and carries facts: ids and counts, never a person's value.
HTTP knows these only in `api/problems.py`; the command line prints them as JSON on stderr.
"""

from __future__ import annotations

from typing import ClassVar

Fact = str | int | float | bool | None | list[str] | list[int]


class QualityError(Exception):
    """The request cannot be honoured; nothing was changed."""

    slug: ClassVar[str] = "quality-error"
    title: ClassVar[str] = "The request cannot be honoured."

    def __init__(self, detail: str = "", **facts: Fact) -> None:
        super().__init__(detail or self.title)
        self.detail = detail
        self.facts = facts

    def problem(self) -> dict[str, Fact]:
        """The problem as RFC 9457 members: type, title, detail and the facts."""
        members: dict[str, Fact] = {"type": f"/problems/{self.slug}", "title": self.title}
        if self.detail:
            members["detail"] = self.detail
        return members | self.facts


class FileUnusable(QualityError):
    """The file cannot be read as a table of customers."""

    slug, title = "file-unusable", "This file cannot be read as a table of customers."


class FileNotFound(QualityError):
    """The path names no readable file."""

    slug, title = "file-not-found", "There is no readable file at this path."


class AlreadyImported(QualityError):
    """The same bytes are already in the list."""

    slug, title = "already-imported", "This file is already in the list."


class MappingConflict(QualityError):
    """The same bytes are already in the list under another mapping: revert, then import again."""

    slug, title = "mapping-conflict", "This file is already in the list with another mapping."


class RecipeMismatch(QualityError):
    """The file lacks columns that the recipe asked for uses; the facts name them as the recipe does."""

    slug, title = "recipe-mismatch", "This recipe does not fit this file."


class NotFound(QualityError):
    """The id names nothing."""

    slug, title = "not-found", "There is nothing under this id."


class NameTaken(QualityError):
    """Another thing of this kind has the name already."""

    slug, title = "name-taken", "This name is taken."


class WrongState(QualityError):
    """The thing exists, but its state does not allow this."""

    slug, title = "wrong-state", "The current state does not allow this."


class InFlight(QualityError):
    """A request under the same idempotency key is being carried out."""

    slug, title = "in-flight", "The same request is being carried out: ask again in a moment."


class DeliveryExpired(QualityError):
    """The files of a delivery are kept for a while; the ledger stays."""

    slug, title = "delivery-expired", "The files of this delivery are no longer kept: ask for a new one."


class BadQuery(QualityError):
    """A segment condition or an option cannot be understood."""

    slug, title = "bad-query", "The condition cannot be understood."


class FourEyes(QualityError):
    """What one key has begun, another one must finish."""

    slug, title = "four-eyes", "Another key than the one that began this must confirm it."


class ValueUnusable(QualityError):
    """Values that were sent cannot be used; the facts name fields and issue codes, never the values."""

    slug, title = "value-unusable", "Some values cannot be used."


class ErasedBefore(QualityError):
    """Someone with this contact point was erased: a person must say that they came back by themselves."""

    slug, title = "erased-before", "Someone with these contact points was erased."


class RulesInvalid(QualityError):
    """A rule set says something that cannot be applied; nothing is decided by it."""

    slug, title = "rules-invalid", "The rule set cannot be applied."


class LookupOff(QualityError):
    """Others would have to be asked about the values, and the operator has not switched that on."""

    slug, title = "lookup-off", "This installation does not look values up elsewhere."


class Busy(QualityError):
    """Another writer holds the base; try again later."""

    slug, title = "busy", "The base is busy: try again in a moment."


class StoreUnreachable(QualityError):
    """The base does not answer; nothing was written."""

    slug, title = "store-unreachable", "The base does not answer."


class PurgeRefused(QualityError):
    """A purge that nobody watches would erase too much, or the clock cannot be trusted; nobody was erased."""

    slug, title = "purge-refused", "The purge was refused: a person must look at it first."


class ModelRefused(QualityError):
    """Adjusted match weights judge no better than those in force, or too little is known; nothing was written."""

    slug, title = "model-refused", "The adjusted model was refused: it is no better."


class StorageFull(QualityError):
    """The disk cannot take what must be written; nothing was published."""

    slug, title = "storage-full", "The disk is full: nothing was published."


class RestoreRefused(QualityError):
    """The base lacks the tombstones kept outside it: opening it could bring erased people back."""

    slug, title = "restore-refused", "The list of erased people is missing or newer than this base."


class SignInRefused(QualityError):
    """The key or the one-time link opens no session: unknown, used, lapsed or revoked."""

    slug, title = "sign-in-refused", "This key or link does not open a session."


class JobLost(QualityError):
    """Another worker took this job over; this one must stop without a further effect."""

    slug, title = "job-lost", "Another worker has taken this job over."


class JobAbandoned(QualityError):
    """A job's worker died time after time without getting further; it was given up."""

    slug, title = "job-abandoned", "This job stopped several times without getting further and was given up."
