"""Personal, action, reaction: every column, mapped or not."""

from __future__ import annotations

import polars as pl
import pytest

from service.core.classify import classify
from service.core.plan import Column


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
