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
TRIES = 3
"""A browser on a busy machine may not start in the time that Lighthouse gives it."""


class Scores(NamedTuple):
    """By category, 0 to 100, with the audits that cost something by their names in Lighthouse."""

    by_category: tuple[int, ...]
    costly: list[str]

    def __str__(self) -> str:
        return " ".join(f"{score:3}" for score in self.by_category)


def scores(address: str, chromium: str, flags: tuple[str, ...], *, desktop: bool) -> Scores:
    """Run Lighthouse in a browser of its own. Raises RuntimeError, TimeoutExpired."""
    command = ["node", str(FOLDER / "node_modules/lighthouse/cli/index.js"), address]
    command += ["--output=json", "--quiet", f"--only-categories={','.join(CATEGORIES)}"]
    command += [f"--chrome-flags={' '.join(map(_quoted, ('--headless', *flags)))}"]
    command += ["--preset=desktop"] if desktop else []
    environment = {**os.environ, "CHROME_PATH": chromium, "CI": "1"}
    for _ in range(TRIES):
        ran = subprocess.run(
            command, env=environment, capture_output=True, timeout=SECONDS, cwd=FOLDER, check=False
        )
        if ran.returncode == 0:
            break
    else:
        raise RuntimeError(f"Lighthouse fails on {address}: {ran.stderr.decode().strip()}")
    report = json.loads(ran.stdout)
    found = tuple(round(100 * (report["categories"][name]["score"] or 0)) for name in CATEGORIES)
    return Scores(found, _costly(report))


def _quoted(flag: str) -> str:
    name, _, value = flag.partition("=")
    return f'{name}="{value}"' if value else flag


def _costly(report: dict[str, Any]) -> list[str]:
    """Audits below 0.9 that have a weight in their category."""
    found = []
    for name in CATEGORIES:
        for audit in report["categories"][name]["auditRefs"]:
            score = report["audits"][audit["id"]]["score"]
            if audit["weight"] and score is not None and score < 0.9:
                found.append(f"{audit['id']} {score:.2f}")
    return found
