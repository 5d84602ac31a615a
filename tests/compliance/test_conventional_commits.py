"""First lines of commits, by the sentences of Conventional Commits 1.0.0."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from compliance.conventional_commits import Header, is_revert, parse


@pytest.mark.parametrize(
    ("headline", "header"),
    [
        ("feat: add the login page", Header("feat", "", False, "add the login page")),
        ("fix(login): ask twice", Header("fix", "login", False, "ask twice")),
        ("feat!: drop Node.js 20", Header("feat", "", True, "drop Node.js 20")),
        ("feat(api)!: drop /v1", Header("feat", "api", True, "drop /v1")),
        ("FEAT: shout", Header("FEAT", "", False, "shout")),
        ("wip: anything", Header("wip", "", False, "anything")),
        ("build-deps(web, api): raise zod", Header("build-deps", "web, api", False, "raise zod")),
        ("i18n: add Polish", Header("i18n", "", False, "add Polish")),
        ("修复(登录): 问两次", Header("修复", "登录", False, "问两次")),
        ("docs: say: why", Header("docs", "", False, "say: why")),
        ("docs:  two spaces", Header("docs", "", False, "two spaces")),
        ("feat: add it (#12)", Header("feat", "", False, "add it (#12)")),
        ("fix(app/[id]): x", Header("fix", "app/[id]", False, "x")),
    ],
)
def test_what_follows_the_convention(headline: str, header: Header) -> None:
    assert parse(headline) == header


@pytest.mark.parametrize(
    "headline",
    [
        "", ":", ": x", "feat", "feat:", "feat: ", "feat:  \t", "feat:x", "feat x", "feat : x",
        "feat (login): x", "feat(): x", "feat( ): x", "feat(a(b)): x", "feat(a: x", "feat)a(: x",
        "(login): x", "!: x", "feat!!: x", "feat!(api): x", "new feature: x", " feat: x",
        "✨: x", "✨ feat: x", "feat, fix: x", "12: x", "SHOP-12: x", "-: x", "feat-: x",
        "fixup! feat: x", "feat：x", "feat:\tx", "feat:\nx", "feat: x\ny", "[SHOP-1] feat: x",
        "Merge branch 'dev'", "Add the login page",
    ],
)  # fmt: skip
def test_what_does_not_follow_it(headline: str) -> None:
    assert parse(headline) is None


@pytest.mark.parametrize(
    ("headline", "answer"),
    [
        ('Revert "feat: add the login page"', True),
        ('Revert "feat: add the login page" (#12)', True),
        ('Reapply "feat: add the login page"', True),
        ("revert: feat: add the login page", True),
        ("Revert(login)!: drop it", True),
        ("revert", False),
        ("Reverting is easy", False),
        ("fix: revert to the old page", False),
        ("feat: add the login page", False),
    ],
)
def test_what_takes_back_another_commit(headline: str, answer: bool) -> None:
    assert is_revert(headline) is answer


_LETTER = st.characters(categories=["L"])
_WORD = st.text(st.characters(categories=["L", "Nd"], include_characters="_"), max_size=5)
_TYPE = st.lists(st.builds("{}{}".format, _LETTER, _WORD), min_size=1, max_size=3).map("-".join)
_SCOPE = st.text(st.characters(exclude_characters="()\n", exclude_categories=["Cs"])).filter(
    lambda text: not text or text.strip()
)
_DESCRIPTION = st.text(st.characters(exclude_characters="\n"), min_size=1).filter(
    lambda text: not text[0].isspace()
)


@given(kind=_TYPE, scope=_SCOPE, breaking=st.booleans(), description=_DESCRIPTION)
def test_every_header_is_read_as_it_is_written(
    kind: str, scope: str, breaking: bool, description: str
) -> None:
    header = Header(kind, scope, breaking, description)

    assert parse(str(header)) == header


@given(st.one_of(st.text(), st.text("af:!() -\n1")))
def test_any_text_has_an_answer_which_says_that_text_again(text: str) -> None:
    header = parse(text)

    if header is not None:
        assert str(header).split() == text.split()
