"""Render a symbol in a terminal, to be scanned from the screen."""

from microsite.qr.symbol.encode import Symbol
from microsite.qr.symbol.encode import add_quiet_zone

_BLACK_ON_WHITE = "\x1b[38;5;16;48;5;231m"
"""Black and white of the 256-colour palette, which themes do not change."""
_RESET = "\x1b[0m"
_CELLS = {
    (0, 0): " ",
    (1, 0): "▀",
    (0, 1): "▄",
    # A blank in reverse video: a full block leaves a hairline between lines in many fonts.
    (1, 1): "\x1b[7m \x1b[27m",
}


def render_for_terminal(symbol: Symbol) -> str:
    """Return the symbol with its quiet zone as lines of half blocks, two modules per character.

    It is dark on light in every colour scheme. Each line takes `symbol.size + 8` columns, resets
    the colours and ends in "\\n".
    """
    rows = add_quiet_zone(symbol.modules)
    rows.append(bytes(len(rows)))
    lines = zip(rows[0::2], rows[1::2], strict=True)
    return "".join(
        f"{_BLACK_ON_WHITE}{''.join(_CELLS[cell] for cell in zip(*line, strict=True))}{_RESET}\n"
        for line in lines
    )
