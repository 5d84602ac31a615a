"""Names taken apart into words, since that is what tells what a guard is for."""

from __future__ import annotations

import functools
import itertools
import re
from collections.abc import Iterable

_WORD = re.compile(r"[A-Z]{2,40}(?![a-z])|[A-Z]?[a-z]{1,60}")

SIGN_IN_WORDS = frozenset(
    """auth authed authenticated authenticate authenticator authentication authorized authorize
    authorization jwt login logged signin signedin protected protect token tokens apikey passport
    oauth oidc bearer sso saml clerk currentuser""".split()
)
_SIGN_IN_PAIRS = frozenset(
    [
        ("current", "user"), ("require", "user"), ("api", "key"), ("sign", "in"),
        ("signed", "in"), ("user", "required"), ("require", "session"),
        ("server", "session"), ("current", "active"), ("basic", "security"), ("user", "id"),
        ("session", "user"), ("session", "username"), ("session", "uid"), ("session", "email"),
        ("session", "account"), ("session", "member"),
    ]
)  # fmt: skip
_TOKENS = frozenset(["token", "tokens"])
# With these words beside them tokens are counted, lead to the next page or stop something: nobody
# signs in by one.
_OTHER_TOKENS = frozenset(
    """max count counts counter prompt completion num usage budget estimate estimated input output
    total page continuation cancel cancellation csrf xsrf push tag regex pattern separator
    delimiter symbol contract mint swap design""".split()
)
# Only at the end of a name: `totalActiveUserPaidFor` counts people.
_SIGN_IN_LAST = ("active", "user")
ROLE_WORDS = frozenset(
    """role roles permission permissions scope scopes policy policies ability abilities admin admins
    rbac acl privilege privileges superuser staff perm perms rights superadmin moderator
    entitlement capability casl casbin bouncer""".split()
)
# A key that opens everything is a privilege too; the right side of something is no right.
_ROLE_PAIRS = frozenset(
    [
        ("master", "key"), ("root", "key"), ("has", "right"), ("check", "right"),
        ("require", "right"), ("required", "right"), ("user", "right"), ("access", "right"),
    ]
)  # fmt: skip
# What is called so, and is told what is to be done, asks whether somebody may.
_ASKS = frozenset("allowed authorize authorise enforce permit permits permitted".split())
# `canTransition(post, "publish")` asks about the thing, whoever it is: nothing else is behind them.
_ASKS_LAST = frozenset(["can", "cannot"])
_ASKS_PAIR = ("can", "access")
_ACTIONS = frozenset(
    """create read update delete manage view list write edit remove add invite publish export
    approve leave""".split()
)
_PARTS = re.compile(r"[.:_/-]")
# With these words before it a policy or a scope is something else.
_OTHER = frozenset("content csp cors cookie referrer privacy opener embedder retry cache".split())
_OTHER_PAIRS = frozenset([("feature", "policy"), ("domain", "policy"), ("resource", "policy")])
_OWNERS = frozenset("author authors owner owners owns creator own mine".split())
# They announce what is asked, and ask nothing themselves.
_ANNOUNCING = frozenset(["permission_classes", "authentication_classes"])
# The others say no more than that somebody is signed in, or that nobody need be.
_PLAIN = _ANNOUNCING | frozenset(
    """isauthenticated allowany isauthenticatedorreadonly permissionsmixin""".split()
)


