"""Which files are searched for secrets, and what kind of file each is."""

from __future__ import annotations

import itertools
import re

from compliance.extract.secrets.names import words
from compliance.paths import is_judged, is_test
from compliance.sightings import Place

_TEST_WORDS = frozenset(
    """test tests e2e spec specs mock mocks fixture fixtures stub stubs cypress playwright testing
    cassettes integrationtest integrationtests loadtest loadtests unittest unittests snapshots
    storybook""".split()
)
# `openapi-spec.yml` is no test.
_TEST_NAMES = (_TEST_WORDS - {"spec", "specs"}) | {"cy", "snap", "har", "stories", "story"}
# `settingsMockData.ts`: what is made up says so among other words of a name, too.
_MADE_UP = frozenset("mock mocks mocked fixture fixtures stub stubs stories".split())
# The project that a package is tried out with: `testproject/settings.py`.
_TRIES = re.compile(r"tests?[-_]?(?:project|site|app)s?")
_EXAMPLE_NAMES = frozenset("example examples sample samples skeleton snakeoil dummy fake".split())
_EXAMPLE_FOLDERS = frozenset("example examples sample samples".split())
# What a program is given where nobody has settings of his own: `mail.conf.default`.
_DEFAULTS = (".default", ".defaults")
# Of a file of the environment also these words, of another one where they stand behind a full stop:
# `config/default.json` and `template.yaml` are what is used.
_COPIED = frozenset("template templates tpl tmpl dist".split())
_OF_ENVIRONMENT = _COPIED | {"default", "defaults"}
_CI_FOLDERS = frozenset(
    """.github .depot .circleci .buildkite .gitlab .gitea .forgejo .woodpecker .semaphore .ci ci
    .teamcity .azure-pipelines azure-pipelines""".split()
)
_CI_NAMES = frozenset(
    """.travis.yml .appveyor.yml appveyor.yml .drone.yml .drone.yaml bitbucket-pipelines.yml
    jenkinsfile cloudbuild.yaml cloudbuild.yml .woodpecker.yml azure-pipelines.yml""".split()
)
# What holds no text that somebody wrote, by the end of its name.
_NO_TEXT = frozenset(
    """png jpg jpeg gif webp avif ico icns bmp tif tiff psd ai eps pdf svg woff woff2 ttf otf eot
    mp3 mp4 m4a m4v mov avi mkv webm ogg oga ogv wav flac zip gz tgz bz2 xz zst 7z rar jar war ear
    whl egg exe dll so dylib a o lib bin dat class pyc pyo wasm node db sqlite sqlite3 mo parquet
    avro npy npz pkl pickle h5 onnx pt pth safetensors gguf tflite docx xlsx pptx odt ods odp epub
    map lock lockb sum crt cer der csr p7b po pot xlf xliff glb gltf stl obj fbx ply geojson
    topojson shp tsbuildinfo gitattributes""".split()
)
# What a very large file is called that is text, and not the data of a program.
_TEXT = frozenset(
    """py js mjs cjs jsx ts mts cts tsx json json5 jsonc jsonl ndjson yaml yml toml ini cfg conf
    properties env sh bash sql csv tsv txt log md rst xml html htm ipynb tf tfvars har
    dump""".split()
)
_MADE = (
    ".min.js", ".min.css", ".min.mjs", ".bundle.js", "-bundle.js", ".chunk.js", "-lock.json",
    "-lock.yaml", "-lock.yml", ".lock.json", "npm-shrinkwrap.json", ".pnp.cjs", ".pnp.js",
)  # fmt: skip
# What tells a secret scanner which values are none.
_KNOWN_AS_NONE = frozenset(
    """.secretsignore .secrets.baseline .gitleaksignore .gitleaks.toml .gitguardian.yml
    .gitguardian.yaml .talismanrc .trufflehogignore""".split()
)
_PROSE = (".md", ".mdx", ".markdown", ".rst", ".adoc", ".txt", ".html", ".htm")
# Among code too, as where a front end shows how an API is used.
_DOCUMENTS = frozenset("docs api-docs apidocs documentation".split())
_OPENAPI = re.compile(
    rb"(?:^|[{,])\s{0,99}[\"']?(?:openapi|swagger)[\"']?\s{0,9}:\s{0,9}[\"']?[23]\."
)
_MAX_BEFORE_OPENAPI = 64 * 1024
_LANGUAGES = frozenset("locales locale i18n l10n translations translation langs lang".split())
_HASHES = frozenset("hash hashes checksum checksums digest digests integrity".split())
_SEEDS = frozenset("seed seeds seeder seeders seeding".split())
_TEXTS = (".json", ".yml", ".yaml", ".properties", ".arb", ".ftl", ".strings", ".toml")
# Settings of several tools in one file, of which some sections are those of tests.
_SHARED = frozenset("setup.cfg tox.ini pytest.ini .pytest.ini pyproject.toml".split())
_SECTION = re.compile(rb"^\[{1,2}([^\]\n]{1,200})\]", re.MULTILINE)
_MAX_SECTIONS = 200
_OF_VITE = re.compile(r"(?:vite|vitest)(?:[.-][\w-]{1,40}){0,3}\.config\.[cm]?[jt]s")
_TESTS_OF_VITE = re.compile(rb"\n[ \t]{0,20}test\s{0,9}:\s{0,9}\{")
# What Rust compiles for tests alone stands behind the code that it tests.
_TESTS_OF_RUST = re.compile(rb"^[ \t]{0,20}#\[cfg\(test\)\]", re.MULTILINE)
_BETWEEN_WORDS = re.compile(r"[-_. ]")
_ENVIRONMENT = (".env.", ".env-", ".env_")


