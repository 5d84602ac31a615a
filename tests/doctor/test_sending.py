"""What the doctor sends, read off the wire of a real HTTP server, and compared with --dry-run."""

from __future__ import annotations

import json
import os
import pty
import select
import socket
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import jsonschema
import pytest

from integrations.doctor import doctor
from tests.doctor.laptops import INTERPRETERS, SCRIPT, Desk, node_checkout, python_checkout

TOKEN = "tok_0123456789abcdefghij"
SCHEMA = json.loads(Path("docs/doctor-report.schema.json").read_text(encoding="utf-8"))


@dataclass
class Wire:
    """A server that keeps each byte that it is sent, and answers with what it was told to."""

    answer: bytes
    port: int = 0
    requests: list[bytes] = field(default_factory=list)

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def serve(self, listening: socket.socket) -> None:
        while True:
            try:
                connection, _ = listening.accept()
            except OSError:
                return
            with connection:
                self.requests.append(_read(connection))
                connection.sendall(self.answer)


def _read(connection: socket.socket) -> bytes:
    said = b""
    while b"\r\n\r\n" not in said:
        said += connection.recv(65536)
    head, _, body = said.partition(b"\r\n\r\n")
    length = next(
        int(line.split(b":")[1]) for line in head.split(b"\r\n") if line.startswith(b"Content-Len")
    )
    while len(body) < length:
        body += connection.recv(65536)
    return head + b"\r\n\r\n" + body


def answering(status: str, body: bytes = b"", *headers: str) -> bytes:
    lines = [f"HTTP/1.1 {status}", f"Content-Length: {len(body)}", *headers]
    return "\r\n".join(lines).encode() + b"\r\n\r\n" + body


@contextmanager
def wire(answer: bytes) -> Iterator[Wire]:
    with socket.create_server(("127.0.0.1", 0)) as listening:
        found = Wire(answer, listening.getsockname()[1])
        thread = threading.Thread(target=found.serve, args=(listening,), daemon=True)
        thread.start()
        yield found
        listening.shutdown(socket.SHUT_RDWR)
    thread.join()


FINE = answering("200 OK", b'{"message": "Thank you.\\u001b[31m"}')


@pytest.mark.parametrize("name", INTERPRETERS)
def test_what_is_sent_is_what_the_dry_run_shows(desk: Desk, name: str) -> None:
    node_checkout(desk)
    desk.write({".env": "DATABASE_URL=\nAPI_KEY=tell-nobody\nOWN_NAME=hush\n"})
    with wire(FINE) as server:
        words = ("--server", server.address)
        dry = desk.run("--dry-run", *words, interpreter=INTERPRETERS[name])
        assert server.requests == []
        desk.environ["PLUMBLINE_TOKEN"] = TOKEN
        ran = desk.run(*words, interpreter=INTERPRETERS[name])

    (sent,) = server.requests
    assert sent == dry.out.encode().replace(b"THE-TOKEN-OF-YOUR-PLAN", TOKEN.encode())
    assert f"Reported to {server.address}/doctor/report/. Thank you.?[31m\n" in ran.out
    assert TOKEN not in ran.out + ran.err + dry.out + dry.err


def body_of(request: bytes) -> dict[str, object]:
    head, _, body = request.partition(b"\r\n\r\n")
    assert head.startswith(b"POST /doctor/report/ HTTP/1.1\r\n")
    assert f"\r\nAuthorization: Bearer {TOKEN}".encode() in head
    report: dict[str, object] = json.loads(body)
    jsonschema.Draft202012Validator(SCHEMA).validate(report)
    return report


@pytest.mark.parametrize("checkout", [node_checkout, python_checkout])
def test_the_report_holds_outcomes_and_names_and_nothing_else(desk: Desk, checkout: object) -> None:
    assert callable(checkout)
    checkout(desk)
    example = "DATABASE_URL=as-the-example-says\nSECRET_KEY=\nAPI_KEY=\n"
    desk.write({".env.example": example, ".env": "OWN_NAME=hush\nDATABASE_URL=very-hush\n"})
    desk.environ["PLUMBLINE_TOKEN"] = TOKEN
    with wire(FINE) as server:
        desk.run("--server", server.address)

    (sent,) = server.requests
    report = body_of(sent)
    assert isinstance(report["items"], list)
    found = {each["item"]: each["findings"][0] for each in report["items"]}
    assert found["env-file"] == {
        "outcome": "fail", "reason": "names-missing", "count": 2,
        "names": ["SECRET_KEY", "API_KEY"],
    }  # fmt: skip
    secrets = ("hush", "OWN_NAME", "as-the-example-says", str(desk.folder), "shop", "biomejs")
    assert [each for each in secrets if each in sent.decode()] == []


