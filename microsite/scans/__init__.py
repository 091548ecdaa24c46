"""Scans: the journal on disk, its aggregation into hourly counts, and reports."""
