"""Eight invented lines of a customer file, one for each answer that a decision on emails can give."""

from __future__ import annotations

import datetime as dt
from zoneinfo import ZoneInfo

HEADER = (
    "Code client;Civilité;Nom;Prénom;Société;Email;Mobile;Code postal;Ville;Type;Statut;Date de création;"
    "Dernière commande;Total CA;Optin email;Optin SMS;Date optin"
)
ROWS = [
    # allowed: dated consent of a consumer
    "C1;Mme;Durand;Alice;;alice.durand@courrier.example;0199000101;69003;Lyon;Particulier;Prospect;10/01/2026;;;oui;;12/01/2026",
    # unknown: an undated yes
    "C2;M.;Petit;Bruno;;bruno.petit@courrier.example;0199000102;69003;Lyon;Particulier;Prospect;10/01/2026;;;oui;;",
    # refused: a no
    "C3;M.;Moreau;Carl;;carl.moreau@courrier.example;0199000103;69003;Lyon;Particulier;Prospect;10/01/2026;;;non;;",
    # refused: nothing said
    "C4;Mme;Garnier;Dora;;dora.garnier@courrier.example;;75011;Paris;Particulier;Prospect;10/01/2026;;;;;",
    # unknown: a customer, and nothing proves the exception
    "C5;Mme;Faure;Elsa;;elsa.faure@courrier.example;;75011;Paris;Particulier;Client;10/01/2024;05/03/2026;250,00;;;",
    # refused: a prospect past three years
    "C6;M.;Henry;Fred;;fred.henry@courrier.example;;75011;Paris;Particulier;Prospect;10/01/2020;;;oui;;12/01/2020",
    # unreachable
    "C7;M.;Noel;Guy;;;0199000107;13001;Marseille;Particulier;Prospect;10/01/2026;;;;;",
    # allowed: a firm's generic address
    "C8;;;;Menuiserie Bertin SARL;contact@menuiserie-bertin.example;;38000;Grenoble;Professionnel;Prospect;10/01/2026;;;;;",
]  # fmt: skip
AT = int(dt.datetime(2026, 11, 20, 10, tzinfo=ZoneInfo("Europe/Paris")).timestamp() * 1_000_000)
"""The moment asked about: 2026-11-20, 10:00 in Paris."""
