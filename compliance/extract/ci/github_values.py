"""What expressions of GitHub Actions stand for, as far as files say: matrix, inputs, variables."""

from __future__ import annotations

import itertools
import re
from collections.abc import Mapping
from typing import Any

from compliance.extract.ci.steps import plain
from compliance.extract.commands.steps import items

MAX_COMBINATIONS = 64
_MAX_ITEMS = 20

_LITERAL = re.compile(r"'([^']{0,200})'")
_EXPRESSION = re.compile(r"\$\{\{\s{0,20}([^{}]{1,200})\}\}")


def substituted(text: str, values: Mapping[str, str]) -> str:
    """The text with those expressions put in whose value is known."""

    def value(match: re.Match[str]) -> str:
        for alternative in match[1].split("||"):
            known = _evaluated(alternative.strip(), values)
            if known is None:
                return match[0]
            if known:
                return known
        return ""

    return _EXPRESSION.sub(value, text) if "${{" in text else text


def _evaluated(expression: str, values: Mapping[str, str]) -> str | None:
    """The value of a literal or of a name; an input that nothing gives is empty, the rest None."""
    literal = _LITERAL.fullmatch(expression)
    if literal:
        return literal[1]
    name = expression.replace("['", ".").replace("']", "")
    if name == "github.workspace":
        return "."
    return values.get(name, "" if name.startswith("inputs.") else None)


def combinations(matrix: Mapping[str, Any]) -> list[dict[str, str]]:
    """The values of a matrix, one mapping for each job that it makes."""
    axes = {
        key: [_flat(f"matrix.{key}", each) for each in values]
        for key, values in matrix.items()
        if key not in ("include", "exclude") and isinstance(values, list)
    }
    product = itertools.islice(itertools.product(*axes.values()), MAX_COMBINATIONS)
    made = [{k: v for part in combination for k, v in part.items()} for combination in product]
    included = [_flat("matrix", each) for each in items(matrix.get("include"))[:MAX_COMBINATIONS]]
    return [each for each in (*made, *included) if each]


def _flat(prefix: str, value: Any) -> dict[str, str]:
    """A value, or the plain ones of a mapping or list, by the expressions that stand for them."""
    if isinstance(value, dict):
        return {f"{prefix}.{key}": each for key, each in plain(value).items()}
    if isinstance(value, list):
        return {
            f"{prefix}[{index}]": str(each)
            for index, each in enumerate(value[:_MAX_ITEMS])
            if not isinstance(each, dict | list)
        }
    return {prefix: str(value)}


def distinct(step: Mapping[str, Any], matrix: list[dict[str, str]]) -> list[dict[str, str]]:
    """The combinations of a matrix as far as a step takes from them; at least an empty one."""
    text = str(step)
    used = {key for values in matrix for key in values if key in text}
    found: list[dict[str, str]] = []
    for values in matrix:
        own = {key: each for key, each in values.items() if key in used}
        if own not in found:
            found.append(own)
    return found or [{}]


def inputs_of(declared: Mapping[str, Any], given: Mapping[str, str]) -> dict[str, str]:
    """The values of inputs by the expressions that stand for them, defaults among them."""
    defaults = {
        name: value
        for name, each in declared.items()
        if (value := plain(each).get("default")) is not None
    }
    return {f"inputs.{name}": value for name, value in {**defaults, **given}.items()}