# A header that a request is signed by: `X-Hub-Signature-256`.
_SIGNED = re.compile(
    r"[A-Za-z0-9]{1,40}(?:-[A-Za-z0-9]{1,40}){0,6}-signature(?:-\d{1,4})?", re.IGNORECASE
)
# What ends so is what another service answered.
_ANSWERS = frozenset("res resp response responses".split())
# The shape of what somebody sends or is sent: a name that ends so asks nobody.
_SHAPES = frozenset("input inputs schema schemas dto dtos form forms".split())
# Of the schema by which requests are let in, though: `auth_schema = HTTPBearer()`.
_LETS_IN = frozenset("auth security oauth bearer".split())
# What is called so tells somebody of a sign-in, or where to: `SecurityLoginEmail`, `get_login_url`.
_SENT = frozenset("email mail mailer sms template notification url link".split())
# What begins so changes roles, and asks for none.
_CHANGES = frozenset(
    """create update delete add remove insert save edit seed set assign grant revoke promote
    demote""".split()
)
# What ends so reads roles as data, to show them.
_READ = frozenset(
    """find_one findMany findFirst findUnique findFirstOrThrow findUniqueOrThrow map forEach push
    upsert createMany deleteMany updateMany insert values count list retrieve join slice sort
    concat filter_by order_by all first one_or_none""".split()
)
# What is called for these people serves them, and reads them, but asks nobody who they are.
_PEOPLE = frozenset(
    "admin admins staff superuser superadmin superadmins moderator moderators".split()
)
_SERVES = frozenset(
    "service services proxy client api repository repo controller resolver model store".split()
)
_LISTS = frozenset("get list fetch find load all".split())
_MANY = frozenset("admins superadmins moderators".split())
# A rule for mails or for a cache that is taken apart, as texts are.
_RULE_OF_TEXT = re.compile(
    r"(?:^|\.)(?:\w{0,40}[pP]olicy|policies)\.(?:match|matchAll|split|trim|toLowerCase|replace"
    r"|startsWith|endsWith)\b"
)
# A client that has every right itself.
_CLIENTS = frozenset(
    [
        ("admin", "client"),
        *(
            (of, "admin")
            for of in """supabase firebase ipa keycloak kc cognito auth0 okta ldap kafka mongo
            stripe shopify appwrite pocketbase logto""".split()
        ),
    ]
)
_FIREBASE = re.compile(
    r"admin\.(?:auth|firestore|messaging|storage|database|credential|apps|initializeApp)\b"
)
# Shopify's way in for whoever has a shop, and the client that it answers with.
_OF_SHOP = re.compile(
    r"(?:^|\.)(?:(?:un)?authenticated?\.admin(?:\(\))?(?:\.|$)|admin\.(?:graphql|rest)\b)"
)
# What the caller says in the address: a wish for roles, and none that they have.
_SAID = re.compile(r"\breq(?:uest)?\.(?:query|params)\b|\bsearchParams\b")
# Who may write in a group is a setting of it, read, set or sent: `chat.getAdminsOnly`.
_OF_GROUP = re.compile(
    r"(?:^|\.)(?:get|set)\w{0,40}Only$"
    r"|^(?:body|data|dto|input|options|payload|request|settings)\.\w{0,40}Only$"
)
# What a server of ASGI, or a container of dependencies, hands on with a request.
_OF_REQUEST = re.compile(r"(?:^|\.)(?:req|request|websocket|ws|connection|conn)\.scope(?:[.[]|$)")
_SHOWN = frozenset(
    """response responses payload filter filters table columns count info label labels
    page pages template dashboard html""".split()
)
# What shows the description of an API says how callers sign in, and lets everybody in.
_DESCRIBES = frozenset(["swagger", "redoc", "openapi"])
# The same names are asked about for each route: what was said of so many is remembered.
_NAMES_KNOWN = 4096


def words(name: str) -> tuple[str, ...]:
    """The words of a name, in lower case: `JwtAuthGuard` is jwt, auth and guard."""
    return _words(name[:400])


@functools.lru_cache(_NAMES_KNOWN)
def _words(name: str) -> tuple[str, ...]:
    return tuple(each.lower() for each in _WORD.findall(name))


def signs_in(name: str) -> bool:
    """Whether a name speaks of signing in, or of what needs that."""
    if name.rpartition(".")[2] in _ANNOUNCING:
        return False
    found = words(name)
    if not _DESCRIBES.isdisjoint(found):
        return False
    if not _SENT.isdisjoint(found):
        name = _without_mails(name)
        found = words(name)
    if not _TOKENS.isdisjoint(found):
        name = _without_other_tokens(name)
        found = words(name)
    if not _ANSWERS.isdisjoint(found):
        name = _without_answers(name)
        found = words(name)
    speaks = (
        _SIGNED.fullmatch(name) is not None
        or not SIGN_IN_WORDS.isdisjoint(found)
        or not _SIGN_IN_PAIRS.isdisjoint(itertools.pairwise(found))
        or found[-2:] == _SIGN_IN_LAST
        or asks_for_role(name)
        or "isauthenticated" in name.lower()
        or name.rpartition(".")[2] in ("getUser", "get_user")
    )
    return speaks and not _is_shape(name)