def test_json_says_what_became_of_the_report(desk: Desk) -> None:
    node_checkout(desk)
    with wire(FINE) as server:
        assert json.loads(desk.run("--json", "--server", server.address).out)["sent"] == {
            "state": "no", "why": "no token was given",
        }  # fmt: skip
        assert server.requests == []
        desk.environ["PLUMBLINE_TOKEN"] = TOKEN
        ran = desk.run("--json", "--server", server.address)

    assert json.loads(ran.out)["sent"]["state"] == "yes"
    body_of(server.requests[0])


@pytest.mark.parametrize(
    ("answer", "why"),
    [
        (answering("401 Unauthorized"), "does not know this token"),
        (answering("403 Forbidden"), "this token is over"),
        (answering("404 Not Found"), "takes no reports"),
        (answering("429 Too Many Requests"), "wait a minute"),
        (answering("500 Oh", b"\x1b[2J" * 99), "Plumbline answers 500"),
        (b"", "broke off"),
        (b"\x00" * 500 + b"\r\n\r\n", "broke off"),
    ],
)
def test_what_did_not_arrive_is_said(desk: Desk, answer: bytes, why: str) -> None:
    node_checkout(desk)
    desk.environ["PLUMBLINE_TOKEN"] = TOKEN
    with wire(answer) as server:
        ran = desk.run("--server", server.address)

    assert (ran.code, ran.out.count("Reported")) == (2, 0)
    assert ran.err.startswith("Not sent: ")
    assert why in ran.err
    assert "\x1b" not in ran.err


@pytest.mark.parametrize("status", ["301 Moved", "302 Found", "303 See", "307 Temporary"])
def test_no_redirect_is_followed(desk: Desk, status: str) -> None:
    node_checkout(desk)
    desk.environ["PLUMBLINE_TOKEN"] = TOKEN
    with wire(FINE) as other:
        location = f"Location: {other.address}/doctor/report/"
        with wire(answering(status, b"", location)) as server:
            ran = desk.run("--server", server.address)

    assert other.requests == []
    assert (ran.code, ran.err) == (
        2, "Not sent: the address leads elsewhere: give the right one with --server.\n",
    )  # fmt: skip


@pytest.mark.slow
def test_a_server_that_drips_is_left(desk: Desk) -> None:
    node_checkout(desk)
    desk.environ["PLUMBLINE_TOKEN"] = TOKEN
    over = threading.Event()

    def drip(listening: socket.socket) -> None:
        connection, _ = listening.accept()
        with connection:
            _read(connection)
            while not over.wait(0.5):
                try:
                    connection.sendall(b"H")
                except OSError:
                    return

    with socket.create_server(("127.0.0.1", 0)) as listening:
        thread = threading.Thread(target=drip, args=(listening,), daemon=True)
        thread.start()
        ran = desk.run("--server", f"http://127.0.0.1:{listening.getsockname()[1]}")
        over.set()
        thread.join()

    assert (ran.code, "gives no answer" in ran.err) == (2, True)
    assert ran.seconds < 20


@pytest.mark.parametrize(
    "server",
    [
        "http://plumbline.example.com", "http://192.168.1.5:8000", "http://127.0.0.1.example.com",
        "http://localhost@plumbline.example.com", "https://u:p@plumbline.example.com",
        "ftp://localhost", "file:///etc/passwd", "https://", "https://x/?a=b", "https://x:99999",
        "https://x/a b", "https://x\r\nHost: y", "plumbline.example.com", "https://[::1",
    ],
)  # fmt: skip
def test_the_token_goes_nowhere_but_over_https(desk: Desk, server: str) -> None:
    desk.environ["PLUMBLINE_TOKEN"] = TOKEN

    ran = desk.run("--server", server)

    assert (ran.code, ran.out) == (2, "")
    assert ran.err.count("\n") == 1


@pytest.mark.parametrize(
    "server",
    ["https://plumbline.example.com", "https://plumbline.example.com/at/", "http://localhost:8000",
     "http://[::1]:8000", "HTTPS://Plumbline.example.com:8443"],
)  # fmt: skip
def test_these_are_addresses_to_report_to(server: str) -> None:
    assert doctor.address_of(server).endswith("/doctor/report/")


@pytest.mark.parametrize(
    "token", ["short", "has a space in the middle", "x" * 300, "a\r\nHost: " * 9]
)
def test_what_is_no_token_is_not_sent(desk: Desk, token: str) -> None:
    desk.environ["PLUMBLINE_TOKEN"] = token
    with wire(FINE) as server:
        ran = desk.run("--server", server.address)

    assert (ran.code, ran.err, server.requests) == (
        2, "Not sent: that is no token of a plan.\n", [],
    )  # fmt: skip


