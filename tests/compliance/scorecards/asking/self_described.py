"""A repository that describes itself, judged as a worker does it."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.db import transaction

from compliance import approvals
from compliance.collect.folder import FILES_ONLY
from compliance.extract import EXTRACTORS, extract
from compliance.facts import FactValues
from compliance.facts.self_description import PATH, Agreed
from compliance.models import AskedFor, Organization, Person, Repository
from compliance.scorecards import asking, judging
from compliance.sync import queue
from tests.compliance.repositories import Files, tree_of
from tests.factories import NOW

TWO: Files = {
    "api/package.json": '{"dependencies": {"express": "5"}}',
    "api/app.js": "const express = require('express');\nconst app = express();\n",
    "toys/package.json": '{"dependencies": {"koa": "3"}}',
    "toys/app.js": "const Koa = require('koa');\nconst app = new Koa();\n",
}
LEAVE_OUT = "components: {leave_out: [{path: toys, stack: node, reason: A toy.}]}\n"
LATER = NOW + timedelta(hours=1)


def person(organization: Organization, login: str, **values: Any) -> Person:
    given = {"key": login, "role": Person.Role.OWNER, "seen_at": NOW} | values
    return Person.objects.create(organization=organization, login=login, **given)


def judge(
    repository: Repository, own_file: str | None, known: FactValues | None = None, **files: str
) -> Repository:
    """Read what is committed, judge it and store what comes of it, as a worker does."""
    repository.refresh_from_db()
    tree = tree_of({**TWO, **files, **({} if own_file is None else {PATH: own_file})})
    facts = extract(tree, EXTRACTORS, Agreed(asking.approved(repository)))
    with transaction.atomic():
        locked = Repository.objects.select_for_update().get(pk=repository.pk)
        judged = judging.judge(repository, facts, known or {}, FILES_ONLY, LATER)
        judging.store(locked, judged)
    repository.refresh_from_db()
    return repository


def asked(repository: Repository) -> AskedFor:
    return approvals.current(repository).get()


def components(repository: Repository) -> list[str]:
    return [each["path"] for each in repository.components if each["counts"]]


def is_due(repository: Repository) -> bool:
    repository.refresh_from_db()
    return bool(list(queue.due([repository], patient=True)))
