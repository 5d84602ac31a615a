"""What makes the path of a resource well named: lower case, nouns rather than verbs, plurals."""

from __future__ import annotations

import re
from collections.abc import Iterator

# The verbs of creating, reading, updating and deleting, which the method of HTTP says already.
VERBS = frozenset(
    "get list fetch read create add insert update edit modify delete remove destroy save".split()
)
_WORD = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+|\d+")
_PARAMETER = re.compile(r"\{[^{}]*\}")
# Verbs with a noun joined to them: `edituser`. What is made of a verb is a noun: `editor`.
_JOINED = re.compile(
    r"get(?!s$|ter|ting|away)[a-z]{3,}"
    r"|(?:create|update|delete|remove|modify)(?!d(?:at|by|on)$)[a-z]{3,}"
    r"|(?:insert|destroy|fetch)(?!able|ed|er|ing|ion)[a-z]{3,}"
    r"|edit(?!able|ed|ing|ion|or)[a-z]{3,}"
    r"|add(?!ed|end|er|ict|ing|iti|le|on|ress)[a-z]{3,}"
)
# Nouns that only look as if they began with a verb.
_NOUNS = frozenset(["add-on", "add-ons"])
_PROCEDURE = re.compile(r"[A-Za-z]\w{0,60}\.[A-Za-z]\w{0,60}")
# A name with one of these behind it is a file: `pixel.gif`, `orders.csv`.
_FILES = frozenset(
    """atom avif bmp css csv gif gz htm html ico ics jpeg jpg js json jsonl jsonp kml m3u8 map md
    mjs mp3 mp4 ndjson pdf png rss svg tar tsv txt wasm webmanifest webp woff woff2 xls xlsx xml
    yaml yml zip""".split()
)
# What the parameter is called that names one of a collection.
_KEY = re.compile(
    r"(?:id|uuid|guid|pk|slug|name|key|code|number|identifier|ur[in])$", re.IGNORECASE
)
_MIN_COLLECTION = 3
# What else names one of somebody, or of the states of code: below other nouns a token lets in, and
# an address says whose something is.
_PEOPLE = frozenset(
    """account admin author contact contributor customer employee guest member patient person player
    profile student subscriber teacher tenant user""".split()
)
_REVISIONS = frozenset("blob branch commit revision tree".split())
_NAMES = {
    **dict.fromkeys(("email", "handle", "login", "token"), _PEOPLE),
    # Of a chain of blocks these are known by it; elsewhere it says where something is.
    "address": frozenset("account client contract miner wallet".split()),
    **dict.fromkeys(("ref", "sha"), _REVISIONS),
}
# What stands before a parameter and is no collection: versions, areas, ways to look something up,
# the door to procedures.
_NO_COLLECTION = re.compile(
    r"v\d+(?:\.\d+)?|api|rest|rpc|trpc|admin|public|private|internal|me|by|id|ids|of|with|from|to"
    r"|for"
)
# Actions: what is done to the one that is named behind them.
_ACTIONS = frozenset(
    """accept activate approve archive assign auth authorize ban block callback cancel check claim
    clear clone complete confirm connect convert copy count deactivate decline deny disable
    disconnect download duplicate embed enable execute export favorite favourite filter finish
    follow forgot generate grant import invite join leave like link lock login logout lookup mark
    merge move notify oauth pause pin ping preview print process proxy publish query redirect
    refresh register reject render reorder repeat report resend reset resolve restore resume retry
    revoke rotate run saml scan search select send set share signin signup sort sso start static
    stop stream submit subscribe switch sync test toggle track transfer trigger unarchive unban
    unblock unfollow unlike unlink unlock unpin unpublish unsubscribe upload use validate verify
    view vote watch webhook""".split()
)
# Those that are actions with what they are done to behind them, `change-password`; alone they may
# be nouns.
_DONE_TO = frozenset(
    """apply assume attach bind bulk calculate call change close compare compute detach dismiss end
    exchange find force give link load lock make mark open pay recover remind rename replace request
    restart retrieve run set show stop submit switch take translate trigger""".split()
)
_SINGULAR_S = ("ss", "us", "is")
_PLURAL_S = frozenset(
    """ais apis cpus dois emojis emus gpus guis kpis menus npus pois rois safaris skis submenus
    taxis tpus uris wikis""".split()
)
_UNCOUNTED = frozenset(
    """access advice aliases alumni analytics audience audio billing cash children clothing config
    content criteria data email equipment evidence fauna feedback feet fish flora furniture
    hardware help history homework indices info information inventory knowledge mail matrices
    media men metadata money music news people personnel phenomena research rest schemata series
    sheep shipping software species staff stock storage stuff support text traffic training
    users vertices video weather women work""".split()
)


