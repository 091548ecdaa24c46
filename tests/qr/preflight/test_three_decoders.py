"""Symbols read back by three decoders that share no code."""

import random

import pytest
from PIL import Image

from microsite.campaigns import codes
from microsite.qr.symbol.encode import Symbol
from microsite.qr.symbol.encode import payload
from microsite.qr.symbol.encode import symbol
from microsite.qr.symbol.encode import with_quiet_zone
from microsite.qr.symbol.layout import CORRECTION
from microsite.qr.symbol.layout import Level
from tests.support.reading import picture

decoders = pytest.importorskip(
    "tests.support.decoders",
    reason="There is no libzbar; tools/system-programs says how to have it.",
    exc_type=ImportError,
)


def drawn(chance: random.Random) -> str:
    """A well-formed code, the same each time."""
    body = "".join(chance.choices(codes.ALPHABET, k=codes.LENGTH - 1))
    return body + codes.check_character(body)


def printed(made: Symbol) -> Image.Image:
    """A symbol on clean paper."""
    return picture(with_quiet_zone(made.modules), 8)


@pytest.fixture(params=["zxing-cpp", "OpenCV", "ZBar"])
def decoder(request: pytest.FixtureRequest):
    return decoders.DECODERS[request.param]


@pytest.mark.parametrize("level", list(CORRECTION))
def test_every_decoder_reads_what_is_printed(decoder, level: Level) -> None:
    chance = random.Random(f"printed {level}")
    for host in ("app.example.com", "m.psbc.cn", "a.cn:8000"):
        for _ in range(10):
            text = payload(host, drawn(chance))
            assert decoder(printed(symbol(text, level))) == text


@pytest.mark.parametrize("level", list(CORRECTION))
@pytest.mark.parametrize("length", [14, 30, 60, 120, 300])
def test_every_decoder_reads_small_and_large_symbols(decoder, level: Level, length: int) -> None:
    letters = random.Random(length).choices("abcdefghijklmnopqrstuvwxyz0123456789", k=length)
    text = "https://a.example/" + "".join(letters)
    assert decoder(printed(symbol(text, level))) == text


def test_no_decoder_finds_a_code_where_there_is_none(decoder) -> None:
    assert decoder(picture([[0] * 33] * 33)) is None
