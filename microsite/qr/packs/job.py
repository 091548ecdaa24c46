"""An order of artwork for many placements, and what is asked of it before anything is made."""

import zlib
from dataclasses import dataclass
from hashlib import sha256
from importlib.metadata import version
from typing import NamedTuple

import msgspec

from microsite.qr.canvas.numbers import plain
from microsite.qr.design.captions import label_lines
from microsite.qr.design.style import Style
from microsite.qr.packs.filenames import Named
from microsite.qr.packs.filenames import file_names
from microsite.qr.pipeline import Form
from microsite.qr.symbol.encode import payload

_MAKERS = ("microsite", "qrcode", "pillow", "resvg-py", "fonttools")
"""What the bytes of a file depend on, and zlib."""


class Placement(NamedTuple):
    """A placement as its artwork shows it and its file is named."""

    code: str
    label: str
    region: str = ""
    external_id: str = ""


@dataclass(frozen=True, slots=True)
class Order:
    """Artwork of many placements in one style. Raises ValueError as `file_names` does.

    names: the template of the files' names, without their ends.
    lines: of the labels, as `label_lines` takes them.
    """

    campaign: str
    host: str
    style: Style
    forms: tuple[Form, ...]
    names: str
    lines: tuple[str, ...]
    placements: tuple[Placement, ...]

    def payload(self, placement: Placement) -> str:
        """What is printed for a placement."""
        return payload(self.host, placement.code)

    def label(self, placement: Placement) -> tuple[str, ...]:
        """The lines below its code."""
        return label_lines(self.lines, placement.label, self.payload(placement))

    def file_names(self) -> list[str]:
        """The name of each placement's files, without their ends."""
        digits = len(str(len(self.placements)))
        width = plain(self.style.width_mm)
        return file_names(
            self.names,
            self.forms,
            (
                Named(
                    f"{placement.label!r} ({placement.code})",
                    {
                        "campaign": self.campaign,
                        "region": placement.region,
                        "branch": placement.label,
                        "id": placement.external_id,
                        "code": placement.code,
                        "width": width,
                        "level": self.style.level,
                        "row": f"{row:0{digits}}",
                    },
                )
                for row, placement in enumerate(self.placements, 1)
            ),
        )

    def fingerprint(self) -> str:
        """What tells this order from any other, made by these very programs."""
        makers = [(name, version(name)) for name in _MAKERS]
        zlibs = ("zlib", zlib.ZLIB_RUNTIME_VERSION)
        return sha256(msgspec.json.encode((self, *makers, zlibs))).hexdigest()
