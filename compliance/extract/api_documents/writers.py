"""Finds what writes an API document: a program's mark in it, or a command or code that does."""

from __future__ import annotations

import itertools
import posixpath
import re
from collections.abc import Collection, Iterator

from compliance.extract.api_documents.files import is_built
from compliance.extract.files import is_followed
from compliance.extract.sources import evidence_at
from compliance.facts import Evidence
from compliance.facts.manifests import Manifest, Manifests, Script
from compliance.paths import is_source, is_test, language
from compliance.tree import Tree

_HEAD = 2_000
_MARK = re.compile(
    rb"(?i)(?<!not )(?<!never )(?:auto[- ]?generated|@generated|is generated"
    rb"|\bgenerated (?:by|from|with|using|automatically|file|code))|\bdo not (?:edit|modify)\b"
)
_JSON_MARK = re.compile(
    rb"""(?i)"(?:\$comment|x-[a-z-]{0,40}|_comment|comment)"\s{0,9}:\s{0,9}"[^"]{0,200}generated"""
)
_AROUND = 400
# What writes a file, in code: the name of the document stands near it.
_WRITES = re.compile(
    rb"""writeFile|createWriteStream|write_text|outputFile|outputJson|\.dump\(|\.write\("""
    rb"""|["'][wW][tb]?["']|\bBun\.write|fs\.write|outfile|output_?(?:path|file)|OUTPUT"""
)
# A constant that is given the document's place, and, by the names of some, what writes there.
_CONSTANT = re.compile(
    rb"[ \t]{0,40}(?:export\s{1,3})?(?:(?:const|let|var)\s{1,3})?([A-Z][A-Z0-9_]{3,60})"
    rb"\s{0,3}(?::[^=\n]{0,60})?=(?!=)"
)
_TO_CONSTANT = (
    rb"\b(?:%s)\.(?:write_text\b|write_bytes\b|open\(\s{0,9}[\"'][wW])"
    rb"|\bopen\(\s{0,9}(?:\w{1,40}\.){0,3}(?:%s)\s{0,3},\s{0,9}[\"'][wW]"
    rb"|(?:writeFile(?:Sync)?|createWriteStream|output(?:File|Json)(?:Sync)?|\bBun\.write)"
    rb"\(\s{0,9}(?:\w{1,40}\.){0,3}(?:%s)\b"
)
_WORKFLOWS = ".github/workflows/"
_SCRIPTS = frozenset(("scripts", "script", "tools", "bin"))
# Names of scripts that make a description of the API, and words of those that make something of it.
_MAKES = re.compile(
    r"(?:open-?api|swagger|(?<![a-z])oas(?![a-z])|api-?(?:docs?|specs?|schema))[:_-]{0,2}"
    r"(?:generate|gen|build|export|write|dump|bundle|update)\b"
    r"|\b(?:generate|gen|build|export|write|dump|bundle|update)[:_-]{1,2}"
    r"(?:open-?api|swagger|oas|api-?(?:docs?|specs?|schema))(?![a-z])",
    re.IGNORECASE,
)
_MAKES_OF_IT = re.compile(
    r"client|types|typescript|sdk|orval|codegen|kubb|hey-api|lint|valid|mock|prism|openapi-generator"
)
# What puts the pieces of a description together, as the tools for that are told to.
_BUNDLES = re.compile(r"\b(?:bundle|join|dereference)\b")
_MAX_READ = 512 * 1024
_MAX_PLACES = 5
_MAX_COMMAND = 4_000


def may_write(path: str) -> bool:
    """Whether a file may hold a command or code that writes a document."""
    return is_followed(path) or path.startswith(_WORKFLOWS) or _is_code(path)


def _writes(path: str) -> bool:
    return may_write(path) and not is_test(path)


def _is_code(path: str) -> bool:
    """Source code, that of scripts beside documentation too."""
    folders = path.split("/")[:-1]
    scripts = not _SCRIPTS.isdisjoint(folders) and "node_modules" not in folders
    return is_source(path) or (scripts and language(path) is not None)


