"""What GitHub knows of one repository beside its commits, as the simulator reads it."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from integrations.demo.calendar import Calendar
from integrations.demo.errors import DemoError
from integrations.demo.history import History
from integrations.demo.pulls import Opened
from integrations.demo.runs import check_runs, deployments
from integrations.demo.story import Person, Protection, Ruleset, Story

Json = dict[str, Any]
People = Mapping[str, Person]

_ASKED_AFTER = timedelta(minutes=2)
_STATES = {"approved": "APPROVED", "changes_requested": "CHANGES_REQUESTED"}
_STATES |= {"commented": "COMMENTED", "dismissed": "APPROVED"}
_DISMISSED_AFTER = timedelta(hours=2)


@dataclass(frozen=True)
class Built:
    """A repository that was made: its story, its history, and its commits' ids by their marks."""

    story: Story
    history: History
    commits: Mapping[int, str]


def number(*names: str) -> int:
    """The number by which GitHub knows something: always the same one for the same names."""
    digest = hashlib.blake2b("\n".join(names).encode(), digest_size=4)
    return int.from_bytes(digest.digest(), "big") >> 1


def span(calendar: Calendar, since: str, until: str) -> Json:
    """From when until when something is there, where that is told."""
    times = {"since": since, "until": until}
    return {key: calendar.moment(told) for key, told in times.items() if told}


def ruleset(owner: str, told: Ruleset, calendar: Calendar) -> Json:
    """A ruleset of a repository or of the organization."""
    rules: list[Json] = []
    if told.approvals is not None:
        rules.append({"type": "PULL_REQUEST", "approvals": told.approvals})
    if told.forbids_force_push:
        rules.append({"type": "NON_FAST_FORWARD"})
    times = span(calendar, told.since, told.until)
    return {
        "id": number("ruleset", owner, told.name),
        "name": told.name,
        "enforcement": told.enforcement.upper(),
        "branches": list(told.branches),
        "rules": rules,
        "created_at": times.pop("since"),
    } | times


def described_repository(name: str, built: Built, people: People, calendar: Calendar) -> Json:
    """One repository; its git folder is called by its name, beside the description.

    Raises:
        DemoError: a moment or a review is not told as it has to be.
    """
    story, moment = built.story, calendar.moment
    runs = check_runs(built.history, built.commits, story.checks, calendar)
    deployed = deployments(name, built.history, built.commits, story.deploys, calendar)
    times = {
        "created_at": story.created,
        "archived_at": story.archived,
        "secret_scanning_since": story.secret_scanning,
        "push_protection_since": story.push_protection,
    }
    return {
        "id": number("repository", name),
        "name": name,
        "path": name,
        "default_branch": story.default,
        "description": story.description,
        "visibility": story.visibility.upper(),
        "topics": story.topics,
        "properties": story.properties,
        "branches": {name: {"since": since} for name, since in built.history.since.items()},
        "pull_requests": [_pull(each, built, people, calendar) for each in built.history.pulls],
        "check_runs": list(runs),
        "deployments": [
            each | {"creator": people[each["creator"]].login, "id": number(*each["id"])}
            for each in deployed
        ],
        "rulesets": [ruleset(name, each, calendar) for each in story.rulesets],
        "classic_protections": [_protection(name, each, calendar) for each in story.protections],
        "collaborators": [
            {"login": people[each.who].login, "permission": each.permission.upper()}
            | span(calendar, each.since, each.until)
            for each in story.outside
        ],
    } | {key: moment(told) for key, told in times.items() if told}


def _protection(name: str, told: Protection, calendar: Calendar) -> Json:
    return {
        "id": number("protection", name, told.pattern),
        "pattern": told.pattern,
        "approvals": told.approvals,
        "allows_force_pushes": told.allows_force_push,
    } | span(calendar, told.since, told.until)


def _pull(opened: Opened, built: Built, people: People, calendar: Calendar) -> Json:
    told = opened.pull
    merged = built.history.merged.get(opened.number)
    reviews = [_review(each, people, calendar) for each in told.reviews]
    asked = [people[each].login for each in told.asked] + [each["author"] for each in reviews]
    return {
        "number": opened.number,
        "title": told.title,
        "body": told.body,
        "author": people[told.by].login,
        "head": told.head,
        "base": opened.base,
        "created_at": opened.at,
        "merged_at": opened.merged,
        "merge_commit": built.commits[merged] if merged else "",
        "closed_at": opened.closed,
        "draft": told.draft,
        "reviews": reviews,
        "review_requests": [
            {"login": login, "requested_at": opened.at + _ASKED_AFTER}
            for login in dict.fromkeys(asked)
        ],
    }


def _review(told: str, people: People, calendar: Calendar) -> Json:
    """A review that is told as `amara approved 57 13:40`."""
    who, _, rest = told.partition(" ")
    state, _, when = rest.partition(" ")
    if who not in people or state not in _STATES:
        raise DemoError(f"“{told}” is no review, such as amara approved 57 13:40.")
    at = calendar.moment(when)
    review: Json = {"author": people[who].login, "state": _STATES[state], "submitted_at": at}
    if state == "dismissed":
        review["dismissed_at"] = at + _DISMISSED_AFTER
    return review
