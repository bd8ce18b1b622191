"""Columns to fields: headings, context, values, a person's choice, and one column a field."""

from __future__ import annotations

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from service.core.fields import FIELDS
from service.core.folding import fold
from service.core.mapping import choose, derive, is_known, recognise
from service.core.mapping.choose import readings
from service.core.mapping.context import fields_of_rules
from service.core.mapping.knowledge import shipped, without
from service.core.mapping.words import RULES
from service.reference.heading_words import synonyms
from service.reference.headings import known_headings


def fields(headings: list[str], *rows: list[str], software: str | None = None) -> list[str | None]:
    return [c.field for c in choose(headings, sample(headings, *rows), software=software)]


def sample(headings: list[str], *rows: list[str]) -> pl.DataFrame:
    data = {str(i): [row[i] for row in rows] for i in range(len(headings))}
    return pl.DataFrame(data, schema={str(i): pl.String for i in range(len(headings))})


@pytest.mark.parametrize(
    ("heading", "field"),
    [
        ("Raison sociale", "company_name"),
        ("  RAISON  SOCIALE ", "company_name"),
        ("Code postal", "postal_code"),
        ("N° Siret", "siret"),
        ("E-mail", "email"),
        ("Adresse mail principale", "email"),
        ("Tél. portable", "phone_mobile"),
        ("Téléphone fixe", "phone"),
        ("Num. client", "customer_id"),
        ("Date dernière commande", "last_order_date"),
        ("Date du dernier contact", "last_contacted_at"),
        ("Nb de commandes", "order_count"),
        ("CA total TTC", "total_spent"),
        ("Opt-in SMS", "optin_sms"),
        ("Accepte la newsletter email", "optin_email"),
        ("Refus courrier", "optout_post"),
        ("Désinscription email", "optout_email"),
        ("Date opt-in", "optin_at"),
        ("Date de naissance", "birth_date"),
        ("CP livraison", "ship_postal_code"),
        ("Nom et prénom", "full_name"),
        ("BillingPostalCode", "postal_code"),
        ("Pays (Alpha-2)", "country_code"),
    ],
)
def test_common_headings_in_both_languages(heading: str, field: str) -> None:
    assert choose([heading], sample([heading]))[0].field == field


@pytest.mark.parametrize("heading", ["Interested?", "Poids net", "X1", "", "   "])
def test_a_heading_that_says_nothing_is_left_alone(heading: str) -> None:
    column = choose([heading], sample([heading]))[0]
    assert column.field is None
    assert column.confidence == 0.0


def test_every_shipped_heading_of_one_meaning_is_found() -> None:
    """In a file of the program itself each heading leads to the field that the reference gives it, or one of them."""
    for known in known_headings():
        if fold(known.heading):
            assert known.field in shipped().fields_of(known.heading, known.software), known


def test_rules_and_synonyms_name_registered_fields() -> None:
    assert {field for _, field in RULES} <= FIELDS.keys()
    assert fields_of_rules() <= FIELDS.keys()
    assert {field for _, field in synonyms()} <= FIELDS.keys()


def test_the_rest_of_the_file_decides_what_nom_means() -> None:
    assert fields(["Nom", "Prénom"])[0] == "last_name"
    assert fields(["Nom", "Ville"])[0] == "full_name"
    assert fields(["Nom", "Société"]) == ["full_name", "company_name"]


def test_an_address_without_postcode_column_is_a_whole_one() -> None:
    assert fields(["Adresse"]) == ["address_full"]
    assert fields(["Adresse", "CP", "Ville"]) == ["address_line1", "postal_code", "city"]


def test_values_decide_between_readings() -> None:
    assert fields(["Client"], ["1"], ["0"], ["1"]) == ["is_customer"]
    assert fields(["Client"], ["Durand SARL"], ["Petit"]) == ["full_name"]
    assert fields(["TVA"], ["FR83404833048"], ["FR40303265045"]) == ["vat_number"]


def test_values_contradict_a_heading() -> None:
    rows = [[f"p{i}@exemple.example", f"01 99 00 00 {i:02d}"] for i in range(5)]
    columns = choose(["Téléphone", "Commentaire"], sample(["", ""], *rows))
    assert columns[0].field == "email"
    assert "phone" in columns[0].alternatives
    assert "values:email" in columns[0].evidence


