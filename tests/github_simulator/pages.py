"""Simple pages for people: where the links of the demo lead. They show what a token is asked for
elsewhere, so the simulator serves nothing that is not made up.
"""

from __future__ import annotations

import base64
import hashlib
import html
from collections.abc import Callable, Iterable
from urllib.parse import quote, unquote

from tests.github_simulator.git_objects import Commit, GitFailedError
from tests.github_simulator.messages import Request, Response
from tests.github_simulator.present import Present
from tests.github_simulator.state import PullRequest, Repository

_STYLE = (
    "body{font:16px/1.5 system-ui,sans-serif;max-width:60rem;margin:2rem auto;padding:0 1rem;"
    "color:#1f2328;background:#fff}pre{overflow-x:auto;font-size:14px}"
    ":target,span:has(:target){background:#fff8c5}pre a{color:#59636e;text-decoration:none}"
    "@media(prefers-color-scheme:dark){body{color:#e6edf3;background:#0d1117}"
    "a{color:#4493f8}:target,span:has(:target){background:#4d3d00}}"
)
_HASH = base64.b64encode(hashlib.sha256(_STYLE.encode()).digest()).decode()
_POLICY = (
    f"default-src 'none'; style-src 'sha256-{_HASH}'; base-uri 'none'; form-action 'none'; "
    "frame-ancestors 'none'"
)
_MOST_BYTES = 512_000
# GitHub's own pages know every range of lines, by a script; here these many lines, in files of so
# many.
_MOST_OF_A_RANGE, _MOST_LINES = 40, 1_000


class _NothingThere(Exception):
    """There is no such page."""


def answer(present: Present, request: Request) -> Response:
    """The page at a path."""
    parts = [unquote(part) for part in request.path.strip("/").split("/")]
    try:
        title, body = _page(present, parts)
        status = 200
    except _NothingThere:
        title, body = "Nothing is here", "<p>The simulated GitHub has no such page.</p>"
        status = 404
    return _whole(present, status, title, body)


def shown(present: Present, status: int, title: str, text: str) -> Response:
    """A page that says one thing."""
    return _whole(present, status, title, f"<p>{_text(text)}</p>")


def choice(present: Present, address: str, application: str) -> Response:
    """The page on which somebody says who they are, and is sent to an address with that."""
    people = [each for each in present.people.values() if not each.bot]
    links = [_link(f"{address}&login={quote(each.login)}", each.login) for each in people]
    body = _list([*links, _link(f"{address}&login=-", "Cancel")])
    return _whole(present, 200, f"Sign in to {application} as", body)


def _whole(present: Present, status: int, title: str, body: str) -> Response:
    organization = present.world.organization
    name = _text(organization.name or organization.login)
    home = f'<p><a href="/{quote(organization.login)}">{name}</a> on a simulated GitHub</p>'
    page = (
        f'<!doctype html><html lang="en"><meta charset="utf-8"><title>{_text(title)}</title>'
        f'<meta name="viewport" content="width=device-width"><style>{_STYLE}</style>'
        f"<header>{home}</header><main><h1>{_text(title)}</h1>{body}</main></html>"
    )
    headers = {
        "Content-Type": "text/html; charset=utf-8",
        "Content-Security-Policy": _POLICY,
        "X-Content-Type-Options": "nosniff",
        "Referrer-Policy": "no-referrer",
    }
    return Response(status, headers, page.encode())


def _page(present: Present, parts: list[str]) -> tuple[str, str]:
    """The title and the body of a page."""
    organization = present.world.organization
    if parts in ([""], [organization.login]):
        rows = sorted(present.repositories.values(), key=lambda each: each.name)
        links = (_link(_path(present, each), each.name) for each in rows)
        return organization.name or organization.login, _list(links)
    if parts[:1] == ["orgs"] and parts[2:3] == ["teams"] and len(parts) == 4:
        return _team(present, parts[3])
    if len(parts) == 1:
        return _person(present, parts[0])
    each = _repository(present, parts[0], parts[1])
    pages: dict[str, Callable[[Present, Repository, list[str]], tuple[str, str]]] = {
        "": _overview,
        "blob": _blob,
        "tree": _tree,
        "branches": _branches,
        "commit": _commit,
        "pull": _pull,
        "settings": _settings,
    }
    page = pages.get("".join(parts[2:3]))
    if page is None:
        raise _NothingThere
    return page(present, each, parts[3:])


