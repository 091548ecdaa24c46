"""What the Nu HTML checker (validator.nu, the W3C's own) says of pages."""

import json
import subprocess
from collections.abc import Mapping
from pathlib import Path
from typing import Any
from typing import NamedTuple

JAR = Path(__file__).parent / "node_modules/vnu-jar/build/dist/vnu.jar"
SECONDS = 300


class Findings(NamedTuple):
    """Sentences of the checker on one page."""

    errors: list[str]
    warnings: list[str]


def check(pages: Mapping[str, str], folder: Path) -> dict[str, Findings]:
    """Check pages of HTML by name, all in one run. Raises TimeoutExpired."""
    files = {}
    for number, (name, html) in enumerate(pages.items()):
        file = folder / f"{number}.html"
        file.write_text(html, encoding="utf-8")
        files[file.name] = name
    ran = subprocess.run(
        ["java", "-Xss4m", "-jar", str(JAR), "--format", "json", "--stdout", str(folder)],
        capture_output=True,
        timeout=SECONDS,
        check=False,  # it ends with 1 where there are errors
    )
    found = {name: Findings([], []) for name in pages}
    for message in json.loads(ran.stdout)["messages"]:
        findings = found[files[message["url"].rpartition("/")[2]]]
        into = findings.errors if message["type"] == "error" else findings.warnings
        into.append(_sentence(message))
    return found


def _sentence(message: Mapping[str, Any]) -> str:
    return f"line {message.get('lastLine', '?')}: {message['message']}"
