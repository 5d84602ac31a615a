"""Clause engineering:3.1, Git flow: the working branch, its protection, and what reaches it."""

from __future__ import annotations

from collections.abc import Iterator
from urllib.parse import quote

from compliance.checks.base import (
    EXACT,
    Evidence,
    Finding,
    Outcome,
    check,
    failed,
    listed,
    not_applicable,
    passed,
    unknown,
)
from compliance.checks.parameters import Pattern, Share
from compliance.checks.pull_requests import (
    Counted,
    by_share,
    counted,
    gap,
    is_bot,
    is_recent,
    without_exception,
)
from compliance.conventional_commits import is_revert, parse
from compliance.facts import Today
from compliance.facts.forge import (
    Branches,
    BranchProtection,
    BranchRules,
    Commit,
    Commits,
    PullRequest,
    PullRequests,
    WorkingBranch,
)

BRANCH_NAME = Pattern(r"^[a-z]+/[A-Za-z][A-Za-z0-9]*-\d+-[A-Za-z0-9._-]+$")
TICKET = Pattern(r"[A-Z][A-Z0-9]+-\d+")
MOST = Share(0.9)
_DESCRIPTION = 30
# GitHub makes a link of an address with its scheme, or of one that begins with www.
_NOTION = Pattern(
    r"(?i)(?:https?://(?:[a-z0-9-]{1,63}\.){0,3}|(?:^|[^a-z0-9./@-])www\.)"
    r"notion\.(?:so|site|com)/[^\s)]"
)
_NOT_ASKED = "whether there is a branch {} was not asked of GitHub yet"


@check("dev-branch", title="The branch that work starts from exists", confidence=EXACT)
def dev_branch(branches: Branches, working: WorkingBranch) -> Finding:
    """Make the branch that work starts from and goes to, `dev` where the protocol names no other.

    `git switch -c dev && git push -u origin dev`; then protect it as the default branch is.
    """
    name = working.name
    if not name:
        return not_applicable(f"the protocol names no working branch beside {branches.default}")
    exists = branches.has(name)
    if exists is None:
        return unknown(_NOT_ASKED.format(name))
    if not exists:
        return failed(f"there is no branch {name}", *_page(branches, "Branches", "branches"))
    path = f"tree/{quote(name)}"
    return passed(f"there is a branch {name}", *_page(branches, f"Branch {name}", path))


@check(
    "branches-protected",
    title="The default branch and the working branch are protected",
    confidence=EXACT,
)
def branches_protected(rules: BranchRules, branches: Branches, working: WorkingBranch) -> Finding:
    """Require a pull request with one approval, and forbid force pushes, on the default branch and
    on `dev`.

    Settings, Rules, New ruleset: target both branches, tick "Require a pull request before
    merging" with one approval and "Block force pushes", and set the ruleset to active.
    """
    if not branches.default:
        return not_applicable("there is no branch yet: nothing was pushed")
    protections = {each.branch: each for each in rules.branches}
    found = [_protected(name, protections.get(name)) for name in _to_protect(branches, working)]
    if working.name and branches.has(working.name) is None:
        found.append((Outcome.UNKNOWN, _NOT_ASKED.format(working.name)))
    outcome = min((each for each, _ in found), key=list(Outcome).index)
    message = "; ".join(said for each, said in found if each is outcome)
    answer = {Outcome.PASS: passed, Outcome.FAIL: failed, Outcome.UNKNOWN: unknown}[outcome]
    return answer(message, *_page(branches, "Settings of branches", "settings/branches"))


def _to_protect(branches: Branches, working: WorkingBranch) -> list[str]:
    """The default branch, and the working branch where it is another and exists."""
    exists = working.name and branches.has(working.name)
    return list(dict.fromkeys([branches.default, *([working.name] if exists else [])]))


def _protected(name: str, found: BranchProtection | None) -> tuple[Outcome, str]:
    """What protects one branch. Rulesets and classic protection add up; what rulesets do not ask
    may be asked by classic protection, so without knowing that nothing is missing for sure.
    """
    if found is None:
        return Outcome.UNKNOWN, f"the rules of {name} were not read"
    missing = list(_missing(found.ruleset_approvals, found.ruleset_forbids_force_push))
    if missing and found.classic_unreadable:
        return Outcome.UNKNOWN, (
            f"{name}: by its rulesets it {' and '.join(missing)}, and of classic branch protection "
            f"nothing is known: {found.classic_unreadable}"
        )
    if missing:
        approvals = (found.ruleset_approvals, found.classic_approvals)
        known = [each for each in approvals if each is not None]
        forbids = found.ruleset_forbids_force_push or found.classic_forbids_force_push
        missing = list(_missing(max(known, default=None), forbids))
    if missing:
        return Outcome.FAIL, f"{name} {' and '.join(missing)}"
    by = [*found.rulesets, *(["classic branch protection"] if found.has_classic else [])]
    return Outcome.PASS, (
        f"{name} needs a pull request with an approval and takes no force push"
        f"{f' ({listed(by)})' if by else ''}"
    )


def _missing(approvals: int | None, forbids_force_push: bool) -> Iterator[str]:
    """What a branch lacks, as parts of a sentence about it."""
    if approvals is None:
        yield "takes changes without a pull request"
    elif approvals < 1:
        yield "takes pull requests without an approval"
    if not forbids_force_push:
        yield "takes force pushes"


