"""Static files as they are served: hashed, compressed, and the sheets that every page uses in one file."""

import re
from typing import Any

from django.core.files.base import ContentFile
from whitenoise.storage import CompressedManifestStaticFilesStorage

SITE = "css/site.css"
IMPORT = re.compile(r'^@import "([\w-]+\.css)";\n', re.MULTILINE)


class Storage(CompressedManifestStaticFilesStorage):
    """Each further sheet would cost a phone another connection before it can draw anything."""

    def post_process(self, paths: dict[str, Any], dry_run: bool = False, **options: Any) -> Any:
        if SITE in paths and not dry_run:
            sheet = IMPORT.sub(lambda found: self._text(f"css/{found[1]}"), self._text(SITE))
            self.delete(SITE)
            self._save(SITE, ContentFile(sheet.encode()))
            paths = {**paths, SITE: (self, SITE)}
        yield from super().post_process(paths, dry_run=dry_run, **options)

    def _text(self, name: str) -> str:
        with self.open(name) as file:
            return file.read().decode()