def faults(path: str, kept: frozenset[str] = frozenset()) -> Iterator[str]:
    """What is wrong with the segments of a path such as `/users/{id}`, one clause each. `kept` are
    paths of collections, though their names be those of actions.
    """
    segments = [each for each in path.split("/") if each]
    for position, segment in enumerate(segments):
        literal = _PARAMETER.sub("", segment)
        if not literal:
            continue
        if literal != literal.lower():
            yield f"{literal} is not in lower case"
        if is_procedure(literal) and verb_of(literal.partition(".")[2]):
            yield f"{literal} is a procedure"
        if verb := verb_of(literal):
            begins = verb != literal.lower()
            yield f"{literal} begins with the verb {verb}" if begins else f"{literal} is a verb"
        following = _following(segments, position)
        is_kept = "/" + "/".join(segments[: position + 1]) in kept
        is_collection = literal == segment and is_of_one(following, literal, is_kept=is_kept)
        if is_collection and not is_plural(literal):
            yield f"{literal} is a collection in the singular"


def _following(segments: list[str], position: int) -> str:
    """The segment behind another; behind the word `id` what stands there: `/users/id/{id}`."""
    behind = segments[position + 1 : position + 3]
    if len(behind) > 1 and behind[0] == "id":
        return behind[1]
    return behind[0] if behind else ""


def is_procedure(segment: str) -> bool:
    """Whether a segment is `noun.verb`, as APIs have it that are made of procedures."""
    is_named = _PROCEDURE.fullmatch(segment) is not None
    return is_named and segment.rpartition(".")[2].lower() not in _FILES


def verb_of(segment: str) -> str:
    """The verb that a segment is, or begins with; empty where there is none."""
    words = _words(segment)
    if not words or "-".join(words) in _NOUNS:
        return ""
    if words[0] in VERBS:
        return words[0]
    is_joined = _JOINED.fullmatch(words[0]) is not None
    return next(filter(words[0].startswith, VERBS), "") if is_joined else ""


def _words(segment: str) -> list[str]:
    return [match[0].lower() for match in _WORD.finditer(segment)]


def is_of_one(parameter: str, collection: str, *, is_kept: bool = False) -> bool:
    """Whether a segment is the parameter by which one of a collection is named; one that is kept
    may be called as an action is.
    """
    name = parameter[1:-1] if _PARAMETER.fullmatch(parameter) else ""
    if not name or _NO_COLLECTION.fullmatch(collection.partition("-")[0].lower()):
        return False
    words = _words(collection)
    own = words[-1] if words else ""
    if not own or (not is_kept and not _ACTIONS.isdisjoint((words[0], own))):
        return False
    if not is_kept and len(words) > 1 and words[0] in _DONE_TO:
        return False
    if len(collection) < _MIN_COLLECTION:
        return False
    if _KEY.search(collection) and name.lower() == collection.lower():
        return False  # `/users/name/{name}` says by what one of them is looked up.
    if _KEY.search(name) is None:
        # `/tag/{tag}`, `/context/{contextField}`; `/user/{token}`, but not `/calendar/{token}`.
        is_own = "".join(_words(name)).startswith("".join(words).removesuffix("s"))
        return is_own or own in _NAMES.get(name.lower(), ())
    # `/users/{userId}` is one of the users, and so is `/users/{uid}`; `/realtime/{websiteId}` is no
    # collection of websites.
    stem = _KEY.sub("", name).strip("_-").lower()
    is_short = len(stem) < 2
    return is_short or own.startswith(stem) or stem.startswith(own) or stem.endswith(own)


def is_plural(segment: str) -> bool:
    """Whether the noun that a segment ends with is a plural, or has none."""
    words = _words(segment)
    noun = next((each for each in reversed(words) if not each.isdigit()), "")
    if noun in _UNCOUNTED or verb_of(segment):
        return True
    return noun in _PLURAL_S or (noun.endswith("s") and not noun.endswith(_SINGULAR_S))