class Writers:
    """Finds what writes a document, among the files and manifests of one tree."""

    def __init__(self, tree: Tree, manifests: Manifests) -> None:
        self._tree = tree
        self._manifests = manifests
        self._paths = tree.matching(_writes)

    def of(self, path: str, alone: bool) -> Evidence | None:
        """What shows that a program writes the document at a path; None where nothing does.

        `alone`: no other document has its name, so that the name says which one is written.
        """
        named = _named(path, alone)
        return (
            _by_itself(self._tree, path)
            or next(_by_scripts(self._manifests, named), None)
            or next(self._by_files(path, named), None)
        )

    def by_name(self, path: str, alone: bool) -> Evidence | None:
        """The first script that is called as if it made a description of the API; one that puts the
        pieces of the document at a path together, or runs one that does, makes another file of it:
        `swagger-cli bundle api.yaml --outfile dist/api.json`.
        """
        named = re.compile(_named(path, alone))
        scripts = [(each, one) for each in self._manifests.manifests for one in each.scripts]
        bundles = (
            script.name
            for _, script in scripts
            if _BUNDLES.search(script.command)
            and named.search(script.command[:_MAX_COMMAND].encode("utf-8", "replace"))
        )
        bundling = list(itertools.islice(bundles, _MAX_PLACES))
        for manifest, script in scripts:
            text = f"{script.name} {script.command[:_MAX_COMMAND]}"
            of_it = _MAKES_OF_IT.search(text) or any(name in text for name in bundling)
            if _MAKES.search(script.name) and not of_it:
                return _place(manifest, script)
        return None

    def _by_files(self, path: str, named: bytes) -> Iterator[Evidence]:
        """The scripts, workflows and sources that write the document."""
        output, name = _output(named), posixpath.basename(path).encode()
        constants: list[bytes] = []
        for other in self._paths:
            content = self._tree.contents.get(other, b"")
            if name not in content or len(content) > _MAX_READ or other == path:
                continue
            match = output.search(content) or (
                _in_code(content, named + _from_there(path, other)) if is_source(other) else None
            )
            if match:
                yield evidence_at(other, content, match.start())
            elif is_source(other) and len(constants) < _MAX_PLACES:
                constants += _constants(content, named)
        yield from self._by_constants(constants)

    def _by_constants(self, constants: Collection[bytes]) -> Iterator[Evidence]:
        """What writes to one of the constants that are given the document's place."""
        names = b"|".join(constants)
        writes = re.compile(_TO_CONSTANT % (names, names, names))
        for other in self._paths if constants else ():
            content = self._tree.contents.get(other, b"")
            if len(content) <= _MAX_READ and any(name in content for name in constants):
                match = writes.search(content)
                if match:
                    yield evidence_at(other, content, match.start())


def _constants(content: bytes, named: bytes) -> Iterator[bytes]:
    """The constants that a file gives the document's place."""
    for place in itertools.islice(re.finditer(named, content), _MAX_PLACES):
        line = content[content.rfind(b"\n", 0, place.start()) + 1 : place.start()]
        constant = _CONSTANT.match(line)
        if constant is not None:
            yield constant[1]


def _by_itself(tree: Tree, path: str) -> Evidence | None:
    if is_built(path):
        return Evidence(path)
    content = tree.read(path)
    if path.endswith(".json"):
        match = _JSON_MARK.search(content[: 4 * _HEAD])
        return evidence_at(path, content, match.start()) if match else None
    position = 0
    for line in content[:_HEAD].splitlines(keepends=True):
        if line.lstrip().startswith(b"#") and _MARK.search(line):
            return evidence_at(path, content, position)
        position += len(line)
    return None


def _by_scripts(manifests: Manifests, named: bytes) -> Iterator[Evidence]:
    """The scripts of manifests that name the document as what they write."""
    output = _output(named)
    for manifest in manifests.manifests:
        for script in manifest.scripts:
            if output.search(script.command[:_MAX_COMMAND].encode("utf-8", "replace")):
                yield _place(manifest, script)


def _place(manifest: Manifest, script: Script) -> Evidence:
    excerpt = f"{script.name}: {script.command}"
    return Evidence(manifest.path, script.line, excerpt=excerpt)


def _named(path: str, alone: bool) -> bytes:
    """A pattern of how a document is named elsewhere: behind the folder that it is in, or alone."""
    directory, name = posixpath.split(path)
    folder = re.escape(posixpath.basename(directory)).encode()
    behind = [rb"(?<![\w-])" + folder + rb"/"] if folder else []
    if alone or not folder:
        behind += [rb"(?<![\w./-])", rb"\./", rb"\}/"]
    return rb"(?:" + b"|".join(behind) + rb")" + re.escape(name).encode() + rb"(?![\w.-])"


def _from_there(path: str, other: str) -> bytes:
    """What names a document in a file's own code, too: the way up and down to it from there."""
    way = posixpath.relpath(path, posixpath.dirname(other) or ".")
    return rb"|(?<=[\"'`])" + re.escape(way).encode() + rb"(?=[\"'`])" if way[:3] == "../" else b""


def _output(named: bytes) -> re.Pattern[bytes]:
    """A command that writes the document: behind an option for output, or by redirection."""
    options = rb"-o|--out(?:put|file|-file|put-file)?|--file|--bundle|--dest|--outfile|tee"
    before = rb"(?:(?:^|\s)(?:" + options + rb")[ =]{1,3}|>\s{0,3})[\"']?[^\s;&|\"']{0,80}?"
    return re.compile(before + named, re.MULTILINE)


def _in_code(content: bytes, named: bytes) -> re.Match[bytes] | None:
    """Where code writes a file, near the first places that name it."""
    places = re.finditer(named, content)
    for place in itertools.islice(places, _MAX_PLACES):
        around = slice(max(0, place.start() - _AROUND), place.end() + _AROUND)
        match = _WRITES.search(content, around.start, around.stop)
        if match:
            return match
    return None
