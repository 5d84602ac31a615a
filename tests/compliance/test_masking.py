"""No secret leaves the core, however it is written and wherever it stands."""

from collections.abc import Callable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from compliance.checks.base import failed
from compliance.facts import MAX_EXCERPT, Evidence
from compliance.masking import MASK, MAX_LINE, mask, mask_value, one_line, printable

LETTERS = "abcdefghijklmnopqrstuvwxyz0123456789"
# The secret stands where the * is; values are made up.
FORMATS = {
    "GitHub token": ("*", "ghp_" + LETTERS),
    "GitHub fine-grained token": ("token: '*'", "github_pat_11ABC_" + LETTERS),
    "GitLab token": ("//gitlab.example/:_authToken=*", "glpat-" + LETTERS[:20]),
    "AWS key id": ("aws configure set x *", "AKIA" + LETTERS[:16].upper()),
    "AWS secret key": ("aws_secret_access_key = *", LETTERS + "ABC+"),
    "Stripe key": ("stripe(*)", "sk_live_" + LETTERS[:24]),
    "Stripe webhook": ("const x = '*'", "whsec_" + LETTERS),
    "OpenAI key": ("OpenAI(*)", "sk-proj-" + LETTERS),
    "Slack token": ("see * here", "xoxb-" + LETTERS),
    "Slack webhook": ("curl https://*", "hooks.slack.com/services/T000/B000/" + LETTERS[:24]),
    "Google key": ("?key=*&x=1", "AIza" + LETTERS[:35]),
    "Google client secret": ("x: *", "GOCSPX-" + LETTERS[:28]),
    "npm token": ("x *", "npm_" + LETTERS),
    "PyPI token": ("x *", "pypi-" + LETTERS * 3),
    "SendGrid key": ("x *", "SG." + LETTERS[:22] + "." + LETTERS),
    "Hugging Face token": ("x *", "hf_" + LETTERS[:34]),
    "Shopify token": ("x *", "shpat_" + "0123456789abcdef" * 2),
    "Supabase key": ("x *", "sb_secret_" + LETTERS),
    "JSON Web Token": ("x *", f"eyJhbGciOiJIUzI1NiIsInR5.{LETTERS}.{LETTERS}"),
    "a very long JSON Web Token": ("x *", f"eyJ{LETTERS * 200}.{LETTERS * 200}.{LETTERS}"),
    "password of a URL": ("postgres://app:*@db:5432/shop", "s3cret-word"),
    "password with an @": ("postgres://app:*@db/shop", "s3cr@et@word"),
    "password with a slash": ("postgres://app:*@db", "s3cr/et/word"),
    "password without a user": ("redis://:*@cache:6379", "s3cret-word"),
    "token as a user": ("git clone https://*@git.example/shop", "0123456789abcdef0123"),
    "environment variable": ("DB_PASSWORD=*", "s3cret-word"),
    "YAML": ("  password: *", "s3cret$word"),
    "JSON": ('{"apiKey": "*"}', "a(b)c;d,e<f>g"),
    "Python": ("SECRET_KEY = '*'", "django-insecure-#$%^&*("),
    "Ruby": (":client_secret => '*'", "s3cret-word"),
    "Go": ("token := \"*\"", "s3cret-word"),
    "header": ("Authorization: Bearer *", LETTERS),
    "private key": ("-----BEGIN RSA PRIVATE KEY-----\n*\n-----END RSA PRIVATE KEY-----", LETTERS),
    "private key without its end": ("key = '''-----BEGIN PRIVATE KEY-----\n*", LETTERS),
}  # fmt: skip
each_format = pytest.mark.parametrize(("where", "secret"), FORMATS.values(), ids=list(FORMATS))


@each_format
def test_every_format_is_masked(where: str, secret: str) -> None:
    masked = mask(where.replace("*", secret))

    assert secret not in masked
    assert secret[4:] not in masked
    assert MASK in masked


@each_format
def test_what_stands_around_a_secret_stays(where: str, secret: str) -> None:
    before, _, after = where.partition("*")
    if "PRIVATE KEY" in before:
        return  # Of what follows the beginning of a key nothing stays.

    masked = mask(f"first line\n{before}{secret}{after}\nlast line")

    assert masked.startswith(f"first line\n{before}")
    assert masked.endswith(f"{after}\nlast line")


@pytest.mark.parametrize(
    ("value", "shown"),
    [("", ""), ("short", ""), ("a" * 15, ""), ("abcd" + "e" * 12, "abcd"), ("abcd" * 99, "abcd")],
)
def test_of_a_long_value_the_first_four_stay_and_of_a_short_one_nothing(
    value: str, shown: str
) -> None:
    assert mask_value(value) == shown + MASK


