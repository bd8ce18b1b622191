"""Attacks by what is sent in: files, forms, names; ids are those of docs/trust.md."""

from __future__ import annotations

import io
import json
import re
import zipfile
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
from apis import Api
from hostile import HOSTILE

PEOPLE = "Nom;Prénom;Email\nDurand;Zoé;zoe@canary.example\nMartin;Noël;noel@canary.example\n"
FORM = {"Content-Type": "multipart/form-data; boundary=b"}


def arrived(api: Api) -> list[str]:
    """What lies in the data folder of files that came in."""
    folders = (api.house.data.uploads, api.house.data.workspace)
    return [f.name for folder in folders for f in folder.iterdir() if f.name != "lock"]


def imported(api: Api, content: bytes, list_name: str = "clients") -> dict[str, Any]:
    """An import, worked off, as the API tells it."""
    sent = api.post(f"/v1/imports?list={list_name}", "crm", content=content)
    assert sent.status_code == 202, sent.text
    api.work()
    told: dict[str, Any] = api.get(sent.headers["location"], "crm").json()
    return told


def rows(api: Api, import_id: int, outcome: str = "accepted") -> list[dict[str, Any]]:
    items: list[dict[str, Any]] = api.get(f"/v1/imports/{import_id}/rows?outcome={outcome}", "crm").json()["items"]
    return items


def part(head: str, content: bytes = b"a") -> bytes:
    return b"--b\r\n" + head.encode() + b"\r\n\r\n" + content + b"\r\n"


def zipped(files: dict[str, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return out.getvalue()


FILE = part('Content-Disposition: form-data; name="file"; filename="f.csv"', PEOPLE.encode())


def test_up01_a_body_declared_too_large_is_refused_unread(api: Api) -> None:
    with api.unchanged():
        refused = api.post("/v1/imports", "crm", content=b"a", headers={"Content-Length": "107374182400"})
    assert (refused.status_code, refused.headers["connection"]) == (413, "close")
    assert arrived(api) == []


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"PK\x03\x04" + b"../../etc/cron.d/x" + bytes(500), "damaged"),
        (b"PK\x03\x04[Content_Types].xml", "damaged"),
        (b"\x1f\x8b\x08" + bytes(100), "damaged"),
        (zipped({f"{n}.csv": b"" for n in range(10_001)}), "too-many-entries"),
        (zipped({"clients.csv": b"Nom;Email\n" * 4_000_000}), "unpacked-ratio"),
        (zipped({"clients.csv": PEOPLE.encode(), "mentions.txt": b"x"}), "several-files"),
        (zipped({"again.zip": zipped({"clients.csv": PEOPLE.encode()})}), "nested-archive"),
    ],
    ids=["zip", "xlsx", "gzip", "entries", "bomb", "two", "nested"],
)
def test_up05_an_archive_is_opened_within_limits(api: Api, content: bytes, reason: str) -> None:
    told = imported(api, content)
    assert (told["state"], told["job"]["problem"]["reason"]) == ("failed", reason)
    assert arrived(api) == []


def test_up05_sizes_that_an_archive_declares_are_not_believed(api: Api, tmp_path: Path) -> None:
    HOSTILE["zip that says 100 bytes"][0](tmp_path / "f")
    told = imported(api, (tmp_path / "f").read_bytes())
    assert (told["state"], told["job"]["problem"]["limit"]) == ("failed", "unpacked-ratio")


def test_up06_names_in_an_archive_are_never_paths(api: Api) -> None:
    before = sorted(Path(api.house.data.root).parent.rglob("*"))
    for n, name in enumerate(
        ("../../../../tmp/clients.csv", "/etc/cron.d/clients", "..\\..\\clients.csv", "a/../../b.csv")
    ):
        told = imported(api, zipped({name: PEOPLE.encode()}), f"l{n}")
        assert (told["state"], told["counters"]["accepted"], told["detected"]["archive"]) == ("published", 2, "zip")
    assert sorted(Path(api.house.data.root).parent.rglob("*")) == before


