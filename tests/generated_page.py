"""What holds of each page of the documentation that is written from the code."""

from __future__ import annotations

from pathlib import Path
from types import ModuleType

import pytest


def assert_kept_in_step(
    module: ModuleType,
    page: Path,
    source: str,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    """A page that is not there, or is not what its source says, fails with what to do."""
    monkeypatch.setattr(module, "PAGE", page)

    assert module.main(["--check"]) == 1
    assert module.main([]) == 0
    assert module.main(["--check"]) == 0
    page.write_text(page.read_text() + "one line more\n")
    capsys.readouterr()

    assert module.main(["--check"]) == 1
    assert capsys.readouterr().err == (
        f"{page} is not what {source}: run `python -m {module.__name__}` and commit it\n"
    )
