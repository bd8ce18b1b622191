"""Columns of fixed width: found where they are certain, and nowhere else."""

from __future__ import annotations

from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.core.containers.fixed import Fixed, fixed_columns, fixed_lines, may_be_fixed
from service.core.containers.text import SEPARATOR
from service.errors import FileUnusable

PEOPLE = [
    ("C1", "Durand", "Élise", "elise@durand.example", "75011", "1234,50"),
    ("C22", "Le Gall", "Noël", "noel@legall.example", "29000", "9,00"),
    ("C333", "Garçon-Petit", "Zoé", "", "01000", ""),
    ("C4", "Petit", "Jean Marc", "jm@petit.example", "69001", "150,25"),
]
HEADINGS = ("Code", "Nom", "Prénom", "E-mail", "CP", "CA total")
WIDTHS = (6, 16, 12, 24, 7, 10)


def laid_out(rows: Sequence[tuple[str, ...]], headings: tuple[str, ...] | None = HEADINGS) -> list[str]:
    table = [headings, *rows] if headings else rows
    return [
        "".join(cell.ljust(w) for cell, w in zip(row[:-1], WIDTHS, strict=False)) + row[-1].rjust(WIDTHS[-1])
        for row in table
    ]


def cut(lines: list[str], fixed: Fixed, size: int = 1 << 20) -> list[list[str]]:
    data = ("\n".join(lines) + "\n").encode()
    text = b"".join(fixed_lines((data[i : i + size] for i in range(0, len(data), size)), fixed)).decode()
    return [line.split(SEPARATOR) for line in text.split("\n")[:-1]]


@pytest.mark.parametrize("size", [3, 50, 1 << 20])
def test_columns_are_told_by_blanks_and_headings(size: int) -> None:
    lines = laid_out(PEOPLE)
    assert may_be_fixed("\n".join(lines).encode())
    found = fixed_columns(lines)
    assert found is not None
    assert cut(lines, found, size) == [list(row) for row in [HEADINGS, *PEOPLE]]


def test_titles_above_the_headings_do_not_hide_them() -> None:
    lines = ["Liste des clients de la société Exemple", "", *laid_out(PEOPLE)]
    found = fixed_columns(lines)
    assert found is not None
    assert cut(lines, found)[2:] == [list(row) for row in [HEADINGS, *PEOPLE]]
    assert cut(lines, found)[0] == ["Liste des clients de la société Exemple"]


def test_a_ruler_of_dashes_draws_the_columns_and_is_no_row() -> None:
    lines = laid_out(PEOPLE[:2])
    lines.insert(1, " ".join("-" * (w - 1) for w in WIDTHS))
    found = fixed_columns(lines)
    assert found is not None
    assert found.ruler == 2
    assert cut(lines, found) == [list(HEADINGS), [""], list(PEOPLE[0]), list(PEOPLE[1])]


def test_without_headings_lines_of_one_length_are_needed() -> None:
    rows = [PEOPLE[n % 4] for n in range(12)]
    assert fixed_columns(laid_out(rows, headings=None)) is not None
    assert fixed_columns([line.rstrip() for line in laid_out(PEOPLE, headings=None)]) is None


@pytest.mark.parametrize(
    "text",
    [
        "Nom;Prénom   ;Ville\nDurand;Élise    ;Paris\nPetit ;Jean     ;Lyon\nMartin;Zoé      ;Nantes\n",
        "Nom\tVille\nDurand\tParis\nPetit\tLyon\nMartin\tBrest\nRoux\tNice\n",
        "Nom  \nDurand  \nPetit  \nMartin  \nRoux  \n",
        "Nom,Adresse\nDurand,3  rue\nPetit,4  rue\nMartin,5  rue\nRoux,6  rue\n",
        "Bonjour,\n\nVeuillez trouver ci-joint la liste.\nElle compte les clients de l'an passé.\nBien à vous\n",
        "Durand Jean\nPetit Paul\nMartin Zoe\nRoux Anne\nBlanc Luc\n",
    ],
    ids=["semicolons", "tabs", "one column", "commas", "prose", "two words"],
)
def test_what_is_not_certain_is_left_alone(text: str) -> None:
    assert fixed_columns(text.split("\n")[:-1]) is None


def test_a_file_whose_later_lines_cross_the_columns_is_refused() -> None:
    found = fixed_columns(laid_out(PEOPLE))
    assert found is not None
    with pytest.raises(FileUnusable) as refused:
        cut([*laid_out(PEOPLE), *["x" * 80] * 20], found)
    assert refused.value.facts["reason"] == "uneven-columns"


words = st.text(st.characters(codec="cp1252", categories=["L", "N"]), min_size=1, max_size=5)


@given(st.lists(st.tuples(words, words, words, words, words, words), min_size=4, max_size=40))
def test_what_is_laid_out_is_read_back(rows: list[tuple[str, ...]]) -> None:
    lines = laid_out(rows)
    found = fixed_columns(lines)
    if found is not None and len(found.starts) == len(WIDTHS):
        assert cut(lines, found) == [list(row) for row in [HEADINGS, *rows]]
