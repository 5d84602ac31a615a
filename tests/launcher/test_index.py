from pathlib import Path

import pytest

from launcher.index import for_uv


@pytest.mark.parametrize(
    ("pip", "variables"),
    [
        ("", {}),
        ("global.index-url='https://a/simple'\n", {"UV_DEFAULT_INDEX": "https://a/simple"}),
        (
            "global.extra-index-url='https://a\\nhttps://b'\nglobal.find-links='/w /x'\n",
            {
                "UV_INDEX": "https://a https://b",
                "UV_INDEX_STRATEGY": "unsafe-best-match",
                "UV_FIND_LINKS": "/w,/x",
            },
        ),
        (
            "global.index-url='g'\ninstall.index-url='i'\n:env:.index-url='https://e'\n",
            {"UV_DEFAULT_INDEX": "https://e"},
        ),
        ("global.cert='/c.pem'\nglobal.timeout='60'\n",
         {"SSL_CERT_FILE": "/c.pem", "UV_HTTP_TIMEOUT": "60"}),
        ("download.index-url='https://d'\nglobal.constraint='/c'\nnonsense\n", {}),
    ],
)  # fmt: skip
def test_what_pip_is_told_in_uvs_words(pip: str, variables: dict[str, str]) -> None:
    assert for_uv(pip, {"HOME": "/none"}) == variables


def test_what_uv_is_told_itself_is_left_to_it(tmp_path: Path) -> None:
    pip = "global.index-url='https://a/simple'\nglobal.cert='/c.pem'\n"
    assert for_uv(pip, {"HOME": "/none", "UV_INDEX_URL": "https://own"}) == {}
    assert for_uv(pip, {"HOME": "/none", "SSL_CERT_FILE": "/own"}) == {
        "UV_DEFAULT_INDEX": "https://a/simple"
    }
    (tmp_path / "uv").mkdir()
    (tmp_path / "uv" / "uv.toml").write_text("")
    assert for_uv(pip, {"XDG_CONFIG_HOME": str(tmp_path)}) == {}
