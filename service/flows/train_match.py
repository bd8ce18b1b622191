"""Adjust the match model to labelled pairs, and refuse the result unless it is better.

Labels come from a file whose column says who is who, or from what reviewers answered on pairs of the base. The new
model is the shipped one with its weights moved (core/match/adjust.py); it is kept when pairs that were not learned from
are judged better, and no worse than by ECM without any label. It names what it was made of in its manifest.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import polars as pl

from service.core.hashing import hash_text
from service.core.match.adjust import LEAST_PAIRS, Judged, Quality, crossed, f1, moves, written
from service.core.match.mixture import comparisons_made
from service.core.match.weights import FEW, KIND_NAMES, load, load_open
from service.core.resolve.components import THRESHOLD
from service.engines.unsupervised import ecm
from service.engines.whole import OPEN_THRESHOLD, match_whole
from service.errors import BadQuery, FileNotFound, ModelRefused
from service.flows.match_file import file_parties
from service.flows.weights import text_in_force
from service.reference.matching import match_model_text
from service.store.judged import judged_pairs
from service.store.session import Work


def read_model(path: Path) -> str:
    """The JSON text of a model that `train` wrote. Raises FileNotFound, BadQuery."""
    if not path.is_file():
        raise FileNotFound
    text = path.read_text(encoding="utf-8")
    try:
        load(text)
        load_open(text)
    except (ValueError, KeyError, TypeError) as error:
        raise BadQuery("This is no match model.") from error
    return text


def train_on_file(
    path: Path, truth: str, out: Path, mapping: Mapping[str, str | None] | None = None, *, today: date | None = None
) -> dict[str, Any]:
    """Learn from a file whose column `truth` (its key) is the same on lines of one customer; writes `out`.

    Raises  BadQuery when there is no such column; ModelRefused, having written nothing.
    """
    file = file_parties(path, {**(mapping or {}), truth: None}, today=today, kept=truth)
    if file.kept is None:
        raise BadQuery("The file has no such column.")
    text = match_model_text()
    result = match_whole(file.parties, load(text), load_open(text), floor=0)
    pairs = result.pairs.filter((pl.col("left_id") % 2 == 0) & (pl.col("right_id") % 2 == 0))
    who = dict(zip(file.rows["row_id"].to_list(), file.kept.to_list(), strict=True))
    left, right = (
        (pairs[side] // 2).replace_strict(who, default=None, return_dtype=pl.String) for side in ("left_id", "right_id")
    )
    known = (left.is_not_null() & right.is_not_null()).to_numpy()
    judged = Judged(
        pairs["levels"].to_numpy()[known],
        pairs["weight"].to_numpy()[known],
        (left == right).fill_null(value=False).to_numpy()[known],
        _half(hash_text(left.fill_null(""), seed="match.half"))[known],
    )
    source = {"source": "file", "sha256": hashlib.sha256(path.read_bytes()).hexdigest(), "rows": file.rows.height}
    return _write(_train(judged, text, source, open_part=result.fitted), out)


def train_on_reviews(work: Work, out: Path) -> dict[str, Any]:
    """Learn from what reviewers answered on pairs of the base; writes `out`. Raises ModelRefused, writing nothing."""
    return _write(trained_on_reviews(work), out)


def trained_on_reviews(work: Work) -> Trained:
    """The same, written nowhere: the model in force, moved. Raises  ModelRefused."""
    pairs = judged_pairs(work)
    judged = Judged(
        pairs["levels"].to_numpy(),
        pairs["weight"].to_numpy(),
        (pairs["decision"] == "same").to_numpy(),
        _half(hash_text(pairs["left_id"].cast(pl.String), seed="match.half")),
    )
    return _train(judged, text_in_force(work), {"source": "reviews", "pairs": pairs.height}, open_part=False)


def _half(hashes: pl.Series) -> npt.NDArray[np.bool_]:
    half: npt.NDArray[np.bool_] = hashes.to_numpy() % 2 == 0
    return half


@dataclass(frozen=True)
class Trained:
    """An adjusted model: its JSON, and the report: what was learned from, how good it was before and after."""

    text: str
    report: dict[str, Any]


def _train(pairs: Judged, before_text: str, source: dict[str, Any], *, open_part: bool) -> Trained:
    """Adjust the model that the pairs were weighed by, and check. Raises  ModelRefused."""
    if min(int(pairs.true.sum()), int((~pairs.true).sum())) < 2 * LEAST_PAIRS:
        raise ModelRefused("Too few pairs are known.", same=int(pairs.true.sum()), different=int((~pairs.true).sum()))
    believed = OPEN_THRESHOLD if open_part else THRESHOLD
    threshold = round(1000 * float(np.log2(believed / (1_000_000 - believed))))
    before, after = crossed(pairs, threshold)
    alone = f1(ecm(pairs.levels), pairs.true)
    facts = _facts(before, after, alone)
    if after.log_loss >= before.log_loss or after.f1 < before.f1 or after.f1 < alone:
        raise ModelRefused("The adjusted weights judge no better.", **facts)
    told = {**source, **facts, "same": int(pairs.true.sum())}
    text = _model_text(pairs, before_text, told, open_part=open_part)
    adjusted = "open" if open_part else "customers"
    return Trained(text, {"model": json.loads(text)["version"], "adjusted": adjusted, **source, **facts})


def _write(made: Trained, out: Path) -> dict[str, Any]:
    out.parent.mkdir(parents=True, exist_ok=True)
    out.write_text(made.text, encoding="utf-8")
    return made.report


def _facts(before: Quality, after: Quality, alone: float) -> dict[str, float]:
    told = {f"{name}_before": round(value, 4) for name, value in asdict(before).items()}
    told |= {f"{name}_after": round(value, 4) for name, value in asdict(after).items()}
    return {**told, "f1_ecm": round(alone, 4)}


def _model_text(pairs: Judged, text: str, source: dict[str, Any], *, open_part: bool) -> str:
    """The model with one part moved, its version made of the shipped one's and its own content."""
    body: dict[str, Any] = json.loads(text)
    if open_part:
        files = int(comparisons_made(pairs.levels) > FEW)
        body["open"] = written(body["open"], moves(pairs), np.maximum(load_open(text).blend[:, files, 0], 0.1))
    else:
        body |= written({k: body[k] for k in ("bias", "weights")}, moves(pairs), np.ones(len(KIND_NAMES)))
    body["manifest"] = {**body["manifest"], "adjusted_on": source}
    digest = hashlib.sha256(json.dumps(body, sort_keys=True).encode()).hexdigest()
    body["version"] = f"{body['version'].partition('+')[0]}+{digest[:8]}"
    return json.dumps(body, indent=1) + "\n"
