"""Word lists that matching leans on, folded as core/folding.py folds: legal forms, empty words, ways, nicknames, hosts.

Tables of data, made for this project from common French (and some English) usage.
"""

from __future__ import annotations

from service.reference.nicknames import nicknames

LEGAL_FORMS: tuple[str, ...] = (
    "SA", "SAS", "SASU", "SARL", "EURL", "EI", "EIRL", "SNC", "SCI", "SCP", "SCM", "SCOP", "SCEA", "SCA", "SELARL",
    "SELAS", "SELASU", "SELURL", "EARL", "GAEC", "GIE", "SE", "SC", "SCS", "SCIC", "SICA", "SEM", "SPL", "SEML", "SCCV",
    "ASBL", "GMBH", "AG", "KG", "BV", "NV", "LTD", "LIMITED", "INC", "LLC", "PLC", "LLP", "CORP", "CO", "SPA", "SRL",
    "SL", "ASSOCIATION", "ASSOC", "ASS",
)  # fmt: skip

# words that do not tell one firm from another
COMPANY_STOPS: tuple[str, ...] = (
    *LEGAL_FORMS,
    "ETS", "ETABLISSEMENT", "ETABLISSEMENTS", "STE", "SOC", "SOCIETE", "ENTREPRISE", "ENT", "COMPAGNIE", "CIE",
    "GROUPE", "GROUP", "MAISON", "COMPANY", "ET", "FILS", "DE", "DES", "DU", "LA", "LE", "LES", "L", "D", "AND", "THE",
    "OF", "S", "A", "AU", "AUX", "EN",
)  # fmt: skip

# kinds of way: full word and usual abbreviations; all are dropped from the street key
WAYS: tuple[str, ...] = (
    "RUE", "R", "AVENUE", "AV", "AVE", "AVEN", "BOULEVARD", "BD", "BLD", "BLVD", "BLV", "BOUL", "BVD", "PLACE", "PL",
    "CHEMIN", "CHE", "CHEM", "CH", "ROUTE", "RTE", "RT", "ALLEE", "ALLEES", "ALL", "AL", "IMPASSE", "IMP", "QUAI", "QU",
    "SQUARE", "SQ", "COURS", "CRS", "FAUBOURG", "FG", "FBG", "PASSAGE", "PAS", "PASS", "LOTISSEMENT", "LOT",
    "RESIDENCE",
    "RES", "CITE", "SENTIER", "SEN", "VOIE", "VILLA", "ROND", "POINT", "RPT", "ZONE", "ZA", "ZI", "ZAC", "HAMEAU",
    "HAM",
    "LIEU", "DIT", "STREET", "ST", "STS", "ROAD", "RD", "DR", "DRIVE", "LN", "LANE", "CT", "COURT", "HWY", "HIGHWAY",
    "PKWY", "PARKWAY", "TERRACE", "TCE", "CIRCLE", "CIR", "CRESCENT", "CRES", "TRAIL", "TRL",
    "DE", "DES", "DU", "LA", "LE", "LES", "L", "D", "BIS", "TER", "QUATER", "B", "T",
)  # fmt: skip

# words inside a street's name that are written in several ways
STREET_WORDS: dict[str, str] = {
    "GAL": "GENERAL", "GEN": "GENERAL", "MAL": "MARECHAL", "MAR": "MARECHAL", "DOC": "DOCTEUR", "PDT": "PRESIDENT",
    "PRES": "PRESIDENT", "PROF": "PROFESSEUR", "PR": "PROFESSEUR", "CAP": "CAPITAINE", "COL": "COLONEL",
    "CDT": "COMMANDANT", "LT": "LIEUTENANT", "SAINT": "ST", "SAINTE": "STE", "NTRE": "NOTRE", "N": "NORTH",
    "FIRST": "1ST", "SECOND": "2ND", "THIRD": "3RD", "FOURTH": "4TH", "FIFTH": "5TH", "SIXTH": "6TH", "SEVENTH": "7TH",
    "EIGHTH": "8TH", "NINTH": "9TH", "TENTH": "10TH", "ELEVENTH": "11TH", "TWELFTH": "12TH",
    "S": "SOUTH", "E": "EAST", "W": "WEST", "FRERES": "FRERE",
}  # fmt: skip

# hosts where anyone opens a mailbox: the local part alone tells a person
PUBLIC_HOSTS: tuple[str, ...] = (
    "gmail.com", "googlemail.com", "hotmail.com", "hotmail.fr", "outlook.com", "outlook.fr", "live.com", "live.fr",
    "msn.com", "yahoo.com", "yahoo.fr", "ymail.com", "orange.fr", "wanadoo.fr", "free.fr", "sfr.fr", "neuf.fr",
    "laposte.net", "bbox.fr", "numericable.fr", "aliceadsl.fr", "club-internet.fr", "9online.fr", "icloud.com",
    "me.com",
    "mac.com", "gmx.fr", "gmx.com", "gmx.net", "aol.com", "aol.fr", "protonmail.com", "proton.me", "cegetel.net",
    "noos.fr", "voila.fr", "libertysurf.fr", "dbmail.com", "mailo.com", "netcourrier.com", "web.de", "t-online.de",
    "bluewin.ch", "skynet.be", "telenet.be", "orange.example", "gmail.example", "free.example",
)  # fmt: skip

