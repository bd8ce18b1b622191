"""What a row of a file stands for, and whose it is where only a name says so."""

from __future__ import annotations

import pytest

from service.core.plan import Derived, Plan
from service.core.survey import survey

CUSTOMERS = "Code client;Nom;Prénom;E-mail\nC1;Durand;Élise;elise@durand.example\nC2;Petit;Noël;noel@petit.example\n"
INVOICES = (
    "N° facture;Date facture;Nom du client;Total TTC\n"
    "F1;03/01/2026;Durand SARL;120,00\nF2;04/02/2026;Durand SARL;60,00\nF3;04/02/2026;Petit;24,00\n"
)
LINES = (
    "Invoice Number;Invoice Date;Customer Name;Email;Item Name;Quantity;Item Price;Invoice Total\n"
    "1;2026-01-03;Durand;a@durand.example;Pen;2;5;60\n1;2026-01-03;Durand;a@durand.example;Ink;5;10;60\n"
)
ADDRESSES = (
    "Code client;Société;Adresse;Code postal;Ville\n"
    "C1;Durand;1 rue Haute;75011;Paris\nC1;Durand;2 quai Bas;69001;Lyon\nC2;Petit;3 place;44000;Nantes\n"
)
CONTACTS = (
    "Code client;Société;Nom;Prénom;E-mail\n"
    "C1;Durand SARL;Roux;Léa;lea@durand.example\nC1;Durand SARL;Blanc;Guy;guy@durand.example\n"
    "C2;Petit SAS;Petit;Anne;anne@petit.example\n"
)
BALANCE = (
    "Code client;Raison sociale;Débit;Crédit;Solde\nC1;Durand SARL;120,00;20,00;100,00\nC2;Petit SAS;60,00;60,00;0,00\n"
)
FEC = (
    "JournalCode\tJournalLib\tEcritureNum\tEcritureDate\tCompteNum\tCompteLib\tCompAuxNum\tCompAuxLib\tPieceRef\t"
    "PieceDate\tEcritureLib\tDebit\tCredit\tEcritureLet\tDateLet\tValidDate\tMontantdevise\tIdevise\n"
    "VE\tVentes\t1\t20260103\t411000\tClients\tC1\tDurand SARL\tF1\t20260103\tFacture\t120,00\t0,00\t\t\t20260103\t\t\n"
)


def plan(text: str) -> Plan:
    return survey(lambda: iter([text.encode()])).plan


@pytest.mark.parametrize(
    ("text", "grain"),
    [
        (CUSTOMERS, "customer"),
        (CUSTOMERS + "C1;Durand;Élise;elise@durand.example\n", "customer"),
        (INVOICES, "invoice"),
        (LINES, "invoice_line"),
        (ADDRESSES, "address"),
        (CONTACTS, "contact"),
        (FEC, "entry"),
        (BALANCE, "customer"),
    ],
)
def test_the_grain_is_told(text: str, grain: str) -> None:
    assert plan(text).grain == grain


def test_a_name_is_the_code_where_nothing_else_says_whose_an_invoice_is() -> None:
    assert plan(INVOICES).derived == (Derived("customer_id", 2),)
    assert plan(LINES).derived == ()
    assert plan(CUSTOMERS).derived == ()
    assert [d.source for d in plan(FEC).derived if d.field == "customer_id"] == [6, 4]  # auxiliary, else own account
