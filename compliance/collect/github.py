"""A GitHub organization as a source: what is asked when, and what comes of the answers.

What a request costs and when it may be made is the client's; what an answer means is `forge`'s.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from compliance.collect import GoneError, SourceError, SourceRepository, listed
from compliance.collect.archives import read_archive
from compliance.collect.details import DetailsReader
from compliance.collect.gaps import RepositoryGaps
from compliance.collect.people import PeopleReader
from compliance.collect.requests import asking_for
from compliance.collect.shortfalls import NOTHING, Shortfall, hidden_branches, shortfalls
from compliance.collect.staging import Staging
from compliance.extract import EXTRACTORS, extract
from compliance.facts import Origin, RepositoryFacts, Unavailable
from compliance.facts.forge import SecretScanning
from compliance.tree import Caps, Tree
from integrations.github import payloads, queries, rest
from integrations.github.access import Access, Permission, probe
from integrations.github.connections import Nodes
from integrations.github.errors import AnswerError, NotFoundError
from integrations.github.unpacking import ArchiveError, CutOffError

if TYPE_CHECKING:
    from integrations.github.client import Client

EVERYTHING = frozenset(Origin)
# More than any organization has repositories, a hundred a page.
MAX_PAGES = 1000


@dataclass(frozen=True)
class Listing:
    """A repository of the organization as REST lists it, with what only REST says."""

    listed: SourceRepository
    security: SecretScanning | Unavailable


@dataclass(frozen=True)
class Pushed:
    """The repositories that were pushed to; `failed` says why some are not among them, if so."""

    listed: tuple[SourceRepository, ...]
    failed: str = ""


@dataclass(frozen=True)
class Profile:
    """The organization itself. `base_permission` is what every member may do in its repositories;
    empty where it is not shown.
    """

    name: str
    base_permission: str


class GitHubSource:
    """The repositories of one organization, and who belongs to it."""

    origins = EVERYTHING

    def __init__(self, client: Client, access: Access | None, caps: Caps = Caps()):
        """`access` is what the credential was proven to see; None before that was tried."""
        self._client = client
        self._organization = client.settings.organization
        self._access = access
        self._caps = caps

    @property
    def people(self) -> PeopleReader:
        """Asks who belongs to it."""
        return PeopleReader(self._client, self._organization, self._proven())

    def details(self, working: str, now: datetime, staging: Staging | None = None) -> DetailsReader:
        """Asks for what GitHub knows of repositories beside their files."""
        return DetailsReader(self._client, self._proven(), working, now, staging)

    def prove(self, repositories: Sequence[str]) -> Access:
        """Prove what the credential may see, trying some repositories by their full names.

        Raises:
            SourceError: GitHub does not answer.
        """
        with asking_for("what the credential may see"):
            self._access = probe(self._client, repositories)
        return self._access

    def _proven(self) -> Access:
        if self._access is None:
            raise SourceError("what the credential may see is not known yet")
        return self._access

    def profile(self) -> Profile:
        """The organization itself; one request.

        Raises:
            SourceError: it is not there, or GitHub does not answer.
        """
        with asking_for(f"the organization {self._organization}"):
            found = self._client.get(f"/orgs/{self._organization}", rest.OrganizationByRest).data
        return Profile(found.name or found.login, found.default_repository_permission or "")

    def listing(self) -> list[Listing]:
        """All repositories that the credential may see; one request for each hundred.

        Raises:
            SourceError: GitHub does not answer, or not wholly.
        """
        path = f"/orgs/{self._organization}/repos"
        with asking_for(f"the repositories of {self._organization}"):
            pages = self._client.pages(path, rest.ListedByRest, type="all")
            items = [each for page in pages for each in page.data]
        return [
            Listing(listed.listed_by_rest(each), listed.secret_scanning(each)) for each in items
        ]

    def listing_of(self, full_name: str) -> Listing:
        """One repository as REST says it is; one request.

        Raises:
            SourceError: it is gone, or GitHub does not answer.
        """
        with asking_for(full_name):
            item = self._client.get(f"/repos/{full_name}", rest.ListedByRest).data
        return Listing(listed.listed_by_rest(item), listed.secret_scanning(item))

    def heads(self, working: str, since: datetime | None) -> Pushed:
        """The repositories that were pushed to since some moment, or all; the last pushed to first.

        One request for each hundred of them, and at least one. `working` is the branch whose head
        is wanted beside the default branch's.

        Raises:
            SourceError: GitHub does not answer.
        """
        found: list[SourceRepository] = []
        failed, cursor = "", None
        with asking_for(f"the repositories of {self._organization}"):
            for _ in range(MAX_PAGES):
                page, lacks = self._heads_page(working, cursor)
                failed = next((each.failed for each in lacks.values() if each.failed), failed)
                whole = [
                    (node, lacks.get(at, NOTHING))
                    for at, node in enumerate(page.nodes)
                    if node is not None and not lacks.get(at, NOTHING).failed
                ]
                recent = [each for each in whole if since is None or _is_since(each[0], since)]
                found += [self._listed(*each) for each in recent]
                cursor = page.page_info.end_cursor
                more = page.page_info.has_next_page and cursor is not None
                if not more or len(recent) < len(whole):
                    return Pushed(tuple(found), failed)
            raise AnswerError(f"GitHub's list does not end after {MAX_PAGES} pages")

    def contains(self, full_name: str, base: str, head: str) -> bool:
        """Whether a commit of a repository is in the history of another; one request. One that
        GitHub does not show, or whose history has nothing in common with the other's, is not.

        Raises:
            SourceError: the credential may not see it, or GitHub does not answer.
        """
        if reason := self._proven().why_not(Permission.CONTENTS):
            raise SourceError(f"GitHub does not compare commits of {full_name}: {reason}")
        path = f"/repos/{full_name}/compare/{base}...{head}"
        try:
            with asking_for(f"the commits {base[:7]} and {head[:7]} of {full_name}"):
                # The files that differ, which may be many, are on the first page alone.
                found = self._client.get(path, rest.Comparison, per_page=1, page=2).data
        except GoneError:
            return False
        return found.status in ("ahead", "identical")

    def files(self, repository: SourceRepository) -> RepositoryFacts:
        """What the files of one repository say at the head that it was listed with; one request,
        and where its archive lacks files one more, and one for each fifty of them. Of files that
        are withheld nothing is known, and nothing asked.

        Raises:
            WaitError: GitHub answers nobody before some moment.
            SourceError: it is gone, or cannot be read.
        """
        if repository.withheld:
            reason = f"GitHub does not show its files: {repository.withheld}"
            return extract(Tree(None, incomplete=reason), EXTRACTORS)
        name, commit = repository.full_name, repository.head
        if not commit:
            raise SourceError(f"{name}: it has no commit that could be read")
        gaps = RepositoryGaps(self._client, repository)
        with asking_for(name), self._client.archive(name, commit) as chunks:
            try:
                tree = read_archive(chunks, commit, self._caps, tree=repository.tree, gaps=gaps)
            except CutOffError as error:
                raise SourceError(f"{name}: {error}") from error
            except ArchiveError as error:
                # Of these files nothing is known, nor that they are those of the commit.
                tree = Tree(None, incomplete=str(error))
        return extract(tree, EXTRACTORS, repository.agreed)

    def _listed(self, node: payloads.Listed, lacks: Shortfall) -> SourceRepository:
        return listed.listed(node, hidden_branches(node, lacks, self._access))

    def _heads_page(
        self, working: str, cursor: str | None
    ) -> tuple[Nodes[payloads.Listed], dict[int, Shortfall]]:
        variables = {
            "organization": self._organization,
            "working": f"refs/heads/{working}",
            "after": cursor,
        }
        answer = self._client.graphql(queries.complete(queries.HEADS), variables, payloads.Heads)
        if answer.data.organization is None:
            raise NotFoundError(f"GitHub shows no organization {self._organization}")
        where = ("organization", "repositories", "nodes")
        return answer.data.organization.repositories, shortfalls(answer.errors, where)


def _is_since(node: payloads.Listed, since: datetime) -> bool:
    return node.pushed_at is not None and node.pushed_at >= since