# spellings of one forename, English short forms, and French ones that mostly stand for another name than the first of
# reference/nicknames.py
_OTHER_FORMS: dict[str, str] = {
    "ABBY": "ABIGAIL", "ALEXA": "ALEXANDRA", "ALEXI": "ALEXIS", "ANDY": "ANDREW", "ANNETTE": "ANNE", "ANNICK": "ANNE",
    "BENOI": "BENOIT", "BETH": "ELIZABETH", "BETTY": "ELIZABETH", "BILL": "WILLIAM", "BOB": "ROBERT",
    "BRIGIT": "BRIGITTE", "CAMI": "CAMILLE", "CARO": "CAROLINE", "CATHIE": "CATHERINE", "CEL": "CELINE",
    "CHRISTO": "CHRISTOPHE", "CLAIRETTE": "CLAIRE", "CRIS": "CHRISTOPHE", "DAVE": "DAVID", "DICK": "RICHARD",
    "DIDI": "DIDIER", "DOMI": "DOMINIQUE", "DON": "DONALD", "DREW": "ANDREW", "ED": "EDWARD", "EDDIE": "EDOUARD",
    "ELISA": "ELISABETH", "EMI": "EMILIE", "EMMA": "EMMANUELLE", "ERICK": "ERIC", "ESTE": "ESTELLE", "FAB": "FABRICE",
    "FABIE": "FABIENNE", "FIFI": "PHILIPPE", "FRAN": "FRANCOIS", "FRANKY": "FRANCK", "GAB": "GABRIEL",
    "GINETTE": "GENEVIEVE", "HELEN": "HELENE", "HUGUES": "HUGO", "JACK": "JOHN", "JACKO": "JACQUES",
    "JEREMIE": "JEREMY", "JIM": "JAMES", "JOHAN": "YOANN", "JOHNNY": "JOHN", "JOJO": "GEORGES", "JOSS": "JOCELYNE",
    "JULIETTE": "JULIE", "JY": "JEAN YVES", "KARINE": "CARINE", "KATE": "KATHERINE", "KATHY": "CATHERINE",
    "KATIE": "KATHERINE", "KIKI": "CHRISTIANE", "LAURA": "LAURE", "LAURE": "LAURENCE", "LENA": "HELENE",
    "LILI": "LILIANE", "LIZ": "ELISABETH", "LIZZY": "ELIZABETH", "LOULOU": "LOUIS", "MAD": "MADELEINE",
    "MAG": "MARGUERITE", "MAGALI": "MAGALIE", "MARIE JO": "MARIE JOSE", "MARIO": "MARIUS", "MARTINO": "MARTIN",
    "MATT": "MATHIEU", "MATTHIEU": "MATHIEU", "MAXIMILIEN": "MAXIME", "MICH": "MICHEL", "MICHAEL": "MICKAEL",
    "MICHE": "MICHELE", "MICKE": "MICKAEL", "MIKA": "MICKAEL", "MIKE": "MICKAEL", "MOHAMMED": "MOHAMED",
    "MUMU": "MURIEL", "NANA": "NADINE", "NATHY": "NATHALIE", "NICK": "NICOLAS", "NINI": "NICOLE", "OLI": "OLIVIER",
    "PATOU": "PATRICIA", "PEGGY": "MARGARET", "PIERRO": "PIERRE", "PIT": "PIERRE", "RAF": "RAPHAEL",
    "RICH": "RICHARD", "RICK": "ERIC", "ROBBY": "ROBERT", "ROD": "RODOLPHE", "SEVE": "SEVERINE", "SIMO": "SIMON",
    "SOPH": "SOPHIE", "STEPHAN": "STEPHANE", "STEVE": "STEPHANE", "STEVEN": "STEPHEN", "SUZIE": "SUZANNE",
    "SYLVETTE": "SYLVIE", "TEDDY": "EDWARD", "THIBAUD": "THIBAULT", "THIBAUT": "THIBAULT", "THIBO": "THIBAULT",
    "THOM": "THOMAS", "THOMY": "THOMAS", "TONI": "ANTHONY", "TOPHE": "CHRISTOPHE", "VICKY": "VICTOIRE",
    "WILLY": "WILLIAM", "YAN": "YANNICK", "YANN": "YANNICK", "YOHAN": "YOANN", "YOHANN": "YOANN",
}  # fmt: skip

# short and familiar forms, and other spellings -> the forename they usually stand for
NICKNAMES: dict[str, str] = {
    short: _OTHER_FORMS.get(full[0], full[0]) for short, full in nicknames().items()
} | _OTHER_FORMS

# spelling of French sounds, longest first: one pass of literal replacements, then vowels but the first are dropped
SOUNDS: tuple[tuple[str, str], ...] = (
    ("OUILL", "OUI"), ("GUILL", "GUI"), ("AILL", "AI"), ("EILL", "EI"), ("UILL", "UI"),
    ("EAU", "O"), ("BV", "V"), ("AU", "O"), ("OEU", "E"), ("SCH", "S"), ("TCH", "S"), ("CH", "S"), ("SH", "S"),
    ("PH", "F"),
    ("QUE", "K"), ("QU", "K"), ("CK", "K"), ("CQ", "K"), ("CC", "K"), ("CE", "SE"), ("CI", "SI"), ("CY", "SI"),
    ("C", "K"), ("Q", "K"), ("GUE", "GE"), ("GUI", "GI"), ("GE", "JE"), ("GI", "JI"), ("GY", "JI"), ("GN", "N"),
    ("TH", "T"), ("TT", "T"), ("LL", "L"), ("NN", "N"), ("MM", "M"), ("RR", "R"), ("SS", "S"), ("PP", "P"), ("BB", "B"),
    ("FF", "F"), ("DD", "D"), ("GG", "G"), ("ZZ", "S"), ("Z", "S"), ("Y", "I"), ("W", "V"), ("AIN", "IN"),
    ("EIN", "IN"),
    ("AI", "E"), ("EI", "E"), ("M", "N"), ("H", ""),
)  # fmt: skip
