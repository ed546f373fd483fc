"""What others wrote is exactly what the manifest says, and nothing else lies beside it."""

import hashlib
import tomllib
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
MANIFEST = tomllib.loads((ROOT / "static/vendor/manifest.toml").read_text())["package"]
FOREIGN = ["static/vendor/*.js", "static/fonts/*.woff2", "templates/icons/*.svg", "tests/browser/vendor/*.js"]
OURS = {f"templates/icons/mood-{level}.svg" for level in range(1, 6)}


def test_every_file_is_what_the_manifest_says():
    wrong = [
        path
        for package in MANIFEST
        for path, digest in package["sha512"].items()
        if hashlib.sha512((ROOT / path).read_bytes()).hexdigest() != digest
    ]
    assert wrong == []


def test_every_foreign_file_stands_in_the_manifest():
    listed = {path for package in MANIFEST for path in package["sha512"]}
    lying = {str(path.relative_to(ROOT)) for pattern in FOREIGN for path in ROOT.glob(pattern)}
    assert lying - OURS == listed


def test_every_package_brings_its_license():
    assert [p["name"] for p in MANIFEST if not (ROOT / p["license_file"]).read_text().strip()] == []
