"""Whether an answer of REST is as an OpenAPI description says it is."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Any
from urllib.parse import urlsplit

import jsonschema

Json = dict[str, Any]

_FORMATS = jsonschema.FormatChecker(formats=())
# What stands in a schema and is none; `properties` may have any names.
_NO_SCHEMAS = ("example", "examples", "nullable", "properties", "discriminator")
_COMBINED = ("allOf", "anyOf", "oneOf")


@_FORMATS.checks("date-time", raises=ValueError)
def _is_moment(value: object) -> bool:
    return not isinstance(value, str) or datetime.fromisoformat(value).tzinfo is not None


@_FORMATS.checks("uri")
def _is_uri(value: object) -> bool:
    return not isinstance(value, str) or bool(urlsplit(value).scheme)


class Description:
    """One OpenAPI description."""

    def __init__(self, document: Json) -> None:
        self._document = document
        self._named: dict[str, Json] = {}

    def operation(self, method: str, path: str) -> Json | None:
        """What is described of a method of a path; None: nothing."""
        found = self._document["paths"].get(path, {}).get(method.lower())
        return found if isinstance(found, dict) else None

    def parameters(self, method: str, path: str) -> set[str]:
        """The names of the parameters that may stand behind the question mark."""
        operation = self.operation(method, path) or {}
        known = [self._resolved(each) for each in operation.get("parameters", [])]
        return {each["name"] for each in known if each["in"] == "query"}

    def statuses(self, method: str, path: str) -> set[int]:
        """The statuses that are described."""
        return {int(status) for status in (self.operation(method, path) or {})["responses"]}

    def schema(self, method: str, path: str, status: int) -> Json | None:
        """The schema of an answer's JSON; None: it has none."""
        operation = self.operation(method, path) or {}
        response = self._resolved(operation["responses"][str(status)])
        content = response.get("content", {}).get("application/json")
        return content["schema"] if content else None

    def component(self, name: str) -> Json:
        """A schema that has a name."""
        return {"$ref": f"#/components/schemas/{name}"}

    def problems(self, value: object, schema: Json) -> list[str]:
        """What is wrong with a value, by the schema; and which of its properties it lacks."""
        validator = jsonschema.Draft202012Validator(self._closed(schema), format_checker=_FORMATS)
        wrong = [f"{each.json_path}: {each.message}" for each in validator.iter_errors(value)]
        return wrong + [f"{path} is not described" for path in self._unknown(value, schema, "$")]

    def _resolved(self, node: Json) -> Json:
        while "$ref" in node:
            found: Any = self._document
            for name in node["$ref"].removeprefix("#/").split("/"):
                found = found[name]
            node = found
        return node

    def _closed(self, schema: Json) -> Json:
        """A JSON Schema that holds all that it refers to."""
        return {**self._converted(schema), "$defs": self._named}

    def _converted(self, node: Any) -> Any:
        """OpenAPI 3.0's form as JSON Schema: what may be null says so in another way there."""
        if isinstance(node, list):
            return [self._converted(each) for each in node]
        if not isinstance(node, dict):
            return node
        if "$ref" in node:
            name = node["$ref"].rpartition("/")[2]
            if name not in self._named:
                self._named[name] = {}
                self._named[name] = self._converted(self._resolved(node))
            return {"$ref": f"#/$defs/{name}"}
        converted = {
            name: self._converted(each) for name, each in node.items() if name not in _NO_SCHEMAS
        }
        if isinstance(node.get("properties"), dict):
            properties = node["properties"].items()
            converted["properties"] = {name: self._converted(each) for name, each in properties}
        return {"anyOf": [converted, {"type": "null"}]} if node.get("nullable") else converted

    def _unknown(self, value: object, schema: Json, path: str) -> Iterator[str]:
        """The properties of a value that the schema does not know."""
        schemas = [*self._branches(schema)]
        if isinstance(value, list):
            items = [each["items"] for each in schemas if "items" in each]
            for place, each in enumerate(value):
                yield from self._unknown(each, {"anyOf": items}, f"{path}[{place}]")
        if not isinstance(value, dict):
            return
        if any(each.get("additionalProperties") not in (None, False) for each in schemas):
            return
        described = [one["properties"] for one in schemas if "properties" in one]
        for name, each in value.items():
            known = [properties[name] for properties in described if name in properties]
            if described and not known:
                yield f"{path}.{name}"
            elif known:
                yield from self._unknown(each, {"anyOf": known}, f"{path}.{name}")

    def _branches(self, schema: Json) -> Iterator[Json]:
        """A schema and all that it is combined of."""
        schema = self._resolved(schema)
        yield schema
        for word in _COMBINED:
            for each in schema.get(word, []):
                yield from self._branches(each)
