"""Who may ask: the tokens and Apps that are known, and whose a request is."""

from __future__ import annotations

import hmac
from datetime import datetime, timedelta

import jwt

from tests.github_simulator.credentials import App, Credential, Kind, OAuthClient
from tests.github_simulator.messages import Refusal, Request

_LONGEST_JWT = timedelta(minutes=10)
_DRIFT = timedelta(seconds=60)


class Accounts:
    """The tokens and Apps that the simulator knows."""

    def __init__(self) -> None:
        self._credentials: dict[str, Credential] = {}
        self.apps: dict[int, App] = {}
        self.clients: dict[str, OAuthClient] = {}

    def add(self, credential: Credential) -> Credential:
        """Know a token."""
        self._credentials[credential.token] = credential
        return credential

    def add_app(self, app: App) -> App:
        """Know an App, which is installed in the organization."""
        self.apps[app.id] = app
        return app

    def add_client(self, client: OAuthClient) -> OAuthClient:
        """Know an application that people may sign in to."""
        self.clients[client.id] = client
        return client

    def issue(self, app: App, now: datetime) -> Credential:
        """A new token of an App's installation."""
        return self.add(app.issue(now))

    @property
    def issued(self) -> list[Credential]:
        """The tokens of installations, in the order in which they were issued."""
        return [each for each in self._credentials.values() if each.kind is Kind.INSTALLATION]

    def credential(self, request: Request, now: datetime) -> Credential:
        """Whose token a request has.

        Raises:
            Refusal: it has none, or one that is not good any more.
        """
        if not request.token:
            raise Refusal(401, "Requires authentication")
        credential = self._credentials.get(request.token)
        if credential is None or not credential.is_valid(now):
            raise Refusal(401, "Bad credentials")
        app = credential.app
        if app and app.uninstalled:
            raise Refusal(401, "Bad credentials")
        if app and app.suspended_at and app.suspended_at <= now:
            raise Refusal(403, "This installation has been suspended")
        return credential

    def app(self, request: Request, now: datetime) -> App:
        """The App that a request's JWT names, proven by its signature and its times.

        Raises:
            Refusal: it is no such JWT.
        """
        try:
            app = self._claimed(request.token)
            claims = jwt.decode(
                request.token,
                app.public_key,
                algorithms=["RS256"],
                options={
                    "require": ["iat", "exp", "iss"],
                    "verify_exp": False,
                    "verify_iat": False,
                    "verify_iss": False,
                },
            )
            issued, expires = int(claims["iat"]), int(claims["exp"])
        except (jwt.PyJWTError, ValueError) as error:
            raise Refusal(401, "A JSON web token could not be decoded") from error
        moment = now.timestamp()
        if issued > moment + _DRIFT.total_seconds():
            raise Refusal(401, "'Issued at' claim ('iat') must be an Integer in the past")
        if expires <= moment:
            raise Refusal(401, "'Expiration time' claim ('exp') must be a future time")
        if expires > moment + (_LONGEST_JWT + _DRIFT).total_seconds():
            raise Refusal(401, "'Expiration time' claim ('exp') is too far in the future")
        return app

    def client(self, request: Request) -> OAuthClient:
        """The application whose ID and secret a request has.

        Raises:
            Refusal: it has none, or another secret.
        """
        name, secret = request.basic
        client = self.clients.get(name)
        if client is None or not hmac.compare_digest(client.secret, secret):
            raise Refusal(404, "Not Found")
        return client

    def revoke(self, client: OAuthClient, token: str) -> bool:
        """Revoke a token of an application; whether there was one that was good."""
        known = self._credentials.get(token)
        if known is None or known.revoked or known.client is not client:
            return False
        known.revoked = True
        return True

    def _claimed(self, token: str) -> App:
        claims = jwt.decode(token, options={"verify_signature": False})
        app = self.apps.get(int(claims.get("iss", 0)))
        if app is None:
            raise Refusal(404, "Integration not found")
        return app

    def revoke_all(self) -> None:
        """Revoke every token that there is; Apps may have new ones."""
        for credential in self._credentials.values():
            credential.revoked = True

    @property
    def credentials(self) -> list[Credential]:
        """All tokens that are known."""
        return list(self._credentials.values())
