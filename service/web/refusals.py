"""Why a file was refused, in words for a clerk: what it is, and what to do instead, by the problem's `reason`."""

from __future__ import annotations

from service.errors import Fact
from service.web.problems import N_, Said, said_of

_TOO_MUCH = N_("Ce fichier dépasse ce que Limpide accepte de lire.")
_UNREADABLE = N_("Ce fichier est abîmé : il ne s'ouvre pas.")
_NO_TABLE = N_("Ce fichier n'est pas un tableau.")
_UNPACK = N_("Décompressez l'archive et déposez le seul fichier qui contient vos clients.")
_SAVE_CSV = N_("Ouvrez-le dans votre tableur, enregistrez la feuille en CSV (UTF-8) et déposez ce fichier.")
_EXPORT = N_("Déposez le fichier que votre logiciel exporte : CSV, Excel, LibreOffice ou dBase.")

REFUSALS = {
    "access": (
        N_("C'est une base Access."),
        N_(
            "Dans Access, ouvrez la table des clients, puis Données externes > Exporter > Excel, et déposez ce fichier."
        ),
    ),
    "pdf": (_NO_TABLE, N_("C'est un PDF : exportez la liste des clients en CSV ou en Excel au lieu de l'imprimer.")),
    "image": (_NO_TABLE, _EXPORT),
    "program": (_NO_TABLE, _EXPORT),
    "database": (_NO_TABLE, N_("C'est une base de données : exportez-en la table des clients en CSV.")),
    "document": (_NO_TABLE, N_("Copiez son tableau dans un classeur, enregistrez-le et déposez le classeur.")),
    "markup": (_NO_TABLE, N_("C'est une page web ou un fichier JSON ou XML : exportez plutôt en CSV ou en Excel.")),
    "binary": (_NO_TABLE, _EXPORT),
    "archive": (N_("Cette archive ne s'ouvre pas ici."), _UNPACK),
    "several-files": (N_("Cette archive contient plusieurs fichiers."), _UNPACK),
    "no-file": (N_("Cette archive ne contient aucun fichier utilisable."), _EXPORT),
    "nested-archive": (N_("Cette archive en contient une autre."), _UNPACK),
    "encrypted": (
        N_("Ce fichier est protégé par un mot de passe."),
        N_("Enregistrez-le sans mot de passe, ou en CSV (UTF-8), et déposez-le de nouveau."),
    ),
    "damaged": (_UNREADABLE, N_("Exportez-le de nouveau depuis votre logiciel, en CSV (UTF-8) si vous le pouvez.")),
    "not-decodable": (
        _UNREADABLE,
        N_("Exportez-le de nouveau depuis votre logiciel, en CSV (UTF-8) si vous le pouvez."),
    ),
    "empty": (N_("Ce fichier est vide."), N_("Exportez-le de nouveau, avec vos clients dedans.")),
    "no-rows": (
        N_("Ce fichier a des en-têtes, mais aucune ligne."),
        N_("Exportez-le de nouveau, avec vos clients dedans."),
    ),
    "entities": (_TOO_MUCH, _SAVE_CSV),
    "uneven-columns": (N_("Les colonnes de ce fichier ne sont pas alignées partout."), _SAVE_CSV),
    "long-line": (_TOO_MUCH, N_("Une ligne dépasse 16 millions de caractères : ce n'est pas un tableau.")),
    "too-many-columns": (_TOO_MUCH, N_("Plus de 1 000 colonnes : exportez-en moins.")),
    "too-many-entries": (_TOO_MUCH, _UNPACK),
    "too-large-unpacked": (_TOO_MUCH, N_("Décompressé, il dépasse 2 Gio : exportez en plusieurs fichiers.")),
    "unpacked-ratio": (_TOO_MUCH, N_("Décompressé, il fait plus de 100 fois sa taille : décompressez-le vous-même.")),
    "too-many-cells": (_TOO_MUCH, N_("Copiez le tableau dans une nouvelle feuille, et déposez ce classeur.")),
    "workbook-memory": (_TOO_MUCH, _SAVE_CSV),
    "workbook-seconds": (_TOO_MUCH, _SAVE_CSV),
}
"""Title and remedy by reason; any other reason is told by the problem's own words."""


def refusal(problem: dict[str, Fact]) -> Said:
    """A stored problem for people."""
    told = said_of(str(problem.get("type", "")).rsplit("/", 1)[-1])
    words = REFUSALS.get(str(problem.get("reason")))
    return told if words is None or told.status != 422 else Said(told.status, *words)
