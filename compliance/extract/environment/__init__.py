"""The environment variables that a component reads, and the examples of its dotenv file."""

from __future__ import annotations

import re
from collections.abc import Iterable

from compliance.extract.base import extractor
from compliance.extract.code.program import Program
from compliance.extract.environment import node, python
from compliance.extract.environment.examples import example_files, is_example
from compliance.extract.environment.found import Found
from compliance.facts import Stack
from compliance.facts.environment import EnvironmentVariables, Variable
from compliance.tree import is_source

MAX_VARIABLES = 1_000
# What the operating system, the runtime, CI or the hosting platform sets by itself.
_PLATFORM = frozenset(
    """CI HOME PATH NODE_ENV PWD OLDPWD TZ USER USERNAME LOGNAME HOSTNAME SHELL LANG LANGUAGE TERM
    TMPDIR TEMP TMP NODE_OPTIONS NODE_PATH NODE_TLS_REJECT_UNAUTHORIZED INIT_CWD VERCEL NETLIFY
    RENDER DYNO CF_PAGES GITLAB_CI TRAVIS CIRCLECI BUILDKITE JENKINS_URL TEAMCITY_VERSION TF_BUILD
    APPVEYOR CODESPACES GITPOD_WORKSPACE_ID K_SERVICE FUNCTION_TARGET NEXT_RUNTIME NEXT_PHASE
    PYTHONPATH VIRTUAL_ENV CONDA_PREFIX DJANGO_SETTINGS_MODULE SERVER_SOFTWARE APPDATA LOCALAPPDATA
    USERPROFILE HOMEPATH HOMEDRIVE PROGRAMFILES PROGRAMDATA SYSTEMROOT WINDIR COMSPEC DISPLAY EDITOR
    VISUAL PAGER COLUMNS LINES NO_COLOR FORCE_COLOR COLORTERM INVOCATION_ID NOTIFY_SOCKET
    SSL_CERT_FILE SSL_CERT_DIR HTTP_PROXY HTTPS_PROXY NO_PROXY ALL_PROXY ANDROID_HOME
    ANDROID_SDK_ROOT JAVA_HOME SSH_AUTH_SOCK PYCHARM_HOSTED RUN_MAIN""".split()
)
_PLATFORM_FAMILIES = re.compile(
    r"(?:GITHUB|VERCEL|RENDER|RAILWAY|FLY|HEROKU|NETLIFY|CF_PAGES|KUBERNETES|AWS_LAMBDA"
    r"|AWS_EXECUTION|LC|XDG|NPM|JEST|VITEST|PYTEST|CI|CODEBUILD|RUNNER|BUILDKITE|COV_CORE)_\w{1,100}"
)


@extractor(version=1, reads=is_source)
def environment_variables(program: Program) -> EnvironmentVariables:
    """The variables that a component's code reads by their names, tests aside."""
    is_python = program.component.stack is Stack.PYTHON
    reader = python if is_python else node
    found: dict[str, list[Found]] = {}
    for each in reader.variables(program):
        if each.name and not _is_platforms(each.name):
            found.setdefault(each.name, []).append(each)
    variables = [_variable(name, places) for name, places in sorted(found.items())]
    folded = (name for name, places in found.items() if any(each.folded for each in places))
    return EnvironmentVariables(
        tuple(variables[:MAX_VARIABLES]),
        tuple(sorted(folded)),
        tuple(_unread(program, reader.WORDS)),
    )


def _is_platforms(name: str) -> bool:
    upper = name.upper()
    return upper in _PLATFORM or _PLATFORM_FAMILIES.fullmatch(upper) is not None


def _variable(name: str, places: list[Found]) -> Variable:
    """One variable. One place that goes on without it shows that the application does."""
    place = next((each for each in places if not each.has_default), places[0])
    has_default = any(each.has_default for each in places)
    return Variable(name, has_default, place.module.evidence(place.line))


def _unread(program: Program, words: Iterable[bytes]) -> Iterable[str]:
    """Why some file that may read a variable could not be read."""
    wanted = tuple(words)
    for path in program.paths:
        reason = program.code.unread.get(path)
        content = program.code.tree.contents.get(path)
        if reason and (content is None or any(word in content for word in wanted)):
            yield reason


__all__ = ["environment_variables", "example_files", "is_example"]
