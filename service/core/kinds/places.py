"""How names of communes are compared: one key for every usual way to write one.

"St-Étienne", "SAINT ETIENNE", "Saint-Etienne CEDEX 2" -> "SAINT ETIENNE"
"Paris 16e Arrondissement", "PARIS 16"                 -> "PARIS"
"""

from __future__ import annotations

import polars as pl

from service.core.folding import fold_series

_CEDEX = r" CEDEX\b.*$"
_DISTRICT = r" \d{1,2}(?: ?(?:E|EME|ER|ERE|ND|ARR))?(?: ARRONDISSEMENT)?$"
_LABEL = [(r"\bSTES\b", "SAINTES"), (r"\bSTE\b", "SAINTE"), (r"\bSTS\b", "SAINTS"), (r"\bST\b", "SAINT")]
_KEY = [(_CEDEX, ""), (_DISTRICT, ""), (r"\bS/", "SUR "), (r"^(?:LE|LA|LES|L) ", "")]


def place_labels(cities: pl.Series) -> pl.Series:
    """The label for line 6 of an address (AFNOR NF Z10-011): capitals, no accent or sign, SAINT in full,
    CEDEX kept, the number of a district dropped (the postcode says it).
    """
    labels = fold_series(cities.str.replace_all(r"(?i)\bs/", "SUR "))
    for pattern, text in _LABEL:
        labels = labels.str.replace_all(pattern, text)
    cedex = labels.str.contains(" CEDEX", literal=True).fill_null(value=False)
    return labels.zip_with(cedex, labels.str.replace(_DISTRICT, ""))


def place_keys(cities: pl.Series) -> pl.Series:
    """The key by which two names of a commune are compared: the label without CEDEX, district and leading article."""
    keys = place_labels(cities)
    for pattern, text in _KEY:
        keys = keys.str.replace(pattern, text)
    return keys
