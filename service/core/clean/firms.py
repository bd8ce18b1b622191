"""What a line says of a firm beside who it is: bank account, registers, headcount, line of business.

None of it has a typed column. Canonical forms go to `extra`, bank accounts nowhere: they are judged, stay in the cell
that they came in, and no issue shows one.
"""

from __future__ import annotations

import polars as pl

from service.core.clean.cells import Cells, Cleaned, first_of
from service.core.kinds.banks import masked, parse_ibans
from service.core.kinds.firm_fields import parse_headcounts, parse_sectors, parse_supply_chain
from service.core.kinds.registers import parse_rnas


def clean_firms(cells: Cells) -> Cleaned:
    """Issues of `iban`, `bank_account`, `rna_number`, `headcount`.

    `kept`, in canonical form: rna, headcount_band, industry_section, trade, supply_chain.
    """
    out = Cleaned()
    for name in ("iban", "bank_account"):
        if cells.has(name):
            out.issues.append(_accounts(cells, name))
    if cells.has("rna_number"):
        found = parse_rnas(cells.raw("rna_number"))
        out.issues.append(cells.issues("rna_number", found["code"], found["value"]))
        _keep(out, "rna", found["value"])
    if cells.has("headcount"):
        found = parse_headcounts(cells.raw("headcount"))
        out.issues.append(cells.issues("headcount", found["code"]))
        _keep(out, "headcount_band", found["value"])
    if cells.has("industry"):
        sector = parse_sectors(cells.raw("industry"))
        _keep(out, "industry_section", sector["section"])
        _keep(out, "trade", sector["trade"])
    places = [
        parse_supply_chain(cells.raw(name)) for name in ("customer_type", "segment", "industry") if cells.has(name)
    ]
    if places:
        _keep(out, "supply_chain", first_of(*places))
    return out


def _keep(out: Cleaned, name: str, texts: pl.Series) -> None:
    if texts.null_count() < texts.len():
        out.kept[name] = texts


def _accounts(cells: Cells, name: str) -> pl.DataFrame:
    """The issues of a column of accounts, masked; of `bank_account` only cells that look like an IBAN are judged."""
    raw = cells.raw(name)
    found = parse_ibans(raw)
    code = found["code"]
    if name == "bank_account":  # accounts of other countries and customers' own numbers are no IBAN
        account = raw.str.contains(r"(?i)^\s*(?:iban\b.*|[a-z]{2}\s*[0-9]{2}.*)$")
        code = code.set((~account & (code == "iban.unreadable")).fill_null(value=False), None)
    issues = cells.issues(name, code)
    return issues.with_columns(masked(issues["before"]).alias("before"))
