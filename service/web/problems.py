"""What a problem says to a person: what happened, what to do, and a short code to quote.

A page of its own for each status; the sentences are in `_SAID`, by the problem's slug. Facts are ids and counts.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from service.errors import QualityError


def N_(text: str) -> str:  # noqa: N802 - gettext's usual name: marks a text for the catalogues, translated when shown
    """The text itself."""
    return text


class FormRefused(QualityError):
    """A form that does not come from our own page, or from one that is out of date."""

    slug, title = "form-refused", "This form does not come from an up-to-date page."


class RoleMissing(QualityError):
    """The key has none of the roles that this page asks for."""

    slug, title = "role-missing", "The key's roles do not include this."


class PageMissing(QualityError):
    """No page at this address."""

    slug, title = "page-missing", "There is no page at this address."


class SignInNeeded(QualityError):
    """Nobody is signed in."""

    slug: ClassVar[str] = "sign-in-needed"
    title: ClassVar[str] = "Sign in first."


@dataclass(frozen=True)
class Said:
    """A problem for people: HTTP status, what happened, what to do."""

    status: int
    title: str
    remedy: str


_SAID = {
    "already-imported": Said(
        409, N_("Ce fichier est déjà dans la liste."), N_("Rien n'a été ajouté. Ouvrez l'import existant.")
    ),
    "bad-query": Said(
        422,
        N_("La demande n'a pas été comprise."),
        N_("Revenez en arrière, corrigez la valeur signalée et recommencez."),
    ),
    "busy": Said(503, N_("Limpide est occupé."), N_("Rien n'a changé. Réessayez dans un instant.")),
    "file-unusable": Said(
        422,
        N_("Ce fichier ne se lit pas comme un tableau de clients."),
        N_("Exportez-le en CSV ou en Excel, avec une ligne d'en-têtes, puis déposez-le de nouveau."),
    ),
    "form-refused": Said(
        403,
        N_("Ce formulaire n'est plus valable."),
        N_("Rien n'a changé. Revenez à la page, rechargez-la et recommencez."),
    ),
    "mapping-conflict": Said(
        409,
        N_("Ce fichier est déjà dans la liste, avec une autre correspondance."),
        N_("Annulez d'abord l'import existant, puis déposez le fichier de nouveau."),
    ),
    "not-found": Said(
        404,
        N_("Il n'y a rien à cette adresse."),
        N_("L'élément a pu être fusionné, annulé ou effacé. Repartez du menu."),
    ),
    "name-taken": Said(
        409, N_("Ce nom est déjà pris."), N_("Rien n'a changé. Revenez en arrière et choisissez-en un autre.")
    ),
    "not-begun": Said(
        409,
        N_("Cet import n'a pas été commencé."),
        N_("Le fichier a été effacé, rien n'a été ajouté. Déposez-le de nouveau pour l'importer."),
    ),
    "page-missing": Said(404, N_("Il n'y a pas de page à cette adresse."), N_("Repartez du menu.")),
    "recipe-mismatch": Said(
        422,
        N_("La recette demandée ne convient pas à ce fichier."),
        N_("Des colonnes qu'elle utilise n'y sont pas. Dites quelle colonne est laquelle, ou corrigez la recette."),
    ),
    "role-missing": Said(
        403,
        N_("Votre clé ne donne pas accès à cette page."),
        N_("Demandez le rôle nécessaire à la personne qui administre Limpide."),
    ),
    "sign-in-refused": Said(
        403,
        N_("Cette clé ou ce lien n'ouvre pas de session."),
        N_("Un lien sert une seule fois, pendant 15 minutes. Demandez-en un nouveau, ou entrez votre clé."),
    ),
    "storage-full": Said(
        507, N_("Le disque est plein."), N_("Rien n'a été enregistré. Prévenez la personne qui administre Limpide.")
    ),
    "store-unreachable": Said(
        503, N_("La base de données ne répond pas."), N_("Rien n'a changé. Réessayez dans un instant.")
    ),
    "too-large": Said(
        413, N_("Cet envoi est trop grand."), N_("Découpez le fichier ou demandez une limite plus haute.")
    ),
    "wrong-state": Said(
        409, N_("Ce n'est pas possible en l'état."), N_("Rechargez la page : la situation a changé entre-temps.")
    ),
}
_REFUSED = Said(
    422, N_("La demande n'a pas pu être honorée."), N_("Rien n'a changé. Revenez en arrière et recommencez.")
)
BROKEN = Said(
    500,
    N_("Une erreur s'est produite de notre côté."),
    N_("Elle est consignée. Donnez le code ci-dessous à la personne qui administre Limpide."),
)


def said(problem: QualityError) -> Said:
    """The problem for people."""
    return said_of(problem.slug)


def said_of(slug: str) -> Said:
    """A problem of this name for people."""
    return _SAID.get(slug, _REFUSED)
