"""What the doctor reported, in sentences: the report itself holds words of a list, and no text.

The laptop said more to who ran it, the commands that mend it among them; that never left it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

_NAMES = {
    "node": "Node.js", "python": "Python", "npm": "npm", "pnpm": "pnpm", "yarn": "Yarn",
    "bun": "Bun", "pip": "pip", "poetry": "Poetry", "uv": "uv", "pdm": "PDM", "pipenv": "Pipenv",
}  # fmt: skip
_SHOWN_NAMES = 8
_SAID = {
    "answers": "{it} answers",
    "applied": "no migration is pending",
    "broken": "the doctor made a mistake of its own; please report it",
    "complete": "all is there",
    "differ": "{count} packages are of other versions than the lockfile’s",
    "differs": "{it} is here, and another version is asked for",
    "environment-differs": "the virtual environment has another Python than is asked for",
    "extensions-missing": "{count} recommended extensions are missing",
    "file-missing": "there is no .env",
    "installed": "all is installed",
    "missing": "{it} is missing",
    "names-missing": "{count} variables have no value in .env: {names}",
    "no-answer": "{it} gave no answer that the doctor understands",
    "no-checkout": "it did not run in a git checkout",
    "no-command": "no command is known that only looks which migrations are pending",
    "no-compose-file": "there is no Compose file",
    "no-editor": "there is no VS Code on PATH",
    "no-example": "there is no example of .env",
    "no-manifest": "there is no manifest",
    "no-migrations": "there are no migrations",
    "no-permission": "this account may not talk to Docker",
    "no-server": "no development server is known",
    "no-services": "the Compose file starts no services",
    "none-needed": "nothing is needed",
    "none-recommended": "no extensions are recommended",
    "not-compared": "what is installed could not be compared with the lockfile",
    "not-installed": "the version manager does not have the version that is asked for yet",
    "not-run": "nobody agreed to have the checkout’s own code run, so it was not looked",
    "not-running": "{count} services do not run",
    "not-told": "whether the services run could not be told",
    "nothing-answers": "nothing answers on the development server’s port",
    "nothing-installed": "nothing is installed yet",
    "other-answers": "something else answers on the development server’s port",
    "other-engine": "Podman is here in Docker’s place",
    "out-of-time": "there was no time left to look",
    "pending": "{count} migrations are pending",
    "pin-unreadable": "the doctor cannot read which version is asked for",
    "port-unknown": "the development server’s port is not known",
    "running": "all services run",
    "satisfies": "{it} is what is asked for",
    "silent": "Docker gave no answer in time",
    "stopped": "Docker does not run",
    "submodules-missing": "{count} submodules were not fetched",
    "submodules-unsure": "the checkout does not have the submodules that .gitmodules names",
    "unpinned": "{it} is here, and no version is asked for",
    "unreadable": "there is a file that the doctor does not read",
}
# The number that a report may leave out.
_WITHOUT_COUNT = {
    "differ": "packages are of other versions than the lockfile’s",
    "extensions-missing": "recommended extensions are missing",
    "names-missing": "variables have no value in .env",
    "not-running": "services do not run",
    "pending": "migrations are pending",
    "submodules-missing": "submodules were not fetched",
}
_ONE = {
    "differ": "1 package is of another version than the lockfile’s",
    "extensions-missing": "1 recommended extension is missing",
    "names-missing": "1 variable has no value in .env: {names}",
    "not-running": "1 service does not run",
    "pending": "1 migration is pending",
    "submodules-missing": "1 submodule was not fetched",
}


def sentences(findings: Iterable[Mapping[str, Any]]) -> list[str]:
    """One for each finding, as `compliance.onboarding.report_format.Finding` has them."""
    return [_sentence(each) for each in findings]


def _sentence(finding: Mapping[str, Any]) -> str:
    reason, count = finding["reason"], finding.get("count")
    text = _SAID[reason]
    if count is None:
        text = _WITHOUT_COUNT.get(reason, text)
    elif count == 1:
        text = _ONE.get(reason, text)
    said = text.format(it=_it(finding), count=count, names=_names(finding.get("names", ())))
    said = said.removesuffix(": ")
    where = f"In {finding['part']}: " if finding.get("part") else ""
    return f"{where}{said}." if where else f"{said[0].upper()}{said[1:]}."


def _it(finding: Mapping[str, Any]) -> str:
    name = _NAMES.get(finding.get("subject", ""), "it")
    return f"{name} {finding['found']}" if finding.get("found") else name


def _names(names: Iterable[str]) -> str:
    shown = list(names)
    more = len(shown) - _SHOWN_NAMES
    listed = ", ".join(shown[:_SHOWN_NAMES])
    return f"{listed} and {more} more" if more > 0 else listed
