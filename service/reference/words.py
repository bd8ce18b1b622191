"""Words of the trade, as data: missing values, civilities, titles, particles, trade and public words.

Sources: the exports listed in docs (headings and samples of French accounting and CRM software); civilities after the
circulaire of 21 February 2012 (Mademoiselle is no longer asked for: MME); legal forms stand in
legal_forms.csv. Compiled 2026-11. Everything is lower case or folded (see each comment).
"""

from __future__ import annotations

from service.reference.legal_forms import LEGAL_FORMS as LEGAL_FORMS
from service.reference.legal_forms import SURE_FORMS as SURE_FORMS

# lower case
NULL_WORDS: frozenset[str] = frozenset({
    "-", "--", "---", "_", ".", "..", "...", "/", "//", "?", "??", "???", "*", "#", "n/a", "#n/a", "n.a.", "n.a", "n/d",
    "n.d.", "n.d", "n.c.", "n/c", "#ref!", "#value!", "#valeur!", "#nom?", "#name?", "#num!", "#nombre!", "#div/0!",
    "null", "(null)", "none", "nan", "nil", "undefined", "false", "néant", "neant", "inconnu", "inconnue", "unknown",
    "non renseigné", "non renseignée", "non renseigne", "non communiqué", "non communique", "non disponible",
    "non précisé", "pas de", "aucun", "aucune", "vide", "(vide)", "sans objet", "missing", "\\n", "à compléter",
    "a completer", "à renseigner", "xxx", "xxxx", "xxxxx", "tbd", "indéfini", "non défini",
    "(none)", "--none--", "-none-", "<null>", "[null]", "<vide>", "(blank)", "(empty)", "…", "s.o.", "n.r.", "nd", "nc",
    "nr", "xx", "s/o", "non renseigné(e)", "aucun(e)", "inconnu(e)", "non communiqué(e)", "pas communiqué", "{}",
    "[]",
})  # fmt: skip
# lower case; in a column of names these may be names
NULL_WORDS_NOT_NAMES: frozenset[str] = frozenset({"na", "x", "sans", "no", "so"})

# folded
CIVILITIES: dict[str, str] = {
    "M": "M", "MR": "M", "MONSIEUR": "M", "MSR": "M", "MONS": "M", "SIR": "M", "HERR": "M", "MISTER": "M", "SIEUR": "M",
    "MME": "MME", "MADAME": "MME", "MRS": "MME", "MS": "MME", "MLLE": "MME", "MELLE": "MME", "MADEMOISELLE": "MME",
    "MISS": "MME", "FRAU": "MME", "MAME": "MME", "VEUVE": "MME", "VVE": "MME", "MDME": "MME", "MLE": "MME",
}  # fmt: skip
COUPLE_CIVILITIES: frozenset[str] = frozenset({
    "M ET MME", "M OU MME", "MR ET MME", "MR OU MME", "MONSIEUR ET MADAME", "MONSIEUR OU MADAME", "MME ET M",
    "MME OU M", "MADAME ET MONSIEUR", "MADAME OU MONSIEUR", "M MME", "MR MME", "M ET MLLE", "MM", "MMES", "MESSIEURS",
    "MESDAMES", "M ET M", "MME ET MME", "MME ET MR", "FAMILLE", "M ET MMES", "MR AND MRS", "MR MRS", "MME M",
    "MADAME MONSIEUR", "MONSIEUR MADAME", "MME MR", "MR ET MADAME", "MONSIEUR ET MME",
})  # fmt: skip
TITLES: frozenset[str] = frozenset({
    "DR", "DOCTEUR", "PR", "PROF", "PROFESSEUR", "ME", "MAITRE", "MAITRES", "CAPITAINE", "COLONEL", "GENERAL",
    "COMMANDANT", "ABBE", "PERE", "SOEUR", "MGR",
})  # fmt: skip
GENDERS: dict[str, str] = {
    "H": "M", "HOMME": "M", "M": "M", "MASCULIN": "M", "MALE": "M", "MASC": "M", "MAN": "M", "1": "M", "F": "MME",
    "FEMME": "MME", "FEMININ": "MME", "FEMALE": "MME", "FEM": "MME", "WOMAN": "MME", "2": "MME",
}  # fmt: skip

