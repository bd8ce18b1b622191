"""Training by labels: a better model is written with its manifest, one that is no better is refused."""

import json
from pathlib import Path

import pytest

from service.errors import BadQuery, ModelRefused
from service.flows.match_file import match_file_fully
from service.flows.train_match import read_model, train_on_file, train_on_reviews
from service.reference.matching import match_model_text
from service.store.session import Database, reading

HEAD = "Nom,Prénom,Date de naissance,qui"


def labelled(folder: Path, *, sense: bool) -> Path:
    """People of whom every second is written twice, with the day of birth mistyped; or as it was, and the labels are
    shuffled.
    """
    lines = []
    for n in range(240):
        name = f"Ker{chr(97 + n % 26)}m{chr(97 + n // 26)}dec"
        first, year = ("Anne", "Zoé", "Marc", "Paul")[n % 4], 1930 + n % 60
        lines.append(f"{name},{first},{year}-0{1 + n % 9}-1{n % 10},{n if sense else n * 7 % 50}")
        if n % 2 == 0:
            lines.append(
                f"{name},{first},{year}-0{1 + n % 9}-{2 if sense else 1}{n % 9 if sense else n % 10},{n if sense else n * 11 % 50}"
            )
    path = folder / "labelled.csv"
    path.write_text("\n".join([HEAD, *lines]) + "\n", "utf-8")
    return path


def test_a_better_model_is_written_and_used(tmp_path: Path) -> None:
    path, out = labelled(tmp_path, sense=True), tmp_path / "models" / "match.json"
    told = train_on_file(path, "qui", out)
    assert told["log_loss_after"] < told["log_loss_before"]
    assert told["f1_after"] >= max(told["f1_before"], told["f1_ecm"])
    text = read_model(out)
    body = json.loads(text)
    assert body["version"] == told["model"] != json.loads(match_model_text())["version"]
    assert body["manifest"]["adjusted_on"]["sha256"] == told["sha256"]
    assert told["model"] in match_file_fully(path, {"qui": None}, model=text).told()


def test_labels_without_sense_are_refused_and_nothing_is_written(tmp_path: Path) -> None:
    out = tmp_path / "match.json"
    with pytest.raises(ModelRefused):
        train_on_file(labelled(tmp_path, sense=False), "qui", out)
    assert not out.exists()


def test_a_column_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(BadQuery):
        train_on_file(labelled(tmp_path, sense=True), "who", tmp_path / "match.json")


def test_a_file_that_is_no_model_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "match.json"
    path.write_text('{"version": "1"}', "utf-8")
    with pytest.raises(BadQuery):
        read_model(path)


def test_a_base_without_answers_teaches_nothing(database: Database, tmp_path: Path) -> None:
    with reading(database) as work, pytest.raises(ModelRefused):
        train_on_reviews(work, tmp_path / "match.json")