def _without_mails(name: str) -> str:
    """A name without the parts of it that are sent to somebody: not `email`, which is theirs."""
    parts = ((part, words(part)) for part in name[:400].split("."))
    return ".".join(part for part, of in parts if len(of) < 2 or _SENT.isdisjoint(of[-1:]))


def _without_answers(name: str) -> str:
    """A name without the parts of it for what another service answered: `tokenRes.json`. What is
    kept of a request in its own answer, `res.locals`, may be who calls.
    """
    parts = ((part, words(part)) for part in name[:400].split("."))
    return ".".join(part for part, of in parts if len(of) < 2 or _ANSWERS.isdisjoint(of[-1:]))


def _without_other_tokens(name: str) -> str:
    """A name without the parts of it that are of other tokens: `getMaxTokens`, `nextPageToken`."""
    parts = ((part, words(part)) for part in name[:400].split("."))
    return ".".join(
        part for part, of in parts if _TOKENS.isdisjoint(of) or _OTHER_TOKENS.isdisjoint(of)
    )


def asks_for_role(name: str) -> bool:
    """Whether a name speaks of roles or permissions."""
    found = words(name)
    if not _PEOPLE.isdisjoint(found):
        found = _without_servants(name)
    pairs = frozenset(itertools.pairwise(found))
    if ROLE_WORDS.isdisjoint(found) and _ROLE_PAIRS.isdisjoint(pairs):  # As in most names.
        return False
    last = name.rpartition(".")[2].lower()
    if last in _PLAIN or not _OTHER.isdisjoint(found) or _is_shape(name):
        return False
    if any(each.search(name) for each in (_SAID, _OF_REQUEST, _RULE_OF_TEXT)):
        return False
    if _OF_GROUP.search(name.removesuffix("()")):
        return False
    written = name.removesuffix("()").rpartition(".")[2]
    if written in _READ or not _CHANGES.isdisjoint(words(written)[:1]):
        return False
    return _SHOWN.isdisjoint(words(written)[-1:]) and _OTHER_PAIRS.isdisjoint(pairs)


def _without_servants(name: str) -> tuple[str, ...]:
    """The words of a name without the parts of it that serve some people, or are a client with
    every right: `this.adminService.orders` is orders.
    """
    *before, last = name.split(".")
    kept = [each for each in before if not _serves_people(words(each))]
    of_last = words(last)
    lists = not _LISTS.isdisjoint(of_last[:1]) and not _MANY.isdisjoint(of_last[-1:])
    whole = _FIREBASE.match(name) or _OF_SHOP.search(name)
    is_client = whole or not _CLIENTS.isdisjoint(itertools.pairwise(words(name)))
    return () if lists or is_client else words(".".join((*kept, last)))


def _serves_people(part: tuple[str, ...]) -> bool:
    return not _SERVES.isdisjoint(part[-1:]) and (ROLE_WORDS - _PEOPLE).isdisjoint(part)


def asks_for_action(name: str, told: Iterable[str], constants: Iterable[str] = ()) -> bool:
    """Whether a call of a name that is told some texts, and constants by their paths, asks whether
    somebody may do something: `throwIfNotAllowed(user, "team", "delete")`, `can("orders:read")`,
    `authorizeAction(user, Action.DELETE)`.
    """
    asked = words(name.rpartition(".")[2])
    asks = not _ASKS.isdisjoint(asked) or not _ASKS_LAST.isdisjoint(asked[-1:])
    if not asks and asked != _ASKS_PAIR:
        return False
    return any(_PARTS.split(each.lower())[-1] in _ACTIONS for each in told) or any(
        map(names_action, constants)
    )


# What a constant is called by that stands for something to be done: `ProjectAction.ViewTerm`.
_OF_ACTIONS = frozenset("action actions operation operations".split())


_OF_CALLER = frozenset("req request session ctx context auth user me".split())


def reads_people(path: str) -> bool:
    """Whether a call that is handed nothing looks up somebody in particular, whoever calls:
    `settings.getPreferredAdmin()`.
    """
    receiver, _, last = path.rpartition(".")
    of_last = words(last)
    looks_up = not _LISTS.isdisjoint(of_last[:1]) and not _PEOPLE.isdisjoint(of_last[-1:])
    of_caller = not _OF_CALLER.isdisjoint(words(receiver))
    return looks_up and "current" not in of_last and bool(receiver) and not of_caller