# lower case: particles written small in front of a family name
PARTICLES: frozenset[str] = frozenset({
    "de", "du", "des", "da", "das", "do", "dos", "del", "dels", "della", "delle", "dello", "degli", "di", "dal",
    "dalla", "van", "von", "der", "den", "ter", "ten", "zu", "zum", "zur", "y", "bin", "ben", "binti", "ibn", "d'",
    "d’", "de'", "de’", "dall'", "dell'", "dall’", "dell’", "et", "ou", "en", "sur", "sous", "lès", "les", "aux", "dit",
    "dite",
})  # fmt: skip
# lower case: articles that are capital when first, small after "de"
ARTICLES: frozenset[str] = frozenset({"le", "la", "les", "l'", "l’", "lo", "el", "al", "li", "los", "las"})

# folded: words that make a name that of a body or a firm
COMPANY_WORDS: tuple[str, ...] = (
    "SOCIETE", "STE", "ETS", "ETABLISSEMENTS", "ETABLISSEMENT", "ENTREPRISE", "ENTREPRISES", "GROUPE", "HOLDING",
    "CABINET", "AGENCE", "ATELIER", "ATELIERS", "COMPAGNIE", "CIE", "MAIRIE", "COMMUNE", "COMMUNAUTE", "SYNDIC",
    "COPROPRIETE", "PREFECTURE", "CONSEIL", "DEPARTEMENTAL", "MINISTERE", "HOPITAL", "CLINIQUE", "CHU", "EHPAD",
    "COLLEGE", "LYCEE", "UNIVERSITE", "ECOLE", "CENTRE", "PHARMACIE", "RESTAURANT", "HOTEL", "GARAGE", "TRANSPORTS",
    "TRANSPORT", "BATIMENT", "CONSTRUCTION", "CONSTRUCTIONS", "MENUISERIE", "PLOMBERIE", "ELECTRICITE", "MACONNERIE",
    "PEINTURE", "COIFFURE", "SERVICES", "CONSULTING", "SOLUTIONS", "DISTRIBUTION", "INDUSTRIE", "INDUSTRIES",
    "IMMOBILIER", "IMMOBILIERE", "INFORMATIQUE", "COMMUNICATION", "FORMATION", "CLUB", "COMITE", "AMICALE",
    "FEDERATION", "OFFICE", "REGIE", "INTERNATIONAL", "FRANCE", "FILS", "FRERES", "BOUTIQUE", "MAGASIN", "LABORATOIRE",
    "LABORATOIRES", "EXPLOITATION", "DOMAINE", "CHATEAU", "CAVE", "FERME", "PRODUCTIONS", "STUDIO", "DESIGN",
    "AUTOMOBILES", "AUTO", "SPORT", "SPORTS",
)  # fmt: skip
# folded: of these, those that are hardly ever a family name
SURE_COMPANY_WORDS: frozenset[str] = frozenset({
    "SOCIETE", "ETS", "ETABLISSEMENTS", "ETABLISSEMENT", "ENTREPRISE", "ENTREPRISES", "GROUPE", "HOLDING", "COMPAGNIE",
    "MAIRIE", "COMMUNAUTE", "SYNDIC", "COPROPRIETE", "PREFECTURE", "DEPARTEMENTAL", "MINISTERE", "HOPITAL", "CLINIQUE",
    "CHU", "EHPAD", "LYCEE", "UNIVERSITE", "PHARMACIE", "TRANSPORTS", "CONSTRUCTIONS", "MENUISERIE", "PLOMBERIE",
    "ELECTRICITE", "MACONNERIE", "CONSULTING", "DISTRIBUTION", "INDUSTRIES", "IMMOBILIERE", "INFORMATIQUE", "COMITE",
    "FEDERATION", "INTERNATIONAL", "LABORATOIRE", "LABORATOIRES", "PRODUCTIONS", "AUTOMOBILES", "ASSOCIATION",
    "FONDATION", "SYNDICAT", "MUTUELLE", "COOPERATIVE", "BOULANGERIE", "BOUCHERIE", "CHARCUTERIE", "PATISSERIE",
    "EPICERIE", "BIJOUTERIE", "LIBRAIRIE", "SERRURERIE", "PIZZERIA", "IMPRIMERIE", "AMBULANCES",
})  # fmt: skip
# folded: trades; one of these before or after a first name is still a person's family name (BOULANGER Michel)
TRADE_WORDS: tuple[str, ...] = (
    "BOULANGERIE", "BOUCHERIE", "PATISSERIE", "CHARCUTERIE", "EPICERIE", "FROMAGERIE", "LIBRAIRIE", "BIJOUTERIE",
    "FLEURISTE", "OPTIQUE", "TABAC", "PRESSING", "BRASSERIE", "CAFE", "BAR", "PIZZERIA", "TRAITEUR", "SERRURERIE",
    "CHAUFFAGE", "TOITURE", "COUVERTURE", "CARRELAGE", "PAYSAGISTE", "JARDINERIE", "IMPRIMERIE", "TAXI", "AMBULANCES",
)  # fmt: skip
# folded: a desk, not a person
FUNCTION_WORDS: frozenset[str] = frozenset({
    "SERVICE", "COMPTABILITE", "COMPTA", "ACCUEIL", "SECRETARIAT", "DIRECTION", "STANDARD", "FACTURATION", "ACHATS",
    "RESPONSABLE", "DIRECTEUR", "DIRECTRICE", "GERANT", "GERANTE", "PRESIDENT", "PRESIDENTE", "COMMERCIAL", "MARKETING",
    "ADMINISTRATION", "CONTACT", "LOGISTIQUE", "EXPEDITION", "MAGASINIER", "SAV", "FOURNISSEURS", "CLIENTS",
    "COMPTABLE",
})  # fmt: skip
# folded: nobody's name
JUNK_NAMES: frozenset[str] = frozenset({
    "TEST", "TESTS", "TEST TEST", "ESSAI", "AZERTY", "QWERTY", "TOTO", "TATA", "TITI", "BIDON", "FOO", "ASDF",
    "AAA", "AAAA", "BBB", "XXX", "ZZZ", "CLIENT", "CLIENT DIVERS", "CLIENTS DIVERS", "DIVERS", "CLIENT COMPTOIR",
    "COMPTOIR", "CLIENT DE PASSAGE", "PASSAGE", "ANONYME", "CLIENT TEST", "NE PAS UTILISER", "A SUPPRIMER", "SUPPRIME",
    "DOUBLON", "NOM", "PRENOM", "NOM PRENOM", "DELETED", "VENTE COMPTOIR", "CLIENTS COMPTOIR",
})  # fmt: skip
# lower case
YES_WORDS: frozenset[str] = frozenset({
    "oui", "o", "yes", "y", "vrai", "true", "t", "v", "1", "1.0", "x", "ok", "on", "actif", "active", "subscribed",
    "abonné", "abonnee", "abonnée", "inscrit", "inscrite", "accepte", "accepté", "opt-in", "optin", "opt in", "coché",
    "checked", "✓", "✔", "☑", "si", "ja",
})  # fmt: skip
NO_WORDS: frozenset[str] = frozenset({
    "non", "n", "no", "faux", "false", "f", "0", "0.0", "ko", "off", "inactif", "inactive", "unsubscribed", "désabonné",
    "desabonne", "désinscrit", "désinscrite", "refus", "refuse", "refusé", "opt-out", "optout", "opt out", "décoché",
    "unchecked", "✗", "✘", "☐", "nein", "cleaned",
})  # fmt: skip
