"""Which files may describe an API, by their path and by what is written in them."""

from __future__ import annotations

import posixpath
import re

SUFFIXES = (".json", ".yaml", ".yml")
# Folders of what somebody else wrote, or of what only illustrates. Documentation counts, and so
# does what a program made: a document is a document.
_NOT_OURS = frozenset(
    """node_modules bower_components jspm_packages vendor vendors third_party third-party external
    .venv venv site-packages .yarn .cache .next .nuxt .turbo coverage
    example examples sample samples demo-app fixtures fixture __fixtures__ testdata test-data
    test_data __snapshots__ snapshots __mocks__ mocks locale locales i18n translations lang
    templates-cookiecutter swagger-ui swagger-ui-dist""".split()
)
_TESTS = frozenset(
    "test tests __tests__ testing e2e cypress playwright integration-tests bench benchmarks".split()
)
# A word of the path without which nobody looks for a description of an API there.
_HINT = re.compile(
    r"api|swagger|(?<![a-z])oas(?![a-z])|postman|newman|insomnia|collection|spec|redoc|schema|definition"
    r"|(?<![a-z])(?:docs?|documentation|rest|paths|requests?)(?![a-z])"
    # Parts of a document that lie beside it, called as OpenAPI calls them.
    r"|(?:^|/)components/(?:responses|parameters|headers|examples|links|callbacks|request_?bodies)"
)
_OTHER_FILES = re.compile(
    r"package(?:-lock)?\.json|tsconfig[^/]{0,60}\.json|jsconfig\.json|composer\.json|nx\.json"
    r"|project\.json|manifest\.json|pnpm-(?:lock|workspace)\.yaml|[^/]{0,40}lock\.ya?ml"
    r"|(?:docker-)?compose[^/]{0,40}\.ya?ml|mkdocs\.ya?ml|biome\.json|components\.json"
)
_VERSION = re.compile(
    rb"""(?:^|[\s{,])["']?(?:openapi|swagger)["']?\s{0,9}:\s{0,9}["']?[23]\b""", re.MULTILINE
)
_POSTMAN = re.compile(rb'"_postman_id"|getpostman\.com|schema\.postman\.com|"requests"\s{0,9}:')
_INSOMNIA = re.compile(rb"__export_format|\.insomnia\.rest/")
_BUILT = frozenset("dist build out target generated _generated __generated__ autogen".split())
_BUILT_NAME = re.compile(r"(?:^|[._-])(?:generated|bundled?|dereferenced|autogen)(?:[._-]|$)")


def is_candidate(path: str) -> bool:
    """Whether a file may be a description of an API, a part of one, or a collection of requests."""
    if not path.endswith(SUFFIXES):
        return False
    lowered = path.lower()
    folders = lowered.split("/")[:-1]
    # Beside the README people put what they export under any name.
    is_export = not folders and lowered.endswith(".json")
    return (
        (is_export or bool(_HINT.search(lowered)))
        and _NOT_OURS.isdisjoint(folders)
        and not _OTHER_FILES.fullmatch(posixpath.basename(lowered))
    )


def is_in_tests(path: str) -> bool:
    """Whether a file lies among tests, where a document is what a test expects."""
    return not _TESTS.isdisjoint(path.lower().split("/")[:-1])


def is_document(path: str, content: bytes) -> bool:
    """Whether a candidate says that it is an OpenAPI or Swagger document."""
    if is_in_tests(path) or (b"openapi" not in content and b"swagger" not in content):
        return False
    return bool(_VERSION.search(content))


def is_named_document(path: str) -> bool:
    """Whether a file's name alone says that it is a document: `openapi.json`, `swagger.yaml`."""
    name = posixpath.basename(path.lower())
    return ("openapi" in name or "swagger" in name) and not is_in_tests(path)


def is_collection(path: str, content: bytes) -> bool:
    """Whether a candidate may be an export of Postman or Insomnia."""
    return bool(_INSOMNIA.search(content) or (path.endswith(".json") and _POSTMAN.search(content)))


def is_named_collection(path: str) -> bool:
    """Whether a file's name alone says that it is a collection of requests."""
    return path.lower().endswith(".postman_collection.json")


def is_built(path: str) -> bool:
    """Whether the path says that a program writes the file: a folder of output, `bundled.yaml`."""
    *folders, name = path.lower().split("/")
    return not _BUILT.isdisjoint(folders) or bool(_BUILT_NAME.search(name.rpartition(".")[0]))
