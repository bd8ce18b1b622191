"""Imports over HTTP: raw and form alike, once for the same bytes, followed to their end, undone."""

from __future__ import annotations

import io
import json
import time
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import openpyxl
import pytest
from apis import Api
from furniture import CUSTOMERS
from sqlalchemy import func, select

from service.store.session import reading
from service.store.tables.lists import Import

FILE = CUSTOMERS.encode()
FORM = "multipart/form-data; boundary=b"


def send(api: Api, content: bytes = FILE, query: str = "", **headers: str) -> Any:
    return api.post(f"/v1/imports{query}", "crm", content=content, headers=headers)


def uploads(api: Api) -> list[str]:
    """What lies in the data folder of files that came in."""
    return [
        f.name for f in (*api.house.data.uploads.iterdir(), *api.house.data.workspace.iterdir()) if f.name != "lock"
    ]


def imports(api: Api) -> int:
    with reading(api.database) as work:
        return int(work.connection.execute(select(func.count()).select_from(Import)).scalar_one())


def test_a_file_becomes_an_import_and_is_told(api: Api) -> None:
    sent = send(api, query="?list=Clients&filename=clients.csv&audience=b2c")
    assert sent.status_code == 202
    assert sent.headers["location"] == "/v1/imports/1"
    assert sent.headers["link"] == '</v1/jobs/1>; rel="monitor"'
    assert int(sent.headers["retry-after"]) >= 1
    waiting = api.get("/v1/imports/1", "crm")
    assert (waiting.json()["state"], waiting.json()["detected"], waiting.headers["retry-after"]) == (
        "received",
        None,
        "1",
    )

    api.work()
    shown = api.get("/v1/imports/1", "crm")
    told = shown.json()
    assert told["state"] == "published"
    assert "retry-after" not in shown.headers
    assert told["detected"] == {
        "encoding": "utf-8", "delimiter": ";", "quote": '"', "header_row": 1, "preamble_rows": 0, "software": None,
        "software_evidence": [], "grain": "customer",
        "container": "text", "archive": None, "sheet": None, "merged": [],
    }  # fmt: skip
    assert [c["field"] for c in told["columns"]][:5] == [
        "customer_id",
        "salutation",
        "last_name",
        "first_name",
        "email",
    ]
    counters = told["counters"]
    assert counters["lines"] == sum(counters[n] for n in ("header", "preamble", "footer", "blank", "row_lines")) == 7
    assert counters["rows"] == sum(counters[n] for n in ("accepted", "rejected", "quarantined")) == 6
    assert told["customers"] == {"created": 4}
    assert told["job"]["state"] == "done"
    assert api.get("/v1/imports/1", "crm", headers={"If-None-Match": shown.headers["etag"]}).status_code == 304
    listed = api.get("/v1/imports?state=published", "crm").json()["items"]
    assert [(i["id"], i["list_name"], i["rows"]) for i in listed] == [(1, "Clients", 6)]
    assert api.get("/v1/imports?state=failed", "crm").json()["items"] == []
    assert uploads(api) == [], "the original is deleted at publication"


def test_a_form_gives_the_same_as_a_raw_body(api: Api) -> None:
    options = {"list": "by form", "audience": "b2c", "basis": "Order form, box ticked."}
    form = api.post("/v1/imports", "crm", files={"file": ("C:\\exports\\clients.csv", FILE)}, data=options)
    raw = send(api, query="?list=raw&audience=b2c&basis=Order+form,+box+ticked.&filename=clients.csv")
    assert (form.status_code, raw.status_code) == (202, 202)
    api.work()
    first, second = (api.get(answer.headers["location"], "crm").json() for answer in (form, raw))
    for same in ("sha256", "size", "filename", "detected", "columns", "counters", "issues"):
        assert first[same] == second[same], same
    terms = [api.get(f"/v1/lists/{n}").json() for n in (1, 2)]
    assert terms[0]["basis"] == terms[1]["basis"] == {"statement": "Order form, box ticked."}


