"""What the `setup.cfg` of setuptools says a package needs."""

from compliance.facts import Stack
from compliance.facts.manifests import Dependency, Group, Manifest, Script
from tests.compliance.extract.test_manifests import one, read

DECLARED = """[metadata]
name = shop
description = 100% of it

[options]
install_requires =
    # What it stands on.
    Django==5.0.9
    django-redis>=5,<6 ; python_version >= "3.10"

[options.extras_require]
dev =
    pytest==8.0
mysql =
    mysqlclient

[options.entry_points]
console_scripts =
    shop = shop.cli:main

[flake8]
format = %(path)s
"""


def test_dependencies_extras_and_scripts() -> None:
    assert one({"server/setup.cfg": DECLARED}) == Manifest(
        "server/setup.cfg", "server", Stack.PYTHON,
        name="shop",
        dependencies=(
            Dependency("django", "==5.0.9", Group.MAIN, 0),
            Dependency("django-redis", "<6,>=5", Group.MAIN, 0),
            Dependency("pytest", "==8.0", Group.DEVELOPMENT, 0),
            Dependency("mysqlclient", "", Group.OPTIONAL, 0),
        ),
        scripts=(Script("shop", "shop.cli:main", 0),),
    )  # fmt: skip


def test_settings_of_tools_are_no_manifest() -> None:
    assert read({"setup.cfg": "[flake8]\nmax-line-length = 100\n"}).manifests == ()


def test_a_file_that_does_not_parse() -> None:
    (refused,) = read({"setup.cfg": "install_requires = django\n"}).unreadable

    assert refused.reason == "setup.cfg does not parse: MissingSectionHeaderError"
