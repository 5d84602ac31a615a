"""Tells the routes of a front end that make no backend of it: they only lead a browser on, back
from where it signed in, hand on what a backend answers, are files when the site is built, or only
tell others of it.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from compliance.paths import join
from compliance.tree import Tree

# What leads a browser on, and what else a route of Next.js may answer, with its status.
_LEADS_ON = re.compile(
    rb"\b(?:NextResponse|Response|res(?:ponse)?)\s{0,9}\.redirect\s{0,9}\(|\bredirect\("
)
_TYPED = rb"\s{0,9}(?:<[^;]{0,99}?>)?\s{0,9}"
_ANSWERS = re.compile(
    rb"\b(?:NextResponse|Response)\s{0,9}\.\s{0,9}json" + _TYPED + rb"\("
    rb"|\bnew\s{1,9}(?:Next)?Response" + _TYPED + rb"\("
    rb"|\bres(?:ponse)?\s{0,9}(?:\.\s{0,9}status\s{0,9}\((?P<status>[^;]{0,99}?)\)\s{0,9})?"
    # Without anything to answer `json()` reads what somebody else has answered.
    rb"\.\s{0,9}(?:(?:json|send)" + _TYPED + rb"\(\s{0,99}[^\s)]|(?:end|write)\s{0,9}\()"
)
_REFUSAL = re.compile(rb"\s{0,9}[45]\d\d\s{0,9}")
# What is sent to a route is taken by a backend, wherever it leads on afterwards.
_TAKES = re.compile(
    rb"\bexport\s{1,9}(?:(?:async\s{1,9})?function|const|let)\s{1,9}(?:POST|PUT|PATCH|DELETE)\b"
    rb"|\bexport\s{0,9}(?:(?:const|let)\s{0,9})?\{[^}]{0,200}\b(?:POST|PUT|PATCH|DELETE)\b"
    rb"|\breq(?:uest)?\.(?:body\b|(?:json|formData|text)\()"
)
_STATUS = re.compile(rb"\bstatus\s{0,9}:\s{0,9}[45]\d\d\b")
_SAID_WITHIN = 300
# What Next.js answers with a file that it makes when the site is built.
STATIC = re.compile(
    rb"\bexport\s{1,9}const\s{1,9}(?:dynamic\s{0,9}=\s{0,9}['\"]force-static['\"]"
    rb"|revalidate\s{0,9}=\s{0,9}false\b)"
)


# Settings by which a whole site is made of files when it is built, and nothing answers later.
_MADE_BEFORE = {
    "svelte.config": re.compile(rb"['\"]@sveltejs/adapter-static['\"]"),
    "next.config": re.compile(rb"\boutput\s{0,9}:\s{0,9}['\"]export['\"]"),
    "react-router.config": re.compile(rb"\bssr\s{0,9}:\s{0,9}false\b"),
}
_OTHER_ADAPTER = re.compile(rb"['\"][@\w/-]{0,60}adapter-(?!static)[\w-]{1,40}['\"]")
_SETTINGS = ("js", "ts", "mjs", "mts", "cjs")


def made_before(tree: Tree, directory: str) -> bool:
    """Whether the settings of SvelteKit, Next.js or React Router in a directory say that all of the
    site is made when it is built.
    """
    return any(
        (content := tree.contents.get(join(directory, f"{name}.{suffix}"))) is not None
        and says.search(content) is not None
        and _OTHER_ADAPTER.search(content) is None
        for name, says in _MADE_BEFORE.items()
        for suffix in _SETTINGS
    )


def only_of_front_end(tree: Tree, paths: Sequence[str]) -> bool:
    """Whether each of some files of routes is a file when the site is built, tells the pages their
    settings, always says the same, hands on a backend's answer, carries all to one, tells of the
    pages, or leads on and answers nothing else but refusals; none takes what is sent.
    """
    return bool(paths) and all(
        _is_of_front_end(each, tree.contents.get(each, b"")) for each in paths
    )


def _is_of_front_end(path: str, content: bytes) -> bool:
    return _TAKES.search(content) is None and (
        STATIC.search(content) is not None
        or _leads_on(content)
        or _tells_settings(content)
        or _is_constant(content)
        or _hands_on(content)
        or _is_proxy(content)
        or _tells_of_site(path, content)
    )


# `app/feed.xml/route.ts`, `routes/sitemap[.]xml.ts`, `routes/llms.txt/+server.ts`.
_FILE = re.compile(
    r"\.\]?(?:xml|txt|rss|atom|ics|webmanifest)\]?(?:/(?:route|\+server)|\.get)?\.[cm]?[jt]sx?"
)
# Looks for words in the pages of a site of documents, which the build has read.
_SEARCHES_SITE = re.compile(rb"\bfrom\s{0,9}[\"']fumadocs-core/search/server[\"']")
_IMAGE = re.compile(rb"\bnew\s{1,9}ImageResponse\b")


def only_tells_of_site(tree: Tree, paths: Sequence[str]) -> bool:
    """Whether each of some files of routes answers with a file that tells others of the pages: a
    feed, a site map, an image to show beside a link that is no route of an API, or what is found in
    its pages.
    """
    return bool(paths) and all(_tells_of_site(each, tree.contents.get(each, b"")) for each in paths)


def _tells_of_site(path: str, content: bytes) -> bool:
    if _TAKES.search(content) is not None:
        return False
    if _SEARCHES_SITE.search(content) is not None:
        return True
    named = _FILE.search(path)
    if named is not None and named.end() == len(path):
        return True
    draws = "/api/" not in path and _IMAGE.search(content) is not None
    return draws and all(_is_refusal(content, each) for each in _ANSWERS.finditer(content))


# What has to be waited for is asked of somebody else.
_WAITS = re.compile(rb"\bawait\b|\bfetch\s{0,9}\(|\.then\s{0,9}\(")


def _tells_settings(content: bytes) -> bool:
    """Whether a route answers out of the environment alone, which pages cannot read."""
    return b"process.env" in content and _WAITS.search(content) is None


_VALUE = rb"""(?:"[^"\n]{0,200}"|'[^'\n]{0,200}'|\d{1,19}|true|false|null)"""
_CONSTANT = re.compile(
    rb"""\s{0,99}(?:JSON\s{0,9}\.\s{0,9}stringify\(\s{0,99})?(?:%(value)s|\{\s{0,99}(?:["']?\w{1,60}["']?\s{0,9}:\s{0,9}%(value)s\s{0,99}(?:,\s{0,99}|(?=\})))"""
    rb"""{1,9}\})\s{0,99}[,)]""" % {b"value": _VALUE}
)


