"""Reads which extensions a repository recommends to those who open it in VS Code."""

from __future__ import annotations

from compliance.extract.base import extractor
from compliance.extract.documents import strings, table
from compliance.extract.jsonc import read_jsonc
from compliance.facts import Component
from compliance.facts.services import EditorExtensions
from compliance.paths import join
from compliance.tree import Tree, Unreadable

_FILE = ".vscode/extensions.json"
_MAX_BYTES = 256 * 1024


def _is_read(path: str) -> bool:
    return path == _FILE or path.endswith("/" + _FILE)


@extractor(version=2, reads=_is_read)
def editor_extensions(tree: Tree, component: Component) -> EditorExtensions:
    """The recommendations in the component's folder and in those above it, all together."""
    paths = (join(directory, _FILE) for directory in component.ancestors)
    files = tuple(path for path in paths if path in tree.entries)
    recommended = (name.strip().lower() for path in files for name in _recommended(tree, path))
    return EditorExtensions(files, tuple(dict.fromkeys(recommended)))


def _recommended(tree: Tree, path: str) -> list[str]:
    if len(tree.read(path)) > _MAX_BYTES:
        raise Unreadable(f"{path} has more than 256 KiB, which no list of extensions needs")
    return strings(table(read_jsonc(tree, path), path).get("recommendations"))
