"""Subjects arrive as they were typed; failures of the mail library tell nothing of a secret."""

import re
from email import message_from_bytes
from email.header import decode_header
from email.header import make_header
from email.policy import default

import pytest
from hypothesis import example
from hypothesis import given
from hypothesis import strategies

from microsite.clock import utc_now
from microsite.config.loader import load_config
from microsite.config.schema import Mail
from microsite.contact.email import MailError
from microsite.contact.email import build_email
from microsite.contact.email import send_email
from microsite.contact.models import Message
from microsite.contact.outbox_status import shorten_failure
from tests.support.mail_server import MailServer
from tests.support.mail_server import serve_mail

CONFIG = load_config(
    {
        "MICROSITE_ENVIRONMENT": "development",
        "MICROSITE_MAIL__SENDER": "site@bank.example",
        "MICROSITE_MAIL__RECIPIENT": "service@bank.example",
    }
)
WORDS = [
    "Card",
    "验证码",
    "收不到",
    "、",
    "½",
    '"q"',
    "AppId=12345",
    "信用卡",
    "=?utf-8?q?x?=",
    "😀",
]


def write(subject: str) -> bytes:
    """Return the bytes of a mail with a subject."""
    values = {"name": "", "reply": "", "message": "Text", "language": "en"}
    message = Message(reference="K7F3M4XY", subject=subject, received_at=utc_now(), **values)
    return build_email(message, CONFIG).as_bytes()


@given(strategies.lists(strategies.sampled_from(WORDS), min_size=1, max_size=30).map(" ".join))
@example('Hello "q" 账户 world AppId=12345 、 ½')
@example("Card 验证码 收不到")
@example("a  b " + "c" * 300 + " d")
def test_the_subject_is_read_back_as_typed(subject: str) -> None:
    content = write(subject)
    raw = re.search(rb"^Subject: (.*(?:\r\n .*)*)\r\n", content, re.MULTILINE)
    assert raw
    lines = raw[0].decode("ascii").removesuffix("\r\n").split("\r\n")
    assert max(map(len, lines)) <= 76
    assert all(len(word) <= 75 for word in raw[1].split())
    expected = f"[K7F3-M4XY] {subject}"
    assert message_from_bytes(content, policy=default)["Subject"] == expected
    assert str(make_header(decode_header(raw[1].decode("ascii").replace("\r\n", "")))) == expected


@pytest.mark.parametrize(
    ("setting", "value"), [("password", "geheim-ü"), ("password", "密码"), ("user", "jörg")]
)
def test_a_letter_outside_ascii_is_named_by_its_setting(setting: str, value: str) -> None:
    with serve_mail(MailServer()) as port:
        values = {"user": "site", "password": "secret", setting: value}
        mail = Mail(host="127.0.0.1", port=port, tls="none", sender="a@b.example", **values)
        with pytest.raises(MailError) as caught:
            send_email(mail, build_email(Message(**EMPTY), CONFIG))
    text = str(caught.value)
    assert text.startswith(f"mail.{setting}: has letters outside ASCII")
    assert shorten_failure(text) == text
    assert value not in text
    assert text.isascii()


EMPTY = {
    "reference": "K7F3M4XY",
    "subject": "",
    "name": "",
    "reply": "",
    "message": "",
    "language": "en",
    "received_at": utc_now(),
}


@pytest.mark.parametrize("host", ["a" * 70 + ".example", "mail..example"])
def test_whatever_the_mail_library_raises_is_a_text_of_our_own(host: str) -> None:
    mail = Mail(host=host, tls="none", sender="a@b.example", recipient="c@d.example")
    with pytest.raises(MailError) as caught:
        send_email(mail, build_email(Message(**EMPTY), CONFIG))
    assert re.fullmatch(r"mail: sending failed \(\w+\); check the settings .*", str(caught.value))
    assert caught.value.__cause__ is None


def test_the_words_of_the_mail_server_are_left_out() -> None:
    assert shorten_failure("550 no such user <x@bank.example>") == "550"
    assert shorten_failure("ConnectionRefusedError: Connection refused") == "ConnectionRefusedError"
