"""Whether GitLab runs a job, or a whole pipeline, for merge requests or for every branch."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from compliance.extract.commands.steps import items, texts
from compliance.extract.documents import sub

_NOT_BY_ITSELF = ("manual", "never", "delayed")
_FOR_WORK = frozenset(("branches", "merge_requests", "pushes", "external_pull_requests"))
_NOT_FOR_WORK = re.compile(
    r"""\$CI_COMMIT_(?:BRANCH|REF_NAME|REF_SLUG)\s{0,5}==\s{0,5}\S
    |\$CI_COMMIT_TAG\b(?!\s{0,5}==\s{0,5}null)
    |\$CI_PIPELINE_SOURCE\s{0,5}==\s{0,5}["'](?:schedule|web|api|trigger|pipeline|parent_pipeline|chat)
    |\$CI_COMMIT_REF_PROTECTED\s{0,5}==\s{0,5}["']true""",
    re.VERBOSE,
)
_RELEASE_BRANCH = re.compile(r"main|master|release|tag|v\\d|\^v")


def runs_on_pull_requests(job: Mapping[str, Any]) -> bool:
    """Whether the `rules`, or `only` and `except`, of a job let the commits of work through.

    Only what plainly keeps them out is taken into account.
    """
    if job.get("when") in _NOT_BY_ITSELF:
        return False
    if job.get("rules") is not None:
        return any(_admits(rule) for rule in _flattened(job["rules"]))
    only, excluded = _refs(job.get("only")), _refs(job.get("except"))
    if only and not any(ref in _FOR_WORK or _is_any_branch(ref) for ref in only):
        return False
    return not {"branches", "merge_requests"} <= set(excluded)


def _refs(value: Any) -> list[str]:
    return texts(value.get("refs")) if isinstance(value, dict) else texts(value)


def _is_any_branch(ref: str) -> bool:
    """Whether a name in `only` is a pattern that a branch of work may fit."""
    return ref.startswith("/") and not _RELEASE_BRANCH.search(ref)


def _flattened(rules: Any) -> list[Any]:
    """The rules; one that is a list stands for those that a reference takes from another job."""
    return [each for rule in items(rules) for each in (rule if isinstance(rule, list) else [rule])]


def _admits(rule: Any) -> bool:
    value = sub(rule)
    if not value or value.get("when") in _NOT_BY_ITSELF:
        return False
    return any(
        not any(_NOT_FOR_WORK.search(part) for part in alternative.split("&&"))
        for alternative in str(value.get("if", "")).split("||")
    )
