"""What a repository had in the window beyond the first hundred that come with its details."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterator, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, TypeVar

from compliance.collect.shortfalls import whole
from integrations.github import payloads, queries
from integrations.github.connections import Node, Nodes
from integrations.github.errors import AnswerError

if TYPE_CHECKING:
    from integrations.github.client import Client

T = TypeVar("T")

# How many further pages of a hundred are read.
MAX_PAGES = 30
MAX_PAGES_OF_DEPLOYMENTS = 10


class FurtherPages:
    """The further pages of one repository, each a request when it is wanted."""

    def __init__(self, client: Client, key: str, since: datetime, *, commits: bool) -> None:
        """`key` names the repository, and `since` begins the window; `commits`: they are shown."""
        self._client = client
        self._key = key
        self._since = since
        self._commits = commits

    def pull_requests(self, cursor: str) -> Iterator[payloads.PullRequest]:
        """Those after a cursor that were changed in the window.

        Raises:
            GitHubError: GitHub does not answer, or not wholly.
        """
        document = queries.complete(queries.MORE_PULL_REQUESTS, commits=self._commits)

        def page(after: str) -> Nodes[payloads.PullRequest] | None:
            variables = {"repository": self._key, "after": after}
            kind = Node[payloads.WithPullRequests]
            node = whole(self._client.graphql(document, variables, kind)).node
            return node.pull_requests if node else None

        for found in _pages(page, cursor):
            yield from (each for each in found if each.updated_at >= self._since)
            if found and found[-1].updated_at < self._since:
                return

    def deployments(
        self, environments: Sequence[str], cursor: str
    ) -> Iterator[payloads.Deployment]:
        """Those to some environments after a cursor, the newest first, a thousand at most.

        Raises:
            GitHubError: GitHub does not answer, or not wholly.
        """
        document = queries.complete(queries.MORE_DEPLOYMENTS)

        def page(after: str) -> Nodes[payloads.Deployment] | None:
            variables = {
                "repository": self._key,
                "environments": list(environments),
                "after": after,
            }
            kind = Node[payloads.WithDeployments]
            node = whole(self._client.graphql(document, variables, kind)).node
            return node.deployments if node else None

        pages = itertools.islice(_pages(page, cursor), MAX_PAGES_OF_DEPLOYMENTS)
        return itertools.chain.from_iterable(pages)

    def commits(self, branch: str, cursor: str) -> Iterator[payloads.Commit]:
        """Those of a branch after a cursor, in the window.

        Raises:
            GitHubError: GitHub does not answer, or not wholly.
        """
        document = queries.complete(queries.MORE_COMMITS)

        def page(after: str) -> Nodes[payloads.Commit] | None:
            variables = {
                "repository": self._key,
                "branch": f"refs/heads/{branch}",
                "since": self._since.isoformat(),
                "after": after,
            }
            kind = Node[payloads.WithRef]
            node = whole(self._client.graphql(document, variables, kind)).node
            target = node.ref.target if node and node.ref else None
            return target.history if target else None

        return itertools.chain.from_iterable(_pages(page, cursor))


def _pages(page: Callable[[str], Nodes[T] | None], cursor: str | None) -> Iterator[list[T]]:
    """The pages after a cursor.

    Raises:
        AnswerError: there are more than are read, or one is missing: a part is no whole.
    """
    for _ in range(MAX_PAGES):
        if cursor is None:
            return
        found = page(cursor)
        if found is None:
            raise AnswerError("GitHub did not show all of it")
        yield [each for each in found.nodes if each is not None]
        cursor = found.page_info.end_cursor if found.page_info.has_next_page else None
    if cursor is not None:
        raise AnswerError(f"it has more than {MAX_PAGES + 1} pages of a hundred in 90 days")
