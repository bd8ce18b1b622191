"""Who a line speaks of: person's names and civility, firm's name, form and identifiers."""

from __future__ import annotations

import polars as pl

from service.core.clean.cells import Cells, Cleaned, constant, first_of, where
from service.core.clean.consistency import civility_mismatch, names_swapped, siret_of_other_siren, vat_of_other_siren
from service.core.clean.options import CleanOptions
from service.core.kinds.companies import french_sirens, parse_sirens, parse_sirets, parse_vats
from service.core.kinds.dates import parse_dates
from service.core.kinds.legal_forms import legal_forms, stated_forms
from service.core.kinds.name_columns import parse_full_names, parse_genders, parse_salutations, parse_split_names
from service.core.kinds.registers import parse_nafs, parse_rcss
from service.core.kinds.texts import parse_texts


def clean_identifiers(cells: Cells) -> Cleaned:
    """`siren`, `siret`, `vat_number`, `naf_code`. A SIREN is read out of a valid SIRET, a French VAT number or
    a number of the trade register.
    """
    out = Cleaned()
    siren, siret, vat, naf = (cells.nothing() for _ in range(4))
    if cells.has("siren"):
        found = parse_sirens(cells.raw("siren"))
        siren = found["value"]
        out.issues.append(cells.issues("siren", found["code"], siren))
        whole = found["code"] == "siren.from-siret"
        if whole.any():
            siret = parse_sirets(where(whole, cells.raw("siren")))["value"]
    if cells.has("siret"):
        found = parse_sirets(cells.raw("siret"))
        siret = first_of(found["value"], siret)
        out.issues.append(cells.issues("siret", found["code"], first_of(found["value"], found["suggestion"])))
        siren = first_of(siren, found["value"].str.slice(0, 9), found["suggestion"])
    if cells.has("vat_number"):
        found = parse_vats(cells.raw("vat_number"))
        vat = found["value"]
        out.issues.append(cells.issues("vat_number", found["code"], first_of(found["value"], found["suggestion"])))
        siren = first_of(siren, french_sirens(vat), french_sirens(found["suggestion"]))
    if cells.has("rcs_number"):
        found = parse_rcss(cells.raw("rcs_number"))
        wrong = found["code"] == "siren.checksum"  # a town alone says nothing wrong
        out.issues.append(cells.issues("rcs_number", constant(wrong, "siren.checksum")))
        siren = first_of(siren, found["siren"])
    if cells.has("naf_code"):
        found = parse_nafs(cells.raw("naf_code"))
        naf = found["value"]
        out.issues.append(cells.issues("naf_code", found["code"], found["suggestion"]))
    out.issues.append(cells.issues("siret", siret_of_other_siren(siren, siret)))
    out.issues.append(cells.issues("vat_number", vat_of_other_siren(siren, vat)))
    out.columns |= {"siren": siren, "siret": siret, "vat_number": vat, "naf_code": naf}
    return out


def clean_names(cells: Cells, options: CleanOptions, siren: pl.Series) -> Cleaned:
    """`salutation`, `first_name`, `last_name`, `company_name`, `legal_form`, and `name_kind` (not a typed column)."""
    out = Cleaned()
    names = _person_names(cells, options, out)
    civil = parse_salutations(cells.raw("salutation"))
    gender = parse_genders(cells.raw("gender")) if cells.has("gender") else cells.nothing()
    company = _company(cells, out)
    couple = civil["couple"] | names["kind"].is_in(["couple", "household"]).fill_null(value=False)
    whole = names["whole"]
    firm = company.is_null() & whole.is_not_null() & (names["kind"] == "person") & names["salutation"].is_null()
    firm &= (siren.is_not_null() | civil["legal_form"].is_not_null()) & civil["salutation"].is_null()
    company = first_of(company, names["company_name"], where(firm, whole))
    keep = ~firm.fill_null(value=False)
    form = _forms(cells, company, civil["legal_form"])
    salutation = where(keep & ~couple, first_of(civil["salutation"], names["salutation"], gender))
    first_name = where(keep, names["first_name"])
    said = "salutation" if cells.has("salutation") else "full_name" if cells.has("full_name") else "last_name"
    out.issues.append(cells.issues(said, civility_mismatch(salutation, first_name)))
    swapped = names_swapped(cells.raw("first_name"), cells.raw("last_name"))
    whole_name = cells.raw("first_name") + ", " + cells.raw("last_name")  # read as "family name, first name"
    out.issues.append(cells.issues("last_name", constant(swapped, "name.swapped"), whole_name))
    out.columns |= {
        "salutation": salutation,
        "first_name": first_name,
        "last_name": where(keep, names["last_name"]),
        "company_name": company,
        "legal_form": form,
        "name_kind": first_of(
            where(names["kind"] == "household", names["kind"]), constant(couple, "couple"), names["kind"]
        ),
    }
    return out


