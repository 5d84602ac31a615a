"""What is taken for a secret, and what is not. All values are made up."""

from __future__ import annotations

import random
import string

import kingfisher_sdk
import pytest

from compliance.extract.secrets import assignments, lookout, names, places, scanner, values
from compliance.extract.secrets.lookout import SecretLookout
from compliance.masking import MASK
from compliance.sightings import Place, Sighting
from compliance.tree import MIB, Kind, TreeBuilder

CHANCE = random.Random(3)
ALPHANUMERIC = string.ascii_letters + string.digits


def made_up(length: int, characters: str = ALPHANUMERIC) -> str:
    """A value that no scanner of this file takes for a leak."""
    return "".join(CHANCE.choices(characters, k=length))


STRIPE, GITHUB = f"sk_live_{made_up(24)}", f"ghp_{made_up(36)}"


def seen(path: str, text: str | bytes) -> tuple[Sighting, ...]:
    """What is found in a file."""
    raw = text.encode() if isinstance(text, str) else text
    watch = SecretLookout()
    if watch.wants(path, len(raw)):
        watch.see(path, raw)
    return watch.sightings().found


class TestValues:
    @pytest.mark.parametrize("length", [32, 43, 64])
    @pytest.mark.parametrize(
        "characters",
        [ALPHANUMERIC, "0123456789abcdef", string.ascii_lowercase + string.digits,
         ALPHANUMERIC + "+/", string.ascii_lowercase + string.digits + "!@#%^&*(-_=+"],
        ids=["mixed", "hexadecimal", "lower case", "Base64", "Django"],
    )  # fmt: skip
    def test_nearly_all_that_is_made_by_chance_is_seen_to_be(
        self, length: int, characters: str
    ) -> None:
        made = [made_up(length, characters) for _ in range(300)]

        assert sum(map(values.is_random, made)) >= 270

    @pytest.mark.parametrize(
        "value",
        """changeme-please-123456 your-api-key-goes-here-1 my-super-secret-token-2024
        <insert-your-key-here-1> ${SECRET_FROM_THE_VAULT1} {{secrets.token_of_2025}}
        $STRIPE_SECRET_KEY_2025 xxxxxxxxxxxxxxxxxxxxxxx1 00000000000000000000000a
        abcdef0123456789abcdef01 1234567890abcdef12345678 aaaaaaaaaaaaaaaaaaaa11
        the-quick-brown-fox-jumps-2 authentication-required-v2 users.profile.password.v2
        src/components/TokenInput2.tsx https://auth.shop.io/token/v2 2024-01-01T00:00:00Z
        application/vnd.api+json2 sha512-q8Zv2LxT9rWc5NpK7bYd== $2b$12$KIXQ2vQx7LmZp4KdW8rYc1
        ENC[AES256_GCM,data:q8Zv2LxT9] password_reset_token_key_1 organization_member_role_3
        id=release_signing_key_2,src=./key_4 orders.q8Zv2.{order_id!s}-K7 Zv2L-{order:08x}-xT9rW
        topSekr3t-91-Zx-7
        nodejs24.x-custom-runtime getServerSideProps_v2_final_4
        [A-Za-z0-9._~+/=-]{16,200} ^[a-z0-9_-]{32,64}$""".split(),
    )
    def test_words_templates_and_placeholders_are_no_chance(self, value: str) -> None:
        assert not values.is_random(value)

    def test_the_order_of_letters_tells_words_from_chance(self) -> None:
        words = """authentication organization transaction repository subscription environment
        notification permission development application configuration international""".split()
        made = [made_up(14, string.ascii_lowercase) for _ in range(5_000)]

        assert all(map(values.is_wordy, words))
        assert sum(map(values.is_wordy, made)) < 250


