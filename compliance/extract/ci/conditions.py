"""What a condition of GitHub Actions leaves of the events that start a job or a step."""

from __future__ import annotations

import re
from typing import Any

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