def test_no_proxy_sees_a_token_for_this_machine(desk: Desk) -> None:
    node_checkout(desk)
    desk.environ["PLUMBLINE_TOKEN"] = TOKEN
    with wire(FINE) as server, wire(FINE) as proxy:
        desk.environ |= {"http_proxy": proxy.address, "HTTP_PROXY": proxy.address}
        assert desk.run("--server", server.address).code == 3

    assert (len(server.requests), proxy.requests) == (1, [])


def test_who_speaks_no_tls_is_told_nothing(desk: Desk) -> None:
    node_checkout(desk)
    desk.environ["PLUMBLINE_TOKEN"] = TOKEN
    with socket.create_server(("127.0.0.1", 0)) as listening:
        got: list[bytes] = []

        def listen() -> None:
            connection, _ = listening.accept()
            with connection:
                got.append(connection.recv(65536))

        thread = threading.Thread(target=listen, daemon=True)
        thread.start()
        ran = desk.run("--server", f"https://127.0.0.1:{listening.getsockname()[1]}")
        thread.join()

    assert ran.code == 2
    assert got[0][:1] == b"\x16"
    assert TOKEN.encode() not in got[0]


class Terminal:
    """The doctor with a terminal of its own, its source coming through a pipe as from curl."""

    def __init__(self, desk: Desk, *words: str) -> None:
        pid, self.keys = pty.fork()
        if pid == 0:
            os.chdir(desk.checkout)
            command = f'cat "{SCRIPT}" | "{sys.executable}" - ' + " ".join(words)
            os.execve(
                "/bin/sh",
                ["sh", "-c", command],
                desk.environment()
                | {
                    "PATH": f"{desk.programs}:/usr/bin:/bin",
                    "TERM": "xterm",
                },
            )
        self.pid = pid
        self.shown = b""

    def until(self, text: bytes) -> None:
        """Read what it shows until that is there."""
        ends = time.monotonic() + 40
        while text not in self.shown:
            ready, _, _ = select.select([self.keys], [], [], max(0.1, ends - time.monotonic()))
            assert ready, self.shown
            self.shown += os.read(self.keys, 65536)

    def type(self, text: bytes) -> None:
        os.write(self.keys, text)

    def code(self) -> int:
        """Its exit code, all that it shows read."""
        while True:
            try:
                said = os.read(self.keys, 65536)
            except OSError:
                break
            if not said:
                break
            self.shown += said
        os.close(self.keys)
        return os.waitstatus_to_exitcode(os.waitpid(self.pid, 0)[1])


def test_at_a_terminal_the_token_is_asked_for_and_not_shown(desk: Desk) -> None:
    node_checkout(desk)
    with wire(FINE) as server:
        terminal = Terminal(desk, "--server", server.address)
        terminal.until(b"Token of your plan")
        terminal.type(TOKEN.encode() + b"\n")
        code = terminal.code()

    assert code == 3
    assert TOKEN.encode() not in terminal.shown
    assert b"\x1b[32mok" in terminal.shown
    assert b"Reported to" in terminal.shown
    body_of(server.requests[0])


def test_who_types_no_token_sends_nothing(desk: Desk) -> None:
    node_checkout(desk)
    desk.environ["NO_COLOR"] = "1"
    with wire(FINE) as server:
        terminal = Terminal(desk, "--server", server.address)
        terminal.until(b"Token of your plan")
        terminal.type(b"\n")
        assert terminal.code() == 3

    assert server.requests == []
    assert b"\x1b" not in terminal.shown


@pytest.mark.parametrize(("typed", "ran"), [(b"y\n", True), (b"\n", False), (b"no\n", False)])
def test_at_a_terminal_it_asks_before_it_runs_the_checkouts_code(
    desk: Desk, typed: bytes, ran: bool
) -> None:
    python_checkout(desk)
    python = desk.checkout / ".venv" / "bin"
    desk.program("python", ': > "$0.told"; echo "[X]  shop.0001"', folder=python)
    terminal = Terminal(desk)
    terminal.until(b"Run it? [y/N] ")
    assert b".venv/bin/python manage.py showmigrations --plan" in terminal.shown
    assert not (python / "python.told").exists()
    terminal.type(typed)
    terminal.code()

    assert (python / "python.told").exists() is ran
    assert (b"nothing is pending" in terminal.shown) is ran


def test_the_token_is_in_no_other_process(desk: Desk) -> None:
    node_checkout(desk)
    desk.program("node", f"env > {desk.folder}/seen; echo v20.11.1")
    desk.environ |= {"PLUMBLINE_TOKEN": TOKEN, "KEPT": "yes"}
    desk.program("env", "/usr/bin/env")
    with wire(FINE) as server:
        desk.run("--server", server.address)

    seen = (desk.folder / "seen").read_text()
    assert "KEPT=yes" in seen
    assert TOKEN not in seen
