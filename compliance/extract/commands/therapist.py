"""Follows Therapist, a runner of hooks, to its actions.

Source: https://github.com/rehandalal/therapist
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from compliance.extract.commands.lint_staged import covers_source
from compliance.extract.commands.steps import (
    Handler,
    Invocation,
    Lost,
    Project,
    Step,
    Text,
    operands,
    texts,
)
from compliance.extract.documents import line_of, sub
from compliance.facts import Evidence

THERAPIST = ".therapist.yml"


def _therapist(invocation: Invocation, project: Project) -> Iterator[Step]:
    """`therapist run`, or the use of a shortcut: what each action runs."""
    if operands(invocation.arguments)[:1] not in (("run",), ("use",)):
        return
    path = project.nearest(invocation.directory, THERAPIST)
    if path is None:
        yield Lost("therapist", f"Therapist needs {THERAPIST}, which is not there")
        return
    text = project.tree.text(path)
    for action in sub(project.value(path).value, "actions").values():
        run, globs = sub(action).get("run"), texts(sub(action).get("include"))
        if isinstance(run, str) and (not globs or any(map(covers_source, globs))):
            line = line_of(text, run.split("\n", 1)[0])
            yield Text(run, Evidence(path, line, excerpt=run), "", f"{path} {run}")


HANDLERS: Mapping[str, Handler] = {"therapist": _therapist}
