"""Saved segments: defined, changed and removed by those who use them. Nobody is looked up here: see contactable.py.

A segment belongs to the key that defined it, which may open it to further keys. Who sees customers anyway (crm, dpo)
sees every segment; a marketing key sees its own and those opened to it, and no other is there for it.
"""

from __future__ import annotations

from dataclasses import dataclass

from service.core.govern.vocabulary import PURPOSES
from service.errors import BadQuery, NameTaken, NotFound, WrongState
from service.flows.contactable import DEFAULT_COLUMNS, Asked, checked
from service.store import saved_segments as store
from service.store.deliveries import controller_id
from service.store.principals import by_id, by_name
from service.store.saved_segments import Definition, SavedSegment
from service.store.session import Work

SEES_ALL = frozenset({"crm", "dpo"})


@dataclass(frozen=True)
class Viewer:
    """Who asks: the key's id and roles."""

    key_id: int
    roles: frozenset[str]

    def may_use(self, segment: SavedSegment) -> bool:
        """Whether the segment is there for this key."""
        return bool(self.roles & SEES_ALL) or segment.is_open_to(self.key_id)


@dataclass(frozen=True)
class Wanted:
    """A definition as a person writes it; `readers`: names of further keys that may use it."""

    name: str
    where: str | None
    channel: str
    purpose: str
    columns: tuple[str, ...] = DEFAULT_COLUMNS
    controller: str | None = None
    readers: tuple[str, ...] = ()

    def asked(self, at_us: int) -> Asked:
        """Its question, at a moment."""
        return Asked(self.where, self.channel, self.purpose, at_us, self.columns, self.controller)


def question(segment: SavedSegment, at_us: int) -> Asked:
    """The question of a saved segment, at a moment."""
    d = segment.definition
    return Asked(d.where, d.channel, d.purpose, at_us, d.columns, d.controller)


def as_wanted(work: Work, segment: SavedSegment) -> Wanted:
    """The definition of a saved segment as a person writes it."""
    d = segment.definition
    keys = [by_id(work, key_id) for key_id in d.readers]
    readers = tuple(key.name for key in keys if key is not None)
    return Wanted(segment.name, d.where, d.channel, d.purpose, d.columns, d.controller, readers)


def define_segment(work: Work, wanted: Wanted, viewer: Viewer, *, now_us: int) -> SavedSegment:
    """A new segment.

    Raises  BadQuery with `option` (where, channel, purpose, columns, controller, readers), NameTaken, NotFound (there
            is no controller yet).
    """
    definition = _definition(work, wanted, owner=viewer.key_id)
    _refuse_name(work, wanted.name, None)
    return store.add_segment(work, wanted.name, definition, now_us=now_us)


def change_segment(work: Work, segment_id: int, wanted: Wanted, viewer: Viewer) -> SavedSegment:
    """Another definition under the same id; its owner stays. What was delivered stays as it was.

    Raises  as `define_segment`; NotFound; WrongState (it belongs to another key).
    """
    before = _changeable(work, segment_id, viewer)
    definition = _definition(work, wanted, owner=before.definition.owner)
    _refuse_name(work, wanted.name, segment_id)
    store.set_segment(work, segment_id, wanted.name, definition)
    return store.get_segment(work, segment_id)


def remove_segment(work: Work, segment_id: int, viewer: Viewer) -> None:
    """The segment is gone; the ledger keeps its deliveries.

    Raises  NotFound; WrongState (it belongs to another key).
    """
    _changeable(work, segment_id, viewer)
    store.remove_segment(work, segment_id)


def visible_segment(work: Work, segment_id: int, viewer: Viewer) -> SavedSegment:
    """The segment under this id, if it is there for this key.

    Raises  NotFound, also for a segment of somebody else: the two cannot be told apart.
    """
    found = store.get_segment(work, segment_id)
    if not viewer.may_use(found):
        raise NotFound("There is no segment under this id.", segment_id=segment_id)
    return found


def visible_segments(work: Work, viewer: Viewer, *, after: int, limit: int) -> list[SavedSegment]:
    """The segments that are there for this key, oldest first, those after an id."""
    seen = [s for s in store.all_segments(work) if s.id > after and viewer.may_use(s)]
    return seen[:limit]


def _changeable(work: Work, segment_id: int, viewer: Viewer) -> SavedSegment:
    found = visible_segment(work, segment_id, viewer)
    if found.definition.owner != viewer.key_id and not viewer.roles & SEES_ALL:
        raise WrongState("This segment belongs to another key, which alone may change it.", segment_id=segment_id)
    return found


def _definition(work: Work, wanted: Wanted, *, owner: int) -> Definition:
    checked(wanted.asked(0))
    if wanted.purpose not in PURPOSES:
        raise BadQuery("unknown purpose", option="purpose", known=list(PURPOSES))
    controller_id(work, wanted.controller)
    readers = _key_ids(work, wanted.readers)
    return Definition(
        wanted.where, wanted.channel, wanted.purpose, wanted.columns, wanted.controller, owner=owner, readers=readers
    )


def _key_ids(work: Work, names: tuple[str, ...]) -> tuple[int, ...]:
    found = [by_name(work, name) for name in dict.fromkeys(names)]
    if None in found:
        raise BadQuery("There is no key of one of these names.", option="readers")
    return tuple(sorted(key.id for key in found if key is not None))


def _refuse_name(work: Work, name: str, mine: int | None) -> None:
    taken = store.segment_named(work, name)
    if taken is not None and taken.id != mine:
        raise NameTaken("Another segment has this name.")