def test_up07_a_file_name_is_a_label_and_never_a_path(api: Api) -> None:
    names = ("../../etc/passwd", "\\\\evil\\share\\x", "x\x00.csv", "n" * 10_000, "a\u202ecsv.exe", "CON", ".htaccess",
             "..", "é\r\nX: y.csv", "<script>alert(1)</script>.csv", "/", "~/.ssh/id")  # fmt: skip
    for n, name in enumerate(names):
        head = f'Content-Disposition: form-data; name="file"; filename="{name}"'
        body = part(head, PEOPLE.encode()) + part('Content-Disposition: form-data; name="list"', f"l{n}".encode())
        sent = api.post("/v1/imports", "crm", content=body + b"--b--\r\n", headers=FORM)
        assert sent.status_code in (202, 400, 422), (name[:40], sent.text)
        assert sent.headers["content-type"].endswith("json")
    for item in api.get("/v1/imports?limit=100", "crm").json()["items"]:
        kept = item["filename"] or ""
        assert len(kept) <= 255
        assert not re.search(r"[\x00-\x1f/\\]", kept)
    assert arrived(api)
    assert all(re.fullmatch(r"[0-9A-Za-z_.-]{8,80}", name) and ".." not in name for name in arrived(api))


def test_up09_too_many_columns_are_refused(api: Api) -> None:
    with api.unchanged():
        refused = api.post("/v1/imports?dry_run=true", "crm", content=b"Nom;Email" + b";a" * 20_000 + b"\nx;y\n")
    assert (refused.status_code, refused.json()["reason"]) == (422, "too-many-columns")
    assert arrived(api) == []


def test_up10_a_giant_cell_does_not_cost_the_other_rows(api: Api) -> None:
    people = "".join(f"Durand;d{n}@canary.example\n" for n in range(20))
    told = imported(api, f"Nom;Email\n{people}{'x' * 200_000};z@canary.example\nMartin;m@canary.example\n".encode())
    counters = told["counters"]
    assert (told["state"], counters["lines"], counters["rows"]) == ("published", 23, 22)
    assert counters["accepted"] >= 21
    assert counters["rows"] == counters["accepted"] + counters["rejected"] + counters["quarantined"]


def test_up13_every_encoding_is_told_and_no_letter_is_lost(api: Api) -> None:
    for encoding in ("utf-16-le", "utf-16-be", "utf-16", "utf-32", "cp1252", "mac-roman"):
        told = imported(api, PEOPLE.encode(encoding), encoding)
        assert told["detected"]["encoding"].replace("_", "-") == encoding
        assert [row["cells"][1] for row in rows(api, told["id"])] == ["Zoé", "Noël"]
    mixed = PEOPLE.splitlines(keepends=True)
    told = imported(api, (mixed[0] + mixed[1]).encode() + mixed[2].encode("cp1252"), "mixed")
    assert "\ufffd" not in json.dumps(rows(api, told["id"]), ensure_ascii=False)


@pytest.mark.parametrize("text", [b"\\ud800", b"\xc0\xaf", b"\xed\xa0\x80", b"\xf5\x80\x80\x80"], ids=range(4))
def test_up14_text_that_is_no_unicode_is_refused(furnished: Api, text: bytes) -> None:
    with furnished.unchanged():
        for path, field in (("/v1/lists", b"name"), ("/v1/customers/match", b"last_name")):
            body = b'{"' + field + b'":"' + text + b'"}'
            refused = furnished.post(path, "crm", content=body, headers={"Content-Type": "application/json"})
            assert (refused.status_code, refused.json()["type"]) == (400, "/problems/malformed-json")


def test_up15_only_line_ends_end_lines(api: Api) -> None:
    strange = "Nom;Note;Email\nDu\u2028rand;a\x0bb;zoe@canary.example\nMar\u0085tin;c\x0cd;noel@canary.example\n"
    for n, text in enumerate((strange, PEOPLE.replace("\n", "\r"), PEOPLE.replace("\n", "\r\n", 1))):
        counters = imported(api, text.encode(), f"l{n}")["counters"]
        assert (counters["lines"], counters["rows"]) == (3, 2), n


def test_up18_files_without_rows_are_told_so(api: Api) -> None:
    for n, content in enumerate((b"\xef\xbb\xbf", b"Nom;Email\n", b"\n\n\n", bytes(50))):
        told = imported(api, content, f"l{n}")
        assert (told["state"], told["counters"]["rows"]) == ("failed", 0)
        assert told["job"]["problem"]["type"] == "/problems/file-unusable"


