"""How names of communes are compared: one key for every usual way to write one.

"St-Étienne", "SAINT ETIENNE", "Saint-Etienne CEDEX 2" -> "SAINT ETIENNE"
"Paris 16e Arrondissement", "PARIS 16"                 -> "PARIS"
"""

from __future__ import annotations

import re

import polars as pl

from service.core.distinct import only_where
from service.core.folding import fold, fold_series

_CEDEX = r" CEDEX\b.*$"
_DISTRICT = r" \d{1,2}(?: ?(?:E|EME|ER|ERE|ND|ARR))?(?: ARRONDISSEMENT)?$"
_LABEL = [(r"\bSTES\b", "SAINTES"), (r"\bSTE\b", "SAINTE"), (r"\bSTS\b", "SAINTS"), (r"\bST\b", "SAINT")]
_ARTICLES = r"^(?:LE|LA|LES|L) "
_DISTRICT_OF = r"^(?:PARIS|LYON|MARSEILLE) (\d{1,2})(?: ?(?:E|EME|ER|ERE|ND|ARR))?(?: ARRONDISSEMENT)?$"
_OVER, _UNDER = re.compile(r"\bs/", re.IGNORECASE), re.compile(r"\bs/s\b", re.IGNORECASE)
_SHORT_SAINT = r"\bSTE?S?\b"
_KEY = [(_CEDEX, ""), (_DISTRICT, ""), (_ARTICLES, "")]
_SAINT, _NUMBER, _BOX, _ARTICLE = (re.compile(p) for p in (_SHORT_SAINT, _DISTRICT, _CEDEX, _ARTICLES))


def place_labels(cities: pl.Series) -> pl.Series:
    """The label for line 6 of an address (AFNOR NF Z10-011): capitals, no accent or sign, SAINT in full,
    CEDEX kept, the number of a district dropped (the postcode says it).
    """
    labels = fold_series(cities.str.replace_all(r"(?i)\bs/s\b", "SOUS ").str.replace_all(r"(?i)\bs/", "SUR "))
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


def districts(cities: pl.Series) -> pl.Series:
    """The number of the district that a name gives ("Paris 16e", "LYON 03"), as a number; null where none, or CEDEX."""
    label = fold_series(cities)
    return label.str.extract(_DISTRICT_OF, 1).cast(pl.Int64)


def keys_of_labels(labels: pl.Series) -> pl.Series:
    """The keys of places whose labels are known."""
    keys = labels
    for pattern, text in _KEY:
        keys = keys.str.replace(pattern, text)
    return keys


def place_label(city: str) -> str:
    """`place_labels` on one name."""
    label = fold(_OVER.sub("SUR ", _UNDER.sub("SOUS ", city)))
    if _SAINT.search(label):
        for pattern, text in _LABEL:
            label = re.sub(pattern, text, label)
    return label if " CEDEX" in label else _NUMBER.sub("", label, count=1)


def key_of_label(label: str) -> str:
    """`keys_of_labels` on one label."""
    return _ARTICLE.sub("", _NUMBER.sub("", _BOX.sub("", label, count=1), count=1), count=1)


def place_key(city: str) -> str:
    """`place_keys` on one name."""
    return key_of_label(place_label(city))


def district_of(city: str) -> int | None:
    """`districts` on one name."""
    found = re.match(_DISTRICT_OF, fold(city))
    return int(found[1]) if found else None
