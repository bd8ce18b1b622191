"""What free text should not hold: found by checksum and by word, told by kind alone."""

from __future__ import annotations

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.core.kinds.hazards import CODES, KINDS, found_in, hazards, hazards_of, masks, nir_holds
from service.core.reasons import REASONS
from service.reference.sensitive_words import WORDS

NUMBERS = [
    ("IBAN FR76 3000 6000 0112 3456 7890 189 BIC AGRIFRPP", {"iban": 1}),
    ("rib: fr1420041010050500013m02606.", {"iban": 1}),
    ("BE68 5390 0754 7034 et LU28 0019 4006 4475 0000", {"iban": 2}),
    ("IBAN FR76 3000 6000 0112 3456 7890 188", {}),
    ("CB 4929 7226 5379 7141 exp 12/27", {"card": 1}),
    ("4716-2210-5188-5662", {"card": 1}),
    ("4929 7226 5379 7142", {}),
    ("prefix6234917882863855", {}),
    ("SIRET 732 829 320 00074", {}),
    ("commande 1234567890123456", {}),
    ("n° sécu 2 55 08 14 168 025 38", {"nir": 1}),
    ("2 55 08 14 168 025 12", {}),
    ("né en Corse : 1 85 05 2A 004 123 91", {}),
    ("rappeler au 01 99 00 12 34 ou jean@ville.example", {"email": 1, "phone": 1}),
    ("+32 475 12 34 56", {"phone": 1}),
    ("fait le 01/02/2024 à 12:30, 3 pièces, réf. 0199", {}),
]


@pytest.mark.parametrize(("text", "held"), NUMBERS)
def test_numbers_are_found_by_their_checksum(text: str, held: dict[str, int]) -> None:
    assert hazards_of(text) == held


SAID = {
    "health": [
        "Client malade, hospitalisé en mai",
        "Mme est enceinte",
        "diabétique",
        "en fauteuil roulant",
        "dépressive",
    ],
    "religion": ["famille musulmane", "il est juif", "Témoin de Jéhovah", "très pratiquante"],
    "politics": ["vote à gauche", "militant communiste", "sympathisant d'extrême droite"],
    "union": ["délégué syndical", "à la CGT", "syndiquée"],
    "sexual_life": ["homosexuel", "couple gay", "sa vie sexuelle"],
    "offences": ["sort de prison, casier judiciaire", "condamné pour vol", "un escroc"],
    "origin": ["gens du voyage", "type maghrébin", "client d'origine turque"],
    "insults": ["gros con", "Quelle connasse", "client chiant", "menteur"],
    "financial_distress": ["surendetté", "interdit bancaire", "au chômage", "mauvais payeur", "touche le RSA"],
}


@pytest.mark.parametrize(("family", "text"), [(f, t) for f, texts in SAID.items() for t in texts])
def test_words_of_each_family_are_found_whatever_their_case_and_accents(family: str, text: str) -> None:
    assert hazards_of(text).get(family)
    assert hazards_of(text.upper()).get(family)


HARMLESS = [
    "Le Malade imaginaire, deux places au balcon", "enceinte bluetooth JBL", "parking handicapés derrière l'hôtel",
    "carte noire, café noir", "livraison gratuite", "pièces d'origine constructeur", "Assurance maladie : attestation reçue",
    "rue Gay-Lussac, demander M. Gay", "syndicat de copropriété Les Lilas, voir le syndic", "Secours catholique de Lyon",
    "blanchiment dentaire", "chili con carne pour 12", "porte condamnée, passer par la cour", "plainte client traitée",
    "frais de port (FDP) offerts", "cons. électrique mensuelle", "contacter le service comptable", "traitement de surface",
    "Institut du monde arabe", "société détenue à 100 %", "poids, tare comprise", "protestant contre la facture",
    "Ligue contre le cancer", "droite du bâtiment, première à gauche", "vol Paris-Nice du 12 mai",
]  # fmt: skip


@pytest.mark.parametrize("text", HARMLESS)
def test_everyday_phrases_say_nothing_of_a_person(text: str) -> None:
    assert hazards_of(text) == {}


def test_a_column_tells_its_distinct_texts_and_how_many_cells_have_them() -> None:
    texts = ["rien", "est malade", None, "est malade", "IBAN FR76 3000 6000 0112 3456 7890 189, malade", "rien"]
    told = hazards(pl.Series("notes", texts, dtype=pl.String))
    assert told.select("text", "cells", "iban", "health").rows() == [(texts[1], 2, 0, 1), (texts[4], 1, 1, 1)]
    assert told.columns == ["text", "cells", *KINDS]
    assert hazards(pl.Series(["rien", None], dtype=pl.String)).is_empty()


def test_a_mask_names_kinds_and_nothing_of_the_text() -> None:
    texts = pl.Series(["Jean est malade, 4929 7226 5379 7141", "rien", None])
    assert masks(found_in(texts)).to_list() == ["[card] [health]", None, None]


def test_every_kind_has_a_code() -> None:
    assert set(CODES) == set(KINDS)
    assert set(CODES.values()) <= set(REASONS)
    assert set(SAID) == set(WORDS)


def test_keys_of_social_security_numbers() -> None:
    corsican = "1850520041234" + f"{97 - int('1851904123') % 97:02d}"
    assert not nir_holds(corsican[:5] + "2A" + corsican[7:])
    number = "185052A004123"
    key = 97 - int(number.replace("2A", "19")) % 97
    assert nir_holds(f"{number}{key:02d}")
    assert hazards_of(f"n° {number}{key:02d}") == {"nir": 1}
    assert nir_holds("255081416802538")
    assert not nir_holds("255081416802539")


@given(st.lists(st.none() | st.text("FR76 0123456789-ab@.malade\n", max_size=40), max_size=6))
def test_texts_are_judged_each_by_itself(texts: list[str | None]) -> None:
    whole = found_in(pl.Series(texts, dtype=pl.String))
    assert whole.height == len(texts)
    for place, text in enumerate(texts):
        alone = found_in(pl.Series([text], dtype=pl.String))
        assert alone.row(0) == whole.row(place)
