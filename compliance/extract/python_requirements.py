"""Requirements as pip reads them: what one line names, and what a file of them is for."""

from __future__ import annotations

import codecs
import itertools
import posixpath
import re
from collections.abc import Collection, Iterable, Iterator
from typing import TypeVar

from packaging.requirements import InvalidRequirement, Requirement
from packaging.utils import canonicalize_name

from compliance.facts.manifests import Dependency, Group
from compliance.tree import Tree, Unreadable

_REQUIREMENTS = re.compile(r"(?:.*[-_.])?requirements?(?:[-_.].*)?\.(?:txt|in)|reqs?\.txt")
_FOLDER = "requirements"
# What else such a folder is called; below it may stand who reads the files.
_FOLDERS = frozenset({_FOLDER, "dependencies", "deps", "reqs", "pip"})
_READERS = frozenset({"pip", "python"})
_DEVELOPMENT = re.compile(
    r"(?:^|[^a-z])(?:dev|devel|development|test|tests|testing|lint|docs?|ci|typing)(?:[^a-z]|$)"
)
_OPTIONAL = re.compile(r"(?:^|[^a-z])(?:optional|extras?)(?:[^a-z]|$)")
_LINE_END = re.compile(r"\s#|\s--[a-z]|\s\\$")  # a comment, an option of one line, a continuation
_EGG = re.compile(r"[#&]egg=([A-Za-z0-9][A-Za-z0-9._-]{0,200})")
# What pip looks at: files that PowerShell's `>` wrote are UTF-16.
_BYTE_ORDER_MARKS = (
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_MAX_REQUIREMENT = 2_000
_MAX_VIA = 100  # lines of what needs one requirement
_MAX_DEPENDENCIES = 5_000  # far beyond what people write
T = TypeVar("T")


def is_requirements(path: str) -> bool:
    """Whether a path is a pip requirements file: by its name, or in a `requirements` folder."""
    name = posixpath.basename(path)
    in_folder = posixpath.basename(posixpath.dirname(path)) == _FOLDER
    return bool(_REQUIREMENTS.fullmatch(name)) or (in_folder and name.endswith((".txt", ".in")))


def required_in(path: str) -> str:
    """The directory whose code needs what a requirements file lists: its own, or the one above a
    folder that holds nothing else (`requirements`, `deps`, `dependencies/pip`). A `requirements`
    folder may hold a folder for each version of Python or each environment.
    """
    *above, last = posixpath.dirname(path).split("/")
    if above and (above[-1] == _FOLDER or (above[-1] in _FOLDERS and last in _READERS)):
        return "/".join(above[:-1])
    return "/".join(above if last in _FOLDERS else (*above, last))


def first_dependencies(dependencies: Iterable[T]) -> tuple[T, ...]:
    """As many as people write, and one more, by which it is known that there are others."""
    return tuple(itertools.islice(dependencies, _MAX_DEPENDENCIES + 1))


def refuse_more_than_people_write(dependencies: Collection[object], path: str) -> None:
    """Make sure that a file names no more dependencies than people write.

    Raises:
        Unreadable: it names more.
    """
    if len(dependencies) > _MAX_DEPENDENCIES:
        raise Unreadable(f"{path} names more than {_MAX_DEPENDENCIES:,} dependencies")


def group_of(name: str, otherwise: Group) -> Group:
    """The group of what is listed under a name: an extra or a group."""
    return Group.DEVELOPMENT if _DEVELOPMENT.search(name.lower()) else otherwise


def group_of_file(path: str) -> Group:
    """The group of what a requirements file lists, by its name."""
    stem = posixpath.basename(path).rsplit(".", 1)[0].lower()
    return group_of(stem, Group.OPTIONAL if _OPTIONAL.search(stem) else Group.MAIN)


def parse_requirement(text: str) -> Requirement | None:
    """A requirement as PEP 508 writes it; None for what names no package: a path, an option."""
    if len(text) > _MAX_REQUIREMENT:
        return None
    try:
        return Requirement(text)
    except (InvalidRequirement, RecursionError):
        return None


def dependency_of(requirement: Requirement, group: Group, line: int) -> Dependency:
    """A requirement as a dependency."""
    name = canonicalize_name(requirement.name)
    return Dependency(name, str(requirement.specifier), group, line)


def requirements_text(tree: Tree, path: str) -> str:
    """The text of a requirements file, decoded as pip does it.

    Raises:
        Unreadable: it cannot be read, or is not the text that its byte order mark announces.
    """
    content = tree.read(path)
    for mark, encoding in _BYTE_ORDER_MARKS:
        if content.startswith(mark):
            try:
                return content.decode(encoding)
            except UnicodeDecodeError as error:
                raise Unreadable(f"{path} is not {encoding.upper()} text") from error
    return tree.source(path)


def requirement_lines(text: str) -> Iterator[tuple[int, Requirement]]:
    """The requirements of a pip requirements file, each with its line.

    Options and paths are left out; of an address that names its package (`#egg=`) the name stays.
    """
    for number, line in enumerate(text.splitlines(), 1):
        wanted = _LINE_END.split(line.strip(), maxsplit=1)[0].strip().rstrip("\\").strip()
        egg = _EGG.search(wanted)
        requirement = parse_requirement(egg[1] if egg else wanted)
        if requirement and not wanted.startswith(("#", "--")):
            yield number, requirement


_VIA = re.compile(r"#\s{0,9}via\b(?P<rest>.{0,2000})", re.DOTALL)
_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,100}(?:\[[^\]\n]{0,200}\])?")


def brought_by_others(text: str) -> frozenset[str]:
    """The requirements of a compiled file that are there only because others of it need them, by
    what the tool writes beside them: `# via flask`.

    Source: https://pip-tools.readthedocs.io (annotations), https://docs.astral.sh/uv/pip/compile
    """
    if "# via" not in text:
        return frozenset()
    lines = text.splitlines()
    listed = {number: each.name for number, each in requirement_lines(text)}
    names = {canonicalize_name(name) for name in listed.values()}
    found: set[str] = set()
    for number, name in listed.items():
        comment = list(itertools.takewhile(_continues, lines[number : number + _MAX_VIA]))
        via = _VIA.search("\n".join((lines[number - 1], *comment)))
        bringing = list(_bringing(via["rest"])) if via else []
        if bringing and all(each in names for each in bringing):
            found.add(canonicalize_name(name))
    return frozenset(found)


def _continues(line: str) -> bool:
    """Whether a line belongs to the requirement above it."""
    return line[:1] in " \t" and bool(line.strip())


def _bringing(rest: str) -> Iterator[str]:
    """Who needs a requirement, as an annotation says it; what is no package is not one of any."""
    for each in re.split(r"[,\n]", rest):
        written = each.strip().lstrip("#").strip()
        if written and not written.startswith("--"):
            plain = _NAME.fullmatch(written)
            yield canonicalize_name(written.partition("[")[0]) if plain else written
