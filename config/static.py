"""Static files as they are served: hashed, compressed, and what every page uses in one sheet and one script."""

import re
from typing import Any

from django.core.files.base import ContentFile
from whitenoise.storage import CompressedManifestStaticFilesStorage

# A script keeps its names to itself in a block of its own.
TOGETHER = {
    "css/site.css": (re.compile(r'^@import "([\w-]+\.css)";$', re.MULTILINE), "{}"),
    "js/site.js": (re.compile(r'^import "\./([\w-]+\.js)";$', re.MULTILINE), "{{\n{}}}"),
}


class Storage(CompressedManifestStaticFilesStorage):
    """Each further file would cost a phone another connection before it can draw anything."""

    def post_process(self, paths: dict[str, Any], dry_run: bool = False, **options: Any) -> Any:
        for name in TOGETHER.keys() & paths.keys():
            text = self._together(name)
            self.delete(name)
            self._save(name, ContentFile(text.encode()))
            paths = {**paths, name: (self, name)}
        yield from super().post_process(paths, dry_run=dry_run, **options)

    def _together(self, name: str) -> str:
        imports, wrap = TOGETHER[name]
        folder = name.rpartition("/")[0]
        return imports.sub(lambda found: wrap.format(self._text(f"{folder}/{found[1]}")), self._text(name))

    def _text(self, name: str) -> str:
        with self.open(name) as file:
            return file.read().decode()
