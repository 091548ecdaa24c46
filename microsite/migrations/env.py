"""Alembic's entry: migrates over the connection that `microsite.database.upgrade` gives."""

from alembic import context

from microsite.campaigns import models  # noqa: F401  (its tables are part of the metadata)
from microsite.contact import models as _  # noqa: F401
from microsite.database import Base
from microsite.scan import tables  # noqa: F401

connection = context.config.attributes["connection"]
context.configure(
    connection=connection,
    target_metadata=Base.metadata,
    render_as_batch=connection.dialect.name == "sqlite",
)
with context.begin_transaction():
    context.run_migrations()
