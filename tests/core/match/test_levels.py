"""Levels of agreement: the rules as a table of cases, on prepared parties."""

from typing import Any

import pytest
from invented_parties import pair

from service.core.match.levels import COMPARISONS, levels_of, named, pack, unpack
from service.core.match.numbers import one_slip


@pytest.mark.parametrize(
    ("left", "right", "comparison", "expected"),
    [
        ({"first_name": "Éloïse"}, {"first_name": "ELOISE"}, "forename", "same_medium"),
        ({"first_name": "J."}, {"first_name": "Jean"}, "forename", "initial"),
        ({"first_name": "Jean-Pierre"}, {"first_name": "Jean"}, "forename", "part"),
        ({"first_name": "JP"}, {"first_name": "Jean-Pierre"}, "forename", "nickname"),
        ({"first_name": "Catherine"}, {"first_name": "Catehrine"}, "forename", "near"),
        ({"first_name": "Marie"}, {"first_name": "Paul"}, "forename", "differs"),
        ({"first_name": "Jean et Marie"}, {"first_name": "Jean"}, "forename", "differs"),
        ({"first_name": "Jean"}, {}, "forename", "missing"),
        ({"last_name": "Le Goff"}, {"last_name": "LEGOFF"}, "surname", "same_medium"),
        ({"last_name": "Martin-Dupuis"}, {"last_name": "Dupuis"}, "surname", "part"),
        ({"last_name": "Lefebvre"}, {"last_name": "Lefevre"}, "surname", "near"),
        (
            {"first_name": "Morel", "last_name": "Bastien"},
            {"first_name": "Bastien", "last_name": "Morel"},
            "swap",
            "swapped",
        ),
        (
            {"company_name": "SARL Boulangerie de l'Étoile"},
            {"company_name": "BOULANGERIE ETOILE"},
            "company",
            "same_medium",
        ),
        ({"company_name": "Garage Perrin et Fils"}, {"company_name": "Garage Perrin Auto"}, "company", "part"),
        ({"email": "Anne@poste.example"}, {"email": "anne@poste.example"}, "email", "same"),
        ({"email": "contact@firme.example"}, {"email": "contact@firme.example"}, "email", "same_role"),
        ({"email": "anne.roux@a.example"}, {"email": "anne.roux@b.example"}, "email", "same_local"),
        ({"email": "anne.roux@a.example"}, {"email": "anne.rouxx@a.example"}, "email", "near"),
        ({"email": "anne@firme.example"}, {"email": "paul@firme.example"}, "email", "same_firm"),
        ({"email": "anne@gmail.com"}, {"email": "paul@gmail.com"}, "email", "differs"),
        ({"phone": "+33199000001"}, {"phone_secondary": "+33199000001"}, "phone", "same_fixed"),
        ({"phone": "+33639980001"}, {"phone_mobile": "+33639980001"}, "phone", "same_mobile"),
        ({"phone": "+33199000012"}, {"phone": "+33199000021"}, "phone", "near"),
        ({"phone": "+33199000012"}, {"phone": "+33199007777"}, "phone", "differs"),
        ({"siret": "73282932000074"}, {"siren": "732829320"}, "firm_id", "same_siren"),
        ({"siret": "73282932000074"}, {"siret": "73282932000082"}, "firm_id", "same_siren_other_siret"),
        ({"siren": "732829320"}, {"siren": "404833048"}, "firm_id", "differs"),
        ({"birth_date": "1980-03-05"}, {"birth_date": "1980-03-05"}, "birth", "same"),
        ({"birth_date": "1980-03-05"}, {"birth_date": "1980-05-03"}, "birth", "swapped"),
        ({"birth_date": "1980-03-05"}, {"birth_date": "1980-03-28"}, "birth", "two_parts"),
        ({"birth_date": "1980-03-05"}, {"birth_date": "1980-03-15"}, "birth", "slip"),
        ({"birth_date": "1980-16-05"}, {"birth_date": "1980-16-05"}, "birth", "same"),
        ({"city": "Villeurbanne"}, {"city": "Vileurbanne"}, "place", "near_city"),
        ({"birth_date": "1980-03-05"}, {"birth_date": "1980"}, "birth", "same_year"),
        ({"birth_date": "1980-03-05"}, {"birth_date": "1975-11-20"}, "birth", "differs"),
        ({"address_line1": "12 av. de la Gare"}, {"address_line1": "12, avenue de la Gare"}, "street", "same"),
        ({"address_line1": "12 rue de la Gare"}, {"address_line1": "14 rue de la Gare"}, "street", "other_number"),
        (
            {"address_line1": "854 7th Ave. between 54th and 55th Sts."},
            {"address_line1": "854 Seventh Ave"},
            "street",
            "same",
        ),
        ({"address_line1": "95 Madison Ave at 6th St"}, {"address_line1": "95 Madison Avenue"}, "street", "same"),
        ({"address_line1": "12 Oak Street, Suite 200"}, {"address_line1": "12 Oak St"}, "street", "same"),
        ({"address_line1": "3000 W. Paradise Rd"}, {"address_line1": "3000 Paradise Rd"}, "street", "near"),
        ({"address_line1": "8 rue Jean Jaurès"}, {"address_line1": "8 rue Jaurès"}, "street", "near"),
        ({"address_line1": "8 rue Jean Jaurès"}, {"address_line1": "9 rue Jaurès"}, "street", "differs"),
        ({"address_line1": "12 rue Sainte 4"}, {"address_line1": "12 rue Sainte"}, "street", "near"),
        ({"postal_code": "69003"}, {"postal_code": "69003"}, "place", "same_postcode"),
        ({"postal_code": "69003", "city": "Lyon"}, {"postal_code": "69001", "city": "LYON"}, "place", "same_city"),
        ({"postal_code": "69003"}, {"postal_code": "69100"}, "place", "same_department"),
        ({"customer_code": "C7"}, {"customer_code": "C7"}, "code", "same"),
        ({"salutation": "M"}, {"salutation": "MME"}, "civility", "conflict"),
        ({"ident": "5304218"}, {"ident": "5304218"}, "ident", "same"),
        ({"ident": "5304218"}, {"ident": "5304281"}, "ident", "near"),
        ({"ident": "5304218"}, {"ident": "6988048"}, "ident", "differs"),
    ],
)
def test_each_comparison_has_the_level_a_reader_expects(left: Any, right: Any, comparison: Any, expected: Any) -> None:
    a, b = pair(left, right)
    assert named(levels_of(a, b))[comparison] == expected
    assert levels_of(a, b) == levels_of(b, a)


def test_packing_loses_nothing() -> None:
    highest = {name: len(levels) - 1 for name, levels in COMPARISONS.items()}
    assert unpack(pack(highest)) == highest
    assert pack(highest) < 1 << 63


@pytest.mark.parametrize(
    ("a", "b", "expected"),
    [(33199000012, 33199000013, True), (33199000012, 33199000021, True), (33199000012, 33199000034, False)],
)
def test_one_slip_is_one_wrong_digit_or_two_neighbours_exchanged(a: Any, b: Any, expected: Any) -> None:
    assert one_slip(a, b) is expected
