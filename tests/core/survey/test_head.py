"""A first look reads the head of a large file only, and says the same again; what the whole says otherwise is told."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from service.core.survey import first_look, survey
from service.core.survey import head as of_head
from service.core.survey.head import Difference, differences, is_large
from service.errors import FileUnusable

ROW = "C{n};Durand;durand{n}@exemple.example;0199001234;03/04/2026;Lyon\n"
HEADING = "Code;Nom;Email;Téléphone;Créé le;Ville\n"


@pytest.fixture
def small_bounds(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(of_head, "WHOLE", 60_000)
    monkeypatch.setattr(of_head, "HEAD", 20_000)


def in_blocks(content: bytes, size: int) -> Iterator[bytes]:
    for at in range(0, len(content), size):
        yield content[at : at + size]


def text(rows: int, heading: str = HEADING) -> str:
    return heading + "".join(ROW.format(n=n) for n in range(rows))


def test_a_small_file_is_read_whole_at_once() -> None:
    content = text(200).encode()
    look = first_look(lambda: in_blocks(content, 1000))
    assert not look.provisional
    assert look.survey == survey(lambda: in_blocks(content, 999))
    assert look.size == len(content)
    assert not is_large(lambda: in_blocks(content, 100))


@pytest.mark.usefixtures("small_bounds")
@pytest.mark.parametrize("code", ["utf-8", "cp1252", "utf-16-le", "utf-16-be", "utf-16", "utf-32-le", "utf-8-sig"])
def test_the_head_of_a_large_file_ends_with_a_line_and_says_what_the_file_says(code: str) -> None:
    content = text(2000).replace("Lyon", "Orléans").encode(code)
    look = first_look(lambda: in_blocks(content, 777))
    assert look.provisional
    assert is_large(lambda: in_blocks(content, 5000))
    assert 10_000 < look.size <= 20_000
    read = b"".join(look.blocks())
    assert content.startswith(read)
    assert read.decode(code).endswith("\n")
    whole = survey(lambda: in_blocks(content, 5000))
    assert differences(look.survey.plan, whole.plan) == ()
    again = first_look(lambda: in_blocks(content, 4096))
    assert again.survey == look.survey, "the size of blocks changes nothing"


@pytest.mark.usefixtures("small_bounds")
def test_what_the_whole_file_says_otherwise_is_told() -> None:
    content = text(2000, HEADING.replace("é", "e")) + ROW.format(n=1).replace("Lyon", "Orléans").replace(
        "03/04", "12/25"
    )
    raw = content.encode("cp1252")
    look = first_look(lambda: in_blocks(raw, 4096))
    whole = survey(lambda: in_blocks(raw, 4096))
    assert differences(look.survey.plan, whole.plan) == (
        Difference("encoding", "", "utf-8", "cp1252"),
        Difference("date_order", "record_created_at", None, "MDY"),
    )


@pytest.mark.usefixtures("small_bounds")
def test_a_head_without_line_end_is_looked_at_as_it_is() -> None:
    look = first_look(lambda: in_blocks(b"x" * 100_000, 4096))
    assert (look.provisional, look.size) == (True, 20_000)
    with pytest.raises(FileUnusable) as told:
        first_look(lambda: in_blocks(b"a;b;" * 30_000, 4096))
    assert told.value.facts["reason"] == "too-many-columns"
