"""The shapes that all of GitHub's GraphQL answers are built of.

Names are GitHub's: https://docs.github.com/graphql/guides/introduction-to-graphql#connection.
"""

from __future__ import annotations

from typing import Generic, TypeVar

import msgspec

T = TypeVar("T")


class Answer(msgspec.Struct, rename="camel", frozen=True, kw_only=True):
    """A GraphQL object."""


class PageInfo(Answer, frozen=True):
    """Whether a connection goes on, and where."""

    has_next_page: bool
    end_cursor: str | None = None


class Nodes(Answer, Generic[T], frozen=True):
    """A connection of which all nodes are wanted; GitHub answers null for what it withholds."""

    nodes: list[T | None]
    page_info: PageInfo = PageInfo(has_next_page=False)


class Edges(Answer, Generic[T], frozen=True):
    """A connection whose edges say something themselves."""

    edges: list[T | None]
    page_info: PageInfo = PageInfo(has_next_page=False)


class Node(Answer, Generic[T], frozen=True):
    """The answer to a document that asks for one node."""

    node: T | None
