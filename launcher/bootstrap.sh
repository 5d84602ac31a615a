# Sourced by `run` and `test`, which set $root: the launcher, in the first Python that is new enough.
# Isolated mode (-I) keeps the caller's folder and PYTHON* variables out of it.
launcher() {
    for python in "$root/.venv/bin/python" python3 python3.14 python3.13 python3.12 python3.11 python; do
        if "$python" -I -c 'import sys; sys.exit(sys.version_info < (3, 11))' >/dev/null 2>&1; then
            exec "$python" -I -c 'import sys; root = sys.argv.pop(1); sys.path.insert(0, root)
from launcher.__main__ import main; sys.exit(main(sys.argv[1:]))' "$root" "$@"
        fi
    done
    echo "Plumbline needs Python 3.11 or newer and found none on PATH: install one (for example 'apt install python3 python3-venv' or 'brew install python') and run this again." >&2
    exit 2
}
