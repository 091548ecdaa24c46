"""A symbol drawn in a terminal, to be scanned off the screen."""

from microsite.qr.symbol.encode import Symbol
from microsite.qr.symbol.encode import with_quiet_zone

_BLACK_ON_WHITE = "\x1b[38;5;16;48;5;231m"
"""The black and the white of the 256 colours, which no theme changes."""
_RESET = "\x1b[0m"
_CELLS = {
    (0, 0): " ",
    (1, 0): "▀",
    (0, 1): "▄",
    # Two dark modules: a blank in reverse leaves no hairline, as a full block does in many fonts.
    (1, 1): "\x1b[7m \x1b[27m",
}


def draw(symbol: Symbol) -> str:
    """The symbol with its quiet zone as lines of half blocks, two modules a character.

    Dark on light whatever the terminal's own colours are. Each line ends in "\\n" and leaves the
    colours as they were; it takes `symbol.size + 8` columns.
    """
    rows = with_quiet_zone(symbol.modules)
    rows.append(bytes(len(rows)))
    lines = zip(rows[0::2], rows[1::2], strict=True)
    return "".join(
        f"{_BLACK_ON_WHITE}{''.join(_CELLS[cell] for cell in zip(*line, strict=True))}{_RESET}\n"
        for line in lines
    )
