"""A protocol file as values that know their place in it, so that every error can name it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

from compliance import nodes, yaml12
from compliance.nodes import described

MAX_BYTES = 1024 * 1024
_NUMBER = re.compile(r"[A-Za-z0-9]+(?:\.[A-Za-z0-9]+)*")


class ProtocolError(Exception):
    """A protocol file is wrong; the message names file, line, key and what was expected."""


def read_node(path: Path) -> Node:
    """The whole of a protocol file.

    Raises:
        ProtocolError: it cannot be read, is too large, or is no UTF-8 or no YAML.
    """
    try:
        with path.open("rb") as file:
            raw = file.read(MAX_BYTES + 1)
        if len(raw) > MAX_BYTES:
            raise ProtocolError(f"{path}: a protocol file has at most 1 MiB, and this has more")
        document = yaml12.load(raw.decode("utf-8-sig"))
    except OSError as error:
        raise ProtocolError(f"{path}: it cannot be read ({error.strerror})") from error
    except UnicodeDecodeError as error:
        raise ProtocolError(f"{path}: it is not UTF-8 text (byte {error.start})") from error
    except yaml12.YamlError as error:
        raise ProtocolError(f"{path}, line {error.line}: it is no valid YAML: {error}") from error
    return Node(document, (), document.value, path)


@dataclass(frozen=True)
class Node(nodes.Node):
    """A value of a protocol file.

    Raises:
        ProtocolError: (every method) it is something else than the method says.
    """

    file: Path

    def wrong(self, message: str, *below: str | int) -> ProtocolError:
        """The error with file, line and key of this value or of one below it."""
        line, key = self.place(*below)
        return ProtocolError(f"{self.file}, line {line}, {key}: {message}")

    def number(self) -> str:
        """The number of a section or clause, as text."""
        text = self.text()
        if not _NUMBER.fullmatch(text):
            raise self.wrong(f'{described(text)} is no number of a clause, such as "3" or "3.1"')
        return text

    def hours(self) -> int:
        """A whole number of hours, from 1."""
        if not isinstance(self.value, int) or isinstance(self.value, bool) or self.value < 1:
            raise self.wrong(f"expected a whole number of hours, found {described(self.value)}")
        return self.value
