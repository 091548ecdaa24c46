"""Check pages with the Nu HTML checker (validator.nu, as used by the W3C)."""

import json
import subprocess
from collections.abc import Mapping
from pathlib import Path
from typing import Any
from typing import NamedTuple

JAR = Path(__file__).parent / "node_modules/vnu-jar/build/dist/vnu.jar"
TIMEOUT_SECONDS = 300


class NuMessages(NamedTuple):
    """The checker's messages for one page."""

    errors: list[str]
    warnings: list[str]


def check(pages: Mapping[str, str], folder: Path) -> dict[str, NuMessages]:
    """Check HTML pages by name, all in one run. Raise TimeoutExpired if that takes too long."""
    names = {}
    for number, (name, html) in enumerate(pages.items()):
        file = folder / f"{number}.html"
        file.write_text(html, encoding="utf-8")
        names[file.name] = name
    process = subprocess.run(
        ["java", "-Xss4m", "-jar", str(JAR), "--format", "json", "--stdout", str(folder)],
        capture_output=True,
        timeout=TIMEOUT_SECONDS,
        check=False,  # exits with 1 if there are errors
    )
    messages_by_name = {name: NuMessages([], []) for name in pages}
    for message in json.loads(process.stdout)["messages"]:
        messages = messages_by_name[names[message["url"].rpartition("/")[2]]]
        target = messages.errors if message["type"] == "error" else messages.warnings
        target.append(_format(message))
    return messages_by_name


def _format(message: Mapping[str, Any]) -> str:
    return f"line {message.get('lastLine', '?')}: {message['message']}"
