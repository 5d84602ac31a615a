"""Whether the name of a variable, key or field says that its value is secret."""

from __future__ import annotations

import re

_WORD = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+|\d+")
_MAX_NAME = 200
# The last word of a name that says so by itself, or by the word before.
_CUES = frozenset(
    """password passwd passphrase pwd secret token apikey secretkey privatekey accesskey authkey
    authtoken accesstoken apitoken clientsecret signingkey encryptionkey masterkey jwt salt pepper
    credential credentials authorization bearer appkey pass""".split()
)
_PASSWORDS = frozenset("password passwords passwd passphrase pwd pass".split())
_KEYS = frozenset(
    """api access secret private signing encryption encrypt auth account master app application
    service license jwt hmac crypto admin server shared root aes fernet signature webhook rest
    deploy""".split()
)
# Words that may follow: SECRET_KEY_BASE, apiKeyProd, TOKEN_2.
_AFTER = frozenset(
    """key value default base base64 hex string env dev develop development prod production staging
    stage local live sandbox current previous old new primary secondary fallback raw
    plain""".split()
)
# A name with one of these says that its value is public, a name or a property of a secret.
_PUBLIC = frozenset(
    """public pub publishable anon anonymous vite gatsby react storybook hash hashed digest checksum
    integrity etag fingerprint cache page next prev continuation cursor i18n locale translation css
    design theme color colour row unique idempotency form field label event query feature flag test
    tests mock fake dummy example sample demo invalid expected wrong bad csrf xsrf recaptcha captcha
    turnstile sitekey pagination algolia mapbox map maps sentry dsn analytics segment
    ga gtm posthog browser website nx commit revision sha sha1 sha256 md5 encrypted sealed header
    cipher ciphertext sync lookup device push vapid webpack style layout icon menu placeholder hint
    tooltip caption""".split()
)


# Services that hand out a key for browsers and one that is secret: VAPID_PRIVATE_KEY.
_OF_SERVICES = frozenset(
    """recaptcha captcha turnstile algolia mapbox map maps sentry analytics segment posthog push
    vapid""".split()
)
_KEPT = frozenset(("secret", "private"))


def words(name: str) -> list[str]:
    """The words of a name, in lower case, whichever way it joins them."""
    return [word.lower() for word in _WORD.findall(name[-_MAX_NAME:])]


def is_secret(name: str) -> bool:
    """Whether a name says that its value is secret: DB_PASSWORD, clientSecret, api-key."""
    found = words(name)
    if says_public(name):
        return False
    while found and (found[-1].isdigit() or found[-1] in _AFTER - {"key"}):
        found.pop()
    if not found:
        return False
    if found[-1] in ("key", "keys"):
        return len(found) > 1 and found[-2] in _KEYS
    if found == ["pass"]:
        return False
    return found[-1].removesuffix("s") in _CUES or found[-1] in _CUES


def is_password(name: str) -> bool:
    """Whether a name is one of a password, which people make up."""
    return not _PASSWORDS.isdisjoint(words(name))


def names_a_signing_key(name: str) -> bool:
    """Whether a name is one of a key that something is signed with: SIGNING_KEY, gpgSignKey."""
    found = words(name)
    return len(found) > 1 and found[-1] == "key" and found[-2] in ("signing", "sign", "gpg", "pgp")


def names_an_identifier(name: str) -> bool:
    """Whether a name says that its value identifies something: FORM_ID, clientId."""
    found = words(name)
    return bool(found) and found[-1] in ("id", "ids", "uuid", "guid", "name", "url", "uri", "email")


def says_public(name: str) -> bool:
    """Whether a name says that its value may be seen, or is the hash of something."""
    found = frozenset(words(name))
    public = _PUBLIC - _OF_SERVICES if found & _KEPT else _PUBLIC
    return not public.isdisjoint(found)


def names_a_captcha(name: str) -> bool:
    """Whether a name is one of the key that answers of a captcha are checked with."""
    found = frozenset(words(name))
    return bool(found & _KEPT) and not found.isdisjoint(("recaptcha", "captcha"))
