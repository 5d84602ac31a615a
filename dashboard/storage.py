"""Where static files are kept."""

from __future__ import annotations

from whitenoise.storage import CompressedManifestStaticFilesStorage


class StaticFiles(CompressedManifestStaticFilesStorage):  # type: ignore[misc]  # it has no types
    """Hashed and compressed files, once they are collected; until then, as they lie in `static`.

    The launcher collects them at each start. A test that renders a page need not.
    """

    def stored_name(self, name: str) -> str:
        """The name with its hash, where files have been collected."""
        return str(super().stored_name(name)) if self.hashed_files else name
