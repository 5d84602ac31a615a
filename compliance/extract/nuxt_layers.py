"""The layers that an application of Nuxt builds on, by where they lie.

Source: https://nuxt.com/docs/getting-started/layers
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterable, Iterator

from compliance.paths import join
from compliance.tree import Tree

_CONFIGURATIONS = tuple(f"nuxt.config.{ending}" for ending in ("ts", "js", "mjs"))
_EXTENDS = re.compile(
    rb"\bextends\s{0,9}:\s{0,9}(?P<given>\[[^\]]{0,2000}\]|[\"'][^\"'\n]{1,200}[\"'])"
)
_PLACE = re.compile(rb"[\"'](?P<place>(?:\.{1,2}|~~|@@)/[^\"'\n]{1,200})[\"']")
# Whatever lies in this folder of an application is one of its layers.
_FOLDER = "layers"


def layers_of(tree: Tree, directory: str, projects: Iterable[str]) -> Iterator[str]:
    """Those of some projects that are layers of the application in a directory: its configuration
    names their place, or they lie in its folder for them.
    """
    configuration = _configuration(tree, directory)
    named = set(_named(tree.contents.get(configuration, b""), directory)) if configuration else ()
    for each in projects:
        is_below = posixpath.dirname(each) == join(directory, _FOLDER)
        if configuration and (each in named or (is_below and _configuration(tree, each))):
            yield each


def builder_of(tree: Tree, directory: str, projects: Iterable[str]) -> str | None:
    """The one of some projects that has a directory for a layer; None where none has."""
    others = (each for each in projects if each != directory)
    return next((each for each in others if directory in layers_of(tree, each, [directory])), None)


def _configuration(tree: Tree, directory: str) -> str:
    names = (join(directory, name) for name in _CONFIGURATIONS)
    return next((name for name in names if name in tree.entries), "")


def _named(content: bytes, directory: str) -> Iterator[str]:
    """The places that a configuration extends; the root of an application is `~~` or `@@`."""
    for extends in _EXTENDS.finditer(content):
        for found in _PLACE.finditer(extends["given"]):
            place = re.sub(r"^(?:~~|@@)/", "", found["place"].decode("utf-8", "replace"))
            yield posixpath.normpath(join(directory, place))
