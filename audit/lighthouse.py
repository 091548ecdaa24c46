"""Lighthouse's four scores of a page, on a phone with a slow network and on a desktop."""

import json
import os
import subprocess
from pathlib import Path
from typing import Any
from typing import NamedTuple

FOLDER = Path(__file__).parent
CATEGORIES = ("performance", "accessibility", "best-practices", "seo")
SECONDS = 180


class Scores(NamedTuple):
    """By category, 0 to 100, with the audits that cost something by their names in Lighthouse."""

    by_category: tuple[int, ...]
    costly: list[str]

    def __str__(self) -> str:
        return " ".join(f"{score:3}" for score in self.by_category)


def scores(address: str, chromium: str, flags: tuple[str, ...], *, desktop: bool) -> Scores:
    """Run Lighthouse in a browser of its own. Raises CalledProcessError, TimeoutExpired."""
    command = ["node", str(FOLDER / "node_modules/lighthouse/cli/index.js"), address]
    command += ["--output=json", "--quiet", f"--only-categories={','.join(CATEGORIES)}"]
    command += [f"--chrome-flags={' '.join(('--headless', *flags))}"]
    command += ["--preset=desktop"] if desktop else []
    environment = {**os.environ, "CHROME_PATH": chromium, "CI": "1"}
    ran = subprocess.run(
        command, env=environment, capture_output=True, check=True, timeout=SECONDS, cwd=FOLDER
    )
    report = json.loads(ran.stdout)
    found = tuple(round(100 * (report["categories"][name]["score"] or 0)) for name in CATEGORIES)
    return Scores(found, _costly(report))


def _costly(report: dict[str, Any]) -> list[str]:
    """Audits below 0.9 that have a weight in their category."""
    found = []
    for name in CATEGORIES:
        for audit in report["categories"][name]["auditRefs"]:
            score = report["audits"][audit["id"]]["score"]
            if audit["weight"] and score is not None and score < 0.9:
                found.append(f"{audit['id']} {score:.2f}")
    return found
