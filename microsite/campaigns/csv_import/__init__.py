"""Import of a branch list from a CSV file; pure, without Flask and SQLAlchemy."""
