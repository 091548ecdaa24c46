"""Alembic's entry point: migrate over the connection set by `microsite.db.engine.migrate`."""

from alembic import context

from microsite.campaigns import models as _campaigns  # noqa: F401  (tables register on import)
from microsite.contact import models as _contact  # noqa: F401
from microsite.db.engine import Base
from microsite.scans import models as _scans  # noqa: F401

connection = context.config.attributes["connection"]
context.configure(
    connection=connection,
    target_metadata=Base.metadata,
    render_as_batch=connection.dialect.name == "sqlite",
)
with context.begin_transaction():
    context.run_migrations()
