"""Headings as data scientists write them: with an owner in front, in parts, or under a bare `name`."""

from __future__ import annotations

import polars as pl
import pytest

from service.core.mapping import choose

CELLS = {
    "first": ["John", "Mary", "Peter", "Susan", "James", "Anna", "Carl", "Emily", "Lucy", "Paul"],
    "last": ["Smith", "Jones", "Taylor", "Brown", "Wilson", "Evans", "Walker", "Turner", "Cole", "Moss"],
    "year": ["1949", "1968", "1930", "1957", "1966", "1929", "1967", "1942", "1988", "1990"],
    "month": ["7", "2", "4", "9", "1", "7", "8", "9", "12", "3"],
    "day": ["22", "17", "30", "2", "13", "4", "26", "20", "31", "5"],
    "firm": [
        "Blue Door Grill", "Chez Moi", "The Old Mill Bakery", "Zenith Tools", "Acorn Garden Centre", "Luna",
        "Harbour View Motors", "Cafe of the Arts", "Brick & Stone", "Northwind",
    ],
    "street": ["Main Street", "Elm Road", "Church Lane", "Mill Road", "Park Avenue", "Hill Drive", "Oak Street"],
    "number": ["12", "4", "77", "9", "5", "3", "8"],
    "zip": ["26022", "40111", "32804", "60541", "21200", "30688", "48145"],
    "town": ["Springfield", "Millbrook", "Ashton", "Kirkby", "Melton", "Barrow", "Stowe"],
    "ssn": [f"{n}21-45-67{n}0" for n in range(1, 10)],
    "text": ["red", "blue", "red", "green", "blue", "red", "green"],
}  # fmt: skip
CELLS["full"] = [f"{a} {b}" for a, b in zip(CELLS["first"], CELLS["last"], strict=True)]


def read(**columns: str) -> dict[str, str | None]:
    """The field of each heading; the values are those of CELLS under the name given."""
    sample = pl.DataFrame({h: (CELLS[of] * 2)[:10] for h, of in columns.items()})
    return {c.heading: c.field for c in choose(list(columns), sample)}


@pytest.mark.parametrize("owner", ["employer", "company", "organisation", "business", "supplier", "restaurant"])
def test_a_file_that_only_speaks_of_firms_is_one_of_firms(owner: str) -> None:
    found = read(**{
        f"{owner}_name": "firm", f"{owner}_street_number": "number", f"{owner}_street_name": "street",
        f"{owner}_zipcode": "zip", f"{owner}_city": "town",
    })  # fmt: skip
    assert list(found.values()) == ["company_name", "street_number", "address_line1", "postal_code", "city"]


@pytest.mark.parametrize("owner", ["customer", "client", "billing", "contact", "patient"])
def test_owners_that_are_people_or_either_say_nothing_of_the_columns(owner: str) -> None:
    found = read(**{
        f"{owner}_fname": "first", f"{owner}_lname": "last", f"{owner}_street": "street", f"{owner}_town": "town",
        f"{owner}_zip": "zip",
    })  # fmt: skip
    assert list(found.values()) == ["first_name", "last_name", "address_line1", "city", "postal_code"]
    named = read(**{f"{owner}_name": "full", f"{owner}_street": "street", f"{owner}_zip": "zip"})
    assert named[f"{owner}_name"] == "full_name"


def test_an_owner_among_others_is_left_where_it_is() -> None:
    found = read(
        first_name="first", last_name="last", city="town", employer_name="firm", employer_street="street",
        employer_city="town",
    )  # fmt: skip
    assert found["first_name"] == "first_name"
    assert found["city"] == "city"
    assert found["employer_name"] == "company_name"


@pytest.mark.parametrize(
    ("year", "month", "day"),
    [
        ("by", "bm", "bd"), ("birth_year", "birth_month", "birth_day"), ("dob_year", "dob_month", "dob_day"),
        ("YearOfBirth", "MonthOfBirth", "DayOfBirth"), ("birthyear", "birthmonth", "birthday"),
        ("annee_naissance", "mois_naissance", "jour_naissance"),
    ],
)  # fmt: skip
def test_parts_of_a_birth_date_are_read_where_they_stand_together(year: str, month: str, day: str) -> None:
    found = read(**{"lname": "last", year: "year", month: "month", day: "day"})
    assert list(found.values()) == ["last_name", "birth_year", "birth_month", "birth_day"]


def test_a_part_alone_or_with_other_values_is_no_birth_date() -> None:
    assert read(lname="last", by="year")["by"] != "birth_year"
    assert set(read(lname="last", by="text", bm="text", bd="text").values()) & {"birth_year", "birth_month"} == set()


def test_names_in_numbered_or_bare_parts() -> None:
    found = read(fname_c1="first", fname_c2="first", lname_c1="last", lname_c2="last")
    assert list(found.values())[:3] == ["first_name", "middle_name", "last_name"]
    assert list(read(first="first", middle="first", last="last").values()) == ["first_name", "middle_name", "last_name"]
    assert list(read(given_name="first", sur_name="last").values()) == ["first_name", "last_name"]
    assert read(last="last", city="town")["last"] != "last_name"  # last what?


def test_a_bare_name_is_of_firms_or_of_people_by_its_values() -> None:
    assert read(name="firm", address="street", city="town")["name"] == "company_name"
    assert read(name="full", address="street", city="town")["name"] == "full_name"
    assert read(name="last", address="street", city="town")["name"] != "company_name"


@pytest.mark.parametrize("heading", ["Site name", "HospitalName", "Nom de l'établissement", "Name of the school"])
def test_the_name_of_a_kind_of_firm_is_that_of_a_firm(heading: str) -> None:
    assert read(**{heading: "firm", "Address": "street", "Zip": "zip"})[heading] == "company_name"


def test_beside_another_name_it_is_not() -> None:
    assert read(**{"Company": "firm", "Branch name": "town", "Zip": "zip"})["Branch name"] != "company_name"


@pytest.mark.parametrize("heading", ["birth_place", "Commune de naissance", "place of birth"])
def test_a_place_of_birth_is_nobodys_address(heading: str) -> None:
    assert read(**{"surname": "last", "first_name": "first", heading: "town"})[heading] is None


def test_a_social_security_number_is_no_phone() -> None:
    assert read(surname="last", first_name="first", ssn="ssn")["ssn"] is None
