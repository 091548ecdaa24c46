"""Symbols in a terminal, checked with an emulation of the terminal."""

import re
from dataclasses import dataclass
from dataclasses import replace

import pytest
from PIL import Image

from microsite.qr.symbol.encode import Symbol
from microsite.qr.symbol.encode import encode
from microsite.qr.symbol.terminal import render_for_terminal
from tests.support.code_reader import draw_modules
from tests.support.code_reader import read_code

SYMBOLS = [
    encode("1"),
    encode("https://APP.EXAMPLE.COM/Q/AB12C"),
    encode("https://app.example.com/" + "a" * 60, "H"),
]
BLACK, WHITE = 0, 255
HALVES = {" ": (False, False), "▀": (True, False), "▄": (False, True), "█": (True, True)}
"""The halves of a cell, upper and lower, that a character paints in the text colour."""


@dataclass(frozen=True)
class Colours:
    """The colours of a terminal: grey values of text and background."""

    text: int
    background: int
    reverse: bool = False

    def apply(self, codes: list[int], own: "Colours") -> "Colours":
        """Return the colours after an escape sequence (ECMA-48, 8.3.117; xterm 256 colours)."""
        match codes:
            case []:
                return self
            case [0, *rest]:
                return own.apply(rest, own)
            case [7, *rest]:
                return replace(self, reverse=True).apply(rest, own)
            case [27, *rest]:
                return replace(self, reverse=False).apply(rest, own)
            case [38, 5, colour, *rest]:
                return replace(self, text=XTERM[colour]).apply(rest, own)
            case [48, 5, colour, *rest]:
                return replace(self, background=XTERM[colour]).apply(rest, own)
        raise AssertionError(f"Unsupported escape sequence {codes}.")

    def paint(self, is_text: bool) -> int:
        return self.text if is_text is not self.reverse else self.background


XTERM = {16: BLACK, 231: WHITE}
"""Corners of the colour cube, which themes do not change."""
DARK_TERMINAL = Colours(text=200, background=BLACK)
LIGHT_TERMINAL = Colours(text=60, background=WHITE)


def play(output: str, own: Colours) -> tuple[list[list[int]], list[Colours]]:
    """Return the grey values of the half cells, and the colours after each line."""
    colours = own
    rows: list[list[int]] = []
    line_end_colours: list[Colours] = []
    assert output.endswith("\n")
    for line in output.splitlines():
        upper, lower = [], []
        for codes, character in re.findall(r"\x1b\[([\d;]*)m|(.)", line):
            if character:
                top, bottom = HALVES[character]
                upper.append(colours.paint(top))
                lower.append(colours.paint(bottom))
            else:
                colours = colours.apply([int(code) for code in codes.split(";")], own)
        rows += upper, lower
        line_end_colours.append(colours)
    return rows, line_end_colours


def draw_screen(rows: list[list[int]], own: Colours) -> Image.Image:
    """Return an image of the symbol in an otherwise empty terminal."""
    symbol_image = draw_modules([[value == BLACK for value in row] for row in rows])
    image = Image.new("L", (symbol_image.width + 160, symbol_image.height + 160), own.background)
    image.paste(symbol_image, (80, 80))
    return image


@pytest.mark.parametrize("symbol", SYMBOLS)
@pytest.mark.parametrize("own", [DARK_TERMINAL, LIGHT_TERMINAL], ids=["dark", "light"])
def test_a_decoder_reads_the_symbol_from_a_terminal(symbol: Symbol, own: Colours) -> None:
    rows, _ = play(render_for_terminal(symbol), own)
    assert read_code(draw_screen(rows, own)).text == symbol.payload


@pytest.mark.parametrize("symbol", SYMBOLS)
@pytest.mark.parametrize("own", [DARK_TERMINAL, LIGHT_TERMINAL], ids=["dark", "light"])
def test_every_module_is_black_or_white_with_a_quiet_zone_of_four(
    symbol: Symbol, own: Colours
) -> None:
    rows, _ = play(render_for_terminal(symbol), own)
    across = symbol.size + 8
    assert {len(row) for row in rows} == {across}
    # An odd number of rows leaves a light half line below.
    assert len(rows) == across + 1
    symbol_rows, inner = slice(4, 4 + symbol.size), slice(4, 4 + symbol.size)
    expected = [[BLACK if module else WHITE for module in row] for row in symbol.modules]
    assert [row[inner] for row in rows[symbol_rows]] == expected
    around = [*rows[:4], *rows[4 + symbol.size :]]
    around += [row[:4] + row[-4:] for row in rows]
    assert {value for row in around for value in row} == {WHITE}


@pytest.mark.parametrize("symbol", SYMBOLS)
def test_each_line_restores_the_colours_of_the_terminal(symbol: Symbol) -> None:
    _, line_end_colours = play(render_for_terminal(symbol), DARK_TERMINAL)
    assert len(line_end_colours) == (symbol.size + 9) // 2
    assert set(line_end_colours) == {DARK_TERMINAL}
