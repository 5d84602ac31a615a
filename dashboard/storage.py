"""Where static files are kept."""

from __future__ import annotations

from whitenoise.storage import CompressedManifestStaticFilesStorage


class StaticFiles(CompressedManifestStaticFilesStorage):
    """Hashed and compressed files; a name that was not collected is served as it is.

    The launcher collects them at each start, and production images when they are built; a test or
    a management command that renders a page need not.
    """

    manifest_strict = False
