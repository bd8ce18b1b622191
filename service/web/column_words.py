"""The words for what a column is (core/classify): strength, sensitivity, trait, origin; and for kinds of errors."""

from __future__ import annotations

from service.web.problems import N_

COLUMN_WORDS: dict[str, str] = {
    "proved": N_("prouvée"),
    "indicated": N_("indiquée"),
    "undetermined": N_("indéterminée"),
    "stale": N_("périmée"),
    "human": N_("saisie"),
    "duplicate": N_("doublon"),
    "non-standard": N_("hors norme"),
    "identifying": N_("identifiante"),
    "contact": N_("coordonnée"),
    "financial": N_("financière"),
    "special": N_("sensible (RGPD art. 9)"),
    "nir": N_("numéro de sécurité sociale"),
    "free-text": N_("texte libre"),
    "other": N_("autre"),
    "none": N_("aucune"),
    "socio-demographic": N_("sociodémographique"),
    "psychological": N_("psychologique"),
    "behavioural": N_("comportementale"),
    "declared": N_("déclarée"),
    "observed": N_("observée"),
}
