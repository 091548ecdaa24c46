"""Pages that belong to no other package: home, legal texts, code check, files for machines."""
