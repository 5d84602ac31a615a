"""What is answered besides pages is described as it is: each path, its method, all of them."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml
from django.test import Client
from django.urls import get_resolver

DOCUMENT = Path(__file__).parents[2] / "docs/openapi.yaml"
# The names of views that answer files and data.
_DATA = ("export", "doctor", "outbox-frame")


@pytest.fixture(scope="module")
def paths() -> dict[str, dict[str, Any]]:
    """The paths of the document."""
    read: dict[str, dict[str, Any]] = yaml.safe_load(DOCUMENT.read_text(encoding="utf-8"))["paths"]
    return read


def test_each_answers_its_method_and_no_other(
    client: Client, paths: dict[str, dict[str, Any]]
) -> None:
    for path, operations in paths.items():
        address = path.replace("{pk}", "1")
        (method,) = operations
        other = "GET" if method == "post" else "POST"

        assert client.generic(other, address).status_code == 405, path
        assert client.generic(method.upper(), address).status_code != 405, path


def test_each_view_that_answers_data_is_described(paths: dict[str, dict[str, Any]]) -> None:
    routes = get_resolver().reverse_dict.items()
    data = {
        "/" + form.replace("%(pk)s", "{pk}")
        for name, (forms, *_) in routes
        if isinstance(name, str) and any(word in name for word in _DATA)
        for form, _ in forms
    }

    assert data == set(paths)
