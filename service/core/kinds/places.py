"""How names of communes are compared: one key for every usual way to write one.

"St-Étienne", "SAINT ETIENNE", "Saint-Etienne CEDEX 2" -> "SAINT ETIENNE"
"Paris 16e Arrondissement", "PARIS 16"                 -> "PARIS"
"""

from __future__ import annotations

import polars as pl

from service.core.distinct import only_where
from service.core.folding import fold_series

_CEDEX = r" CEDEX\b.*$"
_DISTRICT = r" \d{1,2}(?: ?(?:E|EME|ER|ERE|ND|ARR))?(?: ARRONDISSEMENT)?$"
_LABEL = [(r"\bSTES\b", "SAINTES"), (r"\bSTE\b", "SAINTE"), (r"\bSTS\b", "SAINTS"), (r"\bST\b", "SAINT")]
_SHORT_SAINT = r"\bSTE?S?\b"
_KEY = [(_CEDEX, ""), (_DISTRICT, ""), (r"\bS/", "SUR "), (r"^(?:LE|LA|LES|L) ", "")]


def place_labels(cities: pl.Series) -> pl.Series:
    """The label for line 6 of an address (AFNOR NF Z10-011): capitals, no accent or sign, SAINT in full,
    CEDEX kept, the number of a district dropped (the postcode says it).
    """
    labels = fold_series(cities.str.replace_all(r"(?i)\bs/", "SUR "))
    labels = only_where(labels, labels.str.contains(_SHORT_SAINT), _with_saint)
    district = labels.str.contains(_DISTRICT) & ~labels.str.contains(" CEDEX", literal=True)
    return only_where(labels, district, lambda numbered: numbered.str.replace(_DISTRICT, ""))


def _with_saint(labels: pl.Series) -> pl.Series:
    for pattern, text in _LABEL:
        labels = labels.str.replace_all(pattern, text)
    return labels


def place_keys(cities: pl.Series) -> pl.Series:
    """The key by which two names of a commune are compared: the label without CEDEX, district and leading article."""
    return keys_of_labels(place_labels(cities))


def keys_of_labels(labels: pl.Series) -> pl.Series:
    """The keys of places whose labels are known."""
    keys = labels
    for pattern, text in _KEY:
        keys = keys.str.replace(pattern, text)
    return keys
