"""Which tests in other languages than those that are judged a command runs."""

from __future__ import annotations

import pytest

from tests.compliance.extract.test_commands import lost, runs, tools
from tests.compliance.repositories import Files

PHP = "#!/usr/bin/env php\n<?php require 'autoload.php';\n"
COMPOSER = {
    "composer.json": """{"scripts": {
        "test": ["@putenv XDEBUG_MODE=off", "@php -d memory_limit=-1 vendor/bin/pest"],
        "check": ["@style", "@test"],
        "style": "php-cs-fixer fix",
        "unit": "@composer run-script test -- --filter unit",
        "again": "@again",
        "hook": "Shop\\\\Installer::run",
        "lint": "eslint ."
    }}"""
}
GRADLE = {"gradlew": "#!/bin/sh\nexec java -jar gradle-wrapper.jar\n"}
RAILS = {"bin/rails": "#!/usr/bin/env ruby\nrequire 'rails/commands'\n"}


@pytest.mark.parametrize(
    ("text", "files", "expected"),
    [
        ("php bin/phpunit --testsuite unit", {}, {"PHPUnit"}),
        ("php -d memory_limit=-1 vendor/bin/phpunit", {}, {"PHPUnit"}),
        ("php vendor/bin/phpunit.phar tests", {}, {"PHPUnit"}),
        ("./vendor/bin/pest --parallel", {}, {"Pest"}),
        ("bin/phpunit", {"bin/phpunit": PHP}, {"PHPUnit"}),
        ("vendor/bin/paratest", {}, {"PHPUnit"}),
        ("vendor/bin/codecept run api", {}, {"Codeception"}),
        ("vendor/bin/codecept build", {}, set()),
        ("php artisan test --parallel", {}, {"PHPUnit"}),
        ("php artisan migrate", {}, set()),
        ("php bin/console cache:clear --env=test", {}, set()),
        ("php bin/phpunit --version", {}, set()),
        ("composer test", COMPOSER, {"Pest"}),
        ("composer run-script check", COMPOSER, {"Pest"}),
        ("composer run unit", COMPOSER, {"Pest"}),
        ("composer exec -- phpunit", {}, {"PHPUnit"}),
        ("composer lint", COMPOSER, {"ESLint"}),
        ("composer style", COMPOSER, set()),
        ("composer again", COMPOSER, set()),
        ("composer hook", COMPOSER, set()),
        ("composer install --no-dev", COMPOSER, set()),
        ("composer validate", COMPOSER, set()),
        ("bundle exec rspec spec", {}, {"RSpec"}),
        ("bundle exec rake test", {}, {"rake tests"}),
        ("bundle install", {}, set()),
        ("bin/rails test:system test", RAILS, {"rails tests"}),
        ("bin/rails db:migrate", RAILS, set()),
        ("./gradlew build test", GRADLE, {"gradlew tests"}),
        ("./gradlew assemble", GRADLE, set()),
        ("gotestsum -- ./...", {}, {"go test"}),
        ("cross test --release", {}, {"cargo test"}),
        ("meson test -C build", {}, {"meson tests"}),
        ("meson compile -C build", {}, set()),
        ("dart test", {}, {"dart tests"}),
    ],
)
def test_follows(text: str, files: Files, expected: set[str]) -> None:
    assert tools(runs(text, files)) == expected


def test_says_that_a_script_of_composer_is_not_there() -> None:
    assert lost(runs("composer run-script test", {"composer.json": "{}"})) == [
        "composer.json has no script test"
    ]


def test_a_command_of_composer_itself_is_no_script() -> None:
    assert lost(runs("composer check-platform-reqs && composer validate", COMPOSER)) == []