@check("branch-names", title="Branches are named after kind, ticket and purpose", confidence=EXACT)
def branch_names(
    pulls: PullRequests,
    branches: Branches,
    working: WorkingBranch,
    today: Today,
    *,
    pattern: Pattern = BRANCH_NAME,
    share: Share = MOST,
) -> Finding:
    """Name a branch after its kind, its ticket and what it does, as in `feat/PROJ-123-login-page`.

    `git switch -c feat/PROJ-123-login-page`; a branch that has another name already gets this one
    by `git branch -m`, before its pull request is opened.
    """
    found = counted(pulls, branches, working, today)
    strays = [
        (pull, f"branch: {pull.head}") for pull in found.items if not pattern.is_whole(pull.head)
    ]
    return by_share(
        found,
        strays,
        share,
        "came from a branch that is named as the protocol asks",
        "came from a branch with another name than the protocol asks for",
    )


@check(
    "conventional-commits", title="Commit messages follow Conventional Commits", confidence=EXACT
)
def conventional_commits(
    commits: Commits,
    branches: Branches,
    working: WorkingBranch,
    today: Today,
    *,
    share: Share = MOST,
) -> Finding:
    """Begin each commit message with its type, a colon and a space, as in `feat: add the login`.

    Any type will do, and a scope in parentheses: `fix(login): …`. Where pull requests are squashed,
    their title becomes the message; a hook such as commitlint tells before the commit.
    """
    exists = bool(working.name) and branches.has(working.name)
    if exists is None:
        return unknown(_NOT_ASKED.format(working.name))
    branch = working.name if exists else branches.default
    if commits.branch != branch:
        return unknown(f"the commits of {branch} were not read yet, but those of {commits.branch}")
    items = tuple(
        each for each in commits.items if is_recent(each.committed_at, today) and _counts(each)
    )
    missing = gap(commits.since, today, "commit")
    strays = [(each, "") for each in items if parse(each.headline) is None]
    return by_share(
        Counted(items, "commit", missing),
        strays,
        share,
        f"on {branch} followed Conventional Commits",
        f"on {branch} did not follow Conventional Commits",
    )


def _counts(commit: Commit) -> bool:
    """Whether a person wrote a commit's message: merges, reverts and bots' are left out."""
    return (
        commit.parents < 2
        and not is_bot(commit.author, commit.author_is_bot)
        and not is_revert(commit.headline)
    )


@check("pull-requests-target-dev", title="Pull requests go to the working branch", confidence=EXACT)
def pull_requests_target_dev(
    pulls: PullRequests, branches: Branches, working: WorkingBranch, today: Today
) -> Finding:
    """Open pull requests against `dev`; only releases and hotfixes go to the default branch.

    `gh pr create --base dev`; an open one is moved by "Edit" beside its title. Where `dev` is the
    default branch, GitHub proposes it by itself.
    """
    name = working.name
    if not name:
        return not_applicable("the protocol names no working branch")
    exists = branches.has(name)
    if exists is None:
        return unknown(_NOT_ASKED.format(name))
    if not exists:
        return not_applicable(f"there is no branch {name}")
    found = counted(pulls, branches, working, today)
    strays = [(pull, f"to {pull.base}") for pull in found.items if pull.base != name]
    return without_exception(
        found, strays, f"went to {name}", f"went to another branch than {name}"
    )


@check("pull-requests-linked", title="Pull requests name a ticket and say why", confidence=EXACT)
def pull_requests_linked(
    pulls: PullRequests,
    branches: Branches,
    working: WorkingBranch,
    today: Today,
    *,
    ticket: Pattern = TICKET,
    share: Share = MOST,
) -> Finding:
    """Link the Notion ticket in a pull request's description, or name its id there or in the title,
    and say what changed and why.

    A template helps: `.github/pull_request_template.md` with the headings Ticket, What and Why.
    """
    found = counted(pulls, branches, working, today)
    lacks = ((pull, ", ".join(_lacks(pull, ticket))) for pull in found.items)
    return by_share(
        found,
        [(pull, reason) for pull, reason in lacks if reason],
        share,
        f"named a ticket and had a description of more than {_DESCRIPTION} characters",
        f"named no ticket or had no description of more than {_DESCRIPTION} characters",
    )


def _lacks(pull: PullRequest, ticket: Pattern) -> Iterator[str]:
    """What a pull request does not say, in its title or its description; the name of its branch is
    judged by itself. What stands in a comment of a template is not shown, and so says nothing; a
    run of white space counts as one character.
    """
    shown = without_comments(pull.description)
    if not (_NOTION.is_in(shown) or ticket.is_in(pull.title) or ticket.is_in(shown)):
        yield "no Notion link, no ticket"
    length = len(" ".join(shown.split()))
    if not length:
        yield "no description"
    elif length <= _DESCRIPTION:
        yield f"a description of {length} character{'s' * (length != 1)}"


def without_comments(markdown: str) -> str:
    """A description without its HTML comments, which GitHub does not show."""
    shown, at = [], 0
    while (begin := markdown.find("<!--", at)) >= 0:
        end = markdown.find("-->", begin + len("<!"))
        if end < 0:
            break
        shown.append(markdown[at:begin])
        at = end + len("-->")
    return "".join([*shown, markdown[at:]])


def _page(branches: Branches, words: str, path: str) -> list[Evidence]:
    """A page of the repository on GitHub, where its address is known."""
    return [Evidence(words, url=f"{branches.url}/{path}")] if branches.url else []
