"""Sends cases to a web server as whom they are meant to be from, and judges the answers."""

from __future__ import annotations

import threading
import time
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from urllib.parse import urlsplit

import httpx

from benchmarks.crawl import verdict
from benchmarks.crawl.cases import Address, Case, learn
from benchmarks.crawl.pages import read

_SECONDS = 30.0


@dataclass(frozen=True)
class Role:
    """Somebody to ask as: what pages call them, and how they get a session; "" is none."""

    name: str
    called: str
    session: Callable[[], str]


@dataclass
class Report:
    """What was asked and answered. `wrong` has sentences with the first case of each."""

    requests: int = 0
    seconds: float = 0.0
    statuses: Counter[int] = field(default_factory=Counter)
    by_role: dict[str, Counter[int]] = field(default_factory=lambda: defaultdict(Counter))
    places: set[tuple[str, str, str]] = field(default_factory=set)
    slowest: tuple[float, str] = (0.0, "")
    wrong: dict[str, str] = field(default_factory=dict)


class Crawler:
    """Asks a web server that is at `url`; redirects may lead to it and to `others`."""

    def __init__(self, url: str, roles: Iterable[Role], *, others: Iterable[str] = ()) -> None:
        self._url = url
        self._hosts = (urlsplit(url).netloc, *others)
        self._roles = {each.name: each for each in roles}
        self._sessions: dict[str, str] = {}
        self._lock = threading.Lock()
        self._http = httpx.Client(base_url=url, timeout=_SECONDS, trust_env=False)
        self.report = Report()

    def crawl(self, cases: Iterable[Case], *, threads: int = 4) -> Report:
        """Send all of them, so many at a time."""
        began = time.perf_counter()
        with ThreadPoolExecutor(threads) as pool:
            for _ in pool.map(self._ask, cases):
                pass
        self.report.seconds += time.perf_counter() - began
        return self.report

    def explore(self, known: Mapping[str, Address], roles: Iterable[str]) -> None:
        """Find out as some roles what forms and links send, and where they lead."""
        for role in roles:
            ahead = [path for each in known.values() for path in each.paths[:2]]
            while ahead:
                path = ahead.pop(0)
                answer = self._sent(Case(role, "", "", "GET", path))
                if answer.headers.get("content-type", "").startswith("text/html"):
                    ahead += learn(known, path, read(answer.text))

    def close(self) -> None:
        """Close the connections."""
        self._http.close()

    def _ask(self, case: Case) -> None:
        began = time.perf_counter()
        try:
            answer = self._sent(case)
        except httpx.InvalidURL:
            return
        except httpx.HTTPError as error:
            self._note(
                case, 0, time.perf_counter() - began, [f"no answer ({type(error).__name__})"]
            )
            return
        found = verdict.wrong(answer, self._roles[case.role].called, self._hosts)
        self._note(case, answer.status_code, time.perf_counter() - began, found)
        if self._has_ended(case, answer):
            with self._lock:
                self._sessions.pop(case.role, None)

    def _sent(self, case: Case) -> httpx.Response:
        # Each from an address of its own, or the limits on signing in would answer most of it.
        number = self.report.requests
        headers = {
            "X-Forwarded-For": f"198.18.{number // 250 % 250}.{number % 250 + 1}",
            "Cookie": f"sessionid={self._session(case.role)}; csrftoken={_CSRF}",
            "X-CSRFToken": _CSRF,
            **({"Content-Type": case.kind} if case.kind else {}),
            **case.headers,
        }
        raw = case.path + (f"?{case.query}" if case.query else "")
        for again in (True, False):
            try:
                return self._http.request(case.method, raw, headers=headers, content=case.body)
            except (httpx.RemoteProtocolError, httpx.ReadError, httpx.WriteError):
                # The server closes connections that were idle, or sent what it does not read.
                if not again:
                    raise
        raise AssertionError("it was sent or raised")

    def _session(self, role: str) -> str:
        with self._lock:
            if role not in self._sessions:
                self._sessions[role] = self._roles[role].session()
            return self._sessions[role]

    def _has_ended(self, case: Case, answer: httpx.Response) -> bool:
        leads = answer.headers.get("location", "") + answer.headers.get("hx-redirect", "")
        return case.name == "sign-out" or "/accounts/sign-in/" in leads

    def _note(self, case: Case, status: int, seconds: float, found: Iterable[str]) -> None:
        with self._lock:
            report = self.report
            report.requests += 1
            report.statuses[status] += 1
            report.by_role[case.role][status] += 1
            report.places.add(case.place)
            report.slowest = max(report.slowest, (seconds, f"{case.method} {case.path[:80]}"))
            for each in found:
                key = f"{case.name}: {each}"
                report.wrong.setdefault(key, repr(_shortened(case)))


# What Django takes for the token of its form where the cookie says the same.
_CSRF = "c" * 32


def _shortened(case: Case) -> Mapping[str, object]:
    return {name: str(value)[:300] for name, value in vars(case).items() if value}
