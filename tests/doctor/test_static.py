"""What the doctor's file promises of itself: Python 3.9, the standard library, one file."""

from __future__ import annotations

import ast
import json
import re
import subprocess
import sys
from pathlib import Path

import pytest

from integrations.doctor import doctor

FILE = Path(doctor.__file__)
SOURCE = FILE.read_text(encoding="utf-8")
TREE = ast.parse(SOURCE, feature_version=(3, 9))
SCHEMA = json.loads(Path("docs/doctor-report.schema.json").read_text(encoding="utf-8"))
TOLD = Path("docs/doctor.md").read_text(encoding="utf-8")


def run(*words: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(words, capture_output=True, text=True, check=False)


def test_vermin_finds_nothing_newer_than_python_3_9() -> None:
    program = "import vermin; vermin.main()"
    ran = run(
        sys.executable, "-c", program, "-t=3.9-", "--eval-annotations", "--no-tips", str(FILE)
    )

    assert ran.returncode == 0, ran.stdout
    assert re.search(r"^Minimum required versions: (\S+)$", ran.stdout, re.MULTILINE), ran.stdout


def test_ruff_reads_it_as_python_3_9_by_the_files_own_rules() -> None:
    ruff = str(Path(sys.executable).with_name("ruff"))

    assert run(ruff, "check", str(FILE)).stdout == "All checks passed!\n"
    shown = run(ruff, "check", "--show-settings", str(FILE)).stdout
    assert '"integrations/doctor/doctor.py"' in shown
    assert "3.9" in shown
    # The same file would be complained about if the target were newer.
    newer = run(ruff, "check", "--isolated", "--select=UP", "--target-version=py310", str(FILE))
    assert newer.returncode == 1


def test_it_imports_the_standard_library_alone() -> None:
    imported = set()
    for each in ast.walk(TREE):
        if isinstance(each, ast.Import):
            imported |= {name.name for name in each.names}
        elif isinstance(each, ast.ImportFrom):
            assert each.level == 0
            imported.add(each.module or "")
    assert {name.partition(".")[0] for name in imported} <= sys.stdlib_module_names


def test_before_it_kept_the_checkout_off_the_path_it_imports_what_is_loaded_already() -> None:
    """`os` and `sys` are there before a program begins; `__future__` is not."""
    first = [each for each in TREE.body if isinstance(each, (ast.Import, ast.ImportFrom, ast.If))]
    before = first[: next(at for at, each in enumerate(first) if isinstance(each, ast.If))]

    assert [ast.unparse(each) for each in before] == ["import os", "import sys"]


def test_a_download_that_broke_off_can_do_nothing() -> None:
    *others, last = TREE.body
    assert ast.unparse(last).startswith("if __name__ == '__main__':\n    sys.exit(main())")
    kinds = (ast.Import, ast.ImportFrom, ast.ClassDef, ast.FunctionDef, ast.Assign, ast.AnnAssign)
    assert all(isinstance(each, (*kinds, ast.Expr, ast.If)) for each in others)


def test_functions_stay_short() -> None:
    long = {
        each.name: (each.end_lineno or 0) - each.lineno
        for each in ast.walk(TREE)
        if isinstance(each, ast.FunctionDef) and (each.end_lineno or 0) - each.lineno > 45
    }
    assert long == {}


def reasons() -> set[str]:
    """Every reason that the file gives: the second word of a finding, or of what is judged."""
    outcomes = {"PASS", "FAIL", "UNKNOWN", "NOT_APPLICABLE", "outcome"}
    found = set()
    for each in ast.walk(TREE):
        given: list[ast.expr] = []
        if isinstance(each, ast.Call) and ast.unparse(each.func) == "Finding":
            given = each.args
        elif isinstance(each, ast.Return) and isinstance(each.value, ast.Tuple):
            given = each.value.elts
        if len(given) > 1 and ast.unparse(given[0]) in outcomes:
            second = given[1]
            if isinstance(second, ast.Constant):
                found.add(str(second.value))
    return found


def test_the_schema_and_the_documentation_know_each_reason() -> None:
    known = set(SCHEMA["$defs"]["finding"]["properties"]["reason"]["enum"])

    assert reasons() == known
    assert [each for each in known if f"`{each}`" not in TOLD] == []


@pytest.mark.parametrize("item", doctor.ITEMS)
def test_the_schema_and_the_documentation_know_each_item(item: str) -> None:
    assert item in SCHEMA["$defs"]["item"]["properties"]["item"]["enum"]
    assert f"`{item}`" in TOLD
