"""Forms of postcodes abroad, and the large towns of our neighbours whose codes have four digits.

Forms after the Universal Postal Union's addressing guides, as Unicode CLDR's last postal-code data has them; towns by
hand, folded, in French and in their own language. Compiled 2026-11.
"""

from __future__ import annotations

# alpha-2 -> what a code looks like, in capitals
FOREIGN_CODES: dict[str, str] = {
    "BE": r"^(?:B-?)?[1-9][0-9]{3}$", "CH": r"^(?:CH-?)?[1-9][0-9]{3}$", "LU": r"^(?:L-?)?[0-9]{4}$",
    "LI": r"^94(?:8[5-9]|9[0-8])$", "DE": r"^(?:D-?)?[0-9]{5}$", "ES": r"^(?:0[1-9]|[1-4][0-9]|5[0-2])[0-9]{3}$",
    "IT": r"^(?:I-?)?[0-9]{5}$", "NL": r"^[1-9][0-9]{3} ?[A-Z]{2}$", "AT": r"^(?:A-?)?[1-9][0-9]{3}$",
    "PT": r"^[1-9][0-9]{3}(?:-[0-9]{3})?$", "MA": r"^[1-9][0-9]{4}$", "DZ": r"^[0-9]{5}$", "TN": r"^[1-9][0-9]{3}$",
    "GB": r"^(?:GIR ?0AA|[A-Z]{1,2}[0-9][0-9A-Z]? ?[0-9][A-Z]{2})$", "AD": r"^AD[1-7]00$",
    "PL": r"^[0-9]{2}-?[0-9]{3}$",
    "US": r"^[0-9]{5}(?:-[0-9]{4})?$",
    "CA": r"^[ABCEGHJ-NPRSTVXY][0-9][ABCEGHJ-NPRSTV-Z] ?[0-9][ABCEGHJ-NPRSTV-Z][0-9]$",
}  # fmt: skip

FOREIGN_TOWNS: frozenset[str] = frozenset({
    "BRUXELLES", "BRUSSEL", "ANVERS", "ANTWERPEN", "GAND", "GENT", "LIEGE", "NAMUR", "CHARLEROI", "MONS", "BRUGES",
    "BRUGGE", "LOUVAIN", "LEUVEN", "TOURNAI", "WAVRE", "MOUSCRON", "LA LOUVIERE", "VERVIERS", "SERAING", "ARLON",
    "BASTOGNE", "NIVELLES", "WATERLOO", "UCCLE", "IXELLES", "ETTERBEEK", "SCHAERBEEK", "ANDERLECHT", "FOREST",
    "SAINT GILLES", "MOLENBEEK", "JETTE", "EVERE", "WOLUWE SAINT LAMBERT", "WOLUWE SAINT PIERRE",
    "LOUVAIN LA NEUVE", "KORTRIJK", "COURTRAI", "OSTENDE", "OOSTENDE", "HASSELT", "GENK", "MALINES", "MECHELEN",
    "DINANT", "HUY", "MARCHE EN FAMENNE", "ATH", "BRAINE L ALLEUD", "OTTIGNIES", "GENEVE", "GENEVA", "LAUSANNE",
    "ZURICH", "BALE", "BASEL", "BERNE", "BERN", "FRIBOURG", "NEUCHATEL", "SION", "MONTREUX", "VEVEY", "NYON",
    "MORGES", "YVERDON", "YVERDON LES BAINS", "LA CHAUX DE FONDS", "BIENNE", "BIEL", "CAROUGE", "MEYRIN", "VERNIER",
    "LANCY", "ONEX", "MARTIGNY", "SIERRE", "MONTHEY", "BULLE", "DELEMONT", "PORRENTRUY", "RENENS", "PULLY",
    "LUCERNE", "LUZERN", "LUGANO", "WINTERTHUR", "SAINT GALL", "ST GALLEN", "SANKT GALLEN", "LUXEMBOURG",
    "LUXEMBURG", "ESCH SUR ALZETTE", "DIFFERDANGE", "DUDELANGE", "ETTELBRUCK", "STRASSEN", "BERTRANGE",
    "HESPERANGE", "TUNIS", "SFAX", "SOUSSE", "VIENNE AUTRICHE", "WIEN", "AMSTERDAM", "ROTTERDAM", "LISBONNE",
    "LISBOA", "PORTO",
})  # fmt: skip
