from __future__ import annotations

import polars as pl
import pytest

from service.core.kinds.registers import parse_naf, parse_nafs, parse_rcs, parse_rcss, parse_rna
from service.reference.naf import activities


@pytest.mark.parametrize(
    ("text", "value", "code", "suggestion"),
    [
        ("62.01Z", "6201Z", None, None),
        ("Code APE : 62.01 z", "6201Z", None, None),
        ("6201Z - Programmation informatique", "6201Z", None, None),
        ("6201", None, "naf.incomplete", "6201Z"),
        ("4711", None, "naf.unreadable", None),
        ("111Z", None, "naf.incomplete", "0111Z"),
        ("9999Z", "9999Z", "naf.unknown", None),
        ("informatique", None, "naf.unreadable", None),
    ],
)
def test_naf(text: str, value: str | None, code: str | None, suggestion: str | None) -> None:
    found = parse_naf(text)
    assert (found.value, found.code, found.suggestion) == (value, code, suggestion)


def test_every_code_of_the_list_is_read_with_its_label_and_version() -> None:
    assert len(activities()) == 732
    assert parse_nafs(pl.Series(list(activities())))["code"].null_count() == 732
    assert parse_naf("62.01Z").parts == {"label": "Programmation informatique", "section": "J", "version": "rev2"}


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("W751234567", "W751234567"),
        ("w2a1000001", "W2A1000001"),
        ("RNA : W 75 1 234567", "W751234567"),
        ("W9C1000012", "W9C1000012"),
        ("W75123456", None),
        ("751234567", None),
    ],
)
def test_rna(text: str, value: str | None) -> None:
    assert parse_rna(text).value == value
    assert parse_rna(text).code == (None if value else "rna.unreadable")


@pytest.mark.parametrize(
    ("text", "siren", "code"),
    [
        ("RCS Nancy B 323 159 715", "323159715", None),
        ("323 159 715 R.C.S. Nancy", "323159715", None),
        ("Nancy B323159715", "323159715", None),
        ("RCS Nancy B 323 159 716", None, "siren.checksum"),
        ("Nancy", None, "rcs.unreadable"),
        (None, None, None),
    ],
)
def test_rcs(text: str | None, siren: str | None, code: str | None) -> None:
    assert (parse_rcs(text).parts.get("siren"), parse_rcs(text).code) == (siren, code)
    assert parse_rcss(pl.Series([text], dtype=pl.String))["siren"].item() == siren