def _repository(present: Present, owner: str, name: str) -> Repository:
    for each in present.repositories.values():
        if present.owner(each) == owner and name in (each.name, *each.former_names):
            return each
    raise _NothingThere


def _path(present: Present, each: Repository, *more: str) -> str:
    return "/" + "/".join(quote(part) for part in (present.owner(each), each.name, *more))


def _person(present: Present, login: str) -> tuple[str, str]:
    known = present.people.get(login)
    if known is None:
        raise _NothingThere
    return known.name or known.login, f"<p>{_text(known.login)}</p>"


def _team(present: Present, slug: str) -> tuple[str, str]:
    known = present.teams.get(slug)
    if known is None:
        raise _NothingThere
    members = (_link(f"/{quote(each.login)}", each.login) for each in present.team_members(known))
    return known.name, f"<p>{_text(known.description)}</p>{_list(members)}"


def _overview(present: Present, each: Repository, parts: list[str]) -> tuple[str, str]:
    head = present.head(each)
    body = f"<p>{_text(each.description)}</p>"
    if present.is_archived(each):
        body += "<p>This repository is archived.</p>"
    if head is None:
        return each.name, f"{body}<p>This repository is empty.</p>"
    pulls = sorted(present.pull_requests(each), key=lambda pull: pull.created_at, reverse=True)
    requests = (
        f"{_link(_path(present, each, 'pull', str(pull.number)), f'#{pull.number} {pull.title}')}"
        f" ({present.pull_request_state(pull).lower()})"
        for pull in pulls
    )
    body += f"<h2>Files</h2>{_files(present, each, head, '')}"
    branches = _list_of_branches(present, each)
    body += f"<h2>Branches</h2>{branches}<h2>Pull requests</h2>{_list(requests)}"
    return each.name, body


def _list_of_branches(present: Present, each: Repository) -> str:
    return _list(
        f"{_text(name)} at {_link(_path(present, each, 'commit', commit.oid), commit.oid[:7])}"
        for name, commit in sorted(present.branches(each).items())
    )


def _branches(present: Present, each: Repository, parts: list[str]) -> tuple[str, str]:
    if parts:
        raise _NothingThere
    return f"Branches of {each.name}", _list_of_branches(present, each)


def _settings(present: Present, each: Repository, parts: list[str]) -> tuple[str, str]:
    if parts not in (["branches"], ["security_analysis"]):
        raise _NothingThere
    return f"Settings of {each.name}", "<p>On GitHub an administrator changes them here.</p>"


def _revision(present: Present, each: Repository, revision: str) -> Commit:
    """The commit that a branch or an id names."""
    branch = present.branches(each).get(revision)
    if branch:
        return branch
    if len(revision) not in (40, 64) or revision.strip("0123456789abcdef"):
        raise _NothingThere
    found = present.folder(each).object(revision)
    if found is None or found.kind != "commit":
        raise _NothingThere
    return present.folder(each).commit(revision)


def _files(present: Present, each: Repository, commit: Commit, folder: str) -> str:
    """The files and folders right below a folder, which ends with a slash or is empty."""
    links = []
    for _, kind, oid, _, path in present.folder(each).tree(commit.oid):
        if not path.startswith(folder) or "/" in path[len(folder) :]:
            continue
        name = path[len(folder) :] + ("/" if kind == "tree" else "")
        is_submodule = kind == "commit"
        url = _path(present, each, kind, commit.oid, path)
        links.append(f"{_text(name)} at {oid[:7]}" if is_submodule else _link(url, name))
    if not links:
        raise _NothingThere
    return _list(links)


