"""The Plan travels as JSON and names a mapping by a hash."""

from __future__ import annotations

import json
from dataclasses import replace

from service.core.plan import Column, Container, Derived, Dialect, Layout, Plan, Profile, column_keys

PLAN = Plan(
    Dialect("cp1252", "lf", ";", None),
    Layout(2, 3, 1, "Nom;E-mail", 9, 2),
    (
        Column(0, "Nom", "Nom", "last_name", 0.8, ("full_name",), "personal", ("heading:last_name", "context")),
        Column(1, "E-mail", "E-mail", "email", 0.98, (), "personal", ("values",)),
    ),
    (Derived("full_name", 1, 0, "41"),),
    (Profile("birth_date", date_order="MDY"), Profile("full_name", surname_first=True)),
    "EBP client export",
)


def test_a_plan_comes_back_equal_from_its_json() -> None:
    assert Plan.from_json(PLAN.to_json()) == PLAN
    assert Plan.from_json(Plan().to_json()) == Plan()


def test_its_json_is_canonical() -> None:
    assert PLAN.to_json() == Plan.from_json(PLAN.to_json()).to_json()
    assert ": " not in PLAN.to_json()


def test_the_hash_changes_with_the_mapping_only() -> None:
    same = replace(PLAN, software=None, dialect=Dialect(), profiles=())
    other = replace(PLAN, columns=(replace(PLAN.columns[0], field="full_name"), PLAN.columns[1]))
    assert same.mapping_sha256 == PLAN.mapping_sha256
    assert other.mapping_sha256 != PLAN.mapping_sha256
    assert replace(PLAN, derived=()).mapping_sha256 != PLAN.mapping_sha256


def test_column_keys_are_unique_and_name_empty_headings_by_place() -> None:
    assert column_keys(["Nom", "", "Nom ", "nom", "Nom"]) == ["Nom", "@1", "Nom#2", "nom", "Nom#3"]


def test_an_unknown_field_has_an_empty_profile() -> None:
    assert PLAN.profile("total_spent") == Profile("total_spent")
    assert PLAN.profile("birth_date").date_order == "MDY"


def test_a_plan_stored_before_containers_is_of_a_text() -> None:
    old = json.loads(Plan().to_json())
    del old["container"]
    assert Plan.from_json(json.dumps(old)) == Plan()
    made = Plan(container=Container("xlsx", "zip", "Clients", ("A1:C1",)))
    assert Plan.from_json(made.to_json()) == made
