"""What can go wrong between us and GitHub, by what has to be done about it.

Each message is one sentence without a full stop that names what was asked of whom; none holds a
token.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime


class GitHubError(Exception):
    """The base of all that GitHub, or the way to it, refuses.

    `status` and `said` are the status and the words of the answer that refused; 0 and empty where
    there was none.
    """

    def __init__(self, message: str, *, status: int = 0, said: str = "") -> None:
        super().__init__(message)
        self.status = status
        self.said = said


class SettingsError(GitHubError):
    """The settings name no GitHub that could be asked: they have to be corrected first."""


class LimitedError(GitHubError):
    """A limit was met, GitHub's own or what is left of our quota: nothing is asked before `until`.

    `resource` is the quota that is used up, such as `core`; empty where all requests are refused.
    """

    def __init__(self, until: datetime, message: str, *, resource: str = "") -> None:
        super().__init__(message)
        self.until = until
        self.resource = resource


class RevokedError(GitHubError):
    """The credential is not, or no longer, accepted (401)."""


class DeniedError(GitHubError):
    """The credential may not do this (403).

    `needs` is what GitHub says would be needed: permissions such as "administration=read", or
    scopes such as "read:org"; empty where it does not say.
    """

    def __init__(
        self, message: str, *, status: int = 0, said: str = "", needs: Sequence[str] = ()
    ) -> None:
        super().__init__(message, status=status, said=said)
        self.needs = tuple(needs)


class NotFoundError(GitHubError):
    """It is not there (404, 410, 451), or may not be seen: GitHub does not tell which."""


class RejectedError(GitHubError):
    """Any other answer from 400 to 499: what was asked makes no sense to GitHub as things are."""


class UnreachableError(GitHubError):
    """No whole answer came: GitHub's fault (5xx), the network's, or it took too long."""


class AnswerError(GitHubError):
    """An answer came that is not understood here, or one that is larger than what is read.

    `too_large` tells the latter: asking for less at once may help.
    """

    def __init__(self, message: str, *, too_large: bool = False) -> None:
        super().__init__(message)
        self.too_large = too_large


class RefusedQueryError(GitHubError):
    """A GraphQL query was refused as a whole.

    `kind` is GitHub's word for the reason, such as INSUFFICIENT_SCOPES, RESOURCE_LIMITS_EXCEEDED,
    MAX_NODE_LIMIT_EXCEEDED or undefinedField; empty where it gives none.
    """

    def __init__(self, message: str, *, kind: str = "") -> None:
        super().__init__(message)
        self.kind = kind
