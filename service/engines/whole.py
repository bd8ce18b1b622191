"""Match the parties of one file that stands alone: more ways to be compared than an import has, and weights fitted to
the file.

Rules that would cost a large base too much (core/match/keys.WIDE) are tried for all parties of a small file, and in a
larger one for those that no believed pair holds yet. Blocks may be larger while the pairs stay few. Pairs drawn at
random tell how often strangers agree here, and the candidates how often the same customer does
(core/match/mixture.py); clusters tell it of the doubtful ones (core/match/indirect.py). Nothing depends on the order
of rows.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import polars as pl

from service.core.match.indirect import confirmed
from service.core.match.keys import COMPANY, PERSON, WIDE, RuleKeys, mix, rule_keys
from service.core.match.levels import SHIFT, level, unpack_column
from service.core.match.mixture import blended, equal_values, own_weight
from service.core.match.rarity import Frequencies
from service.core.match.view import content_of
from service.core.match.weights import Model, OpenModel, probability, weigh
from service.core.resolve.groups import disagreed
from service.engines.compare import compare
from service.engines.match import MatchResult, kept_pairs, prepared_parties
from service.engines.pairs import LeftOut, candidate_pairs

Places = npt.NDArray[np.int64]
ALL_WIDE = 20_000
"""Parties of a file in which every party is compared in all ways."""
WIDE_AT_MOST = 300_000
"""Parties of a file of any shape beyond which the wide rules are not tried; larger files of customers are
matched as an import matches them."""
STRANGERS = 100_000
"""Pairs drawn at random."""
BELIEVED = 850_000
TWO, CUSTOMERS = 2, 0.4
"""Share of parties with two of email, phone and street, from which a file is one of customers."""
LIKELY, MOSTLY = 500_000, 0.6
OPEN_THRESHOLD, CUSTOMERS_THRESHOLD = 650_000, 800_000
"""Millionths from which lines of a file that stands alone are put together, of any shape and of customers: best for
generated files that the models did not see, of a million customers too. Nothing is kept of it, so both are below the
THRESHOLD from which customers are joined without asking.
"""
LEAST, SURE = 893, 3170
"""Thousandths of a bit: the weight of OPEN_THRESHOLD, and that of 90 %, from which a pair of a file of any shape joins
two groups whatever the pairs beside it say.
"""


def match_whole(
    parties: pl.DataFrame, model: Model, open_model: OpenModel, *, floor: int = 50_000, budget: int = 50_000_000
) -> MatchResult:
    """Compare the parties of one file with one another.

    In      a match frame (MATCH_SCHEMA), with `ident` where the file has such a number; `floor`: least probability
            kept, in millionths; `budget`: most candidate pairs of the first rules, and of the wide ones.
    """
    prepared, known = prepared_parties(parties)
    left, right, left_out = _close(prepared, budget)
    levels = compare(prepared, left, right)
    numbered = number_holds(levels, open_model.model, parties=known["parties"])
    if not numbered and prepared["ident"].null_count() < prepared.height:
        prepared = prepared.with_columns(ident=pl.lit(None, dtype=pl.String))
        levels = compare(prepared, left, right)
    weights = _Weights(prepared, model, open_model, known)
    if weights.fitted and ALL_WIDE < prepared.height <= WIDE_AT_MOST:
        believed = probability(weights.of(levels)) >= BELIEVED
        alone = np.ones(prepared.height, dtype=np.bool_)
        alone[left[believed]] = alone[right[believed]] = False
        more_left, more_right, more_out = _wide(prepared, budget, alone, left * prepared.height + right)
        left, right = np.concatenate([left, more_left]), np.concatenate([right, more_right])
        levels = np.concatenate([levels, compare(prepared, more_left, more_right)])
        left_out += more_out
    ids = prepared["party_id"].to_numpy()
    weight = weights.of(levels)
    apart = None
    if weights.fitted:
        weight = confirmed(levels, weight, left, right, prepared.height)
        apart = _disagreed(parties, ids, left, right, weight)
    pairs = kept_pairs(ids[left], ids[right], levels, weight, floor=floor)
    return MatchResult(pairs, len(left), left_out, known, weights.fitted, numbered, apart)


def _disagreed(parties: pl.DataFrame, ids: Places, left: Places, right: Places, weight: Places) -> pl.DataFrame:
    """left_id, right_id of the doubtful pairs that would join groups which do not agree."""
    told = content_of(parties)
    apart = disagreed(
        left, right, weight, sure=SURE, least=LEAST, parties=len(ids),
        content=lambda places: told(pl.Series("party_id", ids[places])).to_numpy(),
    )  # fmt: skip
    a, b = ids[left[apart]], ids[right[apart]]
    return pl.DataFrame({"left_id": np.minimum(a, b), "right_id": np.maximum(a, b)})


def number_holds(levels: Places, model: Model, *, parties: int) -> bool:
    """Pairs that have the same other number are mostly of one customer by all the rest: it numbers customers, and not
    households, clerks or days.
    """
    same = levels[unpack_column(levels, "ident") == level("ident", "same")]
    if not len(same):
        return False
    chance = probability(weigh(same & ~(15 << SHIFT["ident"]), model, parties=parties))
    return bool((chance >= LIKELY).mean() >= MOSTLY)


class _Weights:
    """Weighs pairs of one file: by the model of imports where the file is one of customers, with their addresses,
    phones and mailboxes, as it was trained on; elsewhere by the open model, and by what the file itself says.
    """

    def __init__(self, prepared: pl.DataFrame, model: Model, open_model: OpenModel, known: Frequencies) -> None:
        self._prepared, self._parties, self._open = prepared, known["parties"], open_model
        self.fitted = not is_customers(prepared)
        self._model = open_model.model if self.fitted else model
        if self.fitted:
            self._strangers = compare(prepared, *strangers_of(prepared))

    def of(self, levels: Places) -> Places:
        """The weight of each pair, in thousandths of a bit."""
        weight = weigh(levels, self._model, parties=self._parties)
        if not self.fitted:
            return weight
        kinds, strangers = unpack_column(levels, "kind"), unpack_column(self._strangers, "kind")
        for kind in (PERSON, COMPANY):
            mine = np.flatnonzero(kinds == kind)
            if len(mine):
                equal = equal_values(self._prepared.filter(pl.col("kind") == kind))
                own = own_weight(levels[mine], self._strangers[strangers == kind], equal, self._open, kind)
                weight[mine] = blended(levels[mine], weight[mine], own, self._open.blend[kind])
        return weight


def is_customers(prepared: pl.DataFrame) -> bool:
    """Most parties have at least two of email, phone and street, and the file has all three."""
    flags = [prepared[c].is_not_null() for c in ("email", "phone1", "street")]
    told = np.sum([flag.to_numpy() for flag in flags], axis=0)
    return bool(all(flag.any() for flag in flags)) and float((told >= TWO).mean()) >= CUSTOMERS


def _close(prepared: pl.DataFrame, budget: int) -> tuple[Places, Places, list[LeftOut]]:
    """Candidate pairs of the first rules; of a small file those of the wide ones too."""
    keyed: list[RuleKeys] = list(rule_keys(prepared))
    if prepared.height <= ALL_WIDE:
        keyed += list(rule_keys(prepared, WIDE))
    return candidate_pairs(keyed, parties=prepared.height, budget=budget, room=room(prepared.height))


def room(parties: int) -> int:
    """Pairs up to which blocks beyond their cap are compared after all."""
    return 20 * parties + 100_000


def _wide(
    prepared: pl.DataFrame, budget: int, alone: npt.NDArray[np.bool_], done: Places
) -> tuple[Places, Places, list[LeftOut]]:
    """Candidate pairs of the wide rules that touch a party that is alone and were not compared yet."""
    left, right, left_out = candidate_pairs(rule_keys(prepared, WIDE), parties=prepared.height, budget=budget)
    wanted = alone[left] | alone[right]
    packed = pl.Series((left * prepared.height + right)[wanted])
    new = packed.filter(~packed.is_in(pl.Series(done).implode())).to_numpy()
    return new // prepared.height, new % prepared.height, left_out


def strangers_of(prepared: pl.DataFrame) -> tuple[Places, Places]:
    """Pairs of parties of one kind, as good as drawn at random: neighbours in the order of a hash of their ids."""
    parts = []
    for kind in prepared["kind"].unique().sort().to_list():
        place = prepared["kind"].eq(kind).arg_true().to_numpy().astype(np.int64)
        order = place[np.argsort(mix(prepared["party_id"].to_numpy()[place].view(np.uint64)))]
        most = min(len(order), max(2, STRANGERS // max(len(order), 1)))
        parts += [(order[apart:], order[:-apart]) for apart in range(1, most)]
    if not parts:
        return np.empty(0, np.int64), np.empty(0, np.int64)
    left, right = (np.concatenate(side) for side in zip(*parts, strict=True))
    kept = slice(None, None, max(1, len(left) // (3 * STRANGERS)))
    return left[kept], right[kept]
