"""Run Lighthouse on a page, as a phone on a slow network or as a desktop."""

import json
import os
import subprocess
from pathlib import Path
from typing import Any
from typing import NamedTuple

FOLDER = Path(__file__).parent
CATEGORIES = ("performance", "accessibility", "best-practices", "seo")
TIMEOUT_SECONDS = 180
MAX_ATTEMPTS = 3
"""On a busy machine the browser may not start within the time that Lighthouse waits for it."""
MIN_AUDIT_SCORE = 0.9


class Scores(NamedTuple):
    """Scores from 0 to 100 by category, and the audits that lowered them."""

    by_category: tuple[int, ...]
    failed_audits: list[str]

    def __str__(self) -> str:
        return " ".join(f"{score:3}" for score in self.by_category)


def run(address: str, chromium: str, flags: tuple[str, ...], *, desktop: bool) -> Scores:
    """Run Lighthouse in a browser of its own. Raise RuntimeError or TimeoutExpired if it fails."""
    command = ["node", str(FOLDER / "node_modules/lighthouse/cli/index.js"), address]
    command += ["--output=json", "--quiet", f"--only-categories={','.join(CATEGORIES)}"]
    command += [f"--chrome-flags={' '.join(map(_quote, ('--headless', *flags)))}"]
    command += ["--preset=desktop"] if desktop else []
    environment = {**os.environ, "CHROME_PATH": chromium, "CI": "1"}
    for _ in range(MAX_ATTEMPTS):
        process = subprocess.run(
            command,
            env=environment,
            capture_output=True,
            timeout=TIMEOUT_SECONDS,
            cwd=FOLDER,
            check=False,
        )
        if process.returncode == 0:
            break
    else:
        raise RuntimeError(f"Lighthouse failed on {address}: {process.stderr.decode().strip()}")
    report = json.loads(process.stdout)
    scores = tuple(round(100 * (report["categories"][name]["score"] or 0)) for name in CATEGORIES)
    return Scores(scores, _failed_audits(report))


def _quote(flag: str) -> str:
    name, _, value = flag.partition("=")
    return f'{name}="{value}"' if value else flag


def _failed_audits(report: dict[str, Any]) -> list[str]:
    """Return the audits with a weight in their category and a score below the minimum."""
    failed = []
    for name in CATEGORIES:
        for audit in report["categories"][name]["auditRefs"]:
            score = report["audits"][audit["id"]]["score"]
            if audit["weight"] and score is not None and score < MIN_AUDIT_SCORE:
                failed.append(f"{audit['id']} {score:.2f}")
    return failed
