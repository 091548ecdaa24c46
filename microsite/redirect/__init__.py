"""The redirect of scans: /q and /q/<code>."""
