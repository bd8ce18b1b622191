"""Build service/reference/countries.csv: names of countries in French and English to ISO 3166-1 alpha-2.

    python scripts/build_countries.py        needs the package babel (CLDR names); run it when CLDR changes

Lines `name,code`, names folded, sorted; the two- and three-letter codes are among the names. ALIASES are ours: what
accounting software writes that CLDR does not.
"""

from __future__ import annotations

import sys
from pathlib import Path

from babel import Locale
from babel.core import get_global

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT))

from service.core.folding import fold  # noqa: E402 - the path comes first

TARGET = ROOT / "service" / "reference" / "countries.csv"
ALIASES = {
    "FRANCE METROPOLITAINE": "FR", "FR FRANCE": "FR", "REPUBLIQUE FRANCAISE": "FR", "F": "FR", "FRA FRANCE": "FR",
    "FRANCIA": "FR", "FRANKREICH": "FR", "UK": "GB", "ANGLETERRE": "GB", "ENGLAND": "GB", "ECOSSE": "GB",
    "PAYS DE GALLES": "GB", "GRANDE BRETAGNE": "GB", "GREAT BRITAIN": "GB", "HOLLANDE": "NL", "HOLLAND": "NL",
    "ETATS UNIS D AMERIQUE": "US", "USA": "US", "UNITED STATES OF AMERICA": "US", "REPUBLIQUE TCHEQUE": "CZ",
    "CZECH REPUBLIC": "CZ", "BELGIE": "BE", "BELGIQUE BELGIE": "BE", "SCHWEIZ": "CH", "SVIZZERA": "CH", "B": "BE",
    "DEUTSCHLAND": "DE", "ESPANA": "ES", "ITALIA": "IT", "COTE D IVOIRE": "CI", "IVORY COAST": "CI", "RUSSIE": "RU",
    "COREE DU SUD": "KR", "SOUTH KOREA": "KR", "TURQUIE": "TR", "TURKEY": "TR", "ILE DE LA REUNION": "RE",
    "REUNION": "RE", "LA REUNION": "RE", "LA MARTINIQUE": "MQ", "LA GUADELOUPE": "GP", "GUYANE": "GF",
    "POLYNESIE": "PF", "NOUVELLE CALEDONIE": "NC", "ST MARTIN": "MF", "ST BARTHELEMY": "BL", "VIET NAM": "VN",
    "HONG KONG": "HK", "MACAO": "MO", "PRINCIPAUTE DE MONACO": "MC", "GRAND DUCHE DE LUXEMBOURG": "LU",
    "MACEDOINE": "MK",
}  # fmt: skip


def build() -> dict[str, str]:
    """Folded name to code."""
    found: dict[str, str] = {}
    for language in ("en", "fr"):
        for code, name in Locale(language).territories.items():
            if len(code) == 2 and code.isalpha() and code not in {"EU", "EZ", "UN", "XA", "XB", "ZZ", "QO", "XK"}:
                found[fold(name)] = code
                found[code] = code
    for old, new in get_global("territory_aliases").items():
        if len(old) == 3 and old.isalpha() and len(new) == 1 and found.get(new[0]) == new[0]:
            found.setdefault(old, new[0])
    return found | ALIASES


if __name__ == "__main__":
    names = build()
    TARGET.write_text("name,code\n" + "".join(f"{n},{c}\n" for n, c in sorted(names.items())), "utf-8")
    print(f"{TARGET.relative_to(ROOT)}: {len(names)} names of {len(set(names.values()))} countries")
