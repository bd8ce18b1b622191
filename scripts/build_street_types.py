"""Build service/reference/street_types.csv: kinds of ways, how they are written and how they are shortened.

    python scripts/build_street_types.py [FILE]  by default ../shared/data/fields/ref_data/addok_fr_synonyms.txt

One line a way to write one: `written,full,short,strength`. Written forms (folded) are those below and, for the kinds
named here, those of addok-fr. `short` is the abbreviation of AFNOR NF Z10-011 as La Poste's labels show it (or empty).
`strength` 2: a way wherever it opens a line; 1: a way only behind a number, or when nothing else is one.
"""

from __future__ import annotations

import sys
from pathlib import Path

import polars as pl

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT))

from service.core.folding import fold  # noqa: E402 - the path comes first

TARGET = ROOT / "service" / "reference" / "street_types.csv"

# full: (short, other spellings); a way wherever it opens a line
WAYS: dict[str, tuple[str, str]] = {
    "RUE": ("R", "R"), "AVENUE": ("AV", "AV AVE AVEN AVN"), "BOULEVARD": ("BD", "BD BLD BVD BOUL BLVD BOULV BVLD BLV"),
    "PLACE": ("PL", "PL PLC"), "CHEMIN": ("CHEM", "CH CHE CHEM CHM CHMN"), "ROUTE": ("RTE", "RTE RT RTTE"),
    "ALLEE": ("ALL", "ALL AL ALLE"), "ALLEES": ("ALL", "ALLS"), "IMPASSE": ("IMP", "IMP IMPS"),
    "QUAI": ("QUAI", "Q QU QUA"), "SQUARE": ("SQ", "SQ SQR"), "COURS": ("CRS", "CRS"),
    "FAUBOURG": ("FG", "FG FBG FBOURG"),
    "PASSAGE": ("PAS", "PAS PASS PSG PGE"), "SENTIER": ("SEN", "SEN SENT"), "SENTE": ("STE", ""),
    "VOIE": ("VOIE", "VOI"),
    "ROND POINT": ("RPT", "RPT RDPT RONDPOINT RD-PT ROND-POINT"), "MONTEE": ("MTE", "MTE"),
    "RUELLE": ("RLE", "RLE RUEL RLLE"),
    "VENELLE": ("VEN", "VEN"), "ESPLANADE": ("ESP", "ESP ESPL"), "PROMENADE": ("PROM", "PROM"),
    "TRAVERSE": ("TRA", "TRA TRAV"), "CHAUSSEE": ("CHS", "CHS CHSE CHAUS"), "PLACETTE": ("PTTE", "PTTE"),
    "GRANDE RUE": ("GR", "GDE-RUE GRANDE-RUE GRD-RUE"), "GRAND RUE": ("GR", "GRAND'RUE GRAND-RUE GRANDRUE GD-RUE"),
    "PETITE RUE": ("PTR", "PTE-RUE"), "VIEUX CHEMIN": ("VCHE", "VX-CHEMIN VCHE"),
    "ANCIENNE ROUTE": ("ANCI ROUTE", "ANC-ROUTE"),
    "ANCIEN CHEMIN": ("ANCI CHEMIN", "ANC-CHEMIN"), "VIEILLE ROUTE": ("VTE", "VTE"), "ROCADE": ("ROC", ""),
    "CORNICHE": ("COR", ""), "CARREFOUR": ("CAR", "CARR CARREF CAREF"), "LOTISSEMENT": ("LOT", "LOT LOTIS LOTISS"),
    "LIEU DIT": ("LD", "LD LIEU-DIT LIEUDIT LIEUX-DITS"), "ZONE ARTISANALE": ("ZA", ""),
    "ZONE INDUSTRIELLE": ("ZI", ""),
    "ZONE D ACTIVITES": ("ZA", "ZONE-D'ACTIVITES ZONE-D'ACTIVITE"), "ZA": ("ZA", "Z.A"), "ZI": ("ZI", "Z.I"),
    "ZAC": ("ZAC", "Z.A.C"), "HAMEAU": ("HAM", "HAM"), "ROUTE DEPARTEMENTALE": ("RD", ""),
    "ROUTE NATIONALE": ("RN", ""),
    "CHEMIN VICINAL": ("CV", ""), "VOIE COMMUNALE": ("VC", ""), "CHEMIN RURAL": ("", ""), "MAIL": ("MAIL", ""),
    "QUARTIER": ("QUA", "QUART QRT QTIER"), "DOMAINE": ("DOM", "DOM"), "CITE": ("CITE", ""),
    "PARVIS": ("PRV", "PVR PRVS"),
    "COTE": ("COTE", ""), "PASSERELLE": ("PLE", "PLLE"), "BOUCLE": ("BCLE", "BCLE"), "ZONE": ("ZONE", ""),
}  # fmt: skip
# ways behind a number only: the same words are buildings, places or parts of names
PLACES: dict[str, tuple[str, str]] = {
    "RESIDENCE": ("RES", "RES RESID"), "VILLA": ("VLA", "VLA VLLA"), "CLOS": ("CLOS", "CLO"), "PARC": ("PARC", ""),
    "COUR": ("COUR", ""), "GALERIE": ("GAL", ""), "TERRASSE": ("TSSE", "TSSE"), "JARDIN": ("JARD", "JARD"),
    "JETEE": ("JTE", "JTEE JTE"), "VILLAGE": ("VGE", "VGE"), "PONT": ("PONT", ""), "PORT": ("PORT", ""),
    "PORTE": ("PTE", ""), "POINTE": ("PNT", ""), "MOULIN": ("MLN", ""), "FERME": ("FRM", ""), "MAS": ("MAS", ""),
    "TOUR": ("TOUR", ""), "HALLE": ("HLE", ""), "PLAINE": ("PLN", ""), "PLATEAU": ("PLT", ""), "ENCLOS": ("ENC", ""),
    "ESPACE": ("ESPA", ""), "DIGUE": ("DIG", ""), "BERGE": ("BER", ""), "RAMPE": ("RPE", ""), "DESCENTE": ("DSC", ""),
    "ESCALIERS": ("", ""), "TERTRE": ("TRT", ""), "TERRE PLEIN": ("TPL", ""), "RAIDILLON": ("RDL", ""),
    "BOURG": ("BRG", ""),
    "CENTRE COMMERCIAL": ("CCAL", ""), "PARC D ACTIVITES": ("", ""), "PRE": ("PRE", ""), "VALLON": ("VALL", ""),
    "RANGEE": ("RGE", ""), "ARCADE": ("ARC", ""), "LEVEE": ("LEVE", ""), "CHATEAU": ("", ""), "CARRE": ("CARR", ""),
    "SENTES": ("", ""), "VIA": ("", ""), "VALLEE": ("", ""), "COULEE": ("", ""), "BALCON": ("", ""),
    "DREVE": ("DRE", ""),
    "AUTOROUTE": ("", ""), "PETITE PLACE": ("", ""), "GRAND PLACE": ("", ""), "GRANDE PLACE": ("", ""),
    "HLM": ("HLM", ""),
}  # fmt: skip
# spellings of addok-fr that are words of their own in a line
LEFT = {
    "1", "TER", "CR", "CD", "RD", "ST", "STE", "GAL", "COR", "CAR", "COU", "MAIS", "VIL", "ROU", "COL", "PR", "ROP",
    "PLA", "CI", "ZA", "ZI", "RN", "VC", "CV", "CHA", "SENT", "BOU", "PRO",
}  # fmt: skip


