"""Has GitHub forget the token of somebody who signed in, once it has served."""

from __future__ import annotations

import time

from integrations.github.deadlines import Deadline
from integrations.github.errors import AnswerError
from integrations.github.settings import GitHubSettings
from integrations.github.sign_in import SignInSettings
from integrations.github.transport import API_VERSION, MEDIA_TYPE, connections, reaching

# Seconds; somebody waits for the page.
_CONNECT, _READ, _WHOLE = 2.0, 3.0, 5.0
_GONE = (204, 404, 422)


def revoke(asked: GitHubSettings, application: SignInSettings, token: str) -> None:
    """Revoke a token that the application has; one that GitHub does not know is as good.

    Raises:
        GitHubError: GitHub cannot be asked, or does not do it.
    """
    named = "DELETE /applications/{client_id}/token"
    with reaching(named), connections(asked) as client:
        answer = client.request(
            "DELETE",
            f"{asked.api_url}/applications/{application.client_id}/token",
            auth=(application.client_id, application.secret),
            json={"access_token": token},
            headers={"Accept": MEDIA_TYPE, "X-GitHub-Api-Version": API_VERSION},
            timeout=Deadline(time.monotonic() + _WHOLE).timeout(_CONNECT, _READ),
        )
    if answer.status_code not in _GONE:
        raise AnswerError(f"GitHub answered {answer.status_code} to {named}")
