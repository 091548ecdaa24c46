"""Programs for development: measurements, audits, icons, references, the rules of names."""
