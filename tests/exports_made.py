"""Exports as real software writes them, and as people break them: a hypothesis strategy that gives bytes.

The structure is drawn first (encoding, separator, quotes, line ends, what stands round the table), then typed cells
under known headings, then damage: of single cells, of lines, of bytes. Invented people only.
"""

from __future__ import annotations

from dataclasses import dataclass

from hypothesis import strategies as st

HEADINGS = {
    "Code client": st.sampled_from(["C1", "C2", "0012", "411DUP", "C,9", ""]),
    "Nom": st.sampled_from(["Durand", "LEFÈVRE", "d'Ormesson", "M. et Mme Petit", "N'Guyen", 'O"Neil', "Œuvrard"]),
    "Prénom": st.sampled_from(["Élise", "jean-paul", "J.", "Noël", "-", ""]),
    "Société": st.sampled_from(["Garçon & Fils SARL", "SCI du Lac", "", "Bôite; 3", "CLIENT DIVERS"]),
    "E-mail": st.sampled_from(
        ["a@durand.example", "A@DURAND.EXAMPLE", "a@b.example; c@d.example", "N <n@x.example>", "pas d'adresse", ""]
    ),
    "Téléphone": st.sampled_from(
        ["01 99 00 12 34", "+33199001235", "0199001236 / 0199001237", "p:199001238", "nc", ""]
    ),
    "Adresse": st.sampled_from(["3 rue de la Paix", "12, quai Bas\nBât. C", "1 place\\nHaute", "", "BP 12"]),
    "Code postal": st.sampled_from(["75011", "1000", "F-69001", "2A004", ""]),
    "Ville": st.sampled_from(["Paris", "SAINT-ÉTIENNE", "L'Haÿ-les-Roses", "Lyon CEDEX 03", ""]),
    "SIRET": st.sampled_from(["73282932000074", "3,78943E+13", '="00123"', "732 829 320 00074", ""]),
    "CA total": st.sampled_from(
        ["1 234,56", "(1,200.00)", "$-142.85", "1\u202f234,50 €", "0000000069,60", "899kr", ""]
    ),
    "Dernière commande": st.sampled_from(
        ["03/05/2024", "2024-05-03", "20240503", "5/13/2024", "Jan 28 2021", "31/02/2024"]
    ),
    "Opt-in e-mail": st.sampled_from(["oui", "non", "1", "0", "x", ""]),
    "": st.sampled_from(["", "x"]),
    "Code interne Œ": st.text(st.characters(codec="utf-8", exclude_categories=["Cs"]), max_size=12),
}
ENCODINGS = ["utf-8", "utf-8-sig", "cp1252", "iso-8859-15", "cp850", "mac_roman", "utf-16", "utf-16-be", "utf-32"]
BEFORE = ["Liste des clients", "", "Édité le 03/05/2024;;", "sep=;", "# export", "Société X - Tiers\t"]
AFTER = ["Total;3", "", "TOTAL GENERAL;;12,50", "Nombre de clients : 3", "# fin", "Page 1"]
STRAYS = ['"', "'", "\0", "\r", "\\", '"Durand;Paris', 'x" y;z', ";" * 30, "\u2028", "\x1a", "=cmd|' /C calc'!A0"]
BYTES = [b"\x81", b"\xff\xfe", b"\xe9", b"\xc3", b"\0", b"\r", b"\r\r\n", b'"', b"\xef\xbb\xbf", b"\x9d\n"]


@dataclass(frozen=True)
class Dress:
    """How a table is written."""

    encoding: str
    delimiter: str
    quote: str
    quotes: str  # all | needed | none
    end: str
    trailing: bool


DRESSES = st.builds(
    Dress,
    st.sampled_from(ENCODINGS),
    st.sampled_from([";", ",", "\t", "|", ", "]),
    st.sampled_from(['"', '"', '"', "'", "`"]),
    st.sampled_from(["all", "needed", "none"]),
    st.sampled_from(["\n", "\r\n", "\r", "\r\r\n"]),
    st.booleans(),
)


@st.composite
def exports(draw: st.DrawFn) -> bytes:
    """The bytes of one file, of up to about 60 lines."""
    dress = draw(DRESSES)
    names = draw(st.lists(st.sampled_from(list(HEADINGS)), min_size=1, max_size=9))
    rows = [[draw(HEADINGS[n]) for n in names] for _ in range(draw(st.integers(0, 25)))]
    table = [names, *rows] if draw(st.integers(0, 9)) else rows
    lines = [_line(_ragged(draw, row), dress) for row in table]
    for at, line in draw(st.lists(st.tuples(st.integers(0, 30), st.sampled_from(STRAYS)), max_size=3)):
        lines.insert(min(at, len(lines)), line)
    if draw(st.booleans()) and lines:
        lines.insert(draw(st.integers(0, len(lines))), lines[0])
    lines = [*draw(st.lists(st.sampled_from(BEFORE), max_size=3)), *lines]
    lines += draw(st.lists(st.sampled_from(AFTER), max_size=3))
    text = dress.end.join(lines) + draw(st.sampled_from([dress.end, "", dress.end * 3]))
    return _damaged(draw, text.encode(dress.encoding, "replace"))


def _ragged(draw: st.DrawFn, row: list[str]) -> list[str]:
    cut = draw(st.integers(0, 19))
    return row[:-1] if cut == 0 else [*row, "de trop"] if cut == 1 else row


def _line(cells: list[str], dress: Dress) -> str:
    wanted = [c.replace("\n", " ") for c in cells] if dress.quotes == "none" else cells
    special = (dress.delimiter, dress.quote, "\n", "\r")
    told = [
        f"{dress.quote}{c.replace(dress.quote, dress.quote * 2)}{dress.quote}"
        if dress.quotes == "all" or (dress.quotes == "needed" and any(s in c for s in special))
        else c
        for c in wanted
    ]
    return dress.delimiter.join(told) + dress.delimiter * dress.trailing


def _damaged(draw: st.DrawFn, data: bytes) -> bytes:
    for at, some in draw(st.lists(st.tuples(st.floats(0, 1), st.sampled_from(BYTES)), max_size=2)):
        place = int(at * len(data))
        data = data[:place] + some + data[place:]
    return data[: int(draw(st.floats(0.3, 1)) * len(data))] if draw(st.integers(0, 19)) == 0 else data
