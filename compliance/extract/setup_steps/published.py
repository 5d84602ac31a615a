"""Tells which container images are the repository's own, as it publishes them."""

from __future__ import annotations

import re

from compliance.extract import images
from compliance.extract.commands.steps import Project


def is_image(image: str, project: Project) -> bool:
    """Whether an image bears a name of the project: `registry.example/shop:3`, of what a manifest
    calls shop.
    """
    parts = {_plain(each) for each in images.repository(image).split("/")}
    names = (each.name.rpartition("/")[2] for each in project.manifests.manifests if each.name)
    return not parts.isdisjoint(map(_plain, names))


def _plain(name: str) -> str:
    return re.sub(r"[^a-z0-9]", "", name.lower())
