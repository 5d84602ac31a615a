"""What the doctor sends: read, and held to docs/doctor-report.schema.json.

A laptop is no source to trust: nothing that the format does not have is taken, and what is taken is
words of its lists, versions, and names of variables and folders.
"""

from __future__ import annotations

from typing import Annotated, Literal

import msgspec

MAX_BYTES = 64 * 1024

Outcome = Literal["pass", "fail", "unknown", "not_applicable"]
ItemKey = Literal[
    "clone", "runtime", "package-manager", "docker", "editor-extensions", "dependencies",
    "env-file", "services", "migrations", "dev-server",
]  # fmt: skip
Reason = Literal[
    "answers", "applied", "broken", "complete", "differ", "differs", "environment-differs",
    "extensions-missing", "file-missing", "installed", "missing", "names-missing", "no-answer",
    "no-checkout", "no-command", "no-compose-file", "no-editor", "no-example", "no-manifest",
    "no-migrations", "no-permission", "no-server", "no-services", "none-needed",
    "none-recommended", "not-compared", "not-installed", "not-run", "not-running", "not-told",
    "nothing-answers", "nothing-installed", "other-answers", "other-engine", "out-of-time",
    "pending", "pin-unreadable", "port-unknown", "running", "satisfies", "silent", "stopped",
    "submodules-missing", "submodules-unsure", "unpinned", "unreadable",
]  # fmt: skip
Subject = Literal[
    "node", "python", "npm", "pnpm", "yarn", "bun", "pip", "poetry", "uv", "pdm", "pipenv"
]
_Part = Annotated[str, msgspec.Meta(pattern=r"^[A-Za-z0-9_][A-Za-z0-9._-]{0,99}\Z")]
_Found = Annotated[str, msgspec.Meta(pattern=r"^[0-9]{1,6}(\.[0-9]{1,6}){1,3}\Z")]
_Name = Annotated[str, msgspec.Meta(pattern=r"^[A-Za-z_][A-Za-z0-9_.-]{0,99}\Z")]
_Count = Annotated[int, msgspec.Meta(ge=0, le=10**9)]

ITEMS: tuple[str, ...] = ItemKey.__args__  # type: ignore[attr-defined]
"""The items of a report, in its order."""
_WORST = ("fail", "unknown", "pass", "not_applicable")


class ReportError(ValueError):
    """What was sent is no report of the doctor's; the message says what is wrong."""


class Finding(msgspec.Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """What was found in one part of the checkout, or of one runtime in it."""

    outcome: Outcome
    reason: Reason
    part: _Part = ""
    subject: Subject | Literal[""] = ""
    found: _Found = ""
    count: _Count | None = None
    names: Annotated[tuple[_Name, ...], msgspec.Meta(max_length=50)] = ()


class Reported(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What was found for one item: the outcome is the worst of its findings."""

    item: ItemKey
    outcome: Outcome
    findings: Annotated[tuple[Finding, ...], msgspec.Meta(min_length=1, max_length=40)]


class Report(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One report: each item once, in the order of `ITEMS`."""

    format: Literal[1]
    doctor: Annotated[str, msgspec.Meta(pattern=r"^[0-9]{1,4}\.[0-9]{1,4}\Z")]
    system: Literal["linux", "macos", "windows", "other"]
    items: Annotated[tuple[Reported, ...], msgspec.Meta(min_length=10, max_length=10)]


def read(body: bytes) -> Report:
    """A report from the body of a request.

    Raises:
        ReportError: it is none.
    """
    try:
        report = msgspec.json.decode(body, type=Report)
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise ReportError(f"this is no report of the doctor's: {error}") from error
    if tuple(each.item for each in report.items) != ITEMS:
        raise ReportError("the items of a report stand each once, in their order")
    for each in report.items:
        found = {finding.outcome for finding in each.findings}
        if each.outcome != next(outcome for outcome in _WORST if outcome in found):
            raise ReportError(f"the outcome of {each.item} is not the worst of its findings")
    return report
