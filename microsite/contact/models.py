"""A message as the database keeps it until it is forgotten."""

from datetime import datetime

from sqlalchemy import String
from sqlalchemy import Text
from sqlalchemy.orm import Mapped
from sqlalchemy.orm import mapped_column

from microsite.campaigns.codes import LONGEST as LONGEST_REFERENCE
from microsite.contact.form import LONGEST
from microsite.db.engine import Base

LONGEST_FAILURE = 200


class Message(Base):
    """A message that somebody sent. All times in UTC.

    fingerprint: of the form's token and all that was typed; the same form sent twice has the same.
    reference: what its sender can name it by, with a check character as codes have it.
    sender: who sent it, as a hash under a salt of the day, for the hour in which it counts.
    next_attempt_at: when it is to be mailed next; nothing once it was.
    failure: what the mail server said last.
    """

    __tablename__ = "contact_message"

    id: Mapped[int] = mapped_column(primary_key=True)
    fingerprint: Mapped[str] = mapped_column(String(64), unique=True)
    reference: Mapped[str] = mapped_column(String(LONGEST_REFERENCE), unique=True)
    language: Mapped[str] = mapped_column(String(20))
    name: Mapped[str] = mapped_column(String(LONGEST["name"]))
    reply: Mapped[str] = mapped_column(String(LONGEST["reply"]))
    subject: Mapped[str] = mapped_column(String(LONGEST["subject"]))
    message: Mapped[str] = mapped_column(Text)
    sender: Mapped[str] = mapped_column(String(40))
    received_at: Mapped[datetime] = mapped_column(index=True)
    attempts: Mapped[int] = mapped_column(default=0)
    next_attempt_at: Mapped[datetime | None] = mapped_column(index=True)
    sent_at: Mapped[datetime | None] = mapped_column(index=True)
    failure: Mapped[str] = mapped_column(String(LONGEST_FAILURE), default="")
