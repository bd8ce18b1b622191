"""Words of the trade, as data: missing values, civilities, titles, particles, trade and public words.

Sources: the exports listed in docs (headings and samples of French accounting and CRM software); civilities after the
circulaire of 21 February 2012 (Mademoiselle is no longer asked for: MME); legal forms stand in
legal_forms.csv. Compiled 2026-11. Everything is lower case or folded (see each comment).
"""

from __future__ import annotations

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
    "MADAME MONSIEUR", "MONSIEUR MADAME", "MME MR", "MR ET MADAME", "MONSIEUR ET MME", "EPOUX", "LES EPOUX",
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
    "dalla", "van", "von", "der", "den", "ter", "ten", "zu", "zum", "zur", "y", "bin", "binti", "ibn", "d'",
    "d’", "de'", "de’", "dall'", "dell'", "dall’", "dell’", "et", "ou", "en", "sur", "sous", "lès", "les", "aux", "dit",
    "dite",
})  # fmt: skip
# lower case: articles that are capital when first, small after "de"
ARTICLES: frozenset[str] = frozenset(
    {"le", "la", "les", "l'", "l’", "lo", "el", "al", "li", "los", "las", "ben", "ait", "aït", "ould", "st", "ste"}
)

# folded: words that firms and bodies bear. Whether one may also be a surname (CHATEAU, FRANCE) is asked of
# surnames.py
COMPANY_WORDS: tuple[str, ...] = (
    "ENVIRONNEMENT",
    "SOCIETE", "ETS", "ETABLISSEMENTS", "ETABLISSEMENT", "ENTREPRISE", "ENTREPRISES", "GROUPE", "HOLDING", "CABINET",
    "AGENCE", "ATELIER", "ATELIERS", "COMPAGNIE", "CIE", "MAIRIE", "COMMUNE", "COMMUNAUTE", "SYNDIC", "COPROPRIETE",
    "PREFECTURE", "CONSEIL", "DEPARTEMENTAL", "MINISTERE", "HOPITAL", "CLINIQUE", "CHU", "EHPAD", "COLLEGE", "LYCEE",
    "UNIVERSITE", "ECOLE", "CENTRE", "PHARMACIE", "RESTAURANT", "HOTEL", "GARAGE", "TRANSPORTS", "TRANSPORT",
    "BATIMENT", "CONSTRUCTION", "CONSTRUCTIONS", "MENUISERIE", "PLOMBERIE", "ELECTRICITE", "MACONNERIE", "PEINTURE",
    "COIFFURE", "SERVICES", "CONSULTING", "SOLUTIONS", "DISTRIBUTION", "INDUSTRIE", "INDUSTRIES", "IMMOBILIER",
    "IMMOBILIERE", "INFORMATIQUE", "COMMUNICATION", "FORMATION", "CLUB", "COMITE", "AMICALE", "FEDERATION", "OFFICE",
    "REGIE", "INTERNATIONAL", "FRANCE", "FRERES", "BOUTIQUE", "MAGASIN", "LABORATOIRE", "LABORATOIRES", "EXPLOITATION",
    "DOMAINE", "CHATEAU", "CAVE", "FERME", "PRODUCTIONS", "STUDIO", "DESIGN", "AUTOMOBILES", "AUTO", "SPORT", "SPORTS",
    "TRESORERIE", "DEPARTEMENT", "CAMPING", "BISTROT", "RESIDENCE", "ASSOCIES", "PAYSAGE", "PAYSAGES", "CREPERIE",
    "CHOCOLATERIE", "QUINCAILLERIE", "DROGUERIE", "MERCERIE", "PAPETERIE", "PARFUMERIE", "LAVERIE", "BLANCHISSERIE",
    "CORDONNERIE", "MARBRERIE", "MIROITERIE", "VITRERIE", "METALLERIE", "TOLERIE", "CHAUDRONNERIE", "FERRONNERIE",
    "CARROSSERIE", "SCIERIE", "TUILERIE", "MINOTERIE", "DISTILLERIE", "BRULERIE", "CONFISERIE", "POISSONNERIE",
    "TAPISSERIE", "EBENISTERIE", "CHARPENTE", "TERRASSEMENT", "ISOLATION", "RENOVATION", "NETTOYAGE", "LOCATION",
    "DEMENAGEMENT", "DEMENAGEMENTS", "LOGISTIQUE", "NEGOCE", "DIFFUSION", "EDITIONS", "EDITION", "TELECOM", "TELECOMS",
    "SYSTEMES", "SYSTEMS", "TECHNOLOGIES", "TECHNOLOGY", "INGENIERIE", "INVEST", "INVESTISSEMENT", "INVESTISSEMENTS",
    "PATRIMOINE", "GESTION", "FINANCE", "FINANCES", "ASSURANCES", "ASSURANCE", "BANQUE", "CREDIT", "COURTAGE",
    "EXPERTISE", "EXPERTISES", "AUDIT", "NOTARIAL", "NOTARIALE", "NOTAIRES", "AVOCATS", "ARCHITECTES", "ARCHITECTURE",
    "INFIRMIERS", "VETERINAIRE", "VETERINAIRES", "DENTAIRE", "MEDICAL", "MEDICALE", "SANTE", "FITNESS", "LOISIRS",
    "TOURISME", "VOYAGES", "EVENEMENTS", "EVENEMENTIEL", "SPECTACLES", "COLLECTIF", "LIGUE", "PAROISSE", "DIOCESE",
    "CRECHE", "INSTITUT", "FACULTE", "ACADEMIE", "RECTORAT", "METROPOLE", "AGGLOMERATION", "PHARMA", "ENERGIE",
    "ENERGIES", "SOLAIRE", "ELEC", "HABITAT", "MATERIAUX", "MATERIEL", "PIECES", "PNEUS", "MOTO", "MOTOS", "CYCLES",
    "AUTOS", "NAUTIQUE", "AGRICOLE", "AGRI", "VITICOLE", "VIGNOBLES", "VINS", "HORTICULTURE", "PEPINIERE",
    "PEPINIERES", "ELEVAGE", "HARAS", "SELLERIE", "FLEURS", "COSMETIQUE", "BEAUTE", "ESTHETIQUE", "ONGLERIE", "PHOTO",
    "PHOTOGRAPHIE", "AUDIOVISUEL", "MEDIA", "MEDIAS", "DIGITAL", "NUMERIQUE", "WEB", "LOGICIELS", "SOFTWARE", "DATA",
    "TECH", "CONSULT", "COACHING", "RECRUTEMENT", "INTERIM", "SECURITE", "GARDIENNAGE", "AUTOECOLE", "COURSES",
    "TRADING", "EXPORT", "IMPORT", "LOGISTICS", "SERRES", "VERGERS", "PRODUCTEURS", "COUVREURS", "CREATION",
    "CREATIONS", "CONCEPT", "IMMO", "TRAVAUX", "ASSAINISSEMENT", "ETANCHEITE", "PLATRERIE", "USINAGE", "MECANIQUE",
    "MECANIQUES", "OUTILLAGE", "PLASTIQUES", "EMBALLAGES", "PACKAGING", "SURGELES", "PRIMEURS", "TRAITEURS",
    "BOISSONS", "BRASSEURS", "CAVISTE", "FOURNITURES", "MOBILIER", "MEUBLES", "LITERIE", "CUISINES", "BAINS",
    "PISCINES", "VERANDAS", "FERMETURES", "STORES", "CLIMATISATION", "SANITAIRE", "SANITAIRES", "THERMIQUE", "IUT",
    "CFA", "CCI", "CAF", "MSA", "SDIS", "INTERMARCHE", "CARREFOUR", "FUNEBRES", "GROUPEMENT", "CONSORTIUM",
    "PARTENAIRES", "PARTNERS", "CAPITAL", "LTD", "CORP", "COMPANY", "MUSEE", "THEATRE", "CINEMA", "CASINO", "PISCINE",
    "GITE", "GITES", "HOSTELLERIE", "AUBERGE", "BILLETTERIE", "PREVENTION", "COLLECTIVITE", "INTERCOMMUNALE", "SIVOM",
    "CCAS", "URSSAF", "CPAM", "MJC", "USINE", "USINES", "ENTREPOT", "ENTREPOTS", "CAISSE", "SNCF", "EDF", "ENGIE",
    "HLM", "OPH", "RESTAURATION", "HOTELLERIE", "COMMERCE", "COMMERCES", "JARDINS", "KEBAB", "PIZZA", "SUSHI", "SNACK",
    "BURGER", "CAVES", "CHAIS",
)  # fmt: skip
# folded: of these, those that are hardly ever a family name
SURE_COMPANY_WORDS: frozenset[str] = frozenset({
    "AMBULANCES", "ASSOCIATION", "AUTOMOBILES", "BIJOUTERIE", "BOUCHERIE", "BOULANGERIE", "CHARCUTERIE", "CHU",
    "CLINIQUE", "COMITE", "COMMUNAUTE", "COMPAGNIE", "CONSTRUCTIONS", "CONSULTING", "COOPERATIVE", "COPROPRIETE",
    "DEPARTEMENTAL", "DISTRIBUTION", "EHPAD", "ELECTRICITE", "ENTREPRISE", "ENTREPRISES", "EPICERIE",
    "ETABLISSEMENT", "ETABLISSEMENTS", "ETS", "FEDERATION", "FONDATION", "GROUPE", "HOLDING", "HOPITAL",
    "IMMOBILIERE", "IMPRIMERIE", "INDUSTRIES", "INFORMATIQUE", "INTERNATIONAL", "LABORATOIRE", "LABORATOIRES",
    "LIBRAIRIE", "LYCEE", "MACONNERIE", "MAIRIE", "MENUISERIE", "MINISTERE", "MUTUELLE", "PATISSERIE", "PHARMACIE",
    "PIZZERIA", "PLOMBERIE", "PREFECTURE", "PRODUCTIONS", "SERRURERIE", "SOCIETE", "SYNDIC", "SYNDICAT",
    "TRANSPORTS", "UNIVERSITE",
})  # fmt: skip
# folded: trades; one of these before or after a first name is still a person's family name (BAR Michel)
TRADE_WORDS: tuple[str, ...] = (
    "BOULANGERIE", "BOUCHERIE", "PATISSERIE", "CHARCUTERIE", "EPICERIE", "FROMAGERIE", "LIBRAIRIE", "BIJOUTERIE",
    "FLEURISTE", "OPTIQUE", "TABAC", "PRESSING", "BRASSERIE", "CAFE", "BAR", "PIZZERIA", "TRAITEUR", "SERRURERIE",
    "CHAUFFAGE", "TOITURE", "COUVERTURE", "CARRELAGE", "PAYSAGISTE", "JARDINERIE", "IMPRIMERIE", "TAXI",
    "AMBULANCES",
)  # fmt: skip
# folded: a firm's or a body's name when one of these opens it, and something stands behind
OPENING_WORDS: frozenset[str] = frozenset({
    "OGEC", "APEL", "CSE", "COPRO", "TP", "US", "AS", "ASL", "AFUL", "DDT", "DDTM", "DREAL", "FOYER", "STE", "ENT",
    "ENTREP", "SOC", "STATION", "CHAMBRE", "POMPES", "MAISON", "VILLE", "REGION", "CHATEAU", "DOMAINE", "CAVE",
    "FERME", "MOULIN", "MANOIR", "RELAIS", "SALON", "ESPACE", "POLE", "ETUDE", "POINT", "BAR", "CAFE", "CLUB", "UNION",
    "ECOLE", "COLLEGE", "EGLISE", "ILOT", "VILLA", "TABLE", "PLACE", "CHEZ", "AU", "AUX", "COMITE", "CENTRE", "HOTEL",
})  # fmt: skip
# folded: a firm's name when one of these ends it, and something stands in front
TAIL_WORDS: frozenset[str] = frozenset({
    "PLUS", "PRO", "GROUP", "EXPRESS", "SHOP", "STORE", "MARKET", "CENTER", "HOUSE", "CITY", "SERVICE", "BOIS",
    "FRANCE", "CONSEIL", "CONSEILS", "JARDIN", "DECO", "VERT", "EUROPE", "SUD", "NORD", "OUEST", "EST",
    "ATLANTIQUE", "BRETAGNE", "ALSACE", "PROVENCE", "MEDITERRANEE", "NORMANDIE", "AQUITAINE", "OCCITANIE",
})  # fmt: skip
# folded: a desk, not a person
FUNCTION_WORDS: frozenset[str] = frozenset({
    "SERVICE", "GESTIONNAIRE", "EQUIPE", "POLE", "COMPTABILITE", "COMPTA", "ACCUEIL", "SECRETARIAT", "DIRECTION",
    "STANDARD", "FACTURATION", "ACHATS", "RESPONSABLE", "DIRECTEUR", "DIRECTRICE", "GERANT", "GERANTE", "PRESIDENT",
    "PRESIDENTE", "COMMERCIAL", "COMMERCIALE", "MARKETING", "ADMINISTRATION", "CONTACT", "LOGISTIQUE", "EXPEDITION",
    "EXPEDITIONS", "MAGASINIER", "SAV", "FOURNISSEURS", "CLIENTS", "COMPTABLE", "DRH", "DAF", "DSI", "RH", "PDG", "DG",
    "ASSISTANTE", "ASSISTANT", "SECRETAIRE", "ACHETEUR", "ACHETEUSE", "RECEPTION", "RECOUVREMENT", "CONTENTIEUX",
    "INTENDANCE", "ECONOMAT", "TRESORIER", "TRESORIERE", "BUREAU", "CHEF", "RESSOURCES", "SERVICES", "PERMANENCE",
    "RESP", "CHARGE", "CHARGEE", "TECHNICIEN", "TECHNICIENNE", "INGENIEUR", "COORDINATEUR", "COORDINATRICE", "MANAGER",
    "ADMINISTRATEUR", "ADMINISTRATRICE", "VIE", "ADJOINT", "ADJOINTE",
})  # fmt: skip
# folded: what a desk is called behind one of these
FUNCTION_TAILS: frozenset[str] = frozenset({
    "GENERALE", "RELATIONS", "RELATION", "PAIE", "INTERNE", "EXTERNE", "PUBLICS", "PUBLIC", "ENVIRONNEMENT", "GENERAL",
    "TECHNIQUE", "TECHNIQUES", "HUMAINES", "ETUDES", "ETUDE", "COMMUNICATION", "INFORMATIQUE", "APRES", "VENTE",
    "VENTES", "PROJET", "ACHAT", "PAIES", "JURIDIQUE", "COURRIER", "CLIENT", "CLIENTELE", "FOURNISSEUR",
    "EXPLOITATION", "PRODUCTION", "QUALITE", "MAINTENANCE", "TRAVAUX", "ATTENTION", "ATT", "ATTN", "SUPPORT", "INFO",
    "ADMINISTRATIF", "ADMINISTRATIVE", "FINANCIER", "FINANCIERE", "SCOLAIRE", "SCOLARITE", "URBANISME", "CULTURE",
    "SPORTS", "SOCIAL", "ENTRETIEN", "LIVRAISON", "LIVRAISONS", "RECRUTEMENT", "FORMATION", "MEDICAL", "HOTELIER",
    "GENERAUX", "INTERIEUR", "EXPORT", "COMMANDES", "ATELIER", "CUISINE", "CUISINES", "PERSONNEL", "UNIQUE",
    "REGIONAL", "REGIONALE", "MAGASIN", "CAISSE", "COMMUNE", "MAIRIE",
})  # fmt: skip
# folded: an office behind a civility and an article (Monsieur le Maire, Madame la Présidente Durand)
OFFICES: frozenset[str] = frozenset({
    "SECRETAIRE", "PRESIDENT", "PRESIDENTE", "MAIRE", "DIRECTEUR", "DIRECTRICE", "GERANT", "GERANTE", "PROVISEUR",
    "PRINCIPAL", "PRINCIPALE", "PREFET", "PREFETE", "MINISTRE", "DEPUTE", "DEPUTEE", "SENATEUR", "SENATRICE",
    "CONSEILLER", "CONSEILLERE", "RECTEUR", "DOYEN", "INSPECTEUR", "RESPONSABLE", "TRESORIER", "COMPTABLE",
    "PERCEPTEUR", "GREFFIER", "BATONNIER", "CURE", "AMBASSADEUR", "CONSUL",
})  # fmt: skip
# folded: a household, before its family name
HOUSEHOLD_WORDS: frozenset[str] = frozenset({
    "FAMILLE", "FAMILLES", "FAM", "CONSORTS", "CTS", "INDIVISION", "SUCCESSION", "HOIRS", "HOIRIE", "HERITIERS",
})  # fmt: skip
# folded: behind a person's name, no part of it
NAME_SUFFIXES: frozenset[str] = frozenset({
    "FILS", "PERE", "MERE", "FILLE", "JUNIOR", "JR", "SENIOR", "SR", "AINE", "AINEE", "FEU",
})  # fmt: skip
# first names as their initials
COMPOUND_INITIALS: frozenset[str] = frozenset({
    "JP", "JM", "JC", "JL", "JF", "JB", "JJ", "JY", "JN", "JD", "JG", "JR", "JS", "JMI", "JPH", "MC", "MT", "ML",
    "MF", "MH", "MP", "MJ", "MTH", "PY", "PH", "PM", "FX", "CH", "TH",
})  # fmt: skip
# folded: nobody's name
JUNK_NAMES: frozenset[str] = frozenset({
    "TEST", "TESTS", "TEST TEST", "ESSAI", "AZERTY", "QWERTY", "TOTO", "TATA", "TITI", "BIDON", "FOO", "ASDF", "AAA",
    "AAAA", "BBB", "XXX", "ZZZ", "CLIENT", "CLIENT DIVERS", "CLIENTS DIVERS", "DIVERS", "CLIENT COMPTOIR", "COMPTOIR",
    "CLIENT DE PASSAGE", "PASSAGE", "ANONYME", "CLIENT TEST", "NE PAS UTILISER", "A SUPPRIMER", "SUPPRIME", "DOUBLON",
    "NOM", "PRENOM", "NOM PRENOM", "PRENOM NOM", "BLABLA", "BLA BLA", "QSDF", "AZER", "WXCV", "JOHN DOE", "JANE DOE",
    "LOREM IPSUM", "FOO BAR", "DUMMY", "SAMPLE", "EXEMPLE", "FAKE", "ASD", "AZE", "QSD", "QWE", "TRUC", "MACHIN",
    "BIDULE", "MONSIEUR X", "MADAME X", "MR X", "MME X", "INCONNU", "PERSONNE", "CLIENT INCONNU", "SANS NOM", "FAUX",
    "CLIENT WEB", "A DEFINIR", "A RENSEIGNER", "NON RENSEIGNE", "TEST CLIENT", "TUTU", "DELETED", "VENTE COMPTOIR",
    "CLIENTS COMPTOIR",
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
