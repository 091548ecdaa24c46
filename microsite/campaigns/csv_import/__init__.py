"""csv_import."""