def test_the_same_file_again_points_to_the_first(api: Api) -> None:
    send(api)
    again = send(api, query="?filename=again.csv")
    assert (again.status_code, again.headers["location"]) == (200, "/v1/imports/1")
    assert (again.json()["id"], again.json()["repeated"], again.json()["state"]) == (1, True, "received")
    assert send(api, query="?list=other").json()["id"] != 1, "in another list it is another import"
    api.work()
    with api.unchanged():
        assert send(api).json()["state"] == "published"
    mapping = json.dumps({"Email": None})
    with api.unchanged():
        refused = send(api, query=f"?mapping={mapping}")
    assert (refused.status_code, refused.json()["type"]) == (409, "/problems/mapping-conflict")
    assert refused.json()["import_id"] == 1


def test_fifty_clients_send_the_same_file_at_once(api: Api) -> None:
    with ThreadPoolExecutor(50) as pool:
        answers = list(pool.map(lambda _: send(api), range(50)))
    assert sorted(answer.status_code for answer in answers) == [200] * 49 + [202]
    assert {(a.json()["id"], a.headers["location"]) for a in answers} == {(1, "/v1/imports/1")}
    assert imports(api) == 1
    assert len(uploads(api)) == 1


def test_events_end_with_the_import_and_go_on_where_they_were_left(api: Api) -> None:
    send(api)
    api.house.closing.set()  # the service is being stopped: the stream says how far it is, and ends
    first = events(api.get("/v1/imports/1/events", "crm"))
    api.house.closing.clear()
    assert [(e["event"], e["data"]["job"]["state"]) for e in first] == [("progress", "queued")]
    api.work()
    answer = api.get("/v1/imports/1/events", "crm", headers={"Last-Event-ID": first[0]["id"]})
    assert answer.headers["content-type"].startswith("text/event-stream")
    assert answer.text.startswith("retry: ")
    (last,) = events(answer)
    assert (last["event"], last["data"]["state"], last["data"]["job"]["state"]) == ("end", "published", "done")
    assert int(last["id"]) > int(first[0]["id"])
    assert last["data"]["job"] == api.get("/v1/jobs/1", "crm").json(), "polling tells the same"
    assert api.get("/v1/imports/1/events", "crm", headers={"Last-Event-ID": last["id"]}).status_code == 204
    assert api.get("/v1/imports/1/events", "crm", headers={"Last-Event-ID": "x"}).status_code == 400
    assert api.get("/v1/imports/9/events", "crm").status_code == 404


def test_events_tell_of_the_work_while_it_goes_on(api: Api) -> None:
    send(api)
    with ThreadPoolExecutor(1) as pool:
        stream = pool.submit(api.get, "/v1/imports/1/events", "crm")
        time.sleep(0.2)
        api.work()
        told = events(stream.result(timeout=120))
    assert told[-1]["event"] == "end"
    assert {e["event"] for e in told[:-1]} <= {"progress"}
    ids = [int(e["id"]) for e in told]
    assert ids == sorted(set(ids))


def events(response: Any) -> list[dict[str, Any]]:
    """The events of a stream; comments and hints left out."""
    found = []
    for block in response.text.split("\n\n"):
        fields = dict(line.split(": ", 1) for line in block.splitlines() if not line.startswith((":", "retry")))
        if fields:
            found.append(fields | {"data": json.loads(fields["data"])})
    return found


def test_an_import_is_undone(api: Api) -> None:
    send(api)
    with api.unchanged():
        early = api.post("/v1/imports/1/revert", "crm")
    assert (early.status_code, early.json()["type"]) == (409, "/problems/wrong-state")
    api.work()
    asked = api.post("/v1/imports/1/revert", "crm")
    assert (asked.status_code, asked.headers["location"]) == (202, "/v1/jobs/3")
    api.work()
    assert api.get("/v1/jobs/3", "crm").json()["state"] == "done"
    assert api.get("/v1/imports/1", "crm").json()["state"] == "reverted"
    assert send(api).status_code == 202, "after a revert the file may come again"


def test_a_file_that_is_no_table_fails_its_import_with_a_problem(api: Api) -> None:
    send(api, b"\x89PNG\r\n\x1a\n" + bytes(1000))
    api.work()
    told = api.get("/v1/imports/1", "crm").json()
    assert (told["state"], told["job"]["state"]) == ("failed", "failed")
    assert told["job"]["problem"]["type"] == "/problems/file-unusable"
    assert uploads(api) == []


def form(*parts: tuple[str, bytes]) -> bytes:
    """A form with these parts: headers and content."""
    return (
        b"".join(b"--b\r\n" + head.encode() + b"\r\n\r\n" + content + b"\r\n" for head, content in parts) + b"--b--\r\n"
    )


