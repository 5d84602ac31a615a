"""Reads which image a Dockerfile builds upon."""

from __future__ import annotations

import posixpath
import re

from compliance.extract.images import resolved

_NAME = re.compile(
    r"(?i:dockerfile|containerfile)(?:[._-][\w.-]{1,80})?|[\w.-]{1,80}\.(?i:dockerfile)", re.ASCII
)
_ARGUMENT = re.compile(
    r"""^[ \t]{0,20}ARG[ \t]{1,20}(?P<name>\w{1,100})=["']?(?P<value>[^\s"']{0,400})""",
    re.MULTILINE | re.IGNORECASE,
)
_FROM = re.compile(
    r"^[ \t]{0,20}FROM[ \t]{1,20}(?:--platform=\S{1,100}[ \t]{1,20})?(?P<image>\S{1,400})"
    r"(?:[ \t]{1,20}AS[ \t]{1,20}(?P<stage>\S{1,100}))?",
    re.MULTILINE | re.IGNORECASE,
)
_MAX_STAGES = 100


def is_dockerfile(path: str) -> bool:
    """Whether a path is a Dockerfile, by its name."""
    return bool(_NAME.fullmatch(posixpath.basename(path)))


def base_image(text: str, target: str = "") -> str:
    """The image that the target stage, or the last one, is made from; "" where none is named.

    A variable without a value stays as `$`.
    """
    first = _FROM.search(text)
    head = text[: first.start()] if first else ""
    values = {match["name"]: match["value"] for match in _ARGUMENT.finditer(head)}
    stages: dict[str, str] = {}
    last = ""
    for _, match in zip(range(_MAX_STAGES), _FROM.finditer(text), strict=False):
        image = resolved(match["image"], values)
        last = stages.get(image.lower(), image)
        stage = (match["stage"] or "").lower()
        stages[stage] = last
        if target and stage == target.lower():
            break
    return last
