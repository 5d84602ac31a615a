"""What is kept of signing in: accounts, sessions, and that there are secrets, never those."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from allauth.account.models import EmailAddress, EmailConfirmation
from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount, SocialToken
from django.contrib.auth import SESSION_KEY
from django.contrib.sessions.models import Session
from django.db.models import DateTimeField, F, QuerySet, TextField, Value
from django.db.models.functions import Cast
from django.utils import timezone

from dashboard.kept.holding import Holding, Row, Rows, Whose
from dashboard.models import SignInLink, User


def sessions_of(user: User) -> Iterator[Session]:
    """Their sessions; whose one is stands inside of it, encrypted."""
    for each in Session.objects.iterator():
        if each.get_decoded().get(SESSION_KEY) == str(user.pk):
            yield each


def _account(whose: Whose) -> Rows:
    def tell(user: User) -> Row:
        return {
            "Name of the account": user.name,
            "Signed in last": user.last_login,
            "GitHub said that you belong": user.confirmed_at,
            "GitHub was asked that": user.asked_at,
            "A password is stored": bool(user.password) and user.has_usable_password(),
        }

    return Rows([whose.user], tell)


def _github(whose: Whose) -> Rows:
    def tell(account: SocialAccount) -> Row:
        return {
            "Your number at GitHub": account.uid,
            "Your login when you signed in": account.extra_data.get("login", ""),
            "Signed in first": account.date_joined,
            "Signed in last": account.last_login,
        }

    return Rows(SocialAccount.objects.filter(user=whose.user).order_by("pk"), tell)


def _addresses(whose: Whose) -> Rows:
    found = EmailAddress.objects.filter(user=whose.user).order_by("pk")
    return Rows(found, lambda each: {"Address": each.email, "Confirmed": each.verified})


def _sessions(whose: Whose) -> Rows:
    now = timezone.now()
    found = sorted(sessions_of(whose.user), key=lambda each: each.expire_date, reverse=True)

    def tell(session: Session) -> Row:
        is_this = session.session_key == whose.session
        return {
            "Ends": session.expire_date,
            "What it is": "this one" if is_this else _state(session.expire_date > now),
        }

    return Rows(found, tell)


def _state(is_open: bool) -> str:
    return "open, in another browser" if is_open else "ended, and deleted tonight"


def _secrets(whose: Whose) -> Rows:
    nothing, never = Value("", TextField()), Value(None, DateTimeField())
    factors = _secret(Authenticator.objects.filter(user=whose.user), "factor", F("type"), never)
    links = _secret(SignInLink.objects.filter(user=whose.user), "link", nothing, F("until"))
    tokens = _secret(
        SocialToken.objects.filter(account__user=whose.user), "token", nothing, F("expires_at")
    )
    found = factors.union(links, tokens, all=True).order_by("kind")

    def tell(each: tuple[str, str, datetime | None]) -> Row:
        kind, type_of_it, until = each
        match kind:
            case "link":
                what = "a link that signs you in once"
            case "token":
                what = "a token of GitHub"
            case _:
                what = f"a second factor: {Authenticator.Type(type_of_it).label}"
        return {"What": what, "Until": until}

    return Rows(list(found), tell)


def _secret(
    found: QuerySet[Any], kind: str, of_it: F | Value, ends: F | Value
) -> QuerySet[Any, tuple[str, str, datetime | None]]:
    """That they are there: nothing else of them is read."""
    said = {"kind": Value(kind, TextField()), "of_it": Cast(of_it, TextField()), "ends": ends}
    told: QuerySet[Any, tuple[str, str, datetime | None]]
    told = found.order_by().annotate(**said).values_list("kind", "of_it", "ends")
    return told


ACCOUNT = Holding(
    models=(User,),
    title="Your account here",
    why="So that you stay signed in only while you belong to the organization.",
    until="until you have left, and {kept} longer",
    none="You have no account.",
    find=_account,
)
GITHUB = Holding(
    models=(SocialAccount,),
    title="Your account at GitHub",
    why="GitHub says by it, each time you sign in, that it is you. Nothing else that GitHub tells "
    "of you is kept: no picture, no place, no company.",
    until="until you have left, and {kept} longer",
    none="You have never signed in with GitHub.",
    find=_github,
)
ADDRESSES = Holding(
    models=(EmailAddress, EmailConfirmation),
    title="E-mail addresses",
    why="Your digest goes to it. GitHub says it each time that you sign in: the primary one, once "
    "you have confirmed it there.",
    until="until you have left, and {kept} longer",
    none="None is kept.",
    find=_addresses,
)
SESSIONS = Holding(
    models=(Session,),
    title="Sessions",
    why="A session is that you are signed in in a browser. What is in it is encrypted.",
    until="twelve hours after it began, at most; its row until the night after",
    none="You have none.",
    find=_sessions,
)
SECRETS = Holding(
    models=(Authenticator, SignInLink, SocialToken),
    title="Tokens and secrets of yours",
    why="That they are there; what they are is shown to nobody. GitHub's token of you is used "
    "while you sign in, and revoked. Links are stored as digests, second factors encrypted.",
    until="links for a quarter of an hour, second factors until you turn them off",
    none="None is kept.",
    find=_secrets,
)
