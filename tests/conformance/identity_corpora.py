"""Corpora of names, identifiers of firms and accounts, and mojibake: (ours, the library's) verdict a case.

The library is run on the same case in the same run; null where there is none for it. The doctests of `stdnum` are run
as they are, example by example, once on `stdnum` and once on a stand-in of each module that asks our parser: an example
that must raise passes when the value is refused, whatever the class of the error.
"""

from __future__ import annotations

import ast
import csv
import doctest
import json
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import ftfy
import polars as pl
from stdnum import bic, exceptions, iban
from stdnum.eu import vat
from stdnum.exceptions import ValidationError
from stdnum.fr import rcs, siren, siret, tva

from service.core.kinds.banks import parse_bic, parse_iban
from service.core.kinds.casing import recase
from service.core.kinds.companies import parse_siren, parse_sirens, parse_siret, parse_vat, parse_vats
from service.core.kinds.legal_forms import legal_forms_one, names_without_form
from service.core.kinds.names import parse_name
from service.core.kinds.parsed import Parsed
from service.core.kinds.registers import parse_rcs
from service.core.kinds.texts import parse_text

Judged = Iterator[tuple[bool, bool | None]]


def lines(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def stand_in(parse: Callable[[str], Parsed], shown: Callable[[str], str] = str) -> SimpleNamespace:
    """What looks like a module of stdnum and asks our parser."""

    def validate(number: str) -> str:
        value = parse(number).value
        if value is None:
            raise ValidationError
        return shown(value)

    def to_siren(number: str) -> str:
        found = parse(number).parts.get("siren")
        if found is None:
            raise ValidationError
        return found

    def is_valid(number: str, *, check_country: bool = True) -> bool:
        found = parse(number)
        return found.value is not None and not (check_country and found.code == "iban.national-key")

    return SimpleNamespace(validate=validate, compact=validate, to_siren=to_siren, is_valid=is_valid)


# file, name of the module in it, stdnum's, ours
DOCTESTS: tuple[tuple[str, str, Any, SimpleNamespace], ...] = (
    ("bic", "bic", bic, stand_in(parse_bic)),
    ("iban", "iban", iban, stand_in(parse_iban)),
    ("eu_vat", "vat", vat, stand_in(parse_vat)),
    ("fr_siren", "siren", siren, stand_in(parse_siren)),
    ("fr_siret", "siret", siret, stand_in(parse_siret)),
    ("fr_tva", "tva", tva, stand_in(parse_vat, lambda value: value[2:])),
    ("fr_rcs", "rcs", rcs, stand_in(parse_rcs)),
)
_EACH = re.compile(r"\[\s*x for x in numbers\.splitlines\(\) if x and (.+?)\s*\]\s*", re.DOTALL)


def doctests(fields: Path) -> Judged:
    """Each example, and each number of a list of numbers; `rcs.format` only writes blanks and is nothing of ours."""
    for file, name, library, ours in DOCTESTS:
        text = (fields / "company_ids" / f"stdnum_test_{file}.doctest").read_text("utf-8")
        sides = [run(text, name, module) for module in (ours, library)]
        yield from zip(*sides, strict=True)


def run(text: str, name: str, module: Any) -> list[bool]:
    """The verdict of one side on each example."""
    space: dict[str, Any] = {name: module} | {n: ValidationError for n in dir(exceptions) if n.startswith("Invalid")}
    found: list[bool] = []
    for example in doctest.DocTestParser().get_examples(text):
        source = example.source.strip()
        each = _EACH.fullmatch(source)
        if source.startswith("from ") or ".format(" in source:
            continue
        if each:
            wrong = compile(each[1], name, "eval")
            found += [not eval(wrong, space, {"x": x}) for x in space["numbers"].splitlines() if x]  # noqa: S307 - stdnum's own doctest, as its runner does
        elif isinstance(ast.parse(source).body[0], ast.Expr):
            found.append(answer(source, space) == ("refused" if example.exc_msg else example.want.strip()))
        else:
            exec(compile(source, name, "exec"), space)  # noqa: S102 - stdnum's own doctest, as its runner does
    return found


def answer(source: str, space: dict[str, Any]) -> str:
    try:
        return repr(eval(source, space))  # noqa: S307 - stdnum's own doctest, as its runner does
    except ValidationError:
        return "refused"


def refused_nothing(_fields: Path) -> Judged:
    """SIREN 000000000 belongs to nobody."""
    yield parse_siren("000000000").value is None, not siren.is_valid("000000000")
    yield parse_siret("00000000000000").value is None, not siret.is_valid("00000000000000")
    yield parse_vat("FR12000000000").value is None, not vat.is_valid("FR12000000000")


def communes(fields: Path) -> Judged:
    table = pl.read_csv(fields / "company_ids" / "communes_siren_vat.csv", infer_schema=False)
    for column, ours, library in (
        ("siren", parse_sirens(table["siren"]), siren),
        ("vat_computed", parse_vats(table["vat_computed"]), vat),
    ):
        right = (ours["value"] == table[column]).fill_null(value=False)
        yield from zip(right, (library.is_valid(number) for number in table[column]), strict=True)


def validatorjs_accounts(fields: Path) -> Judged:
    doors: dict[str, tuple[Callable[[str], Parsed], Callable[[str], bool]]] = {
        "isIBAN": (parse_iban, lambda t: iban.is_valid(t, check_country=False)),
        "isBIC": (parse_bic, bic.is_valid),
    }
    for row in lines(fields / "company_ids" / "validatorjs_iban_bic_vat_luhn_isin.csv"):
        if row["validator"] in doors and row["args"] == "[]":
            ours, library = doors[row["validator"]]
            wanted = row["expected_valid"] == "1"
            yield (ours(row["input"]).value is not None) == wanted, library(row["input"]) == wanted


def validatorjs_vat(fields: Path) -> Judged:
    """What must be refused of the European Union, blanks apart; "valid" there is a pattern without check digits."""
    states = {code.upper() for code in vat.MEMBER_STATES} | {"EL"}
    for row in lines(fields / "company_ids" / "validatorjs_iban_bic_vat_luhn_isin.csv"):
        country = row["args"][2:4]
        if (
            row["validator"] == "isVAT"
            and row["expected_valid"] == "0"
            and country in states
            and " " not in row["input"]
        ):
            number = row["input"]
            yield (
                parse_vat(number, country).value is None,
                not vat.is_valid(number if number[:2].isalpha() else country + number),
            )


def legal_form_keys(fields: Path) -> Judged:
    for row in lines(fields / "company_ids" / "legal_form_strip_tests.csv"):
        found = names_without_form(pl.Series([row["input"]])).item()
        yield found.lower() == row["expected_match_key"], None


FORMS = (
    "SARL", "SAS", "SASU", "EURL", "SA", "SNC", "SCI", "SELARL", "SARLU", "SCP", "GAEC", "EARL", "SELAS", "SCM", "SCIC",
    "EI", "EIRL", "SCA", "GIE", "SCOP",
)  # fmt: skip


def twenty_forms(_fields: Path) -> Judged:
    """Each form behind, in front, and with its dots."""
    for form in FORMS:
        wanted = "EURL" if form == "SARLU" else form
        dotted = ".".join(form) + "."
        for text in (f"Tilleul {form}", f"{form} Tilleul", f"Tilleul {dotted}", f"{dotted} Tilleul"):
            yield legal_forms_one(text) == wanted, None


def casing(fields: Path) -> Judged:
    """Beside `str.title`, which is what files are given without a rule."""
    for row in lines(fields / "names" / "casing.csv"):
        yield recase(row["input"]) == row["expected"], row["input"].title() == row["expected"]


def person_names(fields: Path) -> Judged:
    """Beside the rule of thumb: the last word is the family name."""
    for row in lines(fields / "names" / "person_parse.csv"):
        parts = parse_name(row["input"]).parts
        wanted = (" ".join(p for p in (row["expected_given"], row["expected_middle"]) if p), row["expected_family"])
        first, _, last = row["input"].rpartition(" ")
        yield (parts.get("first_name") or "", parts.get("last_name") or "") == wanted, (first, last) == wanted


def mojibake(fields: Path) -> Judged:
    """Ours: as ftfy decodes again. ftfy: what its own authors want of it, quotes and ligatures included."""
    for path in sorted((fields / "mojibake").glob("ftfy_*.json")):
        for case in json.loads(path.read_text("utf-8")):
            if case["expect"] == "pass" and "\n" not in case["original"]:
                wanted = parse_text(ftfy.fix_encoding(case["original"])).value
                yield parse_text(case["original"]).value == wanted, ftfy.fix_text(case["original"]) == case["fixed"]


CORPORA: dict[str, tuple[Callable[[Path], Judged], str]] = {
    "company: SIREN and VAT of communes": (communes, "stdnum"),
    "company: doctests of stdnum": (doctests, "stdnum"),
    "company: nobody's numbers": (refused_nothing, "stdnum"),
    "company: validator.js IBAN and BIC": (validatorjs_accounts, "stdnum"),
    "company: validator.js VAT to refuse": (validatorjs_vat, "stdnum"),
    "company: names without their form": (legal_form_keys, ""),
    "company: twenty legal forms, four ways": (twenty_forms, ""),
    "name: casing": (casing, "str.title"),
    "name: whole names": (person_names, "last word"),
    "text: mojibake": (mojibake, "ftfy"),
}
"""Corpus to its cases and the library beside."""


def measure(judged: Judged) -> tuple[int, int, int | None]:
    """Passed by us, of, passed by the library."""
    verdicts = list(judged)
    theirs = [library for _, library in verdicts if library is not None]
    return sum(ours for ours, _ in verdicts), len(verdicts), sum(theirs) if theirs else None
