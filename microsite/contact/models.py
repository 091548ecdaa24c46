"""Table: message."""

from datetime import datetime

from sqlalchemy import String
from sqlalchemy import Text
from sqlalchemy.orm import Mapped
from sqlalchemy.orm import mapped_column

from microsite.campaigns.codes import MAX_CODE_LENGTH
from microsite.contact.form import MAX_FORM_LENGTHS
from microsite.db.engine import Base

MAX_FAILURE_LENGTH = 200


class Message(Base):
    """A message sent with the contact form. All times in UTC.

    fingerprint: hash of form token and content; the same form sent twice has the same fingerprint.
    reference: shown to the sender; a code with a check character (campaigns.codes).
    sender_hash: hash of the client's network under a daily salt; deleted after the rate limit
        window.
    next_attempt_at: time of the next attempt to mail it; None once it is mailed.
    failure: last reply of the mail server.
    """

    __tablename__ = "message"

    id: Mapped[int] = mapped_column(primary_key=True)
    fingerprint: Mapped[str] = mapped_column(String(64), unique=True)
    reference: Mapped[str] = mapped_column(String(MAX_CODE_LENGTH), unique=True)
    language: Mapped[str] = mapped_column(String(20))
    name: Mapped[str] = mapped_column(String(MAX_FORM_LENGTHS["name"]))
    reply: Mapped[str] = mapped_column(String(MAX_FORM_LENGTHS["reply"]))
    subject: Mapped[str] = mapped_column(String(MAX_FORM_LENGTHS["subject"]))
    message: Mapped[str] = mapped_column(Text)
    sender_hash: Mapped[str] = mapped_column(String(40))
    received_at: Mapped[datetime] = mapped_column(index=True)
    attempts: Mapped[int] = mapped_column(default=0)
    next_attempt_at: Mapped[datetime | None] = mapped_column(index=True)
    sent_at: Mapped[datetime | None] = mapped_column(index=True)
    failure: Mapped[str] = mapped_column(String(MAX_FAILURE_LENGTH), default="")
