"""Raw rows under canonical names."""

from __future__ import annotations

import json

import polars as pl
from hypothesis import given, settings
from hypothesis import strategies as st

from service.core.deliver.cells import neutralised
from service.core.mapping import apply, derive
from service.core.plan import Column, Derived, Layout, Plan, column_keys


def plan(headings: list[str], fields: list[str | None], derived: tuple[Derived, ...] = ()) -> Plan:
    keys = column_keys(headings)
    columns = tuple(Column(i, keys[i], h, f) for i, (h, f) in enumerate(zip(headings, fields, strict=True)))
    return Plan(layout=Layout(width=len(headings)), columns=columns, derived=derived)


def rows(*cells: list[str | None]) -> pl.DataFrame:
    return pl.DataFrame(
        {"row_id": range(1, len(cells) + 1), "line": range(2, len(cells) + 2), "cells": list(cells)},
        schema={"row_id": pl.Int64, "line": pl.Int64, "cells": pl.List(pl.String)},
    )


def test_mapped_cells_are_raw_columns_and_others_go_to_extra() -> None:
    how = plan(["Nom", "Ville", "Taille", "Taille", ""], ["full_name", "city", None, None, None])
    frame = apply(
        how,
        rows([" Durand ", "", "L", 'dit "M"\n', ""], ["Petit", None, None, None, None], ["A", "B", "", " ", "x", "y"]),
    )
    assert frame.columns == ["row_id", "line", "cells", "raw.full_name", "raw.city", "extra"]
    assert frame["raw.full_name"].to_list() == [" Durand ", "Petit", "A"]
    assert frame["raw.city"].to_list() == [None, None, "B"]
    assert frame["extra"].to_list() == ['{"Taille":"L","Taille#2":"dit \\"M\\"\\n"}', None, '{"@4":"x","@5":"y"}']


def test_what_a_spreadsheet_file_guards_comes_back_as_it_was_and_the_cell_stays() -> None:
    told = ["=1+1", "-2+3", "@x", "'=x", "+33199001234", "-5", "'t Hooft", "x"]
    sent = pl.Series(told).to_frame("t").select(neutralised(pl.col("t"))).to_series().to_list()
    assert sent != told
    frame = apply(plan(["Nom"], ["full_name"]), rows(*[[cell] for cell in sent]))
    assert frame["raw.full_name"].to_list() == told
    assert frame["cells"].to_list() == [[cell] for cell in sent]


def test_a_derived_field_is_filled_only_where_its_condition_holds() -> None:
    how = plan(["N", "L"], ["account_number", "aux_account_label"], (Derived("full_name", 1, 0, "41"),))
    frame = apply(how, rows(["411000", "Durand"], ["401000", "Fournisseur"], ["70", ""]))
    assert frame["raw.full_name"].to_list() == ["Durand", None, None]
    assert frame["raw.aux_account_label"].to_list() == ["Durand", "Fournisseur", None]


def test_numbers_that_a_spreadsheet_guards_are_read_as_they_were_meant() -> None:
    how = plan(["Code", "Nom"], ["customer_id", "full_name"])
    frame = apply(
        how, rows(['="00123"', '="L\'A ""B"""'], ["'+33199001234", "'t Hooft"], ["'01 99", "'=x"], ['="1', "x"])
    )
    assert frame["raw.customer_id"].to_list() == ["00123", "+33199001234", "01 99", '="1']
    assert frame["raw.full_name"].to_list() == ['L\'A "B"', "'t Hooft", "=x", "x"]
    assert frame["cells"].to_list()[0] == ['="00123"', '="L\'A ""B"""']


ENTRIES = [
    # account, its label, auxiliary, its label -> name, code
    (("411000", "Clients", "C01", "Durand"), ("Durand", "C01")),
    (("411ACME", "Acme", "", ""), ("Acme", "411ACME")),
    (("4110DUPONT", "Dupont", "", " "), ("Dupont", "4110DUPONT")),
    (("411ACME", "Acme", "C02", "Acme SARL"), ("Acme SARL", "C02")),
    (("401000", "Fournisseurs", "F1", "Bois SA"), ("Bois SA", "F1")),
    (("421LEROY", "Leroy Jean", "", ""), ("Leroy Jean", "421LEROY")),
    (("411000", "Clients", "", ""), (None, None)),
    (("512000", "Banque", "C01", "Durand"), (None, None)),
    (("445710", "TVA", "C01", "Durand"), (None, None)),
    (("707000", "Ventes", "", ""), (None, None)),
]


def test_accounts_of_third_parties_give_a_name_and_a_code() -> None:
    fields = ["account_number", "account_label", "aux_account_number", "aux_account_label", "debit"]
    columns = plan(["a", "b", "c", "d", "e"], list(fields)).columns
    how = plan(["a", "b", "c", "d", "e"], list(fields), derive(columns))
    told: list[list[str | None]] = [[*cells, "1,00"] for cells, _ in ENTRIES]
    frame = apply(how, rows(*told))
    assert frame.select("raw.full_name", "raw.customer_id").rows() == [names for _, names in ENTRIES]


def test_without_rows_the_columns_are_there() -> None:
    assert apply(plan(["Nom", "x"], ["full_name", None]), rows()).schema["extra"] == pl.String


@settings(max_examples=100, deadline=None)
@given(cells=st.lists(st.lists(st.none() | st.text(max_size=6), min_size=4, max_size=6), max_size=5))
def test_nothing_that_a_row_says_is_lost(cells: list[list[str | None]]) -> None:
    how = plan(["a", "b", "", "a"], ["email", None, None, None])
    frame = apply(how, rows(*cells))
    keys = ["a", "b", "@2", "a#2", "@4", "@5"]
    for row, raw, extra in zip(cells, frame["raw.email"], frame["extra"], strict=True):
        assert raw == (row[0] or None)
        told = {k: v for k, v in zip(keys[1:], row[1:], strict=False) if v is not None and _filled(v)}
        assert (json.loads(extra) if extra is not None else {}) == told
        if extra is not None:
            assert list(json.loads(extra)) == sorted(told)


def _filled(value: str) -> bool:
    return bool(pl.Series([value]).str.strip_chars()[0])
