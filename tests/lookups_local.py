"""The others that look-ups ask, on this machine: a DNS server over UDP and a VIES over HTTP; and who opens a socket."""

from __future__ import annotations

import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from socketserver import BaseRequestHandler, ThreadingUDPServer
from threading import Thread
from typing import Any

import dns.flags
import dns.message
import dns.rcode
import dns.rrset
import orjson
from dns.rdatatype import to_text
from dns.resolver import Resolver

ZONE: dict[str, dict[str, list[str]]] = {
    ".": {"NS": ["a.root-servers.net."]},
    "ville.example": {"MX": ["10 mail.ville.example.", "20 secours.ville.example."]},
    "xn--socit-esab.example": {"MX": ["10 mail.ville.example."]},
    "sans-mx.example": {"A": ["1.1.1.1"]},
    "interne.example": {"A": ["10.0.0.1"]},
    "refuse.example": {"MX": ["0 ."], "A": ["1.1.1.1"]},
    "texte.example": {"TXT": ['"bonjour"']},
    "muet.example": {},
    "panne.example": {},
}
"""What the DNS server knows; muet never answers, panne answers SERVFAIL; any other name does not exist."""


class LocalDns:
    """A DNS server and the questions it was asked."""

    def __init__(self, port: int) -> None:
        self.asked: list[str] = []
        self.zone = ZONE
        self.resolver = Resolver(configure=False)
        self.resolver.nameservers, self.resolver.port = ["127.0.0.1"], port

    def answer(self, wire: bytes) -> bytes | None:
        """The message to send back; null: none."""
        question = dns.message.from_wire(wire)
        name, kind = question.question[0].name, to_text(question.question[0].rdtype)
        domain = name.to_text(omit_final_dot=True)
        self.asked.append(domain)
        if domain == "muet.example":
            return None
        told = dns.message.make_response(question)
        told.flags |= dns.flags.RA
        if domain == "panne.example":
            told.set_rcode(dns.rcode.SERVFAIL)
        elif domain not in self.zone:
            told.set_rcode(dns.rcode.NXDOMAIN)
        elif kind in self.zone[domain]:
            told.answer.append(dns.rrset.from_text(name, 300, "IN", kind, *self.zone[domain][kind]))
        return told.to_wire()


@contextmanager
def local_dns() -> Iterator[LocalDns]:
    """A DNS server on a free port of loopback."""

    class Handler(BaseRequestHandler):
        def handle(self) -> None:
            wire, sock = self.request
            if (told := known.answer(wire)) is not None:
                sock.sendto(told, self.client_address)

    with ThreadingUDPServer(("127.0.0.1", 0), Handler) as server:
        known = LocalDns(server.server_address[1])
        with _running(server):
            yield known


REGISTERED = "FR40303265045"
GONE = "FR83404833048"
ANSWERS: dict[str, tuple[int, Any]] = {
    "40303265045": (200, {"valid": True}),
    "83404833048": (200, {"valid": False}),
    "away": (200, {"actionSucceed": False, "errorWrappers": [{"error": "MS_UNAVAILABLE"}]}),
    "half": (200, {"valid": False, "userError": "MS_UNAVAILABLE"}),
    "other": (200, {"valid": False, "vatNumber": "1"}),
    "odd": (200, {"valid": "true"}),
    "list": (200, [True]),
    "page": (200, b"<html>"),
    "busy": (503, {"valid": False}),
    "moved": (307, b""),
    "slow": (200, {"valid": False}),
}
"""What the VIES answers by number: status, and body; a body that is an object names the number unless it says another."""


class LocalVies:
    """An HTTP server that answers as VIES does, and what it was asked: path and body."""

    def __init__(self, port: int) -> None:
        self.url = f"http://127.0.0.1:{port}/check-vat-number"
        self.asked: list[tuple[str, dict[str, str]]] = []


@contextmanager
def local_vies() -> Iterator[LocalVies]:
    """A VIES on a free port of loopback."""

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = orjson.loads(self.rfile.read(int(self.headers["Content-Length"])))
            known.asked.append((self.path, body))
            number = body["vatNumber"]
            if number == "slow":
                time.sleep(1)
            status, told = ANSWERS[number]
            if isinstance(told, dict):
                told = {"countryCode": body["countryCode"], "vatNumber": number} | told
            content = told if isinstance(told, bytes) else orjson.dumps(told)
            self.send_response(status)
            if status == 307:
                self.send_header("Location", "/elsewhere")
            self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            with suppress(ConnectionError):  # who asks slow does not wait
                self.wfile.write(content)

        def log_message(self, *_: Any) -> None:
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        known = LocalVies(server.server_port)
        with _running(server):
            yield known


@contextmanager
def _running(server: Any) -> Iterator[None]:
    thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    try:
        yield
    finally:
        server.shutdown()
        thread.join()


_WATCHED = ("socket.connect", "socket.sendto", "socket.sendmsg", "socket.getaddrinfo", "socket.gethostbyname")
_seen: list[list[str]] = []


def _hook(event: str, arguments: tuple[Any, ...]) -> None:
    if _seen and event in _WATCHED and not (event == "socket.connect" and isinstance(arguments[1], str)):
        for seen in _seen:
            seen.append(event)
        raise PermissionError("nobody outside may be asked here")


sys.addaudithook(_hook)


@contextmanager
def nobody_asked() -> Iterator[list[str]]:
    """Within, whatever speaks to the network fails, and is written down. Sockets of the file system may be used."""
    seen: list[str] = []
    _seen.append(seen)
    try:
        yield seen
    finally:
        _seen.remove(seen)
