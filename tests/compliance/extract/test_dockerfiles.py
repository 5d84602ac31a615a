"""What a Dockerfile builds upon."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from compliance.extract.dockerfiles import base_image, is_dockerfile

STAGES = "FROM node:22 AS build\nRUN true\nFROM build AS test\nFROM postgres:16 as Final\n"


@pytest.mark.parametrize(
    ("text", "target", "image"),
    [
        ("FROM postgres:16\n", "", "postgres:16"),
        ("# FROM mysql\n  from --platform=$BUILDPLATFORM postgres\n", "", "postgres"),
        ("ARG TAG=16\nFROM postgres:${TAG}\n", "", "postgres:16"),
        ('ARG BASE="mysql:8"\nFROM $BASE\n', "", "mysql:8"),
        ("FROM postgres:${TAG:-15}\n", "", "postgres:15"),
        ("ARG BASE\nFROM $BASE\n", "", "$"),
        ("FROM node\nARG BASE=postgres\nFROM $BASE\n", "", "$"),
        (STAGES, "", "postgres:16"),
        (STAGES, "build", "node:22"),
        (STAGES, "TEST", "node:22"),
        ("RUN true\n", "", ""),
    ],
)
def test_the_image_of_the_last_or_the_wanted_stage(text: str, target: str, image: str) -> None:
    assert base_image(text, target) == image


@pytest.mark.parametrize(
    ("path", "is_one"),
    [
        ("Dockerfile", True),
        ("docker/Dockerfile.dev", True),
        ("api.dockerfile", True),
        ("Containerfile", True),
        ("Dockerfile/readme.md", False),
        ("docker-compose.yml", False),
        (".dockerignore", False),
    ],
)
def test_a_dockerfile_is_told_by_its_name(path: str, is_one: bool) -> None:
    assert is_dockerfile(path) is is_one


@given(st.text(), st.text())
def test_any_text_has_some_image_or_none(text: str, target: str) -> None:
    assert isinstance(base_image(text, target), str)