def _is_constant(content: bytes) -> bool:
    """Whether a route always says the same, as the one that `create-next-app` makes, or one that
    tells health: each answer is of constants, and nothing is waited for.
    """
    answers = list(_ANSWERS.finditer(content))
    return bool(answers) and _WAITS.search(content) is None and all(
        _CONSTANT.match(content, _said_at(content, each)) for each in answers
    )  # fmt: skip


def _said_at(content: bytes, answer: re.Match[bytes]) -> int:
    """Where what an answer says begins, behind the bracket that its call opens."""
    return content.rindex(b"(", answer.start(), answer.end()) + 1


_FETCHED = re.compile(rb"\b([\w$]{1,60})\s{0,9}=\s{0,9}await\s{1,9}fetch\s{0,9}\(")
_BYTES = re.compile(
    rb"\b([\w$]{1,60})\s{0,9}=\s{0,9}await\s{1,9}([\w$]{1,60})\s{0,9}\.\s{0,9}(?:arrayBuffer|blob)\s{0,9}\("
)
_SAID = re.compile(rb"\s{0,99}([\w$]{1,60})(\.body)?\s{0,9}[,)]")
# Whoever holds a key of somebody else's does more than carry that of a browser; where the backend
# is, is none.
_HOLDS = re.compile(
    rb"\bprocess\.env\.(?!NEXT_PUBLIC_|NODE_ENV|\w{0,40}(?:PORT|HOST|URL|ORIGIN|ENDPOINT)\b)"
    rb"|\$env/(?:static|dynamic)/private\b"
)
# A file that only keeps an address for what a middleware answers.
_EMPTY = re.compile(rb"(?:\(\)\s{0,9}=>|\bfunction\b[^{}]{0,100})\s{0,9}\{\s{0,99}\}")


def _hands_on(content: bytes) -> bool:
    """Whether a route answers with the bytes that another server answered it, and with nothing else
    but refusals, or with nothing at all; what it makes something of, as of JSON, is its own.
    """
    answers = [each for each in _ANSWERS.finditer(content) if not _is_refusal(content, each)]
    if not answers and _EMPTY.search(content) and b"import" not in content:
        return _WAITS.search(content) is None
    if not answers or _HOLDS.search(content) is not None:
        return False
    fetched = set(_FETCHED.findall(content))
    read = {name for name, of in _BYTES.findall(content) if of in fetched}
    said = [_SAID.match(content, _said_at(content, each)) for each in answers]
    return all(each is not None and each[1] in (fetched if each[2] else read) for each in said)


# What carries a request to another server, and its answer back; and what is added for that.
_PROXIES = re.compile(
    rb"""(?:\bfrom|\brequire\(|\bimport\()\s{0,9}["']"""
    rb"""(?:(?:next-)?http-proxy(?:-middleware)?|http-proxy-3|httpxy)["']"""
)
_KEY = re.compile(rb"\bprocess\.env\.\w{0,40}(?:KEY|TOKEN|SECRET|PASSWORD|CREDENTIAL)")


def _is_proxy(content: bytes) -> bool:
    """Whether a route is carried to another server as it is, and answers refusals alone itself."""
    return (
        _PROXIES.search(content) is not None
        and _KEY.search(content) is None
        and all(_is_refusal(content, answer) for answer in _ANSWERS.finditer(content))
    )


def _leads_on(content: bytes) -> bool:
    return _LEADS_ON.search(content) is not None and all(
        _is_refusal(content, answer) for answer in _ANSWERS.finditer(content)
    )


def _is_refusal(content: bytes, answer: re.Match[bytes]) -> bool:
    """Whether an answer has a status of a refusal, before what it says or behind that."""
    status = answer["status"]
    if status is not None:
        return _REFUSAL.fullmatch(status) is not None
    said = content[answer.end() : answer.end() + _SAID_WITHIN]
    return _STATUS.search(said.partition(b";")[0]) is not None
