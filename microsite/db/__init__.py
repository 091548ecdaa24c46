"""The database: engine, migrations and timeouts."""
