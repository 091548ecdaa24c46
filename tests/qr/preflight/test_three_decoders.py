"""Three independent decoders read our symbols."""

import random
from collections.abc import Callable

import pytest
from PIL import Image

from microsite.campaigns import codes
from microsite.qr.symbol.encode import Symbol
from microsite.qr.symbol.encode import add_quiet_zone
from microsite.qr.symbol.encode import build_payload
from microsite.qr.symbol.encode import encode
from microsite.qr.symbol.layout import ERROR_CORRECTION_LEVELS
from microsite.qr.symbol.layout import Level
from tests.support.code_reader import draw_modules

pytestmark = pytest.mark.slow

decoders = pytest.importorskip(
    "tests.support.decoders",
    reason="libzbar is not installed, see tools/system-programs.",
    exc_type=ImportError,
)

Decoder = Callable[[Image.Image], str | None]


def random_code(generator: random.Random) -> str:
    """Return a well-formed code."""
    body = "".join(generator.choices(codes.ALPHABET, k=codes.CODE_LENGTH - 1))
    return body + codes.compute_check_character(body)


def draw_symbol(symbol: Symbol) -> Image.Image:
    """Draw a symbol without any degradation."""
    return draw_modules(add_quiet_zone(symbol.modules), 8)


@pytest.fixture(params=["zxing-cpp", "OpenCV", "ZBar"])
def decoder(request: pytest.FixtureRequest) -> Decoder:
    """One of the three decoders."""
    decode: Decoder = decoders.DECODERS[request.param]
    return decode


@pytest.mark.parametrize("level", list(ERROR_CORRECTION_LEVELS))
def test_every_decoder_reads_printed_payloads(decoder: Decoder, level: Level) -> None:
    generator = random.Random(f"printed {level}")
    for host in ("app.example.com", "m.psbc.cn", "a.cn:8000"):
        for _ in range(10):
            text = build_payload(host, random_code(generator))
            assert decoder(draw_symbol(encode(text, level))) == text


@pytest.mark.parametrize("level", list(ERROR_CORRECTION_LEVELS))
@pytest.mark.parametrize("length", [14, 30, 60, 120, 300])
def test_every_decoder_reads_small_and_large_symbols(
    decoder: Decoder, level: Level, length: int
) -> None:
    letters = random.Random(length).choices("abcdefghijklmnopqrstuvwxyz0123456789", k=length)
    text = "https://a.example/" + "".join(letters)
    assert decoder(draw_symbol(encode(text, level))) == text


def test_no_decoder_reads_a_code_from_blank_paper(decoder: Decoder) -> None:
    assert decoder(draw_modules([[0] * 33] * 33)) is None
