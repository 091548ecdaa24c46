"""Preflight: read a finished file back and check that it scans, before a print shop gets it."""
