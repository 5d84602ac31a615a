"""What a command ends up running: through scripts, task runners, hook runners and containers."""

from __future__ import annotations

from collections.abc import Mapping

from compliance.extract.commands import (
    containers,
    flask,
    gulp,
    handed_on,
    just,
    lefthook,
    lint_staged,
    make,
    node,
    php,
    pre_commit,
    python,
    taskfile,
    tasks,
    therapist,
    tools,
    tox,
    vite_plus,
    workspaces,
    wrappers,
)
from compliance.extract.commands.follow import Follower, Start
from compliance.extract.commands.steps import Handler, Lost, Project, plausible

# By the name of a command. A new way to run something is a handler in one of these modules.
HANDLERS: Mapping[str, Handler] = {
    name: handler
    for module in (
        tools,
        wrappers,
        handed_on,
        node,
        python,
        flask,
        tox,
        make,
        just,
        taskfile,
        tasks,
        workspaces,
        gulp,
        pre_commit,
        lefthook,
        therapist,
        lint_staged,
        vite_plus,
        containers,
        php,
    )
    for name, handler in module.HANDLERS.items()
}

__all__ = ["HANDLERS", "Follower", "Lost", "Project", "Start", "plausible"]
