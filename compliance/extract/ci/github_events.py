"""Which events start a workflow, a job or a step of GitHub Actions for a pull request."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Mapping
from typing import Any

from compliance.extract.commands.steps import texts
from compliance.extract.documents import sub

ON_PULL_REQUESTS = frozenset(("pull_request", "pull_request_target", "merge_group", "push"))
_BEFORE_MERGE = frozenset(
    ("opened", "synchronize", "reopened", "edited", "ready_for_review", "review_requested")
)
_EVENT = re.compile(r"github\.event_name\s{0,5}(==|!=)\s{0,5}['\"]([a-z_]{1,40})['\"]")
_NEVER = re.compile(
    r"""false|!true
    |github\.ref(?:_name)?\s{0,5}==\s{0,5}['"][^'"]{1,200}['"]
    |github\.ref_type\s{0,5}==\s{0,5}['"]tag['"]
    |startsWith\(\s{0,5}github\.ref\s{0,5},\s{0,5}['"]refs/(?:tags|heads)/[^'"]{0,200}['"]\s{0,5}\)?
    |github\.event\.pull_request\.merged(?:\s{0,5}==\s{0,5}true)?""",
    re.VERBOSE,
)
_RUNS_ANYWAY = re.compile(r"always\(\)|failure\(\)|cancelled\(\)")


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
    return event == "merge_group" or not types or bool(_BEFORE_MERGE.intersection(types))


def _every_branch(filters: Mapping[str, Any]) -> bool:
    """Whether a push to any branch of work starts it: there is no filter that names branches."""
    branches = texts(filters.get("branches"))
    if branches:
        return "**" in branches or {"*", "*/*"} <= set(branches) or "*/**" in branches
    tags_only = ("tags" in filters or "tags-ignore" in filters) and "branches-ignore" not in filters
    return not tags_only and "**" not in texts(filters.get("branches-ignore"))


def events_of_jobs(jobs: Mapping[str, Any], events: frozenset[str]) -> Mapping[str, frozenset[str]]:
    """The events that start each job: none that its condition, or one it needs, keeps it from.

    What a job loses is handed to those that need it, so each is looked at once for each event.
    """
    found: dict[str, frozenset[str]] = {}
    needed_by: defaultdict[str, list[str]] = defaultdict(list)
    for name in jobs:
        job = sub(jobs, name)
        condition = job.get("if")
        found[name] = permitted(condition, events)
        if not _RUNS_ANYWAY.search(str(condition)):
            for need in texts(job.get("needs")):
                needed_by[need].append(name)
    waiting = [name for name, left in found.items() if left != events]
    while waiting:
        needed = waiting.pop()
        for name in needed_by[needed]:
            left = found[name] & found[needed]
            if left != found[name]:
                found[name] = left
                waiting.append(name)
    return found
