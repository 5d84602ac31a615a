"""The `.env` file: settings of this machine, one `NAME=value` a line."""

import re
from pathlib import Path

from launcher.failure import Refusal

_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")
_ESCAPES = {"n": "\n", "t": "\t", '"': '"', "\\": "\\", "$": "$"}


def read(path: Path) -> dict[str, str]:
    """The settings in the file at `path`; none if there is no such file.

    Raises `Refusal` for a file that cannot be read or a line that is no setting.
    """
    try:
        text = path.read_text(encoding="utf-8")
    except FileNotFoundError:
        return {}
    except (OSError, UnicodeDecodeError) as error:
        raise Refusal(f"{path} cannot be read: {error}.") from error
    return parse(text, str(path))


def parse(text: str, name: str) -> dict[str, str]:
    """The settings in `text`, a later line winning; `name` is the file's name for messages.

    A value may stand in single quotes (taken as it is) or double quotes (with `\\n`, `\\"` and the
    like); unquoted, it ends before ` #`. Empty lines, comments and a leading `export` are allowed.
    Raises `Refusal` with the number of the first line that is no setting.
    """
    settings = {}
    for number, line in enumerate(text.splitlines(), start=1):
        stripped = line.strip().removeprefix("export ").lstrip()
        if not stripped or stripped.startswith("#"):
            continue
        key, equals, raw = stripped.partition("=")
        value = _value(raw.strip())
        if not equals or not _NAME.fullmatch(key.rstrip()) or value is None:
            raise Refusal(f"{name}, line {number}: expected NAME=value.")
        settings[key.rstrip()] = value
    return settings


def _value(raw: str) -> str | None:
    """The value that `raw` spells, or None if its quotes do not close."""
    if raw[:1] not in {"'", '"'}:
        return "" if raw.startswith("#") else re.split(r"\s#", raw, maxsplit=1)[0].rstrip()
    quote, value, position = raw[0], "", 1
    while position < len(raw):
        character = raw[position]
        if character == quote:
            rest = raw[position + 1 :].strip()
            return value if not rest or rest.startswith("#") else None
        if character == "\\" and quote == '"' and position + 1 < len(raw):
            position += 1
            character = _ESCAPES.get(raw[position], "\\" + raw[position])
        value += character
        position += 1
    return None