def test_up19_up21_a_file_of_another_kind_is_refused_whatever_its_name(api: Api) -> None:
    kinds = {
        "pdf": b"%PDF-1.7\n1 0 obj\n", "exe": b"MZ\x90\x00\x03" + bytes(60), "png": b"\x89PNG\r\n\x1a\n" + bytes(100),
        "html": b"<!DOCTYPE html><html><body><script>alert(1)</script></body></html>",
        "parquet": b"PAR1" + bytes(100) + b"PAR1", "arrow": b"ARROW1\0\0" + bytes(100), "feather": b"FEA1" + bytes(50),
        "pickle": b"\x80\x04\x95\x10\0\0\0\0\0\0\0\x8c\x05posix\x94.", "pickle 0": b"cos\nsystem\n(S'id'\ntR.",
    }  # fmt: skip
    for n, content in enumerate(kinds.values()):
        told = imported(api, content, f"l{n}")
        assert (told["state"], told["job"]["problem"]["type"]) == ("failed", "/problems/file-unusable"), n


@pytest.mark.parametrize(
    ("body", "status"),
    [
        (part('Content-Disposition: form-data; name="a"') * 100_000, {422}),
        (part("X-Long: " + "a" * (1 << 20)), {400}),
        (part('Content-Disposition: form-data; name="list"', b"a" * (10 << 20)), {422}),
        (b"x" * (4 << 20) + b"\r\n" + FILE + b"--b--\r\n", {202, 400}),
        (FILE + b"--b--\r\n" + b"x" * (4 << 20), {202, 400}),
    ],
    ids=["parts", "header", "field", "preamble", "epilogue"],
)
def test_up22_a_form_made_to_be_heavy(api: Api, body: bytes, status: set[int]) -> None:
    answer = api.post("/v1/imports", "crm", content=body, headers=FORM)
    assert answer.status_code in status, answer.text
    assert len(arrived(api)) == (answer.status_code == 202)


def test_up23_a_form_of_a_million_fields(api: Api) -> None:
    headers = {"Sec-Fetch-Site": "same-origin", "Content-Type": "application/x-www-form-urlencoded"}
    with api.unchanged():
        for body in (b"a=b&" * 1_000_000, b";" * 1_000_000, b"a=b&" * 10_000, b"&" * 50_000):
            assert api.post("/entrer", None, content=body, headers=headers).status_code in (400, 403, 413, 422)


def test_up27_the_same_bytes_under_other_names_and_boundaries_are_one_import(api: Api) -> None:
    def send(n: int) -> Any:
        mark = f"b{n}"
        head = f'--{mark}\r\nContent-Disposition: form-data; name="file"; filename="f{n}.csv"\r\n\r\n'
        body = head.encode() + PEOPLE.encode() + f"\r\n--{mark}--\r\n".encode()
        kind = f"multipart/form-data; boundary={mark}"
        return api.post("/v1/imports", "crm", content=body, headers={"Content-Type": kind})

    with ThreadPoolExecutor(10) as pool:
        answers = list(pool.map(send, range(10)))
    assert sorted(answer.status_code for answer in answers) == [200] * 9 + [202]
    assert {answer.json()["id"] for answer in answers} == {1}
    assert len(arrived(api)) == 1


def test_up29_a_mapping_names_columns_of_the_file_and_fields_of_the_register(api: Api) -> None:
    canary = "jeanne@canary.example"
    mappings: list[Any] = [
        {"__proto__": "email"}, {'a";DROP TABLE parties;--': "email"}, {"Email": "tenant_id"}, {canary: "email"},
        {"Email": canary}, {"Email": "constructor"}, {"Email": ["email"]}, {"Email": {"$ne": 1}}, ["Email"], 7,
    ]  # fmt: skip
    with api.unchanged():
        for mapping in mappings:
            asked = {"mapping": json.dumps(mapping), "dry_run": "true"}
            refused = api.post("/v1/imports", "crm", params=asked, content=PEOPLE.encode())
            assert refused.status_code == 422, mapping
            assert "canary" not in refused.text
            assert "DROP" not in refused.text


def test_up30_dates_and_numbers_that_are_traps(api: Api) -> None:
    traps = [("0000-00-00", "1e309"), ("9999-12-31", "-0"), ("31/02/2024", "Infinity"), ("29/02/1900", "\u0663\u0664"),
             ("01/02/03", "NaN"), ("1e309", "0x10"), ("12/03/1980", "12,50")]  # fmt: skip
    lines = [f"Durand;d{n}@canary.example;{day};{amount}" for n, (day, amount) in enumerate(traps)]
    told = imported(api, "\n".join(["Nom;Email;Date de naissance;CA total", *lines]).encode())
    assert (told["state"], told["counters"]["rows"]) == ("published", len(traps))
    for code in ("date.impossible", "date.placeholder", "amount.unreadable"):
        assert told["issues"][code] >= 2, code
    assert told["issues"]["date.unreadable"] == 1
