"""Word lists that matching leans on, folded as core/folding.py folds: legal forms, empty words, ways, nicknames, hosts.

A pure table of data, made for this project from common French (and some English) usage.
"""

from __future__ import annotations

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
    "LIEU", "DIT", "STREET", "ST", "ROAD", "RD", "DR", "DRIVE", "LN", "LANE", "CT", "COURT", "HWY", "HIGHWAY", "PKWY",
    "DE", "DES", "DU", "LA", "LE", "LES", "L", "D", "BIS", "TER", "QUATER", "B", "T",
)  # fmt: skip

# words inside a street's name that are written in several ways
STREET_WORDS: dict[str, str] = {
    "GAL": "GENERAL", "GEN": "GENERAL", "MAL": "MARECHAL", "MAR": "MARECHAL", "DOC": "DOCTEUR", "PDT": "PRESIDENT",
    "PRES": "PRESIDENT", "PROF": "PROFESSEUR", "PR": "PROFESSEUR", "CAP": "CAPITAINE", "COL": "COLONEL",
    "CDT": "COMMANDANT", "LT": "LIEUTENANT", "SAINT": "ST", "SAINTE": "STE", "NTRE": "NOTRE", "N": "NORTH",
    "FIRST": "1ST", "SECOND": "2ND", "THIRD": "3RD", "FOURTH": "4TH", "FIFTH": "5TH", "SIXTH": "6TH", "SEVENTH": "7TH",
    "EIGHTH": "8TH", "NINTH": "9TH", "TENTH": "10TH", "S": "SOUTH", "E": "EAST", "W": "WEST", "FRERES": "FRERE",
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

# short and familiar forms -> the forename they usually stand for
NICKNAMES: dict[str, str] = {
    "ABBY": "ABIGAIL", "AGATHE": "AGATHE", "ALEX": "ALEXANDRE", "ALEXI": "ALEXIS", "ALEXA": "ALEXANDRA",
    "SANDRA": "ALEXANDRA", "SACHA": "ALEXANDRE", "ANNIE": "ANNE", "ANNETTE": "ANNE", "ANNICK": "ANNE",
    "ANTO": "ANTOINE",
    "TOINOU": "ANTOINE", "TONY": "ANTOINE", "ARNO": "ARNAUD", "AURE": "AURELIE", "BABETTE": "ELISABETH",
    "BASTIEN": "SEBASTIEN", "BEA": "BEATRICE", "BEN": "BENJAMIN", "BENJI": "BENJAMIN", "BENOI": "BENOIT",
    "BERNIE": "BERNARD", "BRIGIT": "BRIGITTE", "CAMI": "CAMILLE", "CARO": "CAROLINE", "CATH": "CATHERINE",
    "CATHIE": "CATHERINE", "CATHY": "CATHERINE", "KATHY": "CATHERINE", "CEL": "CELINE", "CHARLIE": "CHARLES",
    "CHARLY": "CHARLES", "CHRIS": "CHRISTOPHE", "CRIS": "CHRISTOPHE", "CHRISTO": "CHRISTOPHE", "TOPHE": "CHRISTOPHE",
    "CLAIRETTE": "CLAIRE", "CLEM": "CLEMENT", "COCO": "CORINNE", "DANI": "DANIEL", "DANY": "DANIEL", "DAN": "DANIEL",
    "DAVE": "DAVID", "DEDE": "ANDRE", "DIDI": "DIDIER", "DOM": "DOMINIQUE", "DOMI": "DOMINIQUE", "EDDY": "EDOUARD",
    "EDDIE": "EDOUARD", "ELO": "ELODIE", "EMI": "EMILIE", "EMMA": "EMMANUELLE", "MANU": "EMMANUEL", "ERICK": "ERIC",
    "ESTE": "ESTELLE", "FAB": "FABRICE", "FABIE": "FABIENNE", "FANFAN": "FRANCOIS", "FANNY": "STEPHANIE",
    "FLO": "FLORENCE", "FRAN": "FRANCOIS", "FRANCK": "FRANCK", "FRANKY": "FRANCK", "FRED": "FREDERIC",
    "FREDO": "FREDERIC", "GABY": "GABRIEL", "GAB": "GABRIEL", "GERALD": "GERALD", "GEGE": "GERARD", "GEO": "GEORGES",
    "JOJO": "GEORGES", "GIGI": "GISELE", "GINETTE": "GENEVIEVE", "GREG": "GREGORY", "GUI": "GUILLAUME",
    "GUIGUI": "GUILLAUME", "GUS": "GUSTAVE", "HELEN": "HELENE", "LENA": "HELENE", "HUGUES": "HUGO", "ISA": "ISABELLE",
    "ZAZA": "ISABELLE", "JACKY": "JACQUES", "JACKIE": "JACQUELINE", "JACKO": "JACQUES", "JEANNOT": "JEAN",
    "JEANNETTE": "JEANNE", "JB": "JEAN BAPTISTE", "JC": "JEAN CLAUDE", "JF": "JEAN FRANCOIS", "JJ": "JEAN JACQUES",
    "JL": "JEAN LUC", "JM": "JEAN MARC", "JP": "JEAN PIERRE", "JY": "JEAN YVES", "JEFF": "JEAN FRANCOIS",
    "JEREM": "JEREMY", "JEREMIE": "JEREMY", "JESS": "JESSICA", "JO": "JOSEPH", "JOE": "JOSEPH", "JOSS": "JOCELYNE",
    "JUJU": "JULIEN", "JULES": "JULES", "JULIETTE": "JULIE", "KARINE": "CARINE", "KARIM": "KARIM", "KEV": "KEVIN",
    "KIKI": "CHRISTIANE", "LAETI": "LAETITIA", "LAURE": "LAURENCE", "LAURA": "LAURE", "LOLO": "LAURENT",
    "LEO": "LEONARD",
    "LILI": "LILIANE", "LISE": "ELISABETH", "LISA": "ELISABETH", "ELISA": "ELISABETH", "LIZ": "ELISABETH",
    "LOULOU": "LOUIS", "LOU": "LOUISE", "LUCIE": "LUCIE", "LUDO": "LUDOVIC", "MAD": "MADELEINE", "MADO": "MADELEINE",
    "MAGALI": "MAGALIE", "MAG": "MARGUERITE", "MARGOT": "MARGUERITE", "MAGGY": "MARGUERITE", "MALO": "MALO",
    "MARIE JO": "MARIE JOSE", "MARIJO": "MARIE JOSE", "MARIO": "MARIUS", "MARTINO": "MARTIN", "MAT": "MATHIEU",
    "MATH": "MATHIEU", "MATT": "MATHIEU", "MATTHIEU": "MATHIEU", "MATHIS": "MATHIS", "MAX": "MAXIME",
    "MAXIMILIEN": "MAXIME", "MEL": "MELANIE", "MICH": "MICHEL", "MICHE": "MICHELE", "MICHOU": "MICHEL",
    "MIMI": "MICHELINE", "MICKA": "MICKAEL", "MIKA": "MICKAEL", "MIKE": "MICKAEL", "MICHAEL": "MICKAEL",
    "MICKE": "MICKAEL", "MO": "MOHAMED", "MOHAMMED": "MOHAMED", "MOMO": "MOHAMED", "MONA": "MONIQUE", "MUMU": "MURIEL",
    "NANA": "NADINE", "NATH": "NATHALIE", "NATHY": "NATHALIE", "NAT": "NATHALIE", "NICO": "NICOLAS", "NICK": "NICOLAS",
    "NICOLE": "NICOLE", "NINI": "NICOLE", "NONO": "ARNAUD", "OLI": "OLIVIER", "OLIVE": "OLIVIER", "PAT": "PATRICK",
    "PATOU": "PATRICIA", "PATTY": "PATRICIA", "PAULO": "PAUL", "PAULETTE": "PAULE", "PHIL": "PHILIPPE",
    "PHILOU": "PHILIPPE", "FIFI": "PHILIPPE", "PIERRO": "PIERRE", "PIERROT": "PIERRE", "PIT": "PIERRE",
    "RAPH": "RAPHAEL", "RAF": "RAPHAEL", "RAY": "RAYMOND", "REGINE": "REGINE", "RENE": "RENE", "RICK": "ERIC",
    "ROB": "ROBERT", "ROBBY": "ROBERT", "BOB": "ROBERT", "ROD": "RODOLPHE", "ROM": "ROMAIN", "ROSE": "ROSE",
    "SAM": "SAMUEL", "SAMI": "SAMUEL", "SAMY": "SAMUEL", "SANDRINE": "SANDRINE", "SEB": "SEBASTIEN", "SEVE": "SEVERINE",
    "SIMO": "SIMON", "SOPH": "SOPHIE", "STEPH": "STEPHANE", "STEF": "STEPHANE", "STEPHAN": "STEPHANE",
    "STEVE": "STEPHANE", "SUZIE": "SUZANNE", "SUZETTE": "SUZANNE", "SUZY": "SUZANNE", "SYL": "SYLVIE",
    "SYLVAIN": "SYLVAIN", "SYLVETTE": "SYLVIE", "TED": "EDOUARD", "THEO": "THEODORE", "THIBAUD": "THIBAULT",
    "THIBAUT": "THIBAULT", "THIBO": "THIBAULT", "THOM": "THOMAS", "TOM": "THOMAS", "THOMY": "THOMAS", "TIM": "TIMOTHEE",
    "TITI": "THIERRY", "VAL": "VALERIE", "VALOU": "VALERIE", "VERO": "VERONIQUE", "VIC": "VICTOR", "VICKY": "VICTOIRE",
    "VINCE": "VINCENT", "VIRG": "VIRGINIE", "VIVI": "VIVIANE", "WILL": "WILLIAM", "WILLY": "WILLIAM", "XAV": "XAVIER",
    "YANN": "YANNICK", "YAN": "YANNICK", "YO": "YOANN", "YOHANN": "YOANN", "YOHAN": "YOANN", "JOHAN": "YOANN",
    "YVETTE": "YVETTE", "YVONNE": "YVONNE", "ZOE": "ZOE", "BILL": "WILLIAM", "JIM": "JAMES", "DICK": "RICHARD",
    "RICH": "RICHARD", "PEGGY": "MARGARET", "LIZZY": "ELIZABETH", "BETTY": "ELIZABETH", "BETH": "ELIZABETH",
    "KATE": "KATHERINE", "KATIE": "KATHERINE", "DON": "DONALD", "ED": "EDWARD", "TEDDY": "EDWARD", "JACK": "JOHN",
    "JOHNNY": "JOHN", "ANDY": "ANDREW", "DREW": "ANDREW", "TONI": "ANTHONY", "STEVEN": "STEPHEN",
}  # fmt: skip

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
