"""Name classes of a snapshot: right for every name, and silent about names that few parties have."""

from __future__ import annotations

import json

import polars as pl
from hypothesis import given
from hypothesis import strategies as st

from service.core.match.counts import counts, frequencies_of
from service.core.match.rarity import COMMON, FEW, MEDIUM, NAMED, frequencies, rarity


def prepared(names: list[str]) -> pl.DataFrame:
    empty = pl.Series([None] * len(names), dtype=pl.String)
    others = ("company", "email", "email_host", "phone1", "phone2", "phone3")
    return pl.DataFrame({"forename": names, "surname": names, **dict.fromkeys(others, empty)})


def test_a_name_that_few_parties_have_is_not_kept() -> None:
    names = ["ZYQXVUK"] * (NAMED - 1) + ["MARTIN"] * 40 + ["ORVALD"]
    known = frequencies(prepared(names))
    told = json.dumps(known)
    assert "MARTIN" in told
    assert "ZYQXVUK" not in told
    assert "ORVALD" not in told


def test_classes_are_those_of_the_shares() -> None:
    names = (
        ["MARTIN"] * 400
        + ["DURAND"] * 100
        + ["PETITJEAN"] * 30
        + ["PETIT"] * NAMED
        + [f"NOM{n}" for n in range(20_000)]
    )
    known = frequencies(prepared(names))
    share = (NAMED + 0.2) / (len(names) + 4_000)
    assert MEDIUM <= share < COMMON
    asked = pl.Series(["MARTIN", "DURAND", "PETITJEAN", "PETIT", "NOM7", "UNSEEN", None])
    assert rarity(asked, known["surname"]).to_list() == [4, 3, 0, 1, 2, 2, None]


def test_in_a_small_file_no_name_is_rare() -> None:
    known = frequencies(prepared(["MARTIN", "PETIT"]))
    assert known["surname"] == {FEW: 1}
    assert rarity(pl.Series(["MARTIN", "UNSEEN"]), known["surname"]).to_list() == [1, 1]


@given(st.lists(st.sampled_from(["MARTIN", "PETIT", "ZYQXVUK", None]), min_size=1, max_size=300), st.integers(1, 50))
def test_counting_in_parts_is_counting_the_whole(names: list[str | None], size: int) -> None:
    frame = pl.DataFrame(
        {
            "forename": names, "surname": names[::-1], "company": names, "email_host": names,
            "email": [None if n is None else f"{n}@poste.example" for n in names],
            "phone1": [None if n is None else 33_199_000_000 + len(n) for n in names], "phone2": [33_199_000_001] * len(names),
            "phone3": [None] * len(names),
        },
        schema_overrides={"phone1": pl.Int64, "phone2": pl.Int64, "phone3": pl.Int64, **dict.fromkeys(("forename", "surname", "company", "email", "email_host"), pl.String)},
    )  # fmt: skip
    parts = [counts(part) for part in frame.iter_slices(size)]
    whole = parts[0]
    for part in parts[1:]:
        whole = whole.plus(part)
    assert frequencies_of(whole) == frequencies(frame)
