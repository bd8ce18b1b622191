"""What the survey decides, on files made for it."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from service.core.read import Counters, read_batches
from service.core.survey import Survey, require_customers, survey
from service.errors import BadQuery, FileUnusable

ROWS = [
    ["C1", "Durand", "Élise", "elise@durand.example", "01 99 00 12 34", "75011", "Paris"],
    ["C2", "Lefèvre", "Noël", "noel@lefevre.example", "01 99 00 12 35", "69001", "Lyon"],
    ["C3", "Garçon", "Zoé", "zoe@garcon.example", "01 99 00 12 36", "44000", "Nantes"],
]
HEADINGS = ["Code client", "Nom", "Prénom", "E-mail", "Téléphone", "Code postal", "Ville"]
FIELDS = ["customer_id", "last_name", "first_name", "email", "phone", "postal_code", "city"]


def opener(data: bytes, size: int = 1 << 16) -> Callable[[], Iterator[bytes]]:
    return lambda: (data[i : i + size] for i in range(0, len(data), size))


def seen(text: str, encoding: str = "utf-8", **how: object) -> Survey:
    return survey(opener(text.encode(encoding)), **how)  # type: ignore[arg-type]  # keywords of survey


def table(delimiter: str = ";", end: str = "\n", rows: list[list[str]] = ROWS) -> str:
    return "".join(delimiter.join(row) + end for row in [HEADINGS, *rows])


@pytest.mark.parametrize("delimiter", [";", ",", "\t", "|"])
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16", "utf-16-le", "cp850", "mac_roman"])
def test_encodings_delimiters_and_line_ends_are_found(delimiter: str, end: str, encoding: str) -> None:
    found = seen(table(delimiter, end), encoding)
    assert found.plan.dialect.encoding == encoding
    assert found.plan.dialect.delimiter == delimiter
    assert found.line_end == end
    assert [c.field for c in found.plan.columns] == FIELDS
    assert found.counters == Counters(4, header=1, row_lines=3, rows=3)


def test_the_whole_file_decides_the_encoding() -> None:
    plain = [["C9", "Martin", "Jean", "jean@martin.example", "01 99 00 12 37", "75011", "Paris"]] * 20_000
    late = [*plain, ["C9", "B\xe9rard", "L\xe9a", "lea@berard.example", "", "75011", "Paris"]]
    data = table(rows=late).replace("Téléphone", "Telephone").replace("Prénom", "Prenom")
    assert seen(data, "cp1252").plan.dialect.encoding == "cp1252"
    assert seen(data, "utf-8").plan.dialect.encoding == "utf-8"
    assert seen(table(rows=plain).replace("é", "e")).plan.dialect.encoding == "utf-8"


def test_undefined_bytes_and_nul_are_counted() -> None:
    data = table().encode("cp1252").replace(b"Paris", b"Par\x81is").replace(b"Lyon", b"Ly\0on")
    found = survey(opener(data))
    assert (found.plan.dialect.encoding, found.undefined, found.nul) == ("cp1252", 1, 1)


@pytest.mark.parametrize("before", range(9))
def test_a_header_in_row_1_to_10_is_found(before: int) -> None:
    titles = ["Société Exemple", "Liste des clients", "", "Édité le 03/11/2026", ";;;;;;", "", "Page 1", "", "x"]
    text = "".join(line + "\n" for line in titles[:before]) + table()
    found = seen(text)
    assert found.plan.layout.header_row == before + 1
    assert found.plan.layout.preamble == before
    assert [c.field for c in found.plan.columns] == FIELDS
    assert found.counters.rows == 3
    assert found.counters.balanced


def test_a_sep_line_decides_the_delimiter() -> None:
    found = seen("sep=|\n" + table("|"))
    assert (found.plan.dialect.delimiter, found.plan.layout.header_row) == ("|", 2)


def test_a_file_without_header_is_mapped_by_its_values() -> None:
    found = seen("".join(";".join(row) + "\n" for row in ROWS))
    assert found.plan.layout.header_row == 0
    assert found.plan.fields["email"] == 3
    assert found.plan.fields["phone"] == 4
    assert found.counters.rows == 3


def test_totals_at_the_end_are_footer() -> None:
    found = seen(table() + ";;;;;;\nTOTAL GÉNÉRAL;;;;;;3\n\n")
    assert found.plan.layout.footer_from == 6
    assert found.counters == Counters(7, header=1, footer=2, blank=1, row_lines=3, rows=3)


def test_a_customer_named_total_stays_a_row() -> None:
    firm = ["C4", "TOTAL", "Énergies", "contact@total.example", "01 99 00 12 38", "92400", "Courbevoie"]
    assert seen(table(rows=[*ROWS, firm])).plan.layout.footer_from is None


@pytest.mark.parametrize("place", [0, 1, 3])
def test_an_empty_heading_that_no_row_has_a_cell_for_is_passed_over(place: int) -> None:
    header = ";".join([*HEADINGS[:place], "", *HEADINGS[place:]])
    found = seen(table().replace(";".join(HEADINGS), header))
    assert list(found.plan.headings) == HEADINGS
    assert [c.field for c in found.plan.columns] == FIELDS
    filled = seen(header + "\n" + "".join(";".join([*r[:place], "x", *r[place:]]) + "\n" for r in ROWS))
    assert list(filled.plan.headings) == header.split(";"), "one that rows have cells for is a column"


def test_quoted_cells_may_hold_delimiters_and_line_ends() -> None:
    rows = [[f'"{cell}"' for cell in row] for row in ROWS]
    rows[1][6] = '"Lyon; 3e\narrondissement"'
    found = seen(table(rows=rows))
    assert found.plan.dialect.quote == '"'
    assert found.counters == Counters(5, header=1, row_lines=4, rows=3)


def test_single_quotes_are_found_where_some_cells_need_them() -> None:
    rows = [[*row[:6], f"'{row[6]}, {row[5]}'"] for row in ROWS]
    found = seen(table(",", rows=rows))
    assert (found.plan.dialect.delimiter, found.plan.dialect.quote) == (",", "'")
    assert found.counters.rows == 3
    assert seen(table(rows=[[*r[:6], f"l'{r[6]}"] for r in ROWS])).plan.dialect.quote == '"'


def test_one_broken_line_does_not_cost_the_quotes_of_a_small_file() -> None:
    rows = [[f'"{cell}"' for cell in ROWS[0]], ROWS[1], ['"C3" x', *ROWS[2][1:]]]
    found = seen(table(rows=rows))
    assert found.plan.dialect.quote == '"'
    assert (found.counters.rows, found.counters.unreadable) == (3, 0)


def test_quotes_that_break_more_lines_than_they_serve_are_text() -> None:
    found = seen(table(rows=[[row[0], f'"{row[1]}" dit', *row[2:]] for row in ROWS]))
    assert found.plan.dialect.quote is None
    assert found.counters.unreadable == 0


def test_backticks_are_found_as_quotes() -> None:
    assert seen(table(rows=[[f"`{c}`" for c in row] for row in ROWS])).plan.dialect.quote == "`"


def test_dates_and_amounts_are_decided_by_the_whole_column() -> None:
    head = "Nom;Date de naissance;Total achats\n"
    plain = "Durand;01/02/1980;12\n" * 60_000
    american = seen(head + plain + "Petit;03/25/1980;12.50\n").plan
    french = seen(head + plain + "Petit;25/03/1980;12,50\n").plan
    assert (american.profile("birth_date").date_order, american.profile("total_spent").decimal) == ("MDY", ".")
    assert (french.profile("birth_date").date_order, french.profile("total_spent").decimal) == ("DMY", ",")


def test_a_forced_mapping_wins_and_moves_the_field() -> None:
    found = seen(table(), overrides={"Nom": "company_name", "@1": "company_name", "Ville": None})
    assert [c.field for c in found.plan.columns] == [
        "customer_id", "company_name", "first_name", "email", "phone", "postal_code", None,
    ]  # fmt: skip
    assert found.plan.mapping_sha256 != seen(table()).plan.mapping_sha256


@pytest.mark.parametrize("forced", [{"Nomm": "last_name"}, {"@9": "email"}, {"Nom": "surname"}])
def test_a_forced_mapping_of_what_is_not_there_is_refused(forced: dict[str, str | None]) -> None:
    with pytest.raises(BadQuery):
        seen(table(), overrides=forced)


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"", "empty"),
        (b"PK\x03\x04....", "spreadsheet"),
        (b"\xd0\xcf\x11\xe0....", "spreadsheet"),
        (b"%PDF-1.7 ...", "pdf"),
        (b"\x1f\x8b\x08", "archive"),
        (b"\x00\x01\x02\x03\x00\x07\x08" * 40, "binary"),
        (b'[{"nom": "Durand"}]', "markup"),
        (b"<html><table><tr><td>Nom", "markup"),
        (table().encode("utf-16") + b"\0", "not-decodable"),
        (b"Nom;E-mail\n" + b"x" * (17 << 20), "long-line"),
    ],
)
def test_what_is_no_table_is_refused_with_a_reason(data: bytes, reason: str) -> None:
    with pytest.raises(FileUnusable) as refused:
        survey(opener(data))
    assert refused.value.facts["reason"] == reason
    assert len(refused.value.detail) > 20


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        (table(rows=[]), "no-rows"),
        ("code_departement,code_region\n01,84\n23,75\n", "no-party-column"),
        ("Nom;E-mail;Ville\n;;Paris\n ;;Lyon\n", "no-party-row"),
        (
            (
                "JournalCode;EcritureNum;EcritureDate;CompteNum;CompteLib;CompAuxNum;CompAuxLib;Debit;Credit\n"
                "VE;1;20260105;411000;Clients;;;120,00;0\nAC;2;20260105;401000;Fournisseurs;F1;ACME;0;120,00\n"
            ),
            "no-party-row",
        ),
    ],
)
def test_a_table_of_other_things_is_refused_with_a_reason(text: str, reason: str) -> None:
    with pytest.raises(FileUnusable) as refused:
        require_customers(seen(text))
    assert refused.value.facts["reason"] == reason
    require_customers(seen(table()))


def test_accounting_entries_give_their_customers() -> None:
    fec = (
        "JournalCode|JournalLib|EcritureNum|EcritureDate|CompteNum|CompteLib|CompAuxNum|CompAuxLib|PieceRef|PieceDate"
        "|EcritureLib|Debit|Credit|EcritureLet|DateLet|ValidDate|Montantdevise|Idevise\n"
        'VE|Ventes|1|20260105|41100000|Clients|C01|LA "BONNE" ADRESSE|F1|20260105|Facture|120,00|0,00||||\n'
    )
    plan = seen(fec).plan
    assert (plan.software, plan.dialect.quote) == ("FEC", None)
    assert [(d.field, d.source, d.where, d.prefix) for d in plan.derived] == [
        ("full_name", 7, 4, "4"),
        ("customer_id", 6, 4, "4"),
        ("full_name", 5, 4, "4"),
        ("customer_id", 4, 4, "4"),
    ]


EDGY = st.text(st.sampled_from(list('ab;,"\n\r é\t0@|')), min_size=1, max_size=200)


@settings(max_examples=60, deadline=None)
@given(text=EDGY, header=st.sampled_from(["", "Nom;E-mail;Ville\n", "sep=;\n", "Titre\n\nNom,E-mail\n"]))
def test_any_text_is_read_and_counted_or_refused(text: str, header: str) -> None:
    data = (header + text).encode()
    try:
        found = survey(opener(data, 13))
    except FileUnusable:
        return
    assert found.counters.balanced
    assert found == survey(opener(data))
    again = sum((b.counters for b in read_batches(opener(data)(), found.plan, rows_per_batch=3)), Counters())
    assert again == found.counters
    assert again.lines == len(_lines(header + text, found.plan.dialect.newline))


def _lines(text: str, newline: str) -> list[str]:
    if newline == "cr":
        text = text.replace("\r\n", "\n").replace("\r", "\n")
    lines = text.split("\n")
    return lines[:-1] if lines[-1] == "" else lines
