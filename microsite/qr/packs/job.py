"""A print job: artwork for many placements in one style."""

import zlib
from dataclasses import dataclass
from hashlib import sha256
from importlib.metadata import version
from typing import NamedTuple

import msgspec

from microsite.qr.canvas.numbers import format_number
from microsite.qr.design.captions import caption_lines
from microsite.qr.design.style import Style
from microsite.qr.packs.filenames import FilenameFields
from microsite.qr.packs.filenames import build_filenames
from microsite.qr.pipeline import Format
from microsite.qr.symbol.encode import build_payload

_RENDERING_PACKAGES = ("microsite", "qrcode", "pillow", "resvg-py", "fonttools")
"""The packages that determine the bytes of a file, besides zlib."""


class PrintJobItem(NamedTuple):
    """A placement to print. external_id: its number in the imported list."""

    code: str
    label: str
    region: str = ""
    external_id: str = ""


@dataclass(frozen=True, slots=True)
class PrintJob:
    """The artwork of many placements in one style.

    filename_template: see `filenames.build_filenames`.
    caption: the lines under each code; `auto` is replaced as `captions.caption_lines` does.
    """

    campaign: str
    host: str
    style: Style
    formats: tuple[Format, ...]
    filename_template: str
    caption: tuple[str, ...]
    items: tuple[PrintJobItem, ...]

    def build_payload(self, item: PrintJobItem) -> str:
        """Return the payload of a placement's code."""
        return build_payload(self.host, item.code)

    def build_caption(self, item: PrintJobItem) -> tuple[str, ...]:
        """Return the lines under a placement's code."""
        return caption_lines(self.caption, item.label, self.build_payload(item))

    def build_filenames(self) -> list[str]:
        """Return the filename of each placement, without extension.

        Raise ValueError as `filenames.build_filenames` does.
        """
        digits = len(str(len(self.items)))
        width = format_number(self.style.width_mm)
        return build_filenames(
            self.filename_template,
            self.formats,
            (
                FilenameFields(
                    f"{item.label!r} ({item.code})",
                    {
                        "campaign": self.campaign,
                        "region": item.region,
                        "branch": item.label,
                        "id": item.external_id,
                        "code": item.code,
                        "width": width,
                        "level": self.style.level,
                        "row": f"{row:0{digits}}",
                    },
                )
                for row, item in enumerate(self.items, 1)
            ),
        )

    def compute_fingerprint(self) -> str:
        """Return a hash of the job and of the package versions that render it."""
        versions = [(name, version(name)) for name in _RENDERING_PACKAGES]
        zlib_version = ("zlib", zlib.ZLIB_RUNTIME_VERSION)
        return sha256(msgspec.json.encode((self, *versions, zlib_version))).hexdigest()
