"""How currencies are written beside an amount: ISO 4217 codes, signs and usual abbreviations. Compiled 2026-11.

A sign that several states use names the one that a French file means, or none (null): the number is read all the same.
"""

from __future__ import annotations

ISO_CODES: frozenset[str] = frozenset({
    "EUR", "USD", "GBP", "CHF", "CAD", "AUD", "NZD", "JPY", "CNY", "HKD", "SGD", "TWD", "KRW", "INR", "IDR",
    "MYR", "THB",
    "PHP", "VND", "PKR", "BDT", "LKR", "NPR", "SEK", "NOK", "DKK", "ISK", "PLN", "CZK", "HUF", "RON", "BGN",
    "HRK", "RSD",
    "MKD", "ALL", "BAM", "MDL", "UAH", "BYN", "RUB", "TRY", "GEL", "AMD", "AZN", "KZT", "UZS", "KGS", "TJS",
    "TMT", "ILS",
    "JOD", "LBP", "SYP", "IQD", "IRR", "SAR", "AED", "QAR", "KWD", "BHD", "OMR", "YER", "EGP", "MAD", "DZD",
    "TND", "LYD",
    "MRU", "XOF", "XAF", "XPF", "GNF", "CDF", "RWF", "BIF", "DJF", "KMF", "MGA", "MUR", "SCR", "ZAR", "NGN",
    "GHS", "KES",
    "UGX", "TZS", "ETB", "ZMW", "MWK", "MZN", "AOA", "BWP", "NAD", "CVE", "STN", "GMD", "SLE", "LRD", "SDG",
    "SSP", "SOS",
    "ERN", "SZL", "LSL", "MXN", "BRL", "ARS", "CLP", "COP", "PEN", "UYU", "PYG", "BOB", "VES", "CRC", "GTQ",
    "HNL", "NIO",
    "PAB", "DOP", "CUP", "HTG", "JMD", "TTD", "BBD", "BZD", "BSD", "XCD", "AWG", "ANG", "SRD", "GYD", "FJD",
    "PGK", "SBD",
    "VUV", "WST", "TOP", "MNT", "KHR", "LAK", "MMK", "BND", "MOP", "MVR", "BTN", "AFN", "FRF", "DEM", "BEF",
    "LUF", "ITL",
    "ESP", "PTE", "NLG", "ATS", "IEP", "FIM", "GRD",
})  # fmt: skip

# signs and abbreviations, in capitals
SIGNS: dict[str, str | None] = {
    "€": "EUR", "EURO": "EUR", "EUROS": "EUR", "EUR.": "EUR", "$": "USD", "US$": "USD", "US $": "USD", "£": "GBP",
    "￡": "GBP",
    "FR": "CHF", "FR.": "CHF", "SFR": "CHF", "F": "FRF", "FF": "FRF", "FRANC": "FRF", "FRANCS": "FRF", "CAD$": "CAD",
    "C$": "CAD", "CA$": "CAD", "CAN$": "CAD", "A$": "AUD", "AU$": "AUD", "AU $": "AUD", "KR": "SEK", "KR.": "SEK",
    "CFP": "XPF",
    "FCFA": "XOF", "CFA": "XOF", "F CFA": "XOF", "DH": "MAD", "DHS": "MAD", "DT": "TND", "DA": "DZD", "¥": "JPY",
    "YEN": "JPY",
    "円": "JPY", "元": "CNY", "원": "KRW", "₩": "KRW", "KČ": "CZK", "ZŁ": "PLN", "ZL": "PLN", "FT": "HUF", "LEI": "RON",
    "ЛВ": "BGN", "ЛВ.": "BGN", "РУБ": "RUB", "РУБ.": "RUB", "₽": "RUB", "ГРН": "UAH", "ГРН.": "UAH", "₴": "UAH",
    "TL": "TRY",
    "₺": "TRY", "₪": "ILS", "₹": "INR", "RS": "INR", "RS.": "INR", "R$": "BRL", "RP": "IDR", "RM": "MYR", "฿": "THB",
    "DOLLAR": "USD", "DOLLARS": "USD", "POUND": "GBP", "POUNDS": "GBP", "STG": "GBP", "YUAN": "CNY", "LARI": "GEL",
    "SOM": "KGS", "SO'M": "UZS", "DINAR": None, "DINARS": None, "DINARA": "RSD", "DIRHAMS": "MAD", "ROUBLES": "RUB",
    "₫": "VND", "Đ": "VND", "KD": "KWD", "₱": "PHP", "₦": "NGN",
}  # fmt: skip

# words that say that a number is the amount
PRICE_WORDS: frozenset[str] = frozenset({
    "PRICE", "OUR", "YOUR", "PRIX", "TARIF", "TOTAL", "MONTANT", "SOLDE", "CA", "ENV", "ENVIRON", "SOIT", "FROM",
    "NET",
    "EACH", "EA", "UNIT", "UNITE",
})  # fmt: skip

# units that are no money
MEASURES: frozenset[str] = frozenset({
    "KG", "G", "GR", "MG", "ML", "CL", "DL", "CM", "MM", "M2", "M3", "LB", "LBS", "OZ", "MIN", "H", "HR", "HRS",
    "J", "JRS",
    "JOUR", "JOURS", "AN", "ANS", "MOIS", "PCS", "PCE", "PC", "X", "U", "UN", "NB", "RUE", "BIS", "TER", "RDV",
    "FOIS",
})  # fmt: skip
