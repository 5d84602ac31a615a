"""Types as they are written in the source: the name that counts in them."""

from __future__ import annotations

import re

# In Python these stand around a type, and it is what stands first in them.
AROUND = frozenset(["Annotated", "Optional"])
_AROUND = re.compile(r"(?:\w{1,40}\.)?(?:Annotated|Optional)\[")
_MAX_AROUND = 3


_RESULT_OF = re.compile(r"(?:Awaited<)?ReturnType<\s{0,5}typeof ([\w$.]{1,100})\s{0,5}>")
# Of a type that is longer than people write only the beginning is looked at.
_MAX_TYPE = 4_000


def result_of(type_: str) -> str:
    """The function whose result a type is by what it says: of `ReturnType<typeof makeUsers>`
    makeUsers; "" for others.
    """
    found = _RESULT_OF.match(type_.strip())
    return found[1] if found is not None else ""


def written_type(source: bytes, name: str) -> str:
    """What a file of TypeScript says a type of its own is: the right side of an alias, or the body
    of an interface; "" where it declares none of that name.
    """
    word = name.encode()
    if not name.isidentifier() or (
        b"type " + word not in source and b"interface " + word not in source
    ):
        return ""
    declared = re.search(
        rb"\b(?:type %s(?:<[^>=]{0,200}>)?\s{0,9}=|interface %s\b[^{;]{0,200}(?={))\s{0,9}"
        % (word, word),
        source,
    )
    if declared is None:
        return ""
    return source[declared.end() : declared.end() + _MAX_TYPE].decode("utf-8", "replace")


def part_of_type(type_: str, key: str) -> str:
    """The type of a field, where a type is written out as an object: `{ users: Users }`."""
    if not type_.lstrip().startswith("{"):
        return ""
    key = re.escape(key)
    body = type_[: type_.find("}") + 1] or type_
    found = re.search(rf"(?:^|[\s{{;,]){key}\??\s{{0,5}}:\s{{0,5}}([^;,\n}}]{{1,200}})", body)
    return found[1].strip() if found is not None else ""


def named_by(type_: str) -> str:
    """The name that a type is, without what stands around it, its generics and quotation marks:
    of `Annotated[UserService, Depends(users)]` UserService.
    """
    name = type_.strip("'\" ")
    for _ in range(_MAX_AROUND):
        around = _AROUND.match(name)
        if around is None:
            break
        name = name[around.end() :].partition(",")[0].strip("'\"] ")
    return name.partition("<")[0].partition("[")[0].partition("|")[0].strip()
