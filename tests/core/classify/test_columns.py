"""Personal, action, reaction: every column, mapped or not."""

from __future__ import annotations

from typing import get_args

import polars as pl
import pytest

from service.core.classify import classify, traits_of, traits_of_field
from service.core.classify.traits import SensitivityKind
from service.core.fields import FIELDS
from service.core.plan import Column, Plan
from service.core.recipes import CONFIRMED, Recipe


def classed(heading: str, field: str | None = None, values: list[str] | None = None, **more: tuple[str, ...]) -> Column:
    sample = pl.DataFrame({"0": pl.Series(values or [], dtype=pl.String)})
    return classify((Column(0, heading, heading, field, **more),), sample)[0]  # type: ignore[arg-type]  # keywords of Column


@pytest.mark.parametrize(
    ("field", "expected"),
    [("email", "personal"), ("company_name", "personal"), ("last_contacted_at", "action"), ("total_spent", "reaction")],
)
def test_a_mapped_column_has_the_class_of_its_field(field: str, expected: str | None) -> None:
    column = classed("x", field)
    assert column.data_class == expected
    assert f"field:{field}" in column.evidence


@pytest.mark.parametrize(
    ("heading", "expected"),
    [
        ("Dernier mailing", "action"),
        ("Visite salon", "action"),
        ("Montant commande 2025", "reaction"),
        ("Nombre d'enfants", "personal"),
        ("Poids net", None),
    ],
)
def test_words_of_a_heading_class_an_unmapped_column(heading: str, expected: str | None) -> None:
    assert classed(heading).data_class == expected


def test_personal_values_are_seen_whatever_the_heading() -> None:
    column = classed("Champ libre 3", values=["jean@durand.example", "zoe@petit.example"])
    assert column.data_class == "personal"
    assert "values:email" in column.evidence
    assert classed("Champ libre 4", values=["12 rue de la Paix"]).data_class == "personal"
    assert classed("Champ libre 5", values=["28/01/2018"]).data_class is None


def test_a_column_that_lost_its_field_keeps_its_class() -> None:
    assert classed("Téléphone 4", alternatives=("phone",)).data_class == "personal"


@pytest.mark.parametrize(
    ("field", "values", "strength", "proof"),
    [
        ("siren", ["732829320", "552100554", "552081317", "443061841", "542107651"], "proved", "checksum:siren"),
        ("siren", ["732829321", "552100555", "552081318", "443061842", "542107652"], "indicated", None),
        ("postal_code", ["75001", "69003", "13002", "59000", "33000"], "proved", "list:postcodes"),
        ("first_name", ["Jeanne", "Luc", "Anna", "Zoé", "Paul"], "proved", "list:first-names"),
        ("company_name", ["Durand SARL", "Petit SAS"], "indicated", None),
        ("siren", ["732829320"], "indicated", None),
    ],
)
def test_only_a_checksum_or_a_list_proves(field: str, values: list[str], strength: str, proof: str | None) -> None:
    column = classed("x", field, values)
    assert column.strength == strength
    assert (
        (proof in column.evidence)
        if proof
        else not any(":" in e and e.startswith(("checksum:", "list:")) for e in column.evidence)
    )


def test_what_nothing_tells_is_said_plainly() -> None:
    column = classed("Champ libre 5", values=["12", "7"])
    assert (column.data_class, column.strength, column.evidence) == (None, "undetermined", ())


@pytest.mark.parametrize(
    ("heading", "expected"),
    [
        ("Nb visites commerciales", "action"),
        ("DateDerniereRelance", "action"),
        ("E-mails envoyés", "action"),
        ("Emails sent", "action"),
        ("Cadeau envoyé", "action"),
        ("Clics", "reaction"),
        ("Taux d'ouverture", "reaction"),
        ("Réclamations", "reaction"),
        ("Abandoned carts", "reaction"),
        ("Familles de produits achetées", "reaction"),
        ("Nombre d'enfants", "personal"),
        ("Convention collective", "personal"),
        ("Hobbies", "personal"),
    ],
)
def test_headings_that_no_program_writes(heading: str, expected: str) -> None:
    column = classed(heading)
    assert (column.data_class, column.strength) == (expected, "indicated")


def test_the_answer_of_a_person_counts_before_all() -> None:
    column = Column(0, "CA", "CA", "company_turnover")
    sample = pl.DataFrame({"0": pl.Series(["12"], dtype=pl.String)})
    (said,) = classify((column,), sample, {0: "reaction"})
    assert (said.data_class, said.strength, said.field) == ("reaction", "proved", "company_turnover")
    assert CONFIRMED in said.evidence
    assert Recipe.of(Plan(columns=(said,))).columns[0].data_class == "reaction"


def told(heading: str, field: str | None = None, values: list[str] | None = None) -> tuple[object, ...]:
    traits = traits_of(classed(heading, field, values))
    return traits.sensitivity, traits.trait, traits.origin


def test_sensitivity_and_the_second_typology() -> None:
    assert told("x", "email") == ("contact", None, "declared")
    assert told("x", "iban") == ("financial", None, "declared")
    assert told("x", "notes") == ("free-text", None, "observed")
    assert told("x", "birth_date") == ("other", "socio-demographic", "declared")
    assert told("x", "total_spent") == ("other", "behavioural", "observed")
    assert told("Religion") == ("special", None, "declared")
    assert told("N° de sécurité sociale") == ("nir", None, "declared")
    assert told("Centres d'intérêt") == ("other", "psychological", "declared")
    assert told("Champ 9", values=["jean@durand.example", "zoe@petit.example"]) == ("contact", None, "declared")
    assert told("Champ 9") == ("none", None, None)


@pytest.mark.parametrize("name", FIELDS)
def test_every_field_has_its_traits(name: str) -> None:
    traits = traits_of_field(name)
    assert (traits.origin is None) == (FIELDS[name].data_class is None)
    assert traits.sensitivity in get_args(SensitivityKind)
