"""Clause backend:3.3, secrets: none is committed, and the files that hold them are kept out."""

from __future__ import annotations

import posixpath
import re

from compliance.checks.base import (
    EXACT,
    HEURISTIC,
    MAX_EVIDENCE,
    Evidence,
    Finding,
    check,
    counted,
    failed,
    listed,
    not_applicable,
    passed,
    unknown,
)
from compliance.facts import Layout, Today
from compliance.facts.secrets import (
    CommittedSecret,
    CommittedSecrets,
    EnvironmentFiles,
    IgnoredEnvironment,
)
from compliance.sightings import Place

_PRIVATE_KEY = "private key"
# Names of files that are secret whatever they hold.
_NEVER_COMMITTED = re.compile(r"\.env(?:\.local|\.prod.{0,200}|\.staging)?", re.DOTALL)
_EXAMPLE = re.compile(r".{0,200}\.(?:example|sample|template|dist)", re.DOTALL)


@check("secrets-not-committed", title="No secret is committed", confidence=HEURISTIC)
def secrets_not_committed(secrets: CommittedSecrets, today: Today) -> Finding:
    """Revoke the secret at its provider and make a new one: whoever has a clone has the old one,
    and deleting the line takes it out of no history.

    Then read the new one from the environment, without a default.

    - Node.js: `process.env.STRIPE_KEY`.
    - Python: `os.environ["STRIPE_KEY"]`.

    Set it where the application runs and in CI's secrets (`${{ secrets.STRIPE_KEY }}`), and leave
    an empty `STRIPE_KEY=` in `.env.example`.
    """
    found = [each for each in secrets.secrets if _counts(each) and _is_alive(each, today)]
    if found:
        paths = list(dict.fromkeys(each.where.path for each in found))
        kinds = listed(dict.fromkeys(each.rule for each in found))
        more = f", and {secrets.more} more were not looked at" if secrets.more else ""
        return failed(
            f"{counted(len(found), 'secret')} in {counted(len(paths), 'file')}: {kinds}{more}",
            *(each.where for each in found[:MAX_EVIDENCE]),
        )
    if secrets.unread or secrets.more:
        others = f", and {len(secrets.unread) - 1} more" if len(secrets.unread) > 1 else ""
        first = secrets.unread[0].reason if secrets.unread else ""
        reason = first or "there are too many places to look at"
        return unknown(f"not every file could be searched: {reason}{others}")
    if not secrets.looked_into:
        return not_applicable("there is no file that could hold a secret")
    said = f"no secret in {counted(secrets.looked_into, 'file')}"
    return passed(f"{said}; tests, examples, documents and built output were left out")


def _counts(secret: CommittedSecret) -> bool:
    """Whether a secret stands where none may."""
    return secret.place in (Place.ORDINARY, Place.CI) and not _is_thrown_away(secret)


def _is_thrown_away(secret: CommittedSecret) -> bool:
    """Whether it is made up for a run of CI: nobody makes up what a provider gives out."""
    return secret.place is Place.CI and not secret.issued


def _is_alive(secret: CommittedSecret, today: Today) -> bool:
    return secret.expires is None or secret.expires >= today.date


@check(
    "env-not-committed",
    title="Files of environment variables stay out of the repository",
    confidence=EXACT,
)
def env_not_committed(
    environment: EnvironmentFiles, secrets: CommittedSecrets, layout: Layout, today: Today
) -> Finding:
    """Let git ignore the file by `echo .env >> .gitignore`, and where one is committed take it out
    by `git rm --cached .env`, with its own path. Keep the names of the variables, without values,
    in `.env.example`.

    Each secret that was in it is known to whoever has a clone: revoke it and make a new one. What
    all environments share belongs into code or into `.env.example`, not into `.env.production`.
    """
    if not environment.files_in_all:
        return not_applicable("the repository holds no files")
    named = [path for path in environment.files if _is_never_committed(path)]
    told = [
        each
        for each in secrets.secrets
        if each.where.path in environment.files
        and _is_alive(each, today)
        # `.env.ci` is no file of CI's own, and nobody makes up a whole key for one run.
        and (each.rule == _PRIVATE_KEY or not _is_thrown_away(each))
        and not _illustrates(each)
    ]
    others = {each.where.path: None for each in told if each.where.path not in named}
    open_to = dict.fromkeys(
        each.path
        for each in environment.ignored
        if each.by is None and _may_hold(each, environment, layout)
    )
    problems = [
        *([f"committed: {listed(named)}"] if named else []),
        *([f"secrets in {listed(others)}"] if others else []),
        *([f".gitignore does not ignore {listed(open_to)}"] if open_to else []),
    ]
    if problems:
        places = (*map(Evidence, named), *(each.where for each in told))
        read_at = (environment.read_at,) if environment.read_at else ()
        for_it = (Evidence(".gitignore"), *read_at) if open_to else ()
        return failed("; ".join(problems), *places, *for_it)
    for each in secrets.unread:
        if each.path in environment.files:
            return unknown(f"not every file could be searched: {each.reason}", each.path)
    return _kept_out(environment)


def _illustrates(secret: CommittedSecret) -> bool:
    """Whether it is a line of an example that is commented out, so that nobody's copy has it."""
    commented = secret.where.excerpt.lstrip().startswith("#")
    return secret.place is Place.EXAMPLE and commented and not secret.issued


def _is_never_committed(path: str) -> bool:
    name = posixpath.basename(path)
    return bool(_NEVER_COMMITTED.fullmatch(name)) and not _EXAMPLE.fullmatch(name)


def _may_hold(ignored: IgnoredEnvironment, environment: EnvironmentFiles, layout: Layout) -> bool:
    """Whether somebody would make a `.env` there: a backend has its own, and the root's matters
    where nothing is a component and code reads variables.
    """
    if not layout.components:
        return environment.read_at is not None
    return any(component.path == ignored.component for component in layout.components)


def _kept_out(environment: EnvironmentFiles) -> Finding:
    """What is seen where nothing is wrong."""
    by = [each.by for each in environment.ignored if each.by]
    allowed = f"; no secret in {listed(environment.files)}" if environment.files else ""
    ignored = f", and {by[0].path} ignores it" if by else ""
    return passed(f"no .env is committed{ignored}{allowed}", *by)
