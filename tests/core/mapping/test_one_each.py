"""One column a field: who keeps it, and where the others go."""

from __future__ import annotations

import polars as pl

from service.core.mapping import choose


def fields(*headings: str) -> list[str | None]:
    none = pl.DataFrame(schema={str(i): pl.String for i in range(len(headings))})
    return [c.field for c in choose(list(headings), none)]


def test_lines_of_an_address_numbers_and_emails_follow_one_another() -> None:
    assert fields("Adresse 1", "Adresse 2", "Adresse 3", "CP") == [
        "address_line1", "address_line2", "address_line3", "postal_code",
    ]  # fmt: skip
    assert fields("Téléphone 1", "Téléphone 2", "Téléphone 3") == ["phone", "phone_secondary", "phone_home"]
    assert fields("Email 1", "Email 2") == ["email", "email_secondary"]
    assert fields("Adresse livraison", "Adresse livraison", "Ville livraison")[:2] == [
        "ship_address_line1", "ship_address_line2",
    ]  # fmt: skip


def test_the_second_address_under_the_same_headings_is_not_the_rest_of_the_first() -> None:
    """Dolibarr's export of contacts: the contact's address, then the company's, under the same headings."""
    contact = ["Nom", "Prénom", "Adresse", "Code postal", "Ville", "Téléphone"]
    company = ["Raison sociale", "Adresse", "Code postal", "Ville", "Téléphone"]
    found = fields(*contact, *company)
    assert found[:6] == ["last_name", "first_name", "address_line1", "postal_code", "city", "phone"]
    assert found[6:] == ["company_name", None, None, None, "phone_secondary"]


def test_in_a_file_with_a_delivery_address_the_second_postcode_is_its() -> None:
    found = fields("Adresse facturation", "Code postal", "Ville", "Adresse livraison", "Code postal", "Ville livraison")
    assert found[1] == "postal_code"
    assert found[4] == "ship_postal_code"


def test_a_column_without_place_tells_the_field_it_lost() -> None:
    none = pl.DataFrame(schema={str(i): pl.String for i in range(2)})
    lost = choose(["Ville", "Ville"], none)[1]
    assert (lost.field, lost.confidence) == (None, 0.0)
    assert lost.alternatives[0] == "city"
