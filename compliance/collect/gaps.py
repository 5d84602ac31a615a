"""What GitHub is asked where the archive of a commit lacks files of it, or alters them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from compliance.collect import SourceRepository
from compliance.collect.shortfalls import whole
from integrations.checkouts import Missing, RawEntry
from integrations.github import payloads, queries, rest
from integrations.github.connections import Node

if TYPE_CHECKING:
    from integrations.github.client import Client

_NOT_WHOLE = Missing("is longer than GitHub hands over")
_NOT_SHOWN = Missing("is altered or left out in the archive, and GitHub does not show it")
_BINARY = Missing("is altered or left out in the archive, and no text")
_TOO_LONG = Missing("is altered or left out in the archive, and longer than GitHub hands over")


class RepositoryGaps:
    """Asks about one repository at the head that it was listed with."""

    def __init__(self, client: Client, repository: SourceRepository) -> None:
        """Nothing is asked yet."""
        self._client = client
        self._repository = repository

    def tree(self) -> Sequence[RawEntry] | Missing:
        """All files, links and submodules of the commit; one request.

        Raises:
            GitHubError: GitHub does not answer.
        """
        path = f"/repos/{self._repository.full_name}/git/trees/{self._repository.head}"
        found = self._client.get(path, rest.GitTree, recursive=1).data
        if found.truncated:
            return _NOT_WHOLE
        return [
            RawEntry(each.path, int(each.mode, 8), each.size, each.sha)
            for each in found.tree
            if each.type != "tree"
        ]

    def blobs(self, oids: Sequence[str]) -> Mapping[str, bytes | Missing]:
        """The contents of up to 50 text files; one request.

        Raises:
            GitHubError: GitHub does not answer.
        """
        variables = {f"oid{number}": oid for number, oid in enumerate(oids)}
        answer = self._client.graphql(
            queries.blobs(len(oids)),
            {"repository": self._repository.key, **variables},
            Node[dict[str, payloads.Blob | None]],
        )
        found = whole(answer).node or {}
        return {oid: _content(found.get(f"blob{number}")) for number, oid in enumerate(oids)}


def _content(blob: payloads.Blob | None) -> bytes | Missing:
    if blob is None or not blob.oid:
        return _NOT_SHOWN
    if blob.is_truncated:
        return _TOO_LONG
    if blob.is_binary or blob.text is None:
        return _BINARY
    return blob.text.encode()
