"""Messages over a real SMTP server, and over ones that hang, break off or talk nonsense."""

from __future__ import annotations

import socket
import time

import pytest

from integrations.smtp import Answer, RefusedError, Step, UnreachableError, connected
from tests.integrations.test_mail import message
from tests.mail_server import MailServer, answering, running, settings_for

HELLO = (b"220 hello\r\n", b"250 hello\r\n")


def always() -> bool:
    return True


def test_many_messages_go_over_one_connection() -> None:
    server = MailServer()
    with running(server) as settings, connected(settings) as connection:
        for number in range(20):
            answer = connection.deliver(message(name=f"m{number}"), always)
            assert answer == Answer(Step.CONTENT, 250, "2.0.0 queued")
    assert server.names == [f"<m{number}@example.com>" for number in range(20)]
    assert server.connections == 1


def test_what_arrives_is_what_was_written() -> None:
    server = MailServer()
    with running(server) as settings, connected(settings) as connection:
        connection.deliver(message(), always)
    body = server.messages[0].get_body(("plain",))
    assert body is not None
    assert body.get_content().replace("\r\n", "\n") == message().text
    assert server.recipients == ["dev@example.com"]


def test_after_a_refusal_the_connection_goes_on() -> None:
    server = MailServer()
    server.to_recipient = lambda address: "550 5.1.1 no" if address.startswith("bad") else None
    asked: list[int] = []

    def ask() -> bool:
        asked.append(1)
        return True

    with running(server) as settings, connected(settings) as connection:
        bad = connection.deliver(message(recipient="bad@example.com"), ask)
        assert bad == Answer(Step.RECIPIENT, 550, "5.1.1 no")
        assert asked == []
        good = connection.deliver(message(), always)
        assert good is not None
        assert good.code == 250
    assert server.recipients == ["dev@example.com"]


@pytest.mark.parametrize("reset", [b"", b"421 4.3.2 closing\r\n", b"500 what?\r\n"])
def test_a_refusal_counts_though_the_connection_is_of_no_use_after_it(reset: bytes) -> None:
    refusal = (b"250 ok\r\n", b"550 5.1.1 no such user\r\n")
    with answering(*HELLO, *refusal, *([reset] if reset else [])) as port:
        settings = settings_for(port, patience=0.5)
        with connected(settings) as connection:
            assert connection.is_usable
            answer = connection.deliver(message(), always)
            assert answer == Answer(Step.RECIPIENT, 550, "5.1.1 no such user")
            assert not connection.is_usable


def test_a_server_that_closes_says_so_and_is_left() -> None:
    with (
        answering(*HELLO, b"421 4.3.2 closing\r\n") as port,
        connected(settings_for(port)) as connection,
    ):
        answer = connection.deliver(message(), always)
        assert answer == Answer(Step.SENDER, 421, "4.3.2 closing")
        assert not connection.is_usable


def test_what_must_not_be_sent_is_not() -> None:
    server = MailServer()
    with running(server) as settings, connected(settings) as connection:
        assert connection.deliver(message(), lambda: False) is None
        assert not connection.is_usable
    assert server.messages == []


def test_nobody_is_there() -> None:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    with pytest.raises(UnreachableError, match="cannot be reached"), connected(settings_for(port)):
        pass


@pytest.mark.parametrize(
    ("script", "said"),
    [
        ((), "did not answer in time"),
        ((b"HTTP/1.1 400 Bad Request\r\n\r\n",), "no answer of SMTP"),
        ((b"\0\0\0\0\n",), "no answer of SMTP"),
        ((b"220-" + b"x" * 40_000,), "no end"),
        ((b"220-more\r\n" * 5000,), "no end"),
        ((b"999 what\r\n",), "no answer of SMTP"),
    ],
)
def test_a_server_that_hangs_or_talks_nonsense_is_left(
    script: tuple[bytes, ...], said: str
) -> None:
    with answering(*script) as port:
        settings = settings_for(port, patience=0.5)
        with pytest.raises(UnreachableError, match=said), connected(settings):
            pass


def test_a_server_that_drips_has_no_longer_than_any_other() -> None:
    with answering(b"220 " + b"x" * 1000 + b"\r\n", pause=0.02) as port:
        began = time.monotonic()
        with (
            pytest.raises(UnreachableError, match="in time"),
            connected(settings_for(port, patience=0.5)),
        ):
            pass
        assert time.monotonic() - began < 15  # Dripping to its end would take twenty.


def test_a_server_that_will_have_nothing_of_us_says_why() -> None:
    with (
        answering(b"554 5.7.1 \x1b[31mno service\r\n") as port,
        pytest.raises(RefusedError) as caught,
        connected(settings_for(port)),
    ):
        pass
    assert caught.value.answer == Answer(Step.GREETING, 554, "5.7.1 ?[31mno service")


def test_a_password_is_in_no_error() -> None:
    no = b"535 5.7.8 no\r\n"
    script = (b"220 hello\r\n", b"250-hello\r\n250 AUTH PLAIN LOGIN\r\n", no, no)
    with answering(*script) as port:
        settings = settings_for(port, user="plumbline", password="hunter2-is-secret")
        with pytest.raises(RefusedError) as caught, connected(settings):
            pass
    assert caught.value.answer.code == 535
    assert "hunter2-is-secret" not in str(caught.value)
    assert "hunter2-is-secret" not in repr(settings)


def test_without_encryption_nothing_goes_where_it_is_asked_for() -> None:
    given = {"user": "u", "password": "p", "patience": 1.0}
    with answering(*HELLO) as port:
        settings = settings_for(port, **given)
        tls = type(settings)(**{**vars(settings), "security": "starttls"})
        with pytest.raises(UnreachableError, match="STARTTLS"), connected(tls):
            pass


def test_who_breaks_off_before_the_end_has_not_taken_it() -> None:
    with answering(*HELLO, b"250 ok\r\n", b"250 ok\r\n") as port:
        settings = settings_for(port, patience=0.5)
        with pytest.raises(UnreachableError) as caught, connected(settings) as connection:
            connection.deliver(message(), always)
    assert not caught.value.maybe_taken


def test_who_hangs_after_the_end_may_have_taken_it() -> None:
    script = (*HELLO, b"250 ok\r\n", b"250 ok\r\n", b"354 go on\r\n")
    with answering(*script) as port:
        settings = settings_for(port, patience=0.5)
        with pytest.raises(UnreachableError) as caught, connected(settings) as connection:
            connection.deliver(message(), always)
    assert caught.value.maybe_taken


@pytest.mark.parametrize("said", [b"250 ok\r\n", b"334 go\r\n"])
def test_who_wants_no_content_and_refuses_nothing_has_not_taken_it(said: bytes) -> None:
    with (
        answering(*HELLO, b"250 ok\r\n", b"250 ok\r\n", said) as port,
        pytest.raises(UnreachableError, match="no answer of SMTP") as raised,
        connected(settings_for(port, patience=0.5)) as connection,
    ):
        connection.deliver(message(), always)
    assert not raised.value.maybe_taken


def test_who_says_after_the_end_what_is_no_answer_to_it_may_have_taken_it() -> None:
    script = (*HELLO, b"250 ok\r\n", b"250 ok\r\n", b"354 go\r\n", b"354 go\r\n")
    with (
        answering(*script) as port,
        pytest.raises(UnreachableError, match="no answer of SMTP") as raised,
        connected(settings_for(port, patience=0.5)) as connection,
    ):
        connection.deliver(message(), always)
    assert raised.value.maybe_taken
