"""A file matched on its own: what cleaning left out stands in, and the column that numbers customers is found."""

from pathlib import Path

import polars as pl
import pytest

from service.core.match.loose import ident
from service.flows.match_file import file_parties, match_file, match_file_fully


def written(folder: Path, text: str) -> Path:
    path = folder / "file.csv"
    path.write_text(text, "utf-8")
    return path


@pytest.mark.parametrize(
    ("heading", "cell", "expected"),
    [
        ("date_of_birth", "19769901", "1976-99-01"),
        ("date_of_birth", "1976-99-01", "1976-99-01"),
        ("Date de naissance", "31/02/1980", "1980-02-31"),
    ],
)
def test_a_date_that_no_calendar_has_is_compared(tmp_path: Path, heading: str, cell: str, expected: str) -> None:
    rows = "".join(f"Roux{c},Anne,1980-01-{n:02}\n" for n, c in enumerate("abcdefgh", start=10))
    path = written(tmp_path, f"Nom,Prénom,{heading}\nRoux,Anne,{cell}\n{rows}")
    parties = file_parties(path, {heading: "birth_date"}).parties
    assert parties["birth_date"][0] == expected


def test_three_columns_of_an_impossible_date(tmp_path: Path) -> None:
    path = written(tmp_path, "Nom,Prénom,by,bm,bd\nRoux,Anne,1949,16,0\n")
    mapping = {"by": "birth_year", "bm": "birth_month", "bd": "birth_day"}
    assert file_parties(path, mapping).parties["birth_date"].to_list() == ["1949-16-00"]


def test_a_foreign_postcode_is_compared(tmp_path: Path) -> None:
    path = written(tmp_path, "surname,given_name,postcode\nroux,anne,4223\nroux,anne,2135\n")
    assert file_parties(path).parties["postal_code"].to_list() == ["4223", "2135"]


def test_a_line_without_a_name_in_a_file_of_firms_is_a_firm(tmp_path: Path) -> None:
    path = written(
        tmp_path, "company name,street number,address,zip\nAcme Bakery,12,high st,00000\n,12,high st,00000\n,,,\n"
    )
    found = file_parties(path, {"street number": "street_number", "address": "address_line1", "zip": "postal_code"})
    assert found.parties.filter(pl.col("record_id") < 3)["kind"].to_list() == ["company", "company"]
    assert match_file(path)["row_id"].to_list() == [1, 2]


def test_a_flat_does_not_take_the_place_of_a_number_without_its_street(tmp_path: Path) -> None:
    path = written(tmp_path, "company_name,street_number,address,unit\nAcme Bakery,1960,,unit 170\nAcme,12,high st,\n")
    found = file_parties(path, {"address": "address_line1", "unit": "address_line2"}).parties["address_line1"]
    assert found.to_list() == ["1960", "12 HIGH ST"]


def test_a_column_numbers_customers_when_some_codes_are_repeated() -> None:
    codes = [f"{n * 7919 % 9_000_000 + 1_000_000}" for n in range(60)]
    assert ident(pl.Series(codes)) is None
    assert ident(pl.Series(["1", "2", "3"] * 20)) is None
    found = ident(pl.Series(codes + codes[:15]))
    assert found is not None
    assert found[0] == 15


def people(repeated: bool) -> str:
    lines = []
    for n in range(60):
        name = f"K{chr(97 + n % 26)}rm{chr(97 + n // 26)}dec"
        code = n * 7919 % 9_000_000 + 1_000_000
        lines.append(f"{name},Anne,19{30 + n % 60}0{1 + n % 9}1{n % 10},{code}")
        if n % 3 == 0:
            other = f"19{30 + n % 60}0{1 + n % 9}1{n % 10}" if repeated else f"19{89 - n % 60}0{9 - n % 9}2{n % 8}"
            lines.append(
                f"{name if repeated else 'Zoulou' + name[::-1]},{'Anne' if repeated else 'Marc'},{other},{code}"
            )
    return "surname,given_name,date_of_birth,soc_sec_id\n" + "\n".join(lines) + "\n"


@pytest.mark.parametrize("repeated", [True, False])
def test_a_number_counts_only_where_the_rest_agrees(tmp_path: Path, *, repeated: bool) -> None:
    found = match_file_fully(written(tmp_path, people(repeated)))
    assert found.file.ident == "soc_sec_id"
    assert found.result.ident is repeated
    assert ("soc_sec_id" in found.told()) is repeated
    assert "surname (last_name)" in found.told()


def test_a_column_that_numbers_the_lines_is_not_compared(tmp_path: Path) -> None:
    rows = "".join(f"{n},Boulangerie Morel,1 rue Haute,Brest\n" for n in range(1, 4))
    path = written(tmp_path, f"id,company name,address,city\n{rows}")
    mapping = {"id": "customer_id", "address": "address_line1"}
    assert match_file(path, mapping)["cluster_id"].to_list() == [1, 1, 1]


def test_in_a_file_without_towns_the_place_of_birth_is_compared(tmp_path: Path) -> None:
    path = written(tmp_path, "surname,first_name,birth_place\nroux,anne,vannes\nroux,anne,Rédon\n")
    assert file_parties(path).parties["city"].to_list() == ["VANNES", "REDON"]
    path = written(tmp_path, "surname,first_name,birth_place,city\nroux,anne,vannes,Brest\n")
    assert file_parties(path).parties["city"].str.to_uppercase().to_list() == ["BREST"]