class TestNames:
    @pytest.mark.parametrize(
        "name",
        """PASSWORD db_password dbPassword SECRET_KEY secretKeyBase clientSecret API_KEY apiKey
        api-key stripeApiKey AWS_SECRET_ACCESS_KEY accessToken GITHUB_TOKEN JWT_SECRET jwt
        ENCRYPTION_KEY signing_key SMTP_PASSWD WEBHOOK_SECRET SECRET_KEY_PROD TOKEN_2
        process.env.SESSION_SECRET credentials recaptcha_secret VAPID_PRIVATE_KEY
        MAPBOX_SECRET_TOKEN""".split(),
    )
    def test_these_are_secret(self, name: str) -> None:
        assert names.is_secret(name)

    @pytest.mark.parametrize(
        "name",
        """key KEY primaryKey cacheKey NEXT_PUBLIC_API_KEY publicKey passwordHash tokenType
        TOKEN_URL secretName password_field VITE_TOKEN csrfToken nextPageToken public_token
        monkey tokenizer secretary STORAGE_KEY foreign_key RECAPTCHA_SITE_KEY idempotencyKey
        ALGOLIA_API_KEY VAPID_PUBLIC_KEY
        PASSWORD_MIN_LENGTH anonKey token_id websiteToken""".split(),
    )
    def test_these_are_not(self, name: str) -> None:
        assert not names.is_secret(name)


class TestPlaces:
    @pytest.mark.parametrize(
        ("path", "place"),
        [
            ("src/app.js", Place.ORDINARY),
            ("README.md", Place.ORDINARY),
            ("config/production.yml", Place.ORDINARY),
            ("src/latest.py", Place.ORDINARY),
            ("contest/app.py", Place.ORDINARY),
            (".github/workflows/ci.yml", Place.CI),
            (".gitlab-ci.yml", Place.CI),
            ("docker-compose.ci.yml", Place.CI),
            ("tests/app.py", Place.TEST),
            ("src/app.test.ts", Place.TEST),
            ("integration-tests/env.json", Place.TEST),
            ("src/mock.ts", Place.TEST),
            ("evals/Question Test Set.csv", Place.TEST),
            ("pkg/jwt_test.go", Place.TEST),
            (".env.test", Place.TEST),
            (".env.example", Place.EXAMPLE),
            ("config.sample.yml", Place.EXAMPLE),
            ("settings.py.template", Place.EXAMPLE),
            (".env.default", Place.EXAMPLE),
            ("config/default.json", Place.ORDINARY),
            ("template.yaml", Place.ORDINARY),
            ("openapi-spec.yml", Place.ORDINARY),
            ("src/app.spec.ts", Place.TEST),
            ("certs/localhost.pem", Place.ORDINARY),
            ("certs/snakeoil.key", Place.EXAMPLE),
            ("example_rules/ssh.yaml", Place.EXAMPLE),
            ("conf/mail.conf.default", Place.EXAMPLE),
            ("src/stories/accountMockData.ts", Place.TEST),
            ("src/hammock.ts", Place.ORDINARY),
            ("testproject/settings.py", Place.TEST),
            ("contestsite/settings.py", Place.ORDINARY),
        ],
    )
    def test_the_kind_of_a_file(self, path: str, place: Place) -> None:
        assert places.place_of(path) is place

    @pytest.mark.parametrize(
        "path",
        """src/app.js .github/workflows/ci.yml .env tests/.env.test .env.example README.md
        deploy/key.pem Dockerfile .npmrc package.json src/docs/client.ts src/help.md""".split(),
    )
    def test_these_are_searched(self, path: str) -> None:
        assert places.is_searched(path)

    @pytest.mark.parametrize(
        "path",
        """tests/app.js docs/api.md dist/app.js node_modules/x/.env logo.png app.min.js
        package-lock.json yarn.lock examples/app.py fixtures/.env config.sample.yml .secretsignore
        .gitleaks.toml src/routes/docs/content/hooks.md src/documentation/api.rst""".split(),
    )
    def test_these_are_not(self, path: str) -> None:
        assert not places.is_searched(path)


