"""Which static files there are, and where they are kept."""

from __future__ import annotations

from django.contrib.staticfiles.apps import StaticFilesConfig
from whitenoise.storage import CompressedManifestStaticFilesStorage


class StaticFiles(CompressedManifestStaticFilesStorage):  # type: ignore[misc]  # it has no types
    """Hashed and compressed files, once they are collected; until then, as they lie in `static`.

    The launcher collects them at each start. A test that renders a page need not.
    """

    def stored_name(self, name: str) -> str:
        """The name with its hash, where files have been collected."""
        return str(super().stored_name(name)) if self.hashed_files else name


class StaticConfig(StaticFilesConfig):
    """Collects what pages load: of htmx one file, and none of its other versions and extensions,
    which would be hashed and compressed at each start.
    """

    ignore_patterns = [  # noqa: RUF012 (so Django declares it)
        *StaticFilesConfig.ignore_patterns,
        *("django_htmx/ext/*", "django_htmx/htmax-*"),
        *("django_htmx/htmx-4*", "django_htmx/htmx-2.js"),
    ]
