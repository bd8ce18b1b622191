"""The command line from outside: shapes that other tools read, exit codes, and problems as JSON on stderr."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from service.flows.recipes import recipe_of_import, save_recipe
from service.opening import house
from service.settings import Settings
from service.store.session import unit_of_work

Run = Callable[..., subprocess.CompletedProcess[str]]
FILE = (
    "Fichier clients;;\n\n"
    "Code client;Nom;Prénom;Ville;Code postal;E-mail;CA total\n"
    "C1;Durand;Jean;Lyon;69001;jean.durand@courrier.example;12,50\n"
    "C2;DURAND;Jean;LYON;69001;jean.durand@courrier.example;\n"
    "C3;Petit;Anne;Paris;75002;anne.petit@courrier.example;\n"
    "\n"
)


@pytest.fixture
def limpide(tmp_path: Path) -> Run:
    environment = os.environ | {"LIMPIDE_DATA_DIR": str(tmp_path / "data")}
    environment.pop("LIMPIDE_DATABASE_URL", None)

    def run(*arguments: str) -> subprocess.CompletedProcess[str]:
        command = [sys.executable, "-c", "from service.cli import main; main()", *arguments]
        return subprocess.run(command, env=environment, capture_output=True, text=True, encoding="utf-8", check=False)

    return run


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "clients.csv"
    path.write_bytes(FILE.encode("cp1252"))
    return path


def test_inspect_says_how_a_file_is_understood_and_gives_its_rows(limpide: Run, file: Path) -> None:
    seen = json.loads(limpide("inspect", str(file)).stdout)
    assert (seen["encoding"], seen["delimiter"], seen["header_row"]) == ("cp1252", ";", 3)
    counters = seen["counters"]
    kinds = ("header", "preamble", "footer", "blank")
    assert counters["lines"] == sum(counters[k] for k in kinds) + counters["rows"]
    assert counters["rows"] == counters["accepted"] + counters["rejected"] + counters["quarantined"] == 3
    columns = {c["heading"]: c for c in seen["columns"]}
    evidence = columns["E-mail"].pop("evidence")
    assert {"heading:email", "values"} <= set(evidence)
    assert columns["E-mail"] | {"confidence": 0, "alternatives": []} == {
        "index": 5, "heading": "E-mail", "field": "email", "confidence": 0, "alternatives": [], "class": "personal",
        "strength": "indicated", "sensitivity": "contact", "trait": None, "origin": "declared",
    }  # fmt: skip
    assert columns["CA total"]["class"] == "reaction"
    rows = [json.loads(line) for line in limpide("inspect", str(file), "--rows").stdout.splitlines()]
    assert rows[0]["row_id"] == 1
    assert rows[0]["line"] == 4
    assert rows[0]["cells"][:3] == ["C1", "Durand", "Jean"]


def test_match_gives_a_cluster_for_every_row(limpide: Run, file: Path, tmp_path: Path) -> None:
    pairs = tmp_path / "pairs.csv"
    done = limpide("match", str(file), "--pairs", str(pairs))
    assert done.returncode == 0, done.stderr
    lines = done.stdout.splitlines()
    assert lines[0] == "row_id,cluster_id"
    clusters = dict(line.split(",") for line in lines[1:])
    assert list(clusters) == ["1", "2", "3"]
    assert clusters["1"] == clusters["2"] != clusters["3"]
    assert pairs.read_text(encoding="utf-8").count("\n") >= 2


def test_the_main_job_by_command_line(limpide: Run, file: Path, tmp_path: Path) -> None:
    done = limpide("import", str(file), "--list", "clients", "--audience", "b2c")
    assert done.returncode == 0, done.stderr
    report = json.loads(done.stdout)
    assert report["counters"]["accepted"] == 3
    assert report["customers"] == {"created": 2}
    again = limpide("import", str(file), "--list", "clients")
    assert again.returncode == 1
    assert json.loads(again.stderr)["import_id"] == report["import_id"]
    assert "courrier.example" not in again.stderr
    out = tmp_path / "segment.csv"
    manifest = limpide(
        "segment", "--where", "city = 'LYON'", "--channel", "post", "--at", "2026-11-22", "--out", str(out)
    )
    assert manifest.returncode == 0, manifest.stderr
    assert out.exists()
    assert (tmp_path / "segment.csv.manifest.json").exists()
    assert limpide("doctor").returncode == 0
    reverted = limpide("import", "--revert", str(report["import_id"]))
    assert json.loads(reverted.stdout)["import_state"] == "reverted"
    assert limpide("doctor").returncode == 0


def test_what_cannot_be_used_is_a_problem_and_wrong_usage_is_two(limpide: Run, tmp_path: Path) -> None:
    missing = limpide("inspect", str(tmp_path / "nothing.csv"))
    assert missing.returncode == 1
    assert json.loads(missing.stderr)["type"] == "/problems/file-not-found"
    (tmp_path / "empty.csv").write_bytes(b"")
    assert json.loads(limpide("inspect", str(tmp_path / "empty.csv")).stderr)["type"] == "/problems/file-unusable"
    assert limpide("import").returncode == 2
    assert limpide("fly").returncode == 2
    bad = limpide(
        "segment", "--where", "nonsense ==", "--channel", "email", "--at", "2026-11-22", "--out", str(tmp_path / "x")
    )
    assert bad.returncode == 1
    assert "/problems/" in bad.stderr


def test_recipes_by_command_line(limpide: Run, file: Path, tmp_path: Path) -> None:
    assert limpide("inspect", str(file), "--recipe", "Siège").returncode == 1, "there is no base"
    assert limpide("import", str(file)).returncode == 0
    plain = json.loads(limpide("inspect", str(file)).stdout)
    assert "recipe" not in plain
    with (
        house(Settings(data_dir=tmp_path / "data", database_url="")) as (_, database, _),
        unit_of_work(database) as work,
    ):
        recipe = recipe_of_import(work, 1, {"Prénom": None, "CA total": None})
        save_recipe(work, "Siège", recipe, now_us=time.time_ns() // 1000)
    seen = json.loads(limpide("inspect", str(file)).stdout)
    assert (seen["recipe"]["name"], seen["recipe"]["by"]) == ("Siège", "headings")
    assert {c["heading"] for c in seen["columns"] if c["field"] is None} == {"Prénom", "CA total"}
    assert seen["counters"] == plain["counters"]
    assert json.loads(limpide("inspect", str(file), "--recipe", "Siège").stdout)["recipe"]["by"] == "name"
    assert json.loads(limpide("inspect", str(file), "--no-recipe").stdout) == plain
    other = tmp_path / "other.csv"
    other.write_text("Nom;Mail\nRoux;roux@courrier.example\n", encoding="utf-8")
    for command in (("inspect", str(other)), ("import", str(other))):
        refused = limpide(*command, "--recipe", "Siège")
        assert (refused.returncode, json.loads(refused.stderr.splitlines()[-1])["type"]) == (
            1, "/problems/recipe-mismatch",
        )  # fmt: skip
    unknown = limpide("import", str(other), "--recipe", "Nosuch")
    assert (unknown.returncode, json.loads(unknown.stderr)["type"]) == (1, "/problems/bad-query")
    conflict = limpide("import", str(file), "--recipe", "Siège")
    assert (conflict.returncode, json.loads(conflict.stderr)["type"]) == (1, "/problems/mapping-conflict")
    moved = tmp_path / "moved.csv"
    moved.write_text("Nom;Code client;Prénom;Ville;Code postal;E-mail;CA total\nRoux;C9;;;;;\n", encoding="utf-8")
    done = json.loads(limpide("import", str(moved)).stdout)
    assert (done["recipe"]["version"], done["counters"]["accepted"]) == (1, 1)


def test_a_base_is_matched_again_by_command_line(limpide: Run, file: Path) -> None:
    assert limpide("import", str(file)).returncode == 0
    back = limpide("train", "--shipped")
    assert (back.returncode, back.stdout) == (0, "")
    done = limpide("match", "--again")
    assert done.returncode == 0, done.stderr
    told = json.loads(done.stdout)
    assert (told["state"], told["snapshot"]) == ("done", 2)
    healthy = limpide("doctor", "--today", "2026-06-01")
    assert healthy.returncode == 0, healthy.stderr
    assert "matched again" not in healthy.stderr
    assert limpide("match").returncode == 2
    assert limpide("match", str(file), "--again").returncode == 2
