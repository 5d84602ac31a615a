"""Which events start a workflow, a job or a step of GitHub Actions for a pull request."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from compliance.extract.commands.steps import texts
from compliance.extract.documents import sub

ON_PULL_REQUESTS = frozenset(("pull_request", "pull_request_target", "merge_group", "push"))
_ABOUT_COMMITS = frozenset(("opened", "synchronize", "reopened", "edited", "ready_for_review"))
_EVENT = re.compile(r"github\.event_name\s{0,5}(==|!=)\s{0,5}['\"]([a-z_]{1,40})['\"]")
_NEVER = re.compile(
    r"""false|!true
    |github\.ref(?:_name)?\s{0,5}==\s{0,5}['"][^'"]{1,200}['"]
    |github\.ref_type\s{0,5}==\s{0,5}['"]tag['"]
    |startsWith\(\s{0,5}github\.ref\s{0,5},\s{0,5}['"]refs/(?:tags|heads)/[^'"]{0,200}['"]\s{0,5}\)?
    |github\.event\.pull_request\.merged(?:\s{0,5}==\s{0,5}true)?""",
    re.VERBOSE,
)


def permitted(condition: Any, events: frozenset[str]) -> frozenset[str]:
    """The events for which a condition may hold on a pull request.

    Only what plainly excludes them is taken into account: `false`, another event, a branch or tag
    by its name. What cannot be told may hold.
    """
    if condition is None or condition is True:
        return events
    if condition is False:
        return frozenset()
    text = str(condition).replace("${{", "").replace("}}", "").strip()
    left = [_conjunction(each, events) for each in text.split("||")]
    return frozenset().union(*left)


def _conjunction(text: str, events: frozenset[str]) -> frozenset[str]:
    for part in text.split("&&"):
        term = part.strip() if "startsWith" in part else part.strip("() \n\t")
        match = _EVENT.fullmatch(term)
        if _NEVER.fullmatch(term):
            return frozenset()
        if match:
            same = frozenset((match[2],))
            events = events & same if match[1] == "==" else events - same
    return events


def triggers(value: Any) -> frozenset[str]:
    """The events by which a workflow runs for the commits of a pull request."""
    if isinstance(value, dict):
        return frozenset(
            event for event, filters in value.items() if _concerns(event, sub(filters))
        )
    return frozenset(texts(value)) & ON_PULL_REQUESTS


def _concerns(event: str, filters: Mapping[str, Any]) -> bool:
    if event not in ON_PULL_REQUESTS:
        return False
    types = texts(filters.get("types"))
    if event == "push":
        return _every_branch(filters)
    return event == "merge_group" or not types or bool(_ABOUT_COMMITS.intersection(types))


def _every_branch(filters: Mapping[str, Any]) -> bool:
    """Whether a push to any branch of work starts it: there is no filter that names branches."""
    branches = texts(filters.get("branches"))
    if branches:
        return "**" in branches or {"*", "*/*"} <= set(branches) or "*/**" in branches
    tags_only = ("tags" in filters or "tags-ignore" in filters) and "branches-ignore" not in filters
    return not tags_only and "**" not in texts(filters.get("branches-ignore"))


def events_of_job(jobs: Mapping[str, Any], name: str, events: frozenset[str]) -> frozenset[str]:
    """The events that start a job: none that its condition, or one it needs, keeps it from."""
    remaining, waiting, seen = events, [name], {name}
    while waiting:
        job = sub(jobs, waiting.pop())
        condition = job.get("if")
        remaining = permitted(condition, remaining)
        if re.search(r"always\(\)|failure\(\)|cancelled\(\)", str(condition)):
            continue
        needs = [need for need in texts(job.get("needs")) if need not in seen]
        seen.update(needs)
        waiting += needs
    return remaining