def addok(file: Path) -> dict[str, set[str]]:
    """Full form to other spellings, of the lines `a, b => full`."""
    found: dict[str, set[str]] = {}
    for line in file.read_text("utf-8").splitlines():
        written, arrow, full = line.partition("=>")
        if arrow and not line.startswith("#"):
            found.setdefault(full.strip().upper(), set()).update(w.strip().upper() for w in written.split(","))
    return found


def build(file: Path) -> pl.DataFrame:
    """All spellings, sorted; a spelling of two kinds goes to the first named."""
    others = addok(file)
    rows: dict[str, tuple[str, str, int]] = {}
    for strength, kinds in ((2, WAYS), (1, PLACES)):
        for full, (short, written) in kinds.items():
            for form in [full, *written.split(), *sorted(others.get(full, set()) - LEFT)]:
                rows.setdefault(fold(form), (full, short, strength))
    table = [(written, *rest) for written, rest in sorted(rows.items())]
    return pl.DataFrame(table, schema=["written", "full", "short", "strength"], orient="row")


if __name__ == "__main__":
    default = ROOT.parent / "shared" / "data" / "fields" / "ref_data" / "addok_fr_synonyms.txt"
    table = build(Path(sys.argv[1]) if len(sys.argv) > 1 else default)
    table.write_csv(TARGET)
    print(f"{TARGET.relative_to(ROOT)}: {table.height} spellings of {table['full'].n_unique()} kinds")
