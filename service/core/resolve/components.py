"""Clusters: connected components of the pairs we believe, cut where members contradict one another.

No chain may join parties of two SIREN, of two birth dates, of other civility and forename, or that a reviewer called
different. Components without any such doubt are taken whole (scipy). In the others pairs are joined one by one, the
heaviest first, a pair only when no member of one side contradicts a member of the other. Pairs of one weight are
ordered by what their parties say, never by arrival, so any order of rows gives the same clusters. A component of more
than CHAIN parties is in doubt too: two groups that would make more are joined only where several members of each (TIED)
are held to the other, so no long chain of neighbours becomes one customer, and a customer of a hundred lines stays one.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable
from typing import Any

import numpy as np
import numpy.typing as npt
import polars as pl
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components

from service.core.resolve.guard import Member, contradict, doubtful

THRESHOLD = 850_000  # millionths: pairs from here on are joined without asking a person

CHAIN = 50  # parties of a cluster that need no more than one pair to hold together
TIED = 3  # members of each group that have a believed pair with the other, in larger ones; all of a smaller group

Places = npt.NDArray[np.int64]
Content = Callable[[pl.Series], pl.Series]
DECISION_SCHEMA: dict[str, type[pl.DataType]] = {"left_id": pl.Int64, "right_id": pl.Int64, "decision": pl.String}
_FORCED = 1 << 62


def clusters(
    guards: pl.DataFrame,
    pairs: pl.DataFrame,
    *,
    threshold: int = THRESHOLD,
    decisions: pl.DataFrame | None = None,
    content: Content | None = None,
    seen: bool = False,
) -> pl.DataFrame:
    """Each party's cluster, named by its smallest party.

    In      `guards`: GUARD_SCHEMA (resolve/guard.py), each party once; pairs `left_id`, `right_id`, `weight`,
            `probability` (millionths); `decisions` DECISION_SCHEMA: same joins whatever the guard says, different
            keeps apart. Pairs and decisions on parties that are not in `guards` are ignored. `content`: a number that
            says what each of some parties (their ids) tells, asked where pairs of one weight must be put in order;
            null: their ids stand for them. `seen`: two parties whose own pair is believed are not kept apart by
            their birth dates or civilities: the pair was weighed with them.
    Out     `party_id`, `cluster` (smallest party_id), by party_id.
    """
    nodes = guards.sort("party_id")
    ids = nodes["party_id"].to_numpy()
    told = decisions if decisions is not None else pl.DataFrame(schema=DECISION_SCHEMA)
    edges = _edges(ids, pairs, threshold, told)
    apart = _placed(ids, told.filter(pl.col("decision") == "different"))
    label = _components(len(ids), edges["left"].to_numpy(), edges["right"].to_numpy())
    doubt = _doubtful_labels(nodes, label, apart)
    if len(doubt):
        ordered = _in_order(ids, label, edges, doubt, content or _by_id)
        label = _cut(nodes, label, ordered, apart, doubt, seen=seen)
    return pl.DataFrame({"party_id": ids, "cluster": ids[label]})


def _placed(ids: Places, pairs: pl.DataFrame) -> pl.DataFrame:
    """The pairs with their parties as places in `ids`; those with a party that is not there are dropped."""
    if not pairs.height or not len(ids):
        return pairs.clear().with_columns(left=pl.lit(0, dtype=pl.Int64), right=pl.lit(0, dtype=pl.Int64))
    sides = {}
    known = np.ones(pairs.height, dtype=np.bool_)
    for side in ("left", "right"):
        wanted = pairs[f"{side}_id"].to_numpy()
        place = np.minimum(np.searchsorted(ids, wanted), len(ids) - 1)
        known &= ids[place] == wanted
        sides[side] = place.astype(np.int64)
    return pairs.with_columns(pl.Series("left", sides["left"]), pl.Series("right", sides["right"])).filter(known)


def _edges(ids: Places, pairs: pl.DataFrame, threshold: int, told: pl.DataFrame) -> pl.DataFrame:
    """left, right, weight (a reviewer's "same" above all), the heaviest first, then by party ids."""
    believed = pairs.filter(pl.col("probability") >= threshold).select("left_id", "right_id", "weight")
    same = told.filter(pl.col("decision") == "same").select(
        "left_id", "right_id", pl.lit(_FORCED, dtype=pl.Int64).alias("weight")
    )
    return _placed(ids, pl.concat([same, believed.cast({"weight": pl.Int64})])).select("left", "right", "weight")


def _components(size: int, left: Places, right: Places) -> Places:
    """The smallest place of each place's component."""
    if not len(left):
        return np.arange(size, dtype=np.int64)
    graph = coo_array((np.ones(len(left), dtype=np.int8), (left, right)), shape=(size, size))
    count, label = connected_components(graph, directed=False)
    first = np.empty(count, dtype=np.int64)
    first[label[::-1]] = np.arange(size - 1, -1, -1)  # of places written to one label the last stays: the smallest
    smallest: Places = first[label]
    return smallest


def _doubtful_labels(nodes: pl.DataFrame, label: Places, apart: pl.DataFrame) -> Places:
    """Labels of components where members may contradict one another, sorted."""
    size = np.bincount(label, minlength=len(label))
    several = size[label] > 1
    inside = nodes.filter(several).with_columns(pl.Series("label", label[several]))
    left, right = apart["left"].to_numpy(), apart["right"].to_numpy()
    forbidden = label[left[label[left] == label[right]]] if len(left) else np.empty(0, np.int64)
    return np.union1d(np.union1d(doubtful(inside), forbidden), np.flatnonzero(size > CHAIN))


def _by_id(parties: pl.Series) -> pl.Series:
    return parties


def _in_order(ids: Places, label: Places, edges: pl.DataFrame, doubt: Places, content: Content) -> pl.DataFrame:
    """The pairs inside doubtful components, the heaviest first, those of one weight by what their parties tell."""
    inside = edges.filter(np.isin(label[edges["left"].to_numpy()], doubt))
    places = np.union1d(inside["left"].to_numpy(), inside["right"].to_numpy())
    told = content(pl.Series("party_id", ids[places])).to_numpy()
    a, b = (told[np.searchsorted(places, inside[side].to_numpy())] for side in ("left", "right"))
    by_content = inside.with_columns(pl.Series("a", np.minimum(a, b)), pl.Series("b", np.maximum(a, b)))
    return by_content.sort("weight", "a", "b", "left", "right", descending=[True, False, False, False, False])


def _cut(
    nodes: pl.DataFrame, label: Places, ordered: pl.DataFrame, apart: pl.DataFrame, doubt: Places, *, seen: bool
) -> Places:
    """The labels with doubtful components joined again, pair by pair."""
    places = np.flatnonzero(np.isin(label, doubt))
    members = dict(zip(places.tolist(), _members(nodes[places]), strict=True))
    forbidden: dict[int, set[int]] = defaultdict(set)
    for a, b in apart.select("left", "right").iter_rows():
        forbidden[a].add(b)
        forbidden[b].add(a)
    label = label.copy()
    label[places] = places
    pairs = ordered.select("left", "right", "weight").rows()
    held: dict[int, set[int]] = defaultdict(set)
    for a, b, _ in pairs:
        held[a].add(b)
        held[b].add(a)
    for root, group in _joined(members, pairs, forbidden, held, seen=seen).items():
        label[group] = root
    return label


def _members(rows: pl.DataFrame) -> list[Member]:
    return [Member(*row) for row in rows.select(Member._fields).iter_rows()]


def _joined(
    members: dict[int, Member],
    edges: Iterable[tuple[Any, ...]],
    forbidden: dict[int, set[int]],
    held: dict[int, set[int]],
    *,
    seen: bool,
) -> dict[int, list[int]]:
    """Groups by their smallest place. A forced edge is stopped by a reviewer's "different" only. `held`: the places
    that a place has a believed pair with.
    """
    root = {place: place for place in members}
    groups = {place: [place] for place in members}
    traits = {place: {member} for place, member in members.items()}
    for left, right, weight in edges:
        a, b = sorted((root[left], root[right]))
        if a == b or _kept_apart(groups[a], groups[b], forbidden):
            continue
        if weight < _FORCED and not _tied(groups[a], groups[b], held):
            continue
        against = weight < _FORCED and any(contradict(x, y) for x in traits[a] for y in traits[b])
        if against and (not seen or _unseen(members, groups[a], groups[b], held)):
            continue
        for place in groups[b]:
            root[place] = a
        groups[a] += groups.pop(b)
        traits[a] |= traits.pop(b)
    return groups


def _tied(ours: list[int], theirs: list[int], held: dict[int, set[int]]) -> bool:
    """Together they are no long chain, or several members of each are held to the other."""
    if len(ours) + len(theirs) <= CHAIN:
        return True
    few, many = sorted((ours, theirs), key=len)
    inside = set(many)
    reached = [held[place] & inside for place in few]
    return sum(map(bool, reached)) >= min(TIED, len(few)) and len(set().union(*reached)) >= TIED


def _unseen(members: dict[int, Member], ours: list[int], theirs: list[int], held: dict[int, set[int]]) -> bool:
    """Some two members contradict one another and their own pair is not believed, or is of two SIREN."""
    return any(
        contradict(members[x], members[y]) and (y not in held[x] or _two_firms(members[x], members[y]))
        for x in ours
        for y in theirs
    )


def _two_firms(a: Member, b: Member) -> bool:
    return a.kind != b.kind or (a.siren is not None and b.siren is not None and a.siren != b.siren)


def _kept_apart(ours: list[int], theirs: list[int], forbidden: dict[int, set[int]]) -> bool:
    if not forbidden:
        return False
    few, many = sorted((ours, theirs), key=len)
    others = set(many)
    return any(not others.isdisjoint(forbidden[place]) for place in few if place in forbidden)
