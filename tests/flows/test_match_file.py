"""Matching a file on its own, from its bytes to a cluster for every row."""

import subprocess
import sys
from pathlib import Path

import polars as pl
import pytest
from make_demo import demonstration, write_export

from service.flows.match_file import match_file, match_file_fully


def closure_f1(rows: pl.DataFrame, truth: str) -> float:
    def pairs(*columns: str) -> int:
        size = rows.group_by(columns).len()["len"].cast(pl.Int64)
        return int((size * (size - 1) // 2).sum())

    both = pairs(truth, "cluster_id")
    return 2 * both / (pairs(truth) + pairs("cluster_id"))


@pytest.fixture(scope="module")
def export(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, pl.DataFrame]:
    made = demonstration(2000, 11)
    path = tmp_path_factory.mktemp("match") / "clients.csv"
    write_export(made.cells(), path)
    return path, made.truth().select(pl.col("row_id").cast(pl.Int64), "entity_id")


def test_every_row_of_a_demonstration_file_gets_its_cluster(export: tuple[Path, pl.DataFrame]) -> None:
    path, truth = export
    found = match_file(path)
    assert found["row_id"].to_list() == list(range(1, 2001))
    assert closure_f1(found.join(truth, on="row_id"), "entity_id") > 0.95


def test_pairs_name_rows_probability_and_levels(export: tuple[Path, pl.DataFrame]) -> None:
    pairs = match_file_fully(export[0], floor=850_000).pairs
    assert pairs.height > 100
    assert (pairs["probability"] >= 850_000).all()
    assert pairs["levels"].str.contains("=").all()


def test_rows_without_a_party_stand_alone(tmp_path: Path) -> None:
    path = tmp_path / "small.csv"
    path.write_text(
        "Nom;Prénom;E-mail\nRoux;Anne;anne.roux@poste.example\n;;\nROUX;Anne;anne.roux@poste.example\n", "utf-8"
    )
    assert match_file(path).select("row_id", "cluster_id").rows()[:2] == [(1, 1), (2, 1)]


@pytest.mark.shared_data
@pytest.mark.parametrize(
    ("name", "mapping", "least"),
    [
        ("restaurants", {"name": "company_name", "address": "address_line1", "city": "city"}, 0.85),
        ("pp_employers", {"employer_name": "company_name", "employer_street_number": "street_number",
                          "employer_street_name": "address_line1", "employer_zipcode": "postal_code"}, 0.85),
        ("rldata500", {"fname_c1": "first_name", "lname_c1": "last_name", "by": "birth_year", "bm": "birth_month",
                       "bd": "birth_day"}, 0.9),
    ],
)  # fmt: skip
def test_public_files_match_by_the_columns_they_have(
    shared: Path, name: str, mapping: dict[str, str | None], least: float
) -> None:
    path = shared / "matching" / f"{name}.csv"
    truth = pl.read_csv(path, infer_schema=False).select("cluster").with_row_index("row_id", offset=1)
    headings = pl.read_csv(path, n_rows=1, infer_schema=False).columns
    found = match_file(path, dict.fromkeys(headings) | mapping)
    assert found.height == truth.height
    assert closure_f1(found.join(truth.cast({"row_id": pl.Int64}), on="row_id"), "cluster") >= least


@pytest.mark.shared_data
@pytest.mark.parametrize(("name", "least"), [("restaurants", 0.9), ("pp_employers", 0.95), ("rldata500", 0.95)])
def test_public_files_are_read_without_a_mapping(shared: Path, tmp_path: Path, name: str, least: float) -> None:
    rows = pl.read_csv(shared / "matching" / f"{name}.csv", infer_schema=False)
    path = tmp_path / "file.csv"
    rows.drop("cluster").write_csv(path)
    found = match_file(path).with_columns(cluster=rows["cluster"])
    assert closure_f1(found, "cluster") >= least


def test_a_list_of_employers_is_matched_as_firms(tmp_path: Path) -> None:
    streets = ("High Street", "Mill Road", "Park Lane", "Oak Avenue")
    names = (
        "Blue Door Grill",
        "Zenith Tools",
        "Old Mill Bakery",
        "Harbour Motors",
        "Acorn Garden Centre",
        "Luna Print",
    )
    lines = [f"{names[n % 6]} {chr(65 + n)}elwin,{10 + n},{streets[n % 4]},{20100 + n % 3}" for n in range(24)]
    path = tmp_path / "employers.csv"
    lines.append("Blue Door Gril Aelwin,10,High St,20100")
    heading = "employer_name,employer_street_number,employer_street_name,employer_zipcode"
    path.write_text("\n".join([heading, *lines]) + "\n", "utf-8")
    found = match_file_fully(path)
    assert found.file.parties["kind"].unique().to_list() == ["company"]
    assert found.rows["cluster_id"].to_list() == [*range(1, 25), 1]
    assert "employer_street_name (address_line1)" in found.told()


def test_the_command_prints_a_cluster_for_every_row_and_writes_the_pairs(tmp_path: Path) -> None:
    path, pairs, mapping = tmp_path / "people.csv", tmp_path / "pairs.csv", tmp_path / "map.json"
    lines = ["who,first,town", "ROUX,Anne,Lyon", "Morel,Marc,Brest", "Roux,Anne,LYON"]
    path.write_text("\n".join(lines) + "\n", "utf-8")
    mapping.write_text('{"who": "last_name", "first": "first_name", "town": "city"}', "utf-8")
    command = [sys.executable, "-c", "from service.cli import main; main()", "match", str(path)]
    done = subprocess.run([*command, "--map", str(mapping), "--pairs", str(pairs)], capture_output=True, check=True)
    assert done.stdout.decode().splitlines() == ["row_id,cluster_id", "1,1", "2,2", "3,1"]
    assert pl.read_csv(pairs).columns[:2] == ["left_row", "right_row"]


def test_the_command_says_which_model_and_which_columns_it_used(tmp_path: Path) -> None:
    path = tmp_path / "people.csv"
    path.write_text("surname,given_name,suburb\nRoux,Anne,Lyon\nROUX,Anne,Lyon\n", "utf-8")
    command = [sys.executable, "-c", "from service.cli import main; main()", "match", str(path)]
    done = subprocess.run(command, capture_output=True, check=True)
    said = done.stderr.decode()
    assert "for files of any shape" in said
    assert all(part in said for part in ("surname (last_name)", "given_name (first_name)", "suburb (city)"))
    assert done.stdout.decode().splitlines()[0] == "row_id,cluster_id"


def test_an_export_of_customers_is_weighed_as_an_import_is(export: tuple[Path, pl.DataFrame]) -> None:
    found = match_file_fully(export[0])
    assert not found.result.fitted
    assert "for customer files" in found.told()


def test_the_order_of_rows_does_not_matter_in_a_file_of_any_shape(tmp_path: Path) -> None:
    rows = [
        f"Kerm{chr(97 + n % 5)}dec,{('Anne', 'Zoé', 'Marc')[n % 3]},19{50 + n % 7}-0{1 + n % 4}-1{n % 3}"
        for n in range(60)
    ]
    clusters = []
    for turned in (rows, rows[::-1]):
        path = tmp_path / "people.csv"
        path.write_text("\n".join(["Nom,Prénom,Date de naissance", *turned]) + "\n", "utf-8")
        cluster = match_file(path)["cluster_id"].to_list()
        groups: dict[int, set[str]] = {}
        for row, number in zip(turned, cluster, strict=True):
            groups.setdefault(number, set()).add(row)
        clusters.append(sorted(sorted(group) for group in groups.values()))
    assert clusters[0] == clusters[1]
