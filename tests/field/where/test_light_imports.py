"""Importing the detection loads no database of devices; that happens when the server starts."""

import subprocess
import sys


def test_importing_the_detection_does_not_load_the_device_database() -> None:
    program = (
        "import sys, microsite.detection.visitor;"
        "print([name for name in sys.modules if name.startswith(('ua_parser', 'user_agents'))])"
    )
    result = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True
    )
    assert result.stdout == "[]\n"
