"""Own files of repositories that are wrong, each in one way, and what is said of them."""

WHOLE = """\
components:
  add:
    - path: services/worker
      stack: python
      reason: Its routes are made by a framework of our own.
  leave_out:
    - path: tools/preview
      stack: node
      reason: Shows designs on a laptop, and is deployed nowhere.
phase: mvp
protocol: fullstack
ignore:
  - paths: legacy/**
    reason: Switched off in March.
branches:
  working: develop
environments:
  staging: [stage-eu, stage-us]
"""

_SHORT = "x" * 301
_STACKS = "expected one of node, python; found"
_PATTERN = "is no pattern as in .gitignore (no !, [ or \\) that fits some paths only"
_FOLDER = "is no folder of the repository, such as services/api, or a full stop"

# What is replaced in WHOLE and by what; then line and message.
WRONG = [
    ("phase: mvp", "phases: mvp", 10, "phases: this key is not known here; known: components, phase, protocol, ignore, branches, environments"),
    ("phase: mvp", "phase: live", 10, "phase: expected one of mvp, production; found “live”"),
    ("phase: mvp", "phase:", 10, "phase: expected one of mvp, production; found nothing"),
    ("phase: mvp", "phase: mvp\nphase: mvp", 11, "it is no valid YAML: the key 'phase' stands twice"),
    ("protocol: fullstack", "protocol: Full Stack", 11, "protocol: “Full Stack” is no key; a key is written like-this"),
    ("protocol: fullstack", "protocol: 7", 11, "protocol: expected text, so a number, true or false needs quotes, as in \"3.10\""),
    ("  add:", "  include:", 2, "components.include: this key is not known here; known: add, leave_out"),
    ("services/worker", "/services/worker", 3, f"components.add.0.path: “/services/worker” {_FOLDER}"),
    ("services/worker", "../worker", 3, f"components.add.0.path: “../worker” {_FOLDER}"),
    ("services/worker", "services/../..", 3, f"components.add.0.path: “services/../..” {_FOLDER}"),
    ("services/worker", "services\\worker", 3, f"components.add.0.path: “services\\worker” {_FOLDER}"),
    ("services/worker", "services//worker", 3, f"components.add.0.path: “services//worker” {_FOLDER}"),
    ("stack: python", "stack: go", 4, f"components.add.0.stack: {_STACKS} “go”"),
    ("      stack: python\n", "", 3, "components.add.0: the key stack is missing"),
    ("      reason: Its routes are made by a framework of our own.\n", "", 3, "components.add.0: the key reason is missing"),
    ("Its routes are made by a framework of our own.", "''", 5, "components.add.0.reason: expected text, found nothing"),
    ("Its routes are made by a framework of our own.", _SHORT, 5, "components.add.0.reason: expected at most 300 characters, found 301"),
    ("path: tools/preview\n      stack: node", "path: ./services/worker/\n      stack: python", 7, "services/worker, python stands twice"),
    ("legacy/**", "'!legacy'", 13, f"ignore.0.paths: “!legacy” {_PATTERN}"),
    ("legacy/**", "'**'", 13, f"ignore.0.paths: “**” {_PATTERN}"),
    ("legacy/**", "'**/*'", 13, f"ignore.0.paths: “**/*” {_PATTERN}"),
    ("legacy/**", "'/'", 13, f"ignore.0.paths: “/” {_PATTERN}"),
    ("legacy/**", "'*/'", 13, f"ignore.0.paths: “*/” {_PATTERN}"),
    ("legacy/**", "'*.*'", 13, f"ignore.0.paths: “*.*” {_PATTERN}"),
    ("legacy/**", "'[a-z]*'", 13, f"ignore.0.paths: “[a-z]*” {_PATTERN}"),
    ("legacy/**", "'a***b'", 13, f"ignore.0.paths: “a***b” {_PATTERN}"),
    ("    reason: Switched off in March.\n", "    reason: Off.\n  - paths: legacy/**\n    reason: Off.\n", 15, "legacy/** stands twice"),
    ("  - paths: legacy/**\n    reason: Switched off in March.", "  legacy", 12, "ignore: expected a list, found “legacy”"),
    ("  - paths: legacy/**\n    reason: Switched off in March.", "  - legacy", 13, "ignore.0: expected the keys paths, reason; found “legacy”"),
    ("working: develop", "default: develop", 16, "branches.default: this key is not known here; known: working"),
    ("working: develop", "working: not a branch", 16, "branches.working: “not a branch” is no name of a branch"),
    ("[stage-eu, stage-us]", "[]", 18, "environments.staging: expected at least one environment"),
    ("[stage-eu, stage-us]", "stage", 18, "environments.staging: expected a list, found “stage”"),
    ("[stage-eu, stage-us]", "[stage, 7]", 18, "environments.staging.1: expected text, so a number, true or false needs quotes, as in \"3.10\""),
    ("[stage-eu, stage-us]", f"[{', '.join('abcdefghijklmnopqrstu')}]", 18, "environments.staging: expected at most 20, found 21"),
]  # fmt: skip

# What is no such file at all.
SHAPES = [
    ("- a\n", 1, "the file: expected the keys components, phase, protocol, ignore, branches, environments; found a list"),
    ("phase: [\n", 2, "it is no valid YAML: did not find expected node content"),
    (b"phase: caf\xe9\n", 0, ".plumbline.yml is not UTF-8 text (byte 10)"),
    (b"# " + b"x" * 64 * 1024, 0, "it has more than the 64 KiB that are read of it"),
]  # fmt: skip
