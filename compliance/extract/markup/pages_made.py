"""Tells files that a program makes HTML of from those that it sends as they are, and from what is
no HTML: prompts, configuration, SQL.
"""

from __future__ import annotations

import posixpath
import re

# HTML by their endings, whatever is in them.
_OF_HTML = frozenset(".pug .jade .edge .mjml .ejs .eta".split())
PLAIN = frozenset([".html", ".htm", ".xhtml"])
# What a template is of, where its name says so before its own ending: `nginx.conf.j2`.
_OF_OTHERS = frozenset(
    """.bash .c .cfg .conf .config .cs .css .csv .env .eml .go .graphql .hcl .ics .ini .java .js
    .json .jsx .less .md .mdx .mts .php .properties .proto .py .rb .rs .rst .sass .scss .service .sh
    .sql .subject .svg .tex .text .tf .toml .ts .tsx .txt .vcl .vue .xml .yaml .yml""".split()
)
# Elements of pages and mails; prompts and notes have tags of their own, and few of these.
_ELEMENT = re.compile(
    rb"<(?:!doctype|a|article|body|br|button|center|div|footer|form|h[1-6]|head|header|html|img|input"
    rb"|li|link|main|meta|nav|p|script|section|span|strong|style|table|td|tr|ul)\b",
    re.IGNORECASE,
)
_FILLED = re.compile(rb"\{\{|\{%|<%")
# Folders of pages that are filled in, whether or not a page has anything in it to fill.
_OF_TEMPLATES = frozenset("template templates view views layouts mail mails email emails".split())
# Folders whose files a server answers as they are.
_SERVED = frozenset(["public", "static", "www"])


def is_of_others(path: str) -> bool:
    """Whether a template's name says that it is of something else than HTML."""
    return posixpath.splitext(posixpath.splitext(path)[0])[1].lower() in _OF_OTHERS


def is_served(path: str) -> bool:
    """Whether a path lies in a folder that is served as it is."""
    return not _SERVED.isdisjoint(path.split("/")[:-1])


def has_element(content: bytes) -> bool:
    """Whether a text has an element of a page in it."""
    return _ELEMENT.search(content) is not None


def makes_html(path: str, content: bytes) -> bool:
    """Whether a page is made of a template: one in a language for that, or a file of HTML that
    values are put into.
    """
    suffix = posixpath.splitext(path)[1].lower()
    if suffix in _OF_HTML:
        return True
    if suffix not in PLAIN:
        return has_element(content)
    if is_served(path):
        return False
    is_kept = not _OF_TEMPLATES.isdisjoint(path.lower().split("/")[:-1])
    return is_kept or _FILLED.search(content) is not None
