"""People, repositories and the organization as REST describes them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from tests.github_simulator.credentials import Access, Kind
from tests.github_simulator.graphql_people import GHOST, LONG_AGO, moment
from tests.github_simulator.present import Present
from tests.github_simulator.state import PERMISSIONS, Person, Repository

Json = dict[str, Any]

# The addresses of a repository's parts, by the name of the field.
_PARTS = {
    "archive_url": "/{archive_format}{/ref}",
    "assignees_url": "/assignees{/user}",
    "blobs_url": "/git/blobs{/sha}",
    "branches_url": "/branches{/branch}",
    "collaborators_url": "/collaborators{/collaborator}",
    "comments_url": "/comments{/number}",
    "commits_url": "/commits{/sha}",
    "compare_url": "/compare/{base}...{head}",
    "contents_url": "/contents/{+path}",
    "contributors_url": "/contributors",
    "deployments_url": "/deployments",
    "downloads_url": "/downloads",
    "events_url": "/events",
    "forks_url": "/forks",
    "git_commits_url": "/git/commits{/sha}",
    "git_refs_url": "/git/refs{/sha}",
    "git_tags_url": "/git/tags{/sha}",
    "hooks_url": "/hooks",
    "issue_comment_url": "/issues/comments{/number}",
    "issue_events_url": "/issues/events{/number}",
    "issues_url": "/issues{/number}",
    "keys_url": "/keys{/key_id}",
    "labels_url": "/labels{/name}",
    "languages_url": "/languages",
    "merges_url": "/merges",
    "milestones_url": "/milestones{/number}",
    "notifications_url": "/notifications{?since,all,participating}",
    "pulls_url": "/pulls{/number}",
    "releases_url": "/releases{/id}",
    "stargazers_url": "/stargazers",
    "statuses_url": "/statuses/{sha}",
    "subscribers_url": "/subscribers",
    "subscription_url": "/subscription",
    "tags_url": "/tags",
    "teams_url": "/teams",
    "trees_url": "/git/trees{/sha}",
}
_NUMBERS = {
    "forks_count": 0,
    "stargazers_count": 0,
    "watchers_count": 0,
    "size": 100,
    "open_issues_count": 0,
    "forks": 0,
    "open_issues": 0,
    "watchers": 0,
}
_HAS = {
    "has_issues": True,
    "has_projects": True,
    "has_wiki": True,
    "has_pages": False,
    "has_downloads": True,
    "has_discussions": False,
}


@dataclass(frozen=True)
class Payloads:
    """Makes REST's descriptions, for one credential; `api` and `web` are where the links lead."""

    access: Access
    api: str
    web: str

    @property
    def present(self) -> Present:
        """The world as it is for this request."""
        return self.access.present

    def user(self, login: str | None) -> Json:
        """An account as it stands in other things; one that was deleted is the ghost's."""
        return self.account(self.present.person(login) if login else GHOST)

    def account(self, known: Person) -> Json:
        """An account as it stands in other things."""
        login = f"{known.login}[bot]" if known.bot else known.login
        return self._account(
            login,
            known.id,
            known.node_id,
            "Bot" if known.bot else "User",
            f"/apps/{known.login}" if known.bot else f"/{known.login}",
        )

    def organization_account(self) -> Json:
        """The organization as an owner of repositories."""
        known = self.present.world.organization
        path = f"/{known.login}"
        return self._account(known.login, known.id, known.node_id, "Organization", path)

    def _account(self, login: str, number: int, node: str, kind: str, path: str) -> Json:
        url = f"{self.api}/users/{login}"
        return {
            "login": login,
            "id": number,
            "node_id": node,
            "avatar_url": f"{self.web}/avatars/{number}",
            "gravatar_id": "",
            "url": url,
            "html_url": self.web + path,
            "followers_url": f"{url}/followers",
            "following_url": f"{url}/following{{/other_user}}",
            "gists_url": f"{url}/gists{{/gist_id}}",
            "starred_url": f"{url}/starred{{/owner}}{{/repo}}",
            "subscriptions_url": f"{url}/subscriptions",
            "organizations_url": f"{url}/orgs",
            "repos_url": f"{url}/repos",
            "events_url": f"{url}/events{{/privacy}}",
            "received_events_url": f"{url}/received_events",
            "type": kind,
            "user_view_type": "public",
            "site_admin": False,
        }

    def repository(self, each: Repository) -> Json:
        """A repository as it stands in lists of repositories."""
        described = self.repository_within(each)
        if self.access.may_of_organization("organization_custom_properties"):
            described["custom_properties"] = {
                name: value for name, value in each.properties.items() if value is not None
            }
        if self.access.may(each, "administration"):
            described["security_and_analysis"] = self._security(each)
        return described

    def repository_within(self, each: Repository) -> Json:
        """A repository as it stands in other things."""
        present = self.present
        full_name = f"{present.owner(each)}/{each.name}"
        url = f"{self.api}/repos/{full_name}"
        pushed = present.pushed_at(each) or present.created_at(each)
        return {
            "id": each.id,
            "node_id": each.node_id,
            "name": each.name,
            "full_name": full_name,
            "private": each.visibility != "PUBLIC",
            "owner": self.organization_account(),
            "html_url": f"{self.web}/{full_name}",
            "description": each.description or None,
            "fork": each.fork,
            "url": url,
            **{name: url + path for name, path in _PARTS.items()},
            "created_at": moment(present.created_at(each)),
            "updated_at": moment(pushed),
            "pushed_at": moment(pushed),
            "git_url": f"git:{self.web.partition(':')[2]}/{full_name}.git",
            "ssh_url": f"git@{self.web.partition('//')[2]}:{full_name}.git",
            "clone_url": f"{self.web}/{full_name}.git",
            "svn_url": f"{self.web}/{full_name}",
            "homepage": None,
            "language": None,
            "mirror_url": None,
            "license": None,
            **_NUMBERS,
            **_HAS,
            "archived": present.is_archived(each),
            "disabled": each.disabled,
            "allow_forking": False,
            "is_template": each.template,
            "web_commit_signoff_required": False,
            "topics": each.topics,
            "visibility": each.visibility.lower(),
            "default_branch": each.default_branch,
            "permissions": self._permissions(each),
        }

    def whole_repository(self, each: Repository) -> Json:
        """A repository as it stands alone."""
        return {
            **self.repository(each),
            "organization": self.organization_account(),
            "network_count": 0,
            "subscribers_count": 0,
        }

    def _permissions(self, each: Repository) -> dict[str, bool]:
        names = {"admin": "ADMIN", "maintain": "MAINTAIN", "push": "WRITE", "triage": "TRIAGE"}
        names["pull"] = "READ"
        role = None if self.access.is_app else self.access.role(each)
        rank = PERMISSIONS.index(role) if role else -1
        return {name: rank >= PERMISSIONS.index(needed) for name, needed in names.items()}

    def _security(self, each: Repository) -> Json:
        """What is enabled; nothing is said of what the organization's plan does not have."""
        if not each.in_plan:
            return {"dependabot_security_updates": {"status": "disabled"}}
        now = self.present.now

        def status(since: Any) -> dict[str, str]:
            return {"status": "enabled" if since and since <= now else "disabled"}

        return {
            "secret_scanning": status(each.secret_scanning_since),
            "secret_scanning_push_protection": status(each.push_protection_since),
            "dependabot_security_updates": {"status": "disabled"},
        }

    def organization(self) -> Json:
        """The organization; its base permission is shown to few."""
        known = self.present.world.organization
        url = f"{self.api}/orgs/{known.login}"
        created = moment(known.created_at or LONG_AGO)
        described: Json = {
            "login": known.login,
            "id": known.id,
            "node_id": known.node_id,
            "url": url,
            "repos_url": f"{url}/repos",
            "events_url": f"{url}/events",
            "hooks_url": f"{url}/hooks",
            "issues_url": f"{url}/issues",
            "members_url": f"{url}/members{{/member}}",
            "public_members_url": f"{url}/public_members{{/member}}",
            "avatar_url": f"{self.web}/avatars/{known.id}",
            "description": known.description or None,
            "name": known.name or None,
            "has_organization_projects": True,
            "has_repository_projects": True,
            "public_repos": sum(
                each.visibility == "PUBLIC" for each in self.present.repositories.values()
            ),
            "public_gists": 0,
            "followers": 0,
            "following": 0,
            "html_url": f"{self.web}/{known.login}",
            "created_at": created,
            "updated_at": created,
            "archived_at": None,
            "type": "Organization",
        }
        if self._sees_settings():
            described["default_repository_permission"] = known.default_repository_permission
            described["members_can_create_repositories"] = True
        return described

    def _sees_settings(self) -> bool:
        """Whether the whole details are shown, for which a person must own the organization."""
        access, credential = self.access, self.access.credential
        if credential.kind is Kind.CLASSIC:
            return access.is_owner and credential.has_scope("admin:org")
        granted = access.may_of_organization("organization_administration")
        return granted and (access.is_app or access.is_owner)