def _person_names(cells: Cells, options: CleanOptions, out: Cleaned) -> pl.DataFrame:
    """NAMES, with `whole`: the text of the cell that held a whole name, where no other cell gave one."""
    order = options.surname_first
    first, last = cells.raw("first_name"), cells.raw("last_name")
    split = cells.has("first_name") or cells.has("last_name")
    apart = parse_split_names(first, last, surname_first=order) if split else None
    if apart is not None:
        field = "last_name" if cells.has("last_name") else "first_name"
        out.issues.append(cells.issues(field, apart["code"], apart["value"]))
        if options.report_casing:
            changed = where(
                (apart["last_name"] != last) & (apart["last_name"].str.to_lowercase() == last.str.to_lowercase()), last
            )
            code = constant(changed.is_not_null(), "name.case-repaired")
            out.issues.append(cells.issues("last_name", code, apart["last_name"]))
    if not cells.has("full_name"):
        return (apart if apart is not None else parse_full_names(first)).with_columns(cells.nothing().alias("whole"))
    silent = first.is_null() & last.is_null()  # neither cell speaks
    needed = silent if apart is None else silent | (apart["value"].is_null() & apart["code"].is_null())
    text = where(needed, cells.raw("full_name"))
    full = parse_full_names(text, surname_first=order)
    out.issues.append(cells.issues("full_name", full["code"], full["value"]))
    both = full if apart is None else pl.DataFrame([full[name].zip_with(needed, apart[name]) for name in full.columns])
    return both.with_columns(parse_texts(text, name=True)["value"].alias("whole"))


def _company(cells: Cells, out: Cleaned) -> pl.Series:
    columns = []
    for name in ("company_name", "trade_name"):
        if cells.has(name):
            found = parse_texts(cells.raw(name), name=True)
            out.issues.append(cells.issues(name, found["code"], found["value"]))
            columns.append(found["value"])
    return first_of(*columns) if columns else cells.nothing()


def _forms(cells: Cells, company: pl.Series, civil: pl.Series) -> pl.Series:
    stated = stated_forms(cells.raw("legal_form")) if cells.has("legal_form") else cells.nothing()
    return (
        first_of(stated, civil, legal_forms(company))
        if company.null_count() < company.len()
        else first_of(stated, civil)
    )


def clean_person(cells: Cells, options: CleanOptions) -> Cleaned:
    """`birth_date`, `job_title`, `language`."""
    out = Cleaned()
    birth = parse_dates(
        cells.raw("birth_date"), order=options.date_order("birth_date"), today=options.today, birth=True
    )
    out.issues.append(cells.issues("birth_date", birth["code"], birth["value"]))
    job = parse_texts(cells.raw("job_title"))
    out.issues.append(cells.issues("job_title", job["code"], job["value"]))
    out.columns |= {"birth_date": birth["value"], "job_title": job["value"], "language": _languages(cells)}
    return out


def _languages(cells: Cells) -> pl.Series:
    if not cells.has("language"):
        return cells.nothing()
    low = cells.raw("language").str.strip_chars().str.to_lowercase()
    named = low.replace_strict(LANGUAGES, default=None, return_dtype=pl.String)
    return first_of(named, low.str.extract(r"^([a-z]{2})(?:[-_][a-z]{2})?$", 1))


LANGUAGES = {
    "français": "fr", "francais": "fr", "french": "fr", "anglais": "en", "english": "en", "allemand": "de",
    "german": "de", "espagnol": "es", "spanish": "es", "italien": "it", "italian": "it", "néerlandais": "nl",
    "neerlandais": "nl", "dutch": "nl", "portugais": "pt", "fra": "fr", "eng": "en",
}  # fmt: skip
