"""Values in the form of secrets that are none: documented examples, and keys that are public."""

from __future__ import annotations

import re

# What providers print in their own documentation and emulators, so that everybody may copy it.
DOCUMENTED = frozenset(
    """AKIAIOSFODNN7EXAMPLE AKIAI44QH8DHBEXAMPLE ASIAIOSFODNN7EXAMPLE
    wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY je7MtGbClwBF/2Zp9Utk/h3yCo8nvbEXAMPLEKEY
    sk_test_4eC39HqLyjWDarjtT1zdp7dc sk_test_BQokikJOvBiI2HlWgH4olfQ2
    sk_test_26PHem9AhJZvU623DfE1x4sd sk_test_VePHdqKTYQjKNInc7u56JBrQ
    6LeIxAcTAAAAAJcZVRqyHh71UMIEGNQ_MXjiZKhI 6LeIxAcTAAAAAGG-vFI1TnRWxMZNFuojJ4WifJWe
    1x0000000000000000000000000000000AA 2x0000000000000000000000000000000AA
    0x0000000000000000000000000000000000000000 0x4AAAAAAAAAAAAAAAAAAAAA
    Eby8vdM02xNOcqFlqUwJPLlmEtlCDXJ1OUzFT50uSRZ6IFsuFq2UVErCz4I6tq/K1SZFPTOtr/KBHBeksoGMGw==
    C2y6yDjf5/R+ob0N8A7Cgv30VRDJIWEHLM+4QDU5DE2nQ9nDuVTqobD4b8mGGyPMbIZnqyMsEcaGQy67XIw/Jw==
    0xac0974bec39a17e36ba4a6b4d238ff944bacb478cbed5efcae784d7bf4f2ff80
    SAK1111111111111111111111111111111111111111111
    014df517-39d1-4453-b7b3-9930c563627c x-oauth-basic
    850181e4652dd023b7a98c58ae0d2d34bd487ee0cc3254aed6eda37307425907
    Jhj5dZrVaK7ZwHHjRyZWjbDl z26uFbvR1xHJEdHE1OQiO6t8 gIkuvaNzQIHg97ATvDxqgjtO""".split()
)
# Keys that are meant for browsers, apps or visitors; the one that ends in "|read" is Nx Cloud's. An
# address of Ethereum, by itself or as CAIP writes it, is where a token is kept, and all may see it.
_PUBLIC = re.compile(
    r"(?:pk|rk_pub|pub)[-_.][A-Za-z0-9._-]+|pub[0-9a-f]{32}|phc_[A-Za-z0-9]+|sb_publishable_[A-Za-z0-9_-]+"
    r"|ssh-(?:rsa|ed25519|dss).*|-----BEGIN (?:PUBLIC|CERTIFICATE|RSA PUBLIC|PGP PUBLIC).*"
    r"|age1[a-z0-9]{50,70}|[xz]pub[A-Za-z0-9]+|[A-Za-z0-9+/]{40,80}fHJlYWQ=|G-[A-Z0-9]{8,12}|UA-\d{4,12}-\d{1,4}|6L[A-Za-z0-9_-]{38}"
    r"|(?:[a-z0-9]{1,12}[:/]){0,4}0x[0-9A-Fa-f]{40}",
    re.DOTALL,
)
# The two keys of a captcha, of which browsers get the one, look alike.
_OF_CAPTCHA = re.compile(r"6L[A-Za-z0-9_-]{38}")
# Rules of the scanner for what identifies, or is meant for browsers, rather than opens something.
_PUBLIC_RULES = re.compile(
    r".*(?:-client-id|-access-id|-api-id|pub-api-key|-pub-key|-public-key|posthog-project-api-key"
    r"|contentful-delivery-api-token|devcycle-client-sdk-key|devcycle-mobile-sdk-key"
    r"|new-relic-browser-api-token|gitlab-feature-flag-client-token|mailgun-pub-key"
    r"|lob-pub-api-key|new-relic-user-api-id|etsy-open-api-key)(?:\.\d{1,3})?"
)
# What stands in place of a value that was encrypted, hashed or stored elsewhere.
_SEALED = re.compile(
    r"ENC\[.*|encrypted:.*|vault:.*|\$ANSIBLE_VAULT.*|AQ[A-Z][A-Za-z0-9+/]{120,}=*|AQICAH.*"
    r"|\$(?:2[abxy]|argon2(?:id?|d)?|scrypt|pbkdf2[a-z0-9-]*|[156]|apr1|y)\$.*"
    r"|(?:pbkdf2|bcrypt|argon2|scrypt|sha1|md5)[a-z0-9_]*\$.*|\{S?SHA\d*\}.*|SCRAM-SHA-256\$.*"
    r"|(?:sha1|sha256|sha384|sha512|md5)[-:=].*|arn:aws.*|projects/[^/]+/secrets/.*|op://.*|ref\+.*"
    r"|data:[a-z]+/.*|iVBORw0KGgo.*|R0lGOD.*|/9j/.*|PHN2Zy.*",
    re.DOTALL,
)


def is_documented(value: str) -> bool:
    """Whether a value is one that its provider made up for everybody."""
    return value in DOCUMENTED or value.upper().endswith(("EXAMPLE", "EXAMPLEKEY"))


def is_public(value: str) -> bool:
    """Whether a value is one that visitors may see, by its format."""
    return _PUBLIC.fullmatch(value) is not None


def is_of_captcha(value: str) -> bool:
    """Whether a value is one of the two keys of a captcha, and not one that everybody may use."""
    return _OF_CAPTCHA.fullmatch(value) is not None and value not in DOCUMENTED


def is_public_rule(rule: str) -> bool:
    """Whether a rule of the scanner looks for what is no secret."""
    return _PUBLIC_RULES.fullmatch(rule) is not None


def is_sealed(value: str) -> bool:
    """Whether a value is a hash, ciphertext, a picture, or says where the secret is kept."""
    return _SEALED.fullmatch(value) is not None
