"""Tells functions whose memoised answer is a part of the program from those that answer data."""

from __future__ import annotations

from compliance.extract.access.words import words
from compliance.extract.code.model import Call, Function, Name, path_of, walk

# What is memoised under such a name is the program's own set-up, not data.
_SET_UP = frozenset(
    """settings setting config configuration env environment credentials credential client engine
    logger session connection template templates version secret key jwks schema app pool driver
    bucket storage loader parser regex pattern""".split()
)
_SETTINGS = frozenset("settings config environ".split())


def is_part_of_program(function: Function) -> bool:
    """Whether what a function answers is the program's own set-up, or an object it is made of."""
    return _is_set_up(function) or (
        _is_asked_nothing(function) and (_makes_one_object(function) or _is_of_settings(function))
    )


def _is_set_up(function: Function) -> bool:
    return not _SET_UP.isdisjoint(words(function.qualified)) or function.name == "__init__"


def _is_asked_nothing(function: Function) -> bool:
    return all(each.name in ("self", "cls") for each in function.parameters)


def _makes_one_object(function: Function) -> bool:
    """Whether a function makes an object, such as a factory or a plugin, or answers yes or no."""
    made = [path_of(each).rpartition(".")[2][:1].isupper() for each in function.returns]
    is_call = all(isinstance(each, Call) for each in function.returns)
    return function.name.startswith(("is_", "has_")) or (bool(made) and is_call and all(made))


def _is_of_settings(function: Function) -> bool:
    """Whether a function works something out of the settings: that is the same all the time."""
    values = [
        *(each.value for each in function.assignments),
        *(each for call in function.calls for each in (*call.arguments, *call.keywords.values())),
        *function.returns,
    ]
    return any(
        not _SETTINGS.isdisjoint(path_of(part).split(".")[:-1])
        for each in values
        for part in walk(each)
        if isinstance(part, Name)
    )
