"""How long `check` takes on a working copy of 2,000 files, beside an interpreter that does nothing.

    python benchmarks/check_speed.py [files]

Prints the wall clock seconds and the processor's, the best of five runs each, in one go.
"""

from __future__ import annotations

import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).parent.parent


def make(folder: Path, files: int) -> None:
    """A FastAPI project with that many modules, 4 kB each, under git."""
    source = (ROOT / "compliance" / "cli.py").read_text(encoding="utf-8")[:4000]
    (folder / "pyproject.toml").write_text('[project]\nname = "x"\ndependencies = ["fastapi"]\n')
    (folder / "main.py").write_text("from fastapi import FastAPI\n\napp = FastAPI()\n")
    for number in range(files):
        path = folder / f"src/p{number % 40}/m{number}.py"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(source)
    subprocess.run(["git", "init", "-q", str(folder)], check=True)
    subprocess.run(["git", "-C", str(folder), "add", "-A"], check=True)


def best(command: list[str]) -> tuple[float, float]:
    """Wall clock and processor seconds of the quickest of five runs."""
    found = []
    for _ in range(5):
        before, started = resource.getrusage(resource.RUSAGE_CHILDREN), time.perf_counter()
        subprocess.run(command, cwd=ROOT, stdout=subprocess.DEVNULL, check=False)
        wall, after = time.perf_counter() - started, resource.getrusage(resource.RUSAGE_CHILDREN)
        used = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
        found.append((wall, used))
    return min(found)


def main() -> None:
    """Print both."""
    files = int(sys.argv[1]) if len(sys.argv) > 1 else 2000
    with tempfile.TemporaryDirectory() as folder:
        make(Path(folder), files)
        for name, command in {
            f"check, {files} files": [sys.executable, "-m", "compliance.cli", folder],
            "python -c pass": [sys.executable, "-c", "pass"],
        }.items():
            wall, used = best(command)
            print(f"{name:24} {wall:6.2f} s, {used:6.2f} s of the processor")


if __name__ == "__main__":
    main()