def names_action(path: str) -> bool:
    """Whether a path is of a constant that stands for something to be done."""
    owner, _, member = path.rpartition(".")
    if not owner[:1].isupper():
        return False
    of_member = words(member)
    return not (
        _OF_ACTIONS.isdisjoint(words(owner)[-1:])
        and _ACTIONS.isdisjoint((*of_member[:1], *of_member[-1:]))
    )


# What else permissions are called after that Django and authorities hand out.
_DOING = _ACTIONS | frozenset("add change access use sign revoke reissue".split())


def names_doing(permission: str) -> bool:
    """Whether the name of a permission says what may be done, as its last part begins or ends:
    `orders.view_order`, `orders:write`.
    """
    last = words(re.split(r"[.:]", permission)[-1])
    return not _DOING.isdisjoint((*last[:1], *last[-1:]))


def _is_shape(name: str) -> bool:
    """Whether a name is of the shape of some data, or of what is done with one: `LoginDto`,
    `tokenSchema.parse`.
    """
    return any(
        not _SHAPES.isdisjoint(part[-1:]) and _LETS_IN.isdisjoint(part)
        for part in map(words, name[:400].split("."))
    )


def is_api_key(name: str) -> bool:
    """Whether a name is of the key to some service."""
    return words(name)[-2:] == ("api", "key")


def speaks_of_owners(name: str) -> bool:
    """Whether a name speaks of whom something belongs to."""
    return not _OWNERS.isdisjoint(words(name))


# What is called so signs somebody in or out, or makes them an account; with these words beside it
# it says whom, and by what.
_SIGNING_IN = frozenset(
    [
        ("login",), ("log", "in"), ("signin",), ("sign", "in"), ("register",), ("signup",),
        ("sign", "up"), ("logout",), ("log", "out"), ("signout",), ("sign", "out"),
    ]
)  # fmt: skip
_WHOM = frozenset(
    """auth user users customer account handle perform process attempt email password local oauth
    google github facebook with by and""".split()
)
# What is left of a call that signs somebody in is where that is done: `authService.login`.
_DOES = frozenset(
    """auth authentication service services controller controllers manager helper helpers api
    client handler""".split()
)


# What begins so makes, changes or takes away what somebody signs in with.
_MAKES = frozenset(
    """generate create delete remove save update revoke rotate reset send issue encode
    sign""".split()
)
_SIGNS = frozenset([("sign",), ("sign", "async"), ("sign", "sync")])


# What begins so makes somebody an account, or a session out of a code, whoever that is.
_LETS_COME = frozenset(
    [("sign", "up"), ("exchange", "code"), ("create", "user"), ("invite", "user"),
     ("reset", "password")]
)  # fmt: skip


# What begins so puts something into what is answered: `setAuthCookie(res, token)`.
_PUTS = frozenset("set unset clear append attach".split())
_INTO_ANSWERS = frozenset("cookie cookies header headers".split())


def names_people(path: str) -> bool:
    """Whether a name is of those who may do more than others: `preferredAdmin`."""
    return not _PEOPLE.isdisjoint(words(path))


def asking_part(path: str) -> str:
    """A call without the parts of it that sign somebody in: these ask nobody who they are. Nothing
    is left of one that makes what is signed in with: `keys.generateApiKey`, `jwt.sign`.
    """
    *before, last = path.split(".")
    written = words(last)
    is_signing = _is_signing_in(last)
    if (
        written in _SIGNS
        or written[:2] in _LETS_COME
        or (not _MAKES.isdisjoint(written[:1]) and not is_signing and signs_in(last))
        or (not _PUTS.isdisjoint(written[:1]) and not _INTO_ANSWERS.isdisjoint(written))
    ):
        return ""
    signing = (each for each in before if each.endswith("()") and _is_signing_in(each))
    aside = {*signing, *((last,) if is_signing else ())}
    left = [each for each in (*before, last) if each not in aside]
    if is_signing and left and _DOES.issuperset(words(left[-1])):
        return ""
    return ".".join(left) if aside else path


def _is_signing_in(part: str) -> bool:
    return tuple(each for each in words(part) if each not in _WHOM) in _SIGNING_IN