THE_FILE = ('Content-Disposition: form-data; name="file"; filename="f.csv"', FILE)


@pytest.mark.parametrize(
    ("content", "kind", "status"),
    [
        (FILE, "application/json", 415),
        (FILE, "image/png", 415),
        (FILE, "application/x-www-form-urlencoded", 415),
        (FILE, "multipart/form-data", 400),
        (FILE, FORM, 400),
        (form(THE_FILE)[:-20], FORM, 400),
        (form(), FORM, 422),
        (b"", "text/csv", 422),
        (form((THE_FILE[0], b"")), FORM, 422),
        (form(('Content-Disposition: form-data; name="list"', b"a")), FORM, 422),
        (form(THE_FILE, THE_FILE), FORM, 422),
        (form(('Content-Disposition: form-data; name="other"; filename="f.csv"', FILE)), FORM, 422),
        (form(THE_FILE, ('Content-Disposition: form-data; name="lst"', b"a")), FORM, 422),
        (form(THE_FILE, ('Content-Disposition: form-data; name="list"', b"a\x00")), FORM, 422),
        (form(THE_FILE, ('Content-Disposition: form-data; name="list"', b"\xff")), FORM, 400),
        (form(THE_FILE, ('Content-Disposition: form-data; name="list"', b"a" * 70_000)), FORM, 422),
        (form(THE_FILE, *[(f'Content-Disposition: form-data; name="a{n}"', b"") for n in range(40)]), FORM, 422),
        (form(("X: " + "a" * 10_000, FILE)), FORM, 400),
        (form(THE_FILE, ('Content-Disposition: form-data; name="mapping"', b"{no}")), FORM, 422),
        (form(THE_FILE, ('Content-Disposition: form-data; name="basis"', b'{"a":1}')), FORM, 422),
    ],
    ids=range(20),
)
def test_uploads_that_are_refused_leave_nothing(api: Api, content: bytes, kind: str, status: int) -> None:
    with api.unchanged():
        refused = api.post("/v1/imports", "crm", content=content, headers={"Content-Type": kind})
    assert refused.status_code == status, refused.text
    assert refused.headers["content-type"] == "application/problem+json"
    assert uploads(api) == []


def test_a_file_that_is_too_large_leaves_nothing(api: Api) -> None:
    api.house.upload_bytes = 100_000
    with api.unchanged():
        assert send(api, b"a;b\n" * 30_000).status_code == 413
        refused = api.post("/v1/imports", "crm", content=(b"a;b\n" * 1000 for _ in range(30)))
    assert (refused.status_code, refused.json()["most"]) == (413, 100_000)
    assert uploads(api) == []


def test_a_rented_list_takes_no_rows(api: Api) -> None:
    assert api.post("/v1/lists", json={"name": "rented", "kind": "rented"}).status_code == 201
    with api.unchanged():
        assert send(api, query="?list=rented").status_code == 409
    assert uploads(api) == []


def test_a_workbook_is_imported_by_its_bytes_whatever_it_is_called(api: Api) -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = "Clients"
    sheet.append(["Liste"])
    sheet.merge_cells("A1:C1")
    for row in (
        ["Nom", "Prénom", "Email"],
        ["Durand", "Zoé", "zoe@port.example"],
        ["Martin", "Noël", "noel@port.example"],
    ):
        sheet.append(row)
    out = io.BytesIO()
    book.save(out)
    kind = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
    rehearsed = api.post("/v1/imports?dry_run=true", "crm", content=out.getvalue(), headers={"Content-Type": kind})
    assert (rehearsed.status_code, rehearsed.json()["problem"]) == (200, None)
    sent = api.post("/v1/imports", "crm", content=out.getvalue(), headers={"Content-Type": kind})
    assert sent.status_code == 202
    api.work()
    told = api.get(sent.headers["location"], "crm").json()
    assert told["detected"] == rehearsed.json()["detected"] == {
        "encoding": "xlsx", "delimiter": None, "quote": None, "header_row": 2, "preamble_rows": 1, "software": None,
        "software_evidence": [], "grain": "customer", "container": "xlsx", "archive": None, "sheet": "Clients", "merged": ["A1:C1"],
    }  # fmt: skip
    assert (told["state"], told["counters"]["accepted"]) == ("published", 2)
    assert uploads(api) == []
