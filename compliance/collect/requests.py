"""What GitHub's refusals mean for whoever collects: which of them wait, and which are the end."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta

from compliance import clock
from compliance.collect import CredentialError, GoneError, SourceError, WaitError
from integrations.github.errors import GitHubError, LimitedError, NotFoundError, RevokedError

# A credential that GitHub refuses is tried again after this long: somebody may have renewed it.
REVOKED_PAUSE = timedelta(minutes=5)


@contextmanager
def asking_for(what: str) -> Iterator[None]:
    """Turn what the client raises inside into what a source raises.

    Raises:
        WaitError: a limit was met, which is no repository's fault.
        CredentialError: the credential is refused, which is no repository's fault either.
        GoneError: GitHub does not show it.
        SourceError: anything else.
    """
    try:
        yield
    except LimitedError as error:
        raise WaitError(str(error), error.until) from error
    except RevokedError as error:
        raise CredentialError(str(error), clock.now() + REVOKED_PAUSE) from error
    except NotFoundError as error:
        raise GoneError(
            f"GitHub does not show {what}: it was deleted or moved, or the credential may no longer"
            " see it"
        ) from error
    except GitHubError as error:
        raise SourceError(f"{what}: {error}") from error
