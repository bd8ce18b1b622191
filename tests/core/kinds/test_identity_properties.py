"""What holds for every identifier and every text: read again it stays, and a column says what its cells say, in order."""

from __future__ import annotations

from collections.abc import Callable

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.core.kinds.banks import parse_bic, parse_bics, parse_iban, parse_ibans
from service.core.kinds.casing import recase
from service.core.kinds.companies import (
    parse_siren,
    parse_sirens,
    parse_siret,
    parse_sirets,
    parse_vat,
    parse_vats,
)
from service.core.kinds.firm_fields import parse_headcounts
from service.core.kinds.parsed import Parsed
from service.core.kinds.registers import parse_naf, parse_nafs, parse_rna, parse_rnas
from service.core.kinds.texts import parse_text, parse_texts

Column = Callable[[pl.Series], pl.DataFrame]
One = Callable[[str | None], Parsed]

KINDS: dict[str, tuple[Column, One]] = {
    "bic": (parse_bics, parse_bic),
    "iban": (parse_ibans, parse_iban),
    "naf": (parse_nafs, parse_naf),
    "rna": (parse_rnas, parse_rna),
    "siren": (parse_sirens, parse_siren),
    "siret": (parse_sirets, parse_siret),
    "text": (parse_texts, parse_text),
    "vat": (parse_vats, parse_vat),
}
REAL = st.sampled_from([
    "732829320", "732 829 320", "73282932000074", "57813131", "5781313100018", "FR40303265045", "40303265045",
    "FRK7399859412", "BE 444.503.092", "CHE-107.787.577 IVA", "W751234567", "w2a1000001", "62.01Z", "6201", "BNPAFRPP",
    "FR76 3000 6000 0112 3456 7890 189", "30006000011234567890189", "CÃ©line", "caf\ufffd", "néant", "", "3,7E+08",
])  # fmt: skip
TEXT = st.none() | REAL | st.text("0123456789 FRBEWZz.-:'Éé\u00a0", max_size=28)


@pytest.mark.parametrize("kind", list(KINDS))
@given(texts=st.lists(TEXT, max_size=6))
def test_a_column_says_what_its_cells_say(kind: str, texts: list[str | None]) -> None:
    column, one = KINDS[kind]
    found = column(pl.Series(texts, dtype=pl.String))
    assert found["value"].to_list() == [one(t).value for t in texts]
    assert found["code"].to_list() == [one(t).code for t in texts]


@pytest.mark.parametrize("kind", list(KINDS))
@given(text=TEXT)
def test_read_again_it_stays_and_is_no_less_valid(kind: str, text: str | None) -> None:
    _, one = KINDS[kind]
    found = one(text)
    if found.value is not None:
        again = one(found.value)
        assert again.value == found.value
    if found.suggestion is not None and kind != "siret":  # of a SIRET the SIREN is suggested
        assert one(found.suggestion).value == found.suggestion


@given(st.text("ABCÉabcéœß'-’ dDeElLmMacdonald", max_size=16))
def test_capitals_stay(name: str) -> None:
    assert recase(recase(name)) == recase(name)


@given(st.from_regex(r"(?:plus de |moins de )?[0-9]{1,5}(?: ?(?:-|à) ?[0-9]{1,5}|\+)?(?: salariés)?", fullmatch=True))
def test_bands_stay(text: str) -> None:
    band = parse_headcounts(pl.Series([text]))["value"].item()
    if band is not None:
        assert parse_headcounts(pl.Series([band]))["value"].item() == band
