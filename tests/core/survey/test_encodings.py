"""Which encoding a file is taken for, and what becomes of lines and bytes that are not of it."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from service.core.plan import Dialect, Layout, Plan
from service.core.read import read_batches
from service.core.read.text import Noted, text_of
from service.core.survey.encodings import Encoding, encoding_of

FRENCH = "Hélène Garçon;12 rue de l'Évêché;Ça va, très bien à Angoulême;27 °C;"


def opener(data: bytes, size: int = 64) -> Callable[[], Iterator[bytes]]:
    return lambda: (data[i : i + size] for i in range(0, len(data), size))


@pytest.mark.parametrize(
    ("text", "code", "name"),
    [
        (FRENCH, "utf-8", "utf-8"),
        (FRENCH, "utf-8-sig", "utf-8-sig"),
        (FRENCH, "utf-16-be", "utf-16-be"),
        (FRENCH, "utf-32-le", "utf-32-le"),
        (FRENCH, "utf-32-be", "utf-32-be"),
        (FRENCH, "cp1252", "cp1252"),
        (FRENCH, "cp850", "cp850"),
        (FRENCH, "mac_roman", "mac_roman"),
        (FRENCH + "12 €", "iso-8859-15", "iso-8859-15"),
        (FRENCH + "12 €", "cp1252", "cp1252"),
        ("Müller;Größe;Straße;Köln", "cp1252", "cp1252"),
        ("Muñoz;España;mañana;Ángel", "cp1252", "cp1252"),
        ("João;São Paulo;coração;ões", "cp1252", "cp1252"),
        ("Łukasz;Wałęsa;Gdańsk;źródło;miłość", "cp1250", "cp1250"),
        ("Łukasz;Wałęsa;Gdańsk;źródło;miłość", "iso8859_2", "iso8859_2"),
        ("Ayşe;Yıldız;İstanbul;Şişli;doğum günü", "cp1254", "cp1254"),
        ("Иван Петров;Москва;улица Пушкина;дом Колотушкина", "cp1251", "cp1251"),
    ],
)
def test_codes_are_told_apart(text: str, code: str, name: str) -> None:
    data = (text + "\n").encode(code) * 20
    assert encoding_of(opener(data)).name == name


def test_greek_is_read_whatever_its_code_is_called() -> None:
    text = "Γιώργος Παπαδόπουλος;Αθήνα;Θεσσαλονίκη;οδός Ερμού;Άρτα\n" * 20
    for code in ("iso8859_7", "cp1253"):
        data = text.encode(code)
        assert data.decode(encoding_of(opener(data)).name) == text


def test_zeros_before_plain_text_are_not_utf_16() -> None:
    assert encoding_of(opener(bytes(900) + b"Nom;Ville\n" * 20, 1 << 16)) == Encoding("utf-8")


def test_a_file_that_is_utf8_but_for_some_lines_has_a_fallback() -> None:
    data = (FRENCH + "\n").encode() * 50 + (FRENCH + "\n").encode("cp1252")
    assert encoding_of(opener(data)) == Encoding("utf-8", "cp1252")
    assert encoding_of(opener((FRENCH + "\n").encode() + (FRENCH + "\n").encode("cp1252") * 50)).name == "cp1252"


LINES = st.lists(st.tuples(st.text("aé;\0", max_size=6), st.booleans()), max_size=12)


@settings(max_examples=300, deadline=None)
@given(lines=LINES, size=st.integers(1, 9), end=st.sampled_from(["\n", "\r\n", "\r"]), ended=st.booleans())
def test_each_line_is_read_in_its_own_code_and_noted(
    lines: list[tuple[str, bool]], size: int, end: str, ended: bool
) -> None:
    parts = [text.encode("cp1252" if other else "utf-8") for text, other in lines]
    data = end.encode().join(parts) + (end.encode() if ended else b"")
    noted = Noted()
    dialect = Dialect("utf-8", "cr" if end == "\r" else "lf", fallback="cp1252")
    got = b"".join(text_of(opener(data, size)(), dialect, noted)).decode()
    kept = "\n" if end == "\r" else end
    wanted = kept.join(text.replace("\0", "") for text, _ in lines) + (kept if ended else "")
    assert got == wanted
    assert noted.other_code == [n for n, (text, other) in enumerate(lines, start=1) if other and "é" in text]


@pytest.mark.parametrize("size", [1, 3, 1000])
@pytest.mark.parametrize("rows", [1, 2, 50])
def test_rows_say_what_was_noted_of_their_lines(size: int, rows: int) -> None:
    data = 'Nom;Ville\nÉva;Paris\n"Zo\n'.encode() + 'é";Évry\nAnna;Lyon\nNoël;Brest\n'.encode("cp1252")
    plan = Plan(Dialect("utf-8", "lf", ";", '"', "cp1252"), Layout(header_row=1, header_lines=1, width=2))
    batches = list(read_batches(opener(data, size)(), plan, rows_per_batch=rows))
    cells = pl.concat([b.rows for b in batches])["cells"].to_list()
    assert cells == [["Éva", "Paris"], ["Zo\né", "Évry"], ["Anna", "Lyon"], ["Noël", "Brest"]]
    issues = pl.concat([b.issues for b in batches]).select("row_id", "code", "before", "after").rows()
    assert issues == [(2, "row.other-encoding", None, None), (4, "row.other-encoding", None, None)]


@pytest.mark.parametrize("size", [1, 3, 1000])
def test_bytes_that_cp1252_does_not_define_are_said_by_row(size: int) -> None:
    data = b"Nom;Ville\nAnna;Par\x81is\n\nB\x8d\x9dob;Ly\x90on\nZo\xe9;Metz\n"
    plan = Plan(Dialect("cp1252", "lf", ";", '"'), Layout(header_row=1, header_lines=1, width=2))
    batches = list(read_batches(opener(data, size)(), plan, rows_per_batch=1))
    issues = pl.concat([b.issues for b in batches]).select("row_id", "code").rows()
    assert issues == [(1, "row.undefined-byte"), (2, "row.undefined-byte")]
    assert pl.concat([b.rows for b in batches])["cells"].to_list()[0] == ["Anna", "Par\x81is"]
