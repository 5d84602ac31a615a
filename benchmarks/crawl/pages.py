"""What a page holds: forms, parameters of its links, whose it is, and whatever would run."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from html.parser import HTMLParser
from urllib.parse import parse_qsl, urlsplit

from benchmarks.crawl.hostile import MARK

_RUNS = re.compile(r"[\s\x00-\x1f]*(?:javascript|vbscript|data\s*:\s*text/html)", re.IGNORECASE)
_LEADS = ("href", "src", "action", "formaction", "data", "hx-get", "hx-post", "srcdoc")
_NAME = re.compile(r'<form class="account".*?</form>', re.DOTALL)
_NAMED = re.compile(r"<(?:span|a href=\"[^\"]*\")>([^<]+)</")


@dataclass
class Form:
    """Where a form is sent, how, and what it sends where nobody changes anything."""

    action: str
    method: str
    fields: dict[str, str] = field(default_factory=dict)


@dataclass
class Page:
    """What was found in a page. `dangers` are what would run, each as a sentence."""

    forms: list[Form] = field(default_factory=list)
    links: list[str] = field(default_factory=list)
    dangers: list[str] = field(default_factory=list)


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.page = Page()
        self._form: Form | None = None
        self._select = ""

    def handle_starttag(self, tag: str, attrs: Sequence[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        self._look(tag, given)
        if tag == "form":
            method = given.get("method", "get").upper()
            self._form = Form(given.get("action", ""), method)
            self.page.forms.append(self._form)
        elif tag == "a" and "href" in given:
            self.page.links.append(given["href"])
        elif self._form is not None:
            self._take(self._form, tag, given)

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self._form = None

    def _take(self, form: Form, tag: str, given: dict[str, str]) -> None:
        name = given.get("name", "")
        if tag == "select":
            self._select = name
            form.fields.setdefault(name, "")
        elif tag == "option" and "selected" in given:
            form.fields[self._select] = given.get("value", "")
        elif tag in ("input", "textarea", "button") and name:
            is_box = given.get("type") in ("radio", "checkbox")
            if not is_box or "checked" in given or name not in form.fields:
                form.fields[name] = given.get("value", "")

    def _look(self, tag: str, given: dict[str, str]) -> None:
        if tag == "script" and not given.get("src", "").startswith("/static/"):
            self.page.dangers.append("a script that is not ours")
        if MARK in tag or any(MARK in name for name in given):
            self.page.dangers.append("what was sent became markup")
        for name, value in given.items():
            if name.startswith("on") or (name == "style" and MARK in value):
                self.page.dangers.append(f"{name}={value[:60]!r} on {tag}")
            if name in _LEADS and _RUNS.match(value):
                self.page.dangers.append(f"{name} of {tag} runs {value[:60]!r}")


def read(html: str) -> Page:
    """What a page holds."""
    reader = _Reader()
    reader.feed(html)
    reader.close()
    return reader.page


def whose(html: str) -> str:
    """Whom a page calls signed in; empty where it says nobody."""
    form = _NAME.search(html)
    named = _NAMED.search(form[0]) if form else None
    return named[1] if named else ""


def parameters(link: str) -> dict[str, str]:
    """The parameters of a link."""
    return dict(parse_qsl(urlsplit(link).query, keep_blank_values=True))
