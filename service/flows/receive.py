"""Taking a file in: the upload, its import and its job, or the answer that the list has it already (design, 4.2)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, BinaryIO

from service.core.govern.basis import basis_of
from service.core.survey import survey
from service.errors import AlreadyImported, Fact, MappingConflict, WrongState
from service.flows.discard import ask_to_discard
from service.flows.opened import opened
from service.flows.recipes import named_recipe, recipes_for
from service.store import imports, jobs
from service.store.files import DataDir, Upload
from service.store.ids import take_ids
from service.store.imports import ListTerms
from service.store.session import Database, Work, reading, unit_of_work
from service.store.turns import LANE


@dataclass(frozen=True)
class Terms:
    """The terms of a list, should it be new: kind owned|collected|purchased|rented, audience b2c|b2b or null, the
    attested collection basis (who collected, how, when, for what) or null, and the controller's name.
    """

    kind: str = "owned"
    audience: str | None = None
    basis: str | None = None
    controller: str = "default"


@dataclass(frozen=True)
class Received:
    """The import and the job that will carry it out; of one on hold, the job that gives it up."""

    import_id: int
    job_id: int


@dataclass(frozen=True)
class Reading:
    """How a file is to be read: a forced mapping, which beats a recipe by name, which beats the recipe that has the
    file's headings (unless `by_itself` is false), which beats what we would choose.
    """

    mapping: Mapping[str, str | None] | None = None
    recipe: str | None = None
    by_itself: bool = True

    def asked(self, work: Work, import_id: int) -> dict[str, Any]:
        """The payload of the job that imports it: the recipe's version of now counts, whenever the job runs.

        Raises  BadQuery (no recipe of this name), WrongState (it is retired).
        """
        told: dict[str, Any] = {"import_id": import_id, "mapping": None if self.mapping is None else dict(self.mapping)}
        if self.recipe is not None:
            told["recipe"] = named_recipe(work, self.recipe).id
        return told if self.by_itself else told | {"recipes": "named"}

    @property
    def settled(self) -> bool:
        """Whether a person said anything of the mapping."""
        return self.mapping is not None or self.recipe is not None


@dataclass(frozen=True)
class Offer:
    """A file that was received, and what is asked of it: the list by name, its terms should it be new, how to read it.

    `hold`: it waits for a person to begin it (flows/remap.py), a day at most.
    """

    upload: Upload
    list_name: str
    terms: Terms
    filename: str | None
    mapping: Mapping[str, str | None] | None = None
    recipe: str | None = None
    by_itself: bool = True
    hold: bool = False

    @property
    def reading(self) -> Reading:
        """How it is to be read."""
        return Reading(self.mapping, self.recipe, self.by_itself)


def receive(
    database: Database,
    data: DataDir,
    stream: BinaryIO,
    *,
    list_name: str,
    terms: Terms,
    filename: str | None,
    mapping: Mapping[str, str | None] | None,
    now_us: int,
    recipe: str | None = None,
    by_itself: bool = True,
) -> Received:
    """Store the bytes, then the import and its job in one transaction.

    Raises  AlreadyImported, MappingConflict (with the first import's id), StorageFull, Busy, WrongState (the list is
            rented: its rows never enter the base; the recipe is retired), BadQuery (no such recipe). The upload is
            gone then.
    """
    offer = Offer(data.receive(stream), list_name, terms, filename, mapping, recipe, by_itself)
    with discarded_unless_taken(data, offer.upload):
        with reading(database) as work:
            refuse_again(work, data, offer)
        with unit_of_work(database) as work:
            return take_in(work, data, offer, now_us=now_us)


@contextmanager
def discarded_unless_taken(data: DataDir, upload: Upload) -> Iterator[None]:
    """Around taking an offer in: when it is refused, its upload goes."""
    try:
        yield
    except BaseException:
        data.remove_upload(upload.name)
        raise


def take_in(work: Work, data: DataDir, offer: Offer, *, now_us: int) -> Received:
    """The import and its job, in the caller's transaction. Ask `refuse_again` before it: that may take long.

    Raises  AlreadyImported, MappingConflict; WrongState (the list is rented, the recipe retired), BadQuery (no such
            recipe), RulesInvalid (a new list's basis).
    """
    import_id = take_ids(work, "imports", 1)  # locks the counter: of two equal uploads one sees the other
    refuse_again(work, data, offer)
    found = imports.list_named(work, offer.list_name) or _new_list(work, offer.list_name, offer.terms, now_us)
    _refuse_rented(found)
    upload = offer.upload
    kept = {"sha256": upload.sha256, "size": upload.size, "filename": offer.filename, "upload": upload.name}
    imports.add_import(work, import_id, found.id, created_us=now_us, **kept)
    asked = offer.reading.asked(work, import_id)
    if offer.hold:
        return Received(import_id, ask_to_discard(work, import_id, now_us=now_us, patient=True))
    job_id = jobs.put(work, "import", f"import:{import_id}", asked, lane=LANE, now_us=now_us)
    return Received(import_id, job_id)


def _refuse_rented(terms: ListTerms) -> None:
    if terms.kind == "rented":
        raise WrongState("The rows of a rented list stay with its owner.", list_id=terms.id)


def _new_list(work: Work, name: str, terms: Terms, now_us: int) -> ListTerms:
    basis = None if terms.basis is None else basis_of(terms.basis)
    return imports.add_list(
        work,
        name,
        kind=terms.kind,
        audience=terms.audience,
        basis=basis,
        controller=terms.controller,
        now_us=now_us,
    )


def refuse_again(work: Work, data: DataDir, offer: Offer) -> None:
    """The list has these bytes: under the same mapping the answer points there, under another it offers revert.

    Raises  AlreadyImported, MappingConflict: with the first import's id and state.
    """
    found = imports.list_named(work, offer.list_name)
    first = None if found is None else imports.import_of_content(work, found.id, offer.upload.sha256)
    if first is None:
        return
    facts: dict[str, Fact] = {"import_id": first.id, "state": first.state}
    if offer.reading.settled and first.mapping_sha256 is not None:
        recipes = recipes_for(work, name=offer.recipe, by_itself=offer.by_itself)
        with opened(data.upload(offer.upload.name), data.workspace) as file:
            read = survey(file.blocks, overrides=offer.mapping, recipes=recipes, container=file.container)
        wanted = read.plan.mapping_sha256
        if wanted != first.mapping_sha256:
            raise MappingConflict("Revert that import, then import the file again with this mapping.", **facts)
    raise AlreadyImported("The same bytes are in the list already.", **facts)