@pytest.mark.parametrize(
    "text",
    [
        "const user = await prisma.user.findUnique({ where: { id } })",
        "password = os.environ['DB_PASSWORD']",
        "password: process.env.DB_PASSWORD,",
        "password=env('DB_PASSWORD')",
        'token_id = request.POST.get("token_id")',
        "api_tokens = ApiToken.objects.filter(user=request.user)",
        "password: this.config.getOrThrow<string>('database.password'),",
        'CREATE VIRTUAL TABLE docs USING FTS5(title, tokenize="porter unicode61")',
        "DATABASE_URL=${DATABASE_URL}",
        "password: ${{ secrets.DB_PASSWORD }}",
        "password: $DB_PASSWORD",
        "  token:",
        "http://localhost:3000/@scope/package",
        "git@github.com:acme/shop.git",
        "ssh://git@github.com/acme/shop.git",
        "image: postgres:17-alpine",
        "sk-8",
        "-----BEGIN PUBLIC KEY-----\nMIIB\n-----END PUBLIC KEY-----",
        "",
    ],
)
def test_what_is_no_secret_stays(text: str) -> None:
    assert mask(text) == text


def test_bullets_in_front_of_a_secret_do_not_hide_it_from_the_mask() -> None:
    assert "s3cret-word" not in mask(f"password={MASK}s3cret-word")


FRAGMENTS = st.sampled_from(
    """password secret: token= api_key => := = : ' " , ; ( ) < > { $ ${X} @ / // :// x://u: u: . -
    •••••• • abcd 9 80/ a1b2c3d4e5f6a7b8c9d0 eyJhbGciOiJIUzI1NiIsInR5 SG. sk- Bearer basic
    -----BEGIN -----BEGIN\xa0PRIVATE\xa0KEY-----""".replace("\xa0", "~").split()
).map(lambda piece: piece.replace("~", " "))
TEXTS = st.lists(
    st.one_of(FRAGMENTS, st.sampled_from([" ", "\n", "\t", "\x00"]), st.text(max_size=4)),
    max_size=25,
).map("".join)


@settings(max_examples=300, deadline=None)
@given(TEXTS)
def test_masking_twice_is_masking_once(text: str) -> None:
    assert mask(mask(text)) == mask(text)


@settings(max_examples=300, deadline=None)
@given(TEXTS, st.integers(0, 3 * MAX_EXCERPT))
def test_evidence_made_of_an_excerpt_is_the_same_evidence(text: str, padding: int) -> None:
    excerpt = Evidence("a", excerpt=f"{'x' * padding} {text}").excerpt

    assert len(excerpt) <= MAX_EXCERPT
    assert Evidence("a", excerpt=excerpt).excerpt == excerpt


@settings(max_examples=300, deadline=None)
@given(TEXTS)
def test_a_message_is_one_line_of_printable_text_however_often(text: str) -> None:
    line = one_line(text)

    assert line.isprintable()
    assert one_line(line) == line


# What no program can tell from code: a value of letters, digits and the marks that secrets have.
VALUES = st.text(LETTERS + LETTERS.upper() + "-_.!%^&*+/", min_size=12, max_size=600).filter(
    lambda value: len(set(value)) > 6
)
AROUND = st.text(" \nabc=:'\"(){}[],;.@/•-", max_size=20)
PLACES: dict[str, Callable[[str], str]] = {
    "an assignment": lambda value: f"DB_PASSWORD={value}",
    "a quoted assignment": lambda value: f'secret_key: "{value}"',
    "a token": lambda value: f" ghp_{LETTERS}{value.translate({ord(c): 'x' for c in '!%^&*'})}",
}


@pytest.mark.parametrize("place", PLACES.values(), ids=list(PLACES))
@settings(max_examples=150, deadline=None)
@given(before=AROUND, value=VALUES, after=AROUND)
def test_no_output_holds_a_secret(
    place: Callable[[str], str], before: str, value: str, after: str
) -> None:
    text = f"{before} {place(value)} {after}"
    secret = place(value)[-len(value) :]

    for output in (
        mask(text),
        one_line(text),
        Evidence("a", excerpt=text).excerpt,
        failed(text, Evidence("a", excerpt=text)).message,
    ):
        assert secret[4:] not in output
        assert secret[4:12] not in output


@pytest.mark.parametrize("kept", range(MAX_EXCERPT - 40, MAX_EXCERPT + 5))
def test_a_secret_that_an_excerpt_cuts_is_masked_all_the_same(kept: int) -> None:
    secret = "postgres://app:0123456789@db"

    excerpt = Evidence("a", excerpt=f"{'x' * (kept - 1)} {secret}").excerpt

    assert "01234" not in excerpt


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("one\ntwo", "one two"),
        ("  \x1b[31mred\x00  ", "[31mred"),
        ("a\u2028b\u202ec", "a b c"),
        ("“so”", "“so”"),
        ("x" * 5000, "x" * MAX_LINE),
    ],
)
def test_one_line(text: str, line: str) -> None:
    assert one_line(text) == line


@pytest.mark.parametrize(
    ("text", "shown"),
    [("a\n\tb", "a\n\tb"), ("a\r\x1bb\x00", "a��b�"), ("\ud800", "�"), ("é…", "é…")],
)
def test_printable(text: str, shown: str) -> None:
    assert printable(text) == shown