def _tree(present: Present, each: Repository, parts: list[str]) -> tuple[str, str]:
    if not parts:
        raise _NothingThere
    commit = _revision(present, each, parts[0])
    folder = "/".join(parts[1:])
    title = f"{each.name}/{folder}"
    return title, _files(present, each, commit, f"{folder}/" if folder else "")


def _blob(present: Present, each: Repository, parts: list[str]) -> tuple[str, str]:
    """A file, each line with an anchor such as `#L12`."""
    if len(parts) < 2:
        raise _NothingThere
    commit, path = _revision(present, each, parts[0]), "/".join(parts[1:])
    found = present.folder(each).object(f"{commit.oid}:{path}")
    if found is None or found.kind != "blob":
        raise _NothingThere
    where = f"<p>as of {_link(_path(present, each, 'commit', commit.oid), commit.oid[:7])}</p>"
    if b"\0" in found.content[:8000] or len(found.content) > _MOST_BYTES:
        return f"{each.name}/{path}", f"{where}<p>{len(found.content):,} bytes</p>"
    lines = found.content.decode("utf-8", "replace").splitlines()
    rows = "\n".join(
        f'<span id="L{number}">{_ranges(number, len(lines))}<a href="#L{number}">{number:5}</a>'
        f"  {_text(line)}</span>"
        for number, line in enumerate(lines, start=1)
    )
    return f"{each.name}/{path}", f"{where}<pre>{rows}</pre>"


def _ranges(first: int, count: int) -> str:
    """Anchors such as `#L12-L15`, for the ranges that begin with a line."""
    last = min(count, first + _MOST_OF_A_RANGE) if count <= _MOST_LINES else first
    return "".join(f'<i id="L{first}-L{each}"></i>' for each in range(first + 1, last + 1))


def _commit(present: Present, each: Repository, parts: list[str]) -> tuple[str, str]:
    if len(parts) != 1:
        raise _NothingThere
    commit = _revision(present, each, parts[0])
    wanted = ("show", "--format=", "--first-parent", "--no-ext-diff", "--no-textconv", commit.oid)
    try:
        changes = present.folder(each).run(*wanted)[:_MOST_BYTES].decode("utf-8", "replace")
    except GitFailedError as error:
        raise _NothingThere from error
    about = f"{commit.author_name}, {commit.committed_at:%Y-%m-%d %H:%M} UTC"
    files = _link(_path(present, each, "tree", commit.oid), "Files of this commit")
    rest = commit.message.partition("\n")[2].strip()
    body = f"<p>{_text(about)}</p><p>{files}</p><pre>{_text(rest)}</pre><pre>{_text(changes)}</pre>"
    return commit.headline, body


def _pull(present: Present, each: Repository, parts: list[str]) -> tuple[str, str]:
    known = {str(pull.number): pull for pull in present.pull_requests(each)}
    if len(parts) != 1 or parts[0] not in known:
        raise _NothingThere
    pull = known[parts[0]]
    return f"#{pull.number} {pull.title}", _described(present, pull)


def _described(present: Present, pull: PullRequest) -> str:
    state = present.pull_request_state(pull).lower()
    opened = f"{pull.author or 'ghost'} wants to merge {pull.head} into {pull.base}"
    reviews = (
        f"{_text(review.author or 'ghost')}: {present.review_state(review).lower()}"
        f" ({review.submitted_at:%Y-%m-%d %H:%M} UTC)"
        for review in present.reviews(pull)
    )
    awaited = (
        _text(request.login or request.team or "") for request in present.review_requests(pull)
    )
    return (
        f"<p>{_text(opened)}: {_text(state)}</p><pre>{_text(pull.body)}</pre>"
        f"<h2>Reviews</h2>{_list(reviews)}<h2>Awaited reviews</h2>{_list(awaited)}"
    )


def _list(items: Iterable[str]) -> str:
    """A list of what is HTML already."""
    rows = "".join(f"<li>{item}</li>" for item in items)
    return f"<ul>{rows}</ul>" if rows else "<p>None.</p>"


def _link(path: str, text: str) -> str:
    return f'<a href="{_text(path)}">{_text(text)}</a>'


def _text(text: str) -> str:
    return html.escape(text)
