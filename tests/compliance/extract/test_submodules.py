"""Which commands fetch the submodules of a repository."""

import pytest

from compliance.extract.submodules import fetches


@pytest.mark.parametrize(
    ("lines", "number"),
    [
        (["git submodule update --init"], 1),
        (["git submodule update --recursive --init -- lib"], 1),
        (["$ git -C shop submodule --quiet update --init"], 1),
        (["cd shop && git submodule init && git submodule update"], 1),
        (["git submodule init", "", "git submodule update"], 3),
        (["git submodule update \\", "    --init"], 1),
        (["git clone --recurse-submodules https://example.org/x.git"], 1),
        (["git clone --recurse-submodules=lib https://example.org/x.git"], 1),
        (["git clone https://example.org/x.git --recursive"], 1),
        (["gh repo clone shop/shop -- --recurse-submodules"], 1),
        (['run(["git", "submodule", "update", "--init", "--recursive"])'], 1),
        (["git submodule update"], 0),
        (["git submodule update --remote", "git submodule init"], 0),
        (["git pull --recurse-submodules"], 0),
        (["git clone https://example.org/x.git", "cp --recursive a b"], 0),
        (["this repository has submodules"], 0),
    ],
)
def test_what_fetches_them(lines: list[str], number: int) -> None:
    assert fetches(lines) == number
