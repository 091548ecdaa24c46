"""A branch list: table -> branches; pure, without Flask and SQLAlchemy."""