def is_environment_file(path: str) -> bool:
    """Whether a path is a file of environment variables by its name; `.envrc` is a script."""
    name = path.rpartition("/")[2]
    return name == ".env" or name.startswith(_ENVIRONMENT)


def is_searched(path: str) -> bool:
    """Whether a file is searched for secrets.

    What documents, vendors, builds or locks is not; of tests and examples only files of environment
    variables are.
    """
    if is_environment_file(path):
        return is_judged(path)
    name = path.rpartition("/")[2].lower()
    if name.rpartition(".")[2] in _NO_TEXT or name.endswith(_MADE) or name in _KNOWN_AS_NONE:
        return False
    if name.endswith(_PROSE) and not _DOCUMENTS.isdisjoint(path.lower().split("/")[:-1]):
        return False
    return is_judged(path) and place_of(path) in (Place.ORDINARY, Place.CI)


def is_text(path: str) -> bool:
    """Whether a file is text by the end of its name, whatever its size."""
    return path.rpartition(".")[2].lower() in _TEXT or is_environment_file(path)


def place_of(path: str) -> Place:
    """What kind of file it is; what is several is the first of CI file, test and example."""
    *folders, name = path.lower().split("/")
    parts = frozenset(_BETWEEN_WORDS.split(name))
    if (
        not _CI_FOLDERS.isdisjoint(folders)
        or name in _CI_NAMES
        or name.startswith((".gitlab-ci", "azure-pipelines", "jenkinsfile"))
        or "ci" in parts
    ):
        return Place.CI
    if is_test(path) or not _TEST_NAMES.isdisjoint(parts):
        return Place.TEST
    within = [frozenset(_BETWEEN_WORDS.split(folder)) for folder in folders]
    if any(map(_TEST_WORDS.intersection, within)) or any(map(_TRIES.fullmatch, folders)):
        return Place.TEST
    if not _MADE_UP.isdisjoint(words(path.rpartition("/")[2])):
        return Place.TEST
    if (
        not _EXAMPLE_NAMES.isdisjoint(parts)
        or any(map(_EXAMPLE_FOLDERS.intersection, within))
        or name.endswith(_DEFAULTS)
        or not _COPIED.isdisjoint(name.split(".")[1:])
        or (is_environment_file(path) and not _OF_ENVIRONMENT.isdisjoint(parts))
    ):
        return Place.EXAMPLE
    return Place.ORDINARY


def is_prose(path: str, content: bytes) -> bool:
    """Whether a file is written for people, so that values in it are mostly illustrations: text,
    what lies among documents, or a description of an API.
    """
    *folders, name = path.lower().split("/")
    if name.endswith(_PROSE) or not _DOCUMENTS.isdisjoint(folders):
        return True
    described = name.endswith((".json", ".yaml", ".yml"))
    return described and _OPENAPI.search(content, 0, _MAX_BEFORE_OPENAPI) is not None


def holds_hashes(path: str) -> bool:
    """Whether a file is called for the hashes that it holds of others."""
    return not _HASHES.isdisjoint(words(path.rpartition("/")[2]))


def is_translation(path: str) -> bool:
    """Whether a file holds what is shown to people in some language: names in it are those of
    texts.
    """
    *folders, name = path.lower().split("/")
    return name.endswith(_TEXTS) and not _LANGUAGES.isdisjoint(folders)


def is_seed(path: str) -> bool:
    """Whether a file fills a database with rows to try things with, whose values are made up."""
    return any(
        not _SEEDS.isdisjoint(_BETWEEN_WORDS.split(part)) for part in path.lower().split("/")
    )


def of_tests(path: str, content: bytes) -> list[tuple[int, int]]:
    """From where to where a file holds what is for tests: `[tool:pytest]` in settings, `test` in
    those of Vite, `#[cfg(test)]` in Rust.
    """
    name = path.rpartition("/")[2].lower()
    if _OF_VITE.fullmatch(name) and (begin := _TESTS_OF_VITE.search(content)):
        return [(begin.start(), len(content))]
    if name.endswith(".rs") and (begin := _TESTS_OF_RUST.search(content)):
        return [(begin.start(), len(content))]
    if name not in _SHARED:
        return []
    sections = list(itertools.islice(_SECTION.finditer(content), _MAX_SECTIONS))
    ends = [each.start() for each in sections[1:]] + [len(content)]
    return [
        (each.start(), end)
        for each, end in zip(sections, ends, strict=False)
        if b"pytest" in each[1] or b"testenv" in each[1]
    ]