def test_values_alone_map_columns_without_heading() -> None:
    rows = [[f"p{i}@exemple.example", f"01 99 00 00 {i:02d}", "Jean Durand", "ACME SARL"] for i in range(5)]
    assert fields(["", "", "", ""], *rows) == ["email", "phone", "full_name", "company_name"]


def test_second_columns_of_a_field_take_the_next_place_and_the_fullest_comes_first() -> None:
    rows = [["", "01 99 00 12 34", "01 99 00 12 35"]] * 3
    assert fields(["Téléphone 1", "Téléphone", "Tél."], *rows)[1:] == ["phone", "phone_secondary"]
    assert fields(["Email", "Email"]) == ["email", "email_secondary"]
    assert fields(["Adresse", "Adresse", "Adresse", "Code postal"])[:3] == [
        "address_line1", "address_line2", "address_line3",
    ]  # fmt: skip


def test_no_field_is_given_twice() -> None:
    headings = [k.heading for k in known_headings()]
    given = [c.field for c in choose(headings, sample(headings)) if c.field is not None]
    assert len(given) == len(set(given))


def test_a_column_that_lost_its_field_says_so() -> None:
    lost = choose(["Ville", "Ville"], sample(["", ""]))[1]
    assert lost.field is None
    assert lost.alternatives == ("city",)


def test_the_runner_up_is_told_and_confidence_falls_with_doubt() -> None:
    sure, doubtful = choose(["SIRET", "Nom"], sample(["", ""]))
    assert sure.confidence > 0.9 > doubtful.confidence
    assert {doubtful.field, doubtful.alternatives[0]} == {"company_name", "full_name"}


@settings(max_examples=25, deadline=None)
@given(st.permutations(["Nom", "Prénom", "Date", "Échéance", "Code postal", "Client", "TVA", "Poids"]))
def test_the_order_of_columns_changes_no_reading(headings: list[str]) -> None:
    read = {h: r.options for h, r in zip(headings, readings(headings, sample(headings)), strict=True)}
    asked = sorted(headings)
    again = {h: r.options for h, r in zip(asked, readings(asked, sample(asked)), strict=True)}
    assert {h: [f for f, _ in o[:2]] for h, o in read.items()} == {h: [f for f, _ in o[:2]] for h, o in again.items()}


def test_what_a_withheld_family_writes_is_not_known() -> None:
    assert shipped().fields_of("LEID")["external_id"] > 0.9
    assert without("Mailchimp").fields_of("LEID") == {"ignore": 1.0}


def test_programs_are_recognised_by_their_headings() -> None:
    fec = [k.heading for k in known_headings() if k.software == "FEC"][:18]
    assert recognise(fec) == "FEC"
    assert recognise(["Nom", "Prénom", "E-mail", "Téléphone", "Ville"]) is None
    assert recognise([]) is None


def test_a_known_program_decides_its_own_headings() -> None:
    assert fields(["Échéance"], software="Ciel Compta (client)") == ["payment_terms"]
    assert fields(["Échéance"], software="CremeCRM Invoice") == ["due_date"]


def test_account_names_stand_in_for_third_parties_only_where_nothing_else_does() -> None:
    fec = choose(["CompteNum", "CompteLib", "CompAuxNum", "CompAuxLib", "Debit"], sample([""] * 5))
    assert [(d.field, d.source, d.where) for d in derive(fec)] == [
        ("full_name", 3, 0),
        ("customer_id", 2, 0),
        ("full_name", 1, 0),
        ("customer_id", 0, 0),
    ]
    assert [d.field for d in derive(choose(["CompteNum", "CompteLib"], sample(["", ""])))] == []  # a chart of accounts
    assert derive(choose(["CompAuxLib", "Raison sociale"], sample(["", ""]))) == ()
    assert derive(choose(["Nom", "Ville"], sample(["", ""]))) == ()


def test_what_reads_like_a_heading() -> None:
    assert is_known("Code postal")
    assert not is_known("75011")
    assert not is_known("Durand SARL")
