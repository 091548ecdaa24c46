"""The drawing in a terminal, played back as a terminal would show it."""

import re
from dataclasses import dataclass
from dataclasses import replace

import pytest
from PIL import Image

from microsite.qr.symbol.encode import Symbol
from microsite.qr.symbol.encode import symbol
from microsite.qr.symbol.terminal import draw
from tests.support.reading import picture
from tests.support.reading import read

SYMBOLS = [
    symbol("1"),
    symbol("https://APP.EXAMPLE.COM/Q/AB12C"),
    symbol("https://app.example.com/" + "a" * 60, "H"),
]
BLACK, WHITE = 0, 255
HALVES = {" ": (False, False), "▀": (True, False), "▄": (False, True), "█": (True, True)}
"""Which halves of a cell, upper and lower, a character paints in the colour of the text."""


@dataclass(frozen=True)
class Colours:
    """What a terminal paints with: grey values of the text and of the ground behind it."""

    text: int
    ground: int
    reverse: bool = False

    def after(self, codes: list[int], own: "Colours") -> "Colours":
        """The colours after one escape sequence (ECMA-48, 8.3.117, and xterm's 256 colours)."""
        match codes:
            case []:
                return self
            case [0, *rest]:
                return own.after(rest, own)
            case [7, *rest]:
                return replace(self, reverse=True).after(rest, own)
            case [27, *rest]:
                return replace(self, reverse=False).after(rest, own)
            case [38, 5, colour, *rest]:
                return replace(self, text=XTERM[colour]).after(rest, own)
            case [48, 5, colour, *rest]:
                return replace(self, ground=XTERM[colour]).after(rest, own)
        raise AssertionError(f"No terminal need know {codes}.")

    def paint(self, of_text: bool) -> int:
        return self.text if of_text is not self.reverse else self.ground


XTERM = {16: BLACK, 231: WHITE}
"""The corners of the colour cube, which themes leave alone."""
DARK_TERMINAL = Colours(text=200, ground=BLACK)
LIGHT_TERMINAL = Colours(text=60, ground=WHITE)


def played(drawing: str, own: Colours) -> tuple[list[list[int]], list[Colours]]:
    """The grey values of the half cells, and the colours in force after each line."""
    colours = own
    rows: list[list[int]] = []
    left: list[Colours] = []
    assert drawing.endswith("\n")
    for line in drawing.splitlines():
        upper, lower = [], []
        for codes, character in re.findall(r"\x1b\[([\d;]*)m|(.)", line):
            if character:
                top, bottom = HALVES[character]
                upper.append(colours.paint(top))
                lower.append(colours.paint(bottom))
            else:
                colours = colours.after([int(code) for code in codes.split(";")], own)
        rows += upper, lower
        left.append(colours)
    return rows, left


def screen(rows: list[list[int]], own: Colours) -> Image.Image:
    """The drawing in the middle of an otherwise empty terminal."""
    shown = picture([[value == BLACK for value in row] for row in rows])
    image = Image.new("L", (shown.width + 160, shown.height + 160), own.ground)
    image.paste(shown, (80, 80))
    return image


@pytest.mark.parametrize("made", SYMBOLS)
@pytest.mark.parametrize("own", [DARK_TERMINAL, LIGHT_TERMINAL], ids=["dark", "light"])
def test_a_decoder_reads_the_drawing_off_a_terminal(made: Symbol, own: Colours) -> None:
    rows, _ = played(draw(made), own)
    assert read(screen(rows, own)).text == made.payload


@pytest.mark.parametrize("made", SYMBOLS)
@pytest.mark.parametrize("own", [DARK_TERMINAL, LIGHT_TERMINAL], ids=["dark", "light"])
def test_every_module_is_pure_black_or_white_with_four_light_ones_around(
    made: Symbol, own: Colours
) -> None:
    rows, _ = played(draw(made), own)
    across = made.size + 8
    assert {len(row) for row in rows} == {across}
    # An odd number of rows leaves half a line below, which is light too.
    assert len(rows) == across + 1
    symbol_rows, inner = slice(4, 4 + made.size), slice(4, 4 + made.size)
    expected = [[BLACK if module else WHITE for module in row] for row in made.modules]
    assert [row[inner] for row in rows[symbol_rows]] == expected
    around = [*rows[:4], *rows[4 + made.size :]]
    around += [row[:4] + row[-4:] for row in rows]
    assert {value for row in around for value in row} == {WHITE}


@pytest.mark.parametrize("made", SYMBOLS)
def test_each_line_gives_the_terminal_its_colours_back(made: Symbol) -> None:
    _, left = played(draw(made), DARK_TERMINAL)
    assert len(left) == (made.size + 9) // 2
    assert set(left) == {DARK_TERMINAL}
