"""Types as they are written in the source: the name that counts in them."""

from __future__ import annotations

import re

# In Python these stand around a type, and it is what stands first in them.
AROUND = frozenset(["Annotated", "Optional"])
_AROUND = re.compile(r"(?:\w{1,40}\.)?(?:Annotated|Optional)\[")
_MAX_AROUND = 3


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
