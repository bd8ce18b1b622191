"""Personal, action or reaction: the class of every column, mapped or not, with what speaks for it and how surely.

The trade's three classes: **personal** says who the client is, **action** what the firm did towards them, **reaction**
what they did (orders, invoices, payments). A mapped column has the class of its field; of another one values, heading
and what it may be speak, in this order: nothing personal hides in an unknown column. What a person confirmed counts
before all.

Evidence is text, kept beside what the mapping noted: `class:confirmed`, `field:<name>`, `checksum:<kind>`,
`list:<name>`, `values:<form>`, `heading:<class>`, `word:<about>`, `perhaps:<field>`.
Strength: proved (a checksum, an official list, a person's word), indicated (a heading, or the form of values), or
undetermined (no class): said plainly, never guessed.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import polars as pl

from service.core.classify.proof import proof_of
from service.core.classify.words import word_of
from service.core.fields import FIELDS
from service.core.mapping.tokens import words
from service.core.mapping.values import shapes_of
from service.core.plan import Column, FieldClass, Strength
from service.core.recipes import CONFIRMED

_PERSONAL_FORMS = ("email", "phone", "siret", "iban", "vat", "salutation", "street", "person", "firm")
_FIELD_OF_FORM = {"siret": "siret", "vat": "vat_number", "salutation": "salutation"}

Found = tuple[FieldClass | None, tuple[str, ...]]


def classify(
    columns: tuple[Column, ...], sample: pl.DataFrame, confirmed: Mapping[int, FieldClass] | None = None
) -> tuple[Column, ...]:
    """The same columns with `data_class`, its evidence and `strength`.

    In      one text column of `sample` per column of the file, in order; `confirmed`: classes that a person said, by
            index.
    """
    unknown = [column.index for column in columns if column.field is None]
    shapes = dict(zip(unknown, shapes_of(sample[:, unknown]), strict=True)) if unknown else {}
    said = confirmed or {}
    return tuple(
        confirmed_as(column, said[column.index])
        if column.index in said
        else _classified(column, shapes.get(column.index, {}), sample.to_series(column.index))
        for column in columns
    )


def confirmed_as(column: Column, data_class: FieldClass) -> Column:
    """The column with the class that a person says it has."""
    return replace(column, data_class=data_class, evidence=(*column.evidence, CONFIRMED), strength="proved")


def _classified(column: Column, shape: dict[str, float], values: pl.Series) -> Column:
    found = _by_field(column, values) if column.field is not None else _unmapped(column, shape, values)
    data_class, evidence = found
    proved = any(e.startswith(("checksum:", "list:")) for e in evidence)
    strength: Strength = "undetermined" if data_class is None else "proved" if proved else "indicated"
    return replace(column, data_class=data_class, evidence=(*column.evidence, *evidence), strength=strength)


def _by_field(column: Column, values: pl.Series) -> Found:
    field = str(column.field)
    proof = proof_of(field, values)
    return FIELDS[field].data_class, (f"field:{field}", *([proof] if proof else []))


def _unmapped(column: Column, shape: dict[str, float], values: pl.Series) -> Found:
    return _by_values(shape, values) or _by_words(column.heading) or _by_alternative(column) or (None, ())


def _by_values(shape: dict[str, float], values: pl.Series) -> Found | None:
    form = next((f for f in _PERSONAL_FORMS if shape.get(f, 0.0) >= 0.5), None)
    if form is None or (form == "phone" and shape["date"] >= 0.2):
        return None
    proof = proof_of(_FIELD_OF_FORM.get(form, ""), values)
    return "personal", (f"values:{form}", *([proof] if proof else []))


def _by_words(heading: str) -> Found | None:
    word = word_of(" ".join(words(heading)))
    if word is None:
        return None
    return word.data_class, (f"heading:{word.data_class}", *([f"word:{word.about}"] if word.about else []))


def _by_alternative(column: Column) -> Found | None:
    """A column whose field is kept by another one has that field's class."""
    for name in column.alternatives[:1]:
        data_class = FIELDS[name].data_class
        if data_class is not None:
            return data_class, (f"perhaps:{name}",)
    return None