class TestLookout:
    def test_the_place_and_the_surroundings_are_told_without_the_secret(self) -> None:
        (found,) = seen("src/pay.js", f"// pay\n\nconst stripe = new Stripe('{STRIPE}'); // live\n")

        assert (found.path, found.line, found.end_line) == ("src/pay.js", 3, 3)
        assert found.excerpt == f"const stripe = new Stripe('sk_l{MASK}'); // live"
        assert found.value == STRIPE
        assert STRIPE not in repr(found)

    @pytest.mark.parametrize("name", ["SIGNING_KEY", "gpgSignKey", "PGP_KEY"])
    def test_the_fingerprint_of_a_key_that_signs_is_no_secret(self, name: str) -> None:
        fingerprint = made_up(40, "0123456789ABCDEF")

        assert seen("Makefile", f"{name}={fingerprint}\n") == ()
        assert seen("Makefile", f"{name}={fingerprint[:16]}\n") == ()

    @pytest.mark.parametrize("name", ["API_KEY", "SECRET_KEY"])
    def test_the_same_by_another_name_is_one(self, name: str) -> None:
        (found,) = seen("Makefile", f"{name}={made_up(40, '0123456789ABCDEF')}\n")

        assert found.rule == f"value of {name}"

    def test_a_key_that_signs_in_lower_case_is_one(self) -> None:
        (found,) = seen("Makefile", f"SIGNING_KEY={made_up(40, '0123456789abcdef')}\n")

        assert found.rule == "value of SIGNING_KEY"

    @pytest.mark.parametrize("mark", list("&;|<>(){}[],#@=!*$%^"))
    def test_a_value_is_masked_to_its_end_whatever_marks_it_has(self, mark: str) -> None:
        value = ""
        while not values.is_random(value):
            value = f"{made_up(20)}{mark}{made_up(20)}"

        (found,) = seen(".env", f"A=1\nSECRET_KEY={value}\n")

        assert found.value == value
        assert found.excerpt == f"SECRET_KEY={value[:4]}{MASK}"

    def test_two_on_one_line_are_both_masked_in_both(self) -> None:
        first, second = seen("src/pay.js", f"pay('{STRIPE}', '{GITHUB}')\n")

        assert first.excerpt == second.excerpt == f"pay('sk_l{MASK}', 'ghp_{MASK}')"

    def test_what_is_cut_off_holds_no_part_of_another(self) -> None:
        odd = made_up(60)
        line = f"{odd} {'x' * 30} '{STRIPE}' {'y' * 20} {odd}"

        (found,) = seen("src/pay.js", line)

        assert found.excerpt.count("x") == 30
        assert odd[-5:] not in found.excerpt
        assert odd[:5] not in found.excerpt

    def test_a_key_has_the_lines_from_its_first_to_its_last(self) -> None:
        body = "\n".join(made_up(64) for _ in range(10))
        text = f"\n-----BEGIN PRIVATE KEY-----\n{body}\n-----END PRIVATE KEY-----\n"

        (found,) = seen("deploy/key.pem", text)

        assert (found.rule, found.line, found.end_line) == ("private key", 2, 13)
        assert found.excerpt == f"----{MASK}"

    def test_a_binary_file_is_not_searched(self) -> None:
        assert seen("src/blob", b"\0" + STRIPE.encode()) == ()

    def test_utf_16_is_text(self) -> None:
        (found,) = seen("src/a.js", f"a = 1\nt = '{STRIPE}'\n".encode("utf-16"))

        assert (found.value, found.line) == (STRIPE, 2)

    def test_one_that_was_seen_is_not_wanted_again(self) -> None:
        watch = SecretLookout()
        assert watch.wants("a.js", 5)
        watch.see("a.js", b"a = 1")

        assert not watch.wants("a.js", 5)
        assert watch.sightings().looked_into == 1

    def test_where_two_pieces_of_a_file_meet_nothing_is_lost_or_doubled(self) -> None:
        for before in range(scanner.PIECE - 60, scanner.PIECE + scanner.OVERLAP + 60, 701):
            text = ("x = 1\n" * (before // 6 + 1))[:before] + f"\nt = '{STRIPE}'\n" + "y = 2\n" * 9

            assert [each.value for each in seen("src/a.js", text)] == [STRIPE], before

    def test_a_file_that_is_too_large_is_named(self) -> None:
        watch = SecretLookout()

        assert not watch.wants("dump.sql", 8 * MIB + 1)
        assert watch.sightings().missed == {
            "dump.sql": "dump.sql has more than the 8 MiB that are searched"
        }

    def test_one_that_is_large_and_no_text_by_its_name_is_not(self) -> None:
        watch = SecretLookout()

        assert not watch.wants("model.weights", 8 * MIB + 1)
        assert watch.sightings().missed == {}

    def test_more_than_the_total_is_named(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(lookout, "MAX_TOTAL", 10)
        watch = SecretLookout()

        assert watch.wants("a.js", 8)
        assert not watch.wants("b.js", 8)
        assert "b.js was not searched" in watch.sightings().missed["b.js"]

    def test_more_files_than_are_searched_are_named(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(lookout, "MAX_FILES", 1)
        watch = SecretLookout()
        assert watch.wants("a.js", 5)

        assert not watch.wants("b.js", 5)
        assert "b.js was not searched" in watch.sightings().missed["b.js"]

    def test_only_some_of_many_reasons_are_kept(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(lookout, "MAX_MISSED", 2)
        watch = SecretLookout()
        for path in ("a.js", "b.js", "c.js"):
            watch.miss(path, "gone")

        assert list(watch.sightings().missed) == ["a.js", "b.js"]

    def test_what_could_not_be_read_is_named_until_it_is_seen(self) -> None:
        watch = SecretLookout()
        watch.miss("a.js", "a.js is missing")
        assert watch.sightings().missed == {"a.js": "a.js is missing"}

        watch.see("a.js", b"a = 1")
        assert watch.sightings().missed == {}

    def test_a_scanner_that_takes_too_long_is_named(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(scanner, "TIMEOUT", 1e-9)
        watch = SecretLookout()
        watch.see("a.js", b"const a = 1;\n" * 1000)

        assert watch.sightings().missed == {
            "a.js": "a.js was not searched to its end: it holds too much"
        }

    def test_too_many_names_are_named(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(assignments, "MAX_CANDIDATES", 3)
        watch = SecretLookout()
        watch.see("a.js", b"password\n" * 4)

        assert "a.js was not searched to its end" in watch.sightings().missed["a.js"]

    def test_a_repository_full_of_secrets_is_given_up(
        self, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(lookout, "MAX_FOUND", 2)
        monkeypatch.setattr(lookout, "MAX_IN_FILE", 2)
        watch = SecretLookout()
        for path in ("a.js", "b.js"):
            watch.see(path, "\n".join(f"'ghp_{made_up(36)}'" for _ in range(5)).encode())

        assert [each.path for each in watch.sightings().found] == ["a.js", "a.js"]
        assert "b.js" in watch.sightings().missed

    def test_nobody_is_asked_whether_it_is_valid(self, monkeypatch: pytest.MonkeyPatch) -> None:
        def refuse(*_arguments: object, **_named: object) -> None:
            raise AssertionError("a validator was made")

        monkeypatch.setattr(kingfisher_sdk.Validator, "__init__", refuse)
        monkeypatch.setattr(kingfisher_sdk.Revoker, "__init__", refuse)

        assert len(seen("a.js", f"t = '{STRIPE}'")) == 1


class TestTree:
    def test_what_only_the_lookout_wants_is_not_kept(self) -> None:
        builder = TreeBuilder(None, lambda path: path == "kept.js", lookout=SecretLookout())
        for path in ("kept.js", "passing.js"):
            assert builder.offer(path, 50)
            builder.add(path, f"t = '{STRIPE}'".encode())
        assert not builder.offer("logo.png", 5)
        assert not builder.offer("link.js", 5, Kind.SYMLINK)
        tree = builder.build()

        assert list(tree.contents) == ["kept.js"]
        assert tree.sightings is not None
        assert [each.path for each in tree.sightings.found] == ["kept.js", "passing.js"]

    def test_why_one_cannot_be_had_is_told_to_the_lookout(self) -> None:
        builder = TreeBuilder(None, lambda _: False, lookout=SecretLookout())
        builder.offer("passing.js", 50)
        builder.omit("passing.js", "passing.js is missing")
        tree = builder.build()

        assert tree.sightings is not None
        assert tree.sightings.missed == {"passing.js": "passing.js is missing"}
        assert tree.omitted == {}
