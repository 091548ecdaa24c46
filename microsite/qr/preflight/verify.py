"""The proof of an artwork: a verdict on the very bytes of a file, before a print shop gets them."""

from collections.abc import Iterator
from dataclasses import dataclass
from dataclasses import replace
from math import floor

from microsite.qr.design.style import LEAST_QUIET_ZONE
from microsite.qr.design.style import Style
from microsite.qr.pipeline import Artwork
from microsite.qr.pipeline import Form
from microsite.qr.pipeline import artwork as make
from microsite.qr.pipeline import render
from microsite.qr.preflight.rasterize import UnreadError
from microsite.qr.preflight.rasterize import holds_a_code
from microsite.qr.preflight.rasterize import payloads
from microsite.qr.preflight.rasterize import rendered
from microsite.qr.preflight.rules import LEAST_UNUSED_CORRECTION
from microsite.qr.preflight.rules import Finding
from microsite.qr.preflight.rules import judge_contrast
from microsite.qr.preflight.rules import judge_size
from microsite.qr.preflight.sampling import Bitmap
from microsite.qr.preflight.sampling import Place
from microsite.qr.preflight.sampling import Sample
from microsite.qr.preflight.sampling import sampled
from microsite.qr.symbol.error_correction import hides_a_fixed_pattern
from microsite.qr.symbol.error_correction import unused_correction
from microsite.qr.symbol.error_correction import wrong_cells

DOTS_A_MODULE = 3
"""What a file in vectors is read back at: the middle dot of a module is surely its own."""
LEAST_SEEN_CONTRAST = 3.0
"""In greys of a screen, which weigh colours otherwise than `colours.contrast` does."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """What a file's proof found.

    payload: what was read in it, "" if nothing or several were.
    unused_correction: of the block that is hit worst, 1 for flawless; 0 where it was not seen.
    """

    findings: tuple[Finding, ...]
    payload: str = ""
    unused_correction: float = 0.0

    @property
    def passed(self) -> bool:
        """Whether the file may be printed."""
        return all(finding.severity != "refuse" for finding in self.findings)


def prove(artwork: Artwork, form: Form, content: bytes) -> Verdict:
    """The verdict on a file that is said to hold an artwork."""
    contrast = judge_contrast(artwork.style.foreground, artwork.style.background)
    if contrast is not None and contrast.severity == "refuse":
        return Verdict((contrast,))
    try:
        page = rendered(content, form, DOTS_A_MODULE / artwork.module_mm)
    except UnreadError as error:
        return Verdict((Finding("refuse", str(error).rstrip(".")),))
    return _judge_page(artwork, page, _place(artwork, form, page))


def prove_part(artwork: Artwork, sheet: Bitmap, x: float, y: float) -> Verdict:
    """The verdict on an artwork on a rendered sheet, its top left corner at x, y in millimetres."""
    contrast = judge_contrast(artwork.style.foreground, artwork.style.background)
    if contrast is not None and contrast.severity == "refuse":
        return Verdict((contrast,))
    dots, drawing = sheet.dots_a_mm, artwork.drawing
    page, left, top = sheet.part(x * dots, y * dots, drawing.width * dots, drawing.height * dots)
    modules = artwork.modules
    place = Place(
        (x + modules.x) * dots - left,
        (y + modules.y) * dots - top,
        modules.scale * dots,
        artwork.symbol.size,
    )
    return _judge_page(artwork, page, place)


def _judge_page(artwork: Artwork, page: Bitmap, place: Place) -> Verdict:
    """The verdict on what a page shows, the symbol being where it should."""
    contrast = judge_contrast(artwork.style.foreground, artwork.style.background)
    read = payloads(page)
    size = judge_size(place.module / page.dots_a_mm, artwork.across, artwork.style)
    sample = sampled(page, place, artwork.symbol, LEAST_QUIET_ZONE)
    unused, seen = _judge_sample(artwork, sample)
    findings = contrast, *_judge_payloads(read, artwork.symbol.payload), size, *seen
    return Verdict(tuple(filter(None, findings)), read[0] if len(read) == 1 else "", unused)


def _place(artwork: Artwork, form: Form, page: Bitmap) -> Place:
    """Where the symbol should be: a PNG has whole dots a module, the others their millimetres; an
    EPS is measured from the foot of the page.
    """
    modules, drawing = artwork.modules, artwork.drawing
    dots = page.dots_a_mm * modules.scale
    if form == "png":
        dots = round(page.width / drawing.width * modules.scale)
    dots_a_mm = dots / modules.scale
    head = page.height - drawing.height * dots_a_mm if form == "eps" else 0.0
    return Place(modules.x * dots_a_mm, modules.y * dots_a_mm + head, dots, artwork.symbol.size)


def _judge_payloads(read: list[str], payload: str) -> Iterator[Finding]:
    """One code, and the right one."""
    if not read:
        yield Finding("refuse", "No code is read back from the file")
    elif len(read) > 1:
        yield Finding("refuse", f"{len(read)} codes are read back from the file, not one")
    elif read[0] != payload:
        yield Finding("refuse", f"The file reads {read[0]!r}, not {payload!r}")


def _judge_sample(artwork: Artwork, sample: Sample | None) -> tuple[float, list[Finding]]:
    """The unused correction, and what is wrong with the symbol as it looks."""
    if sample is None:
        return 0.0, [Finding("refuse", "The symbol reaches beyond the page")]
    wrong = wrong_cells(artwork.symbol, sample.modules)
    unused = unused_correction(artwork.symbol, wrong)
    reasons = []
    if sample.contrast < LEAST_SEEN_CONTRAST:
        reasons.append(f"In the file the contrast is {sample.contrast:.1f}:1")
    if not sample.is_clear:
        reasons.append(f"Something is drawn within {LEAST_QUIET_ZONE} modules of the symbol")
    if hides_a_fixed_pattern(artwork.symbol, wrong):
        reasons.append("A pattern is hidden by which readers find the symbol")
    if artwork.style.logo is None and wrong:
        reasons.append(f"{len(wrong)} modules are not as the symbol has them")
    findings = [Finding("refuse", reason) for reason in reasons]
    if artwork.style.logo is not None:
        if holds_a_code(artwork.style.logo.png):
            findings.append(Finding("refuse", "The logo is a code itself", "take another logo"))
        if unused < LEAST_UNUSED_CORRECTION:
            findings.append(_judge_logo(artwork, unused))
    return unused, findings


def _judge_logo(artwork: Artwork, unused: float) -> Finding:
    """A logo that hides too much, and the nearest level or size at which it does not."""
    left = floor(unused * 100) / 100
    return Finding(
        "refuse",
        f"The logo leaves {left:.2f} of the error correction unused,"
        f" less than {LEAST_UNUSED_CORRECTION:.2f}",
        next(
            (mend for mend, style in _smaller_logos(artwork.style) if _is_enough(artwork, style)),
            "take no logo",
        ),
    )


def _smaller_logos(style: Style) -> Iterator[tuple[str, Style]]:
    """Styles that hide less, the nearest first, and how to order each."""
    if style.level != "H":
        yield "take level H", replace(style, level="H")
    for share in range(floor(style.logo_share * 100), 0, -1):
        yield f"take a logo of {share} % or less", replace(style, logo_share=share / 100)
    for share in range(floor(style.logo_share * 100), 0, -1):
        yield (
            f"take level H and a logo of {share} % or less",
            replace(style, level="H", logo_share=share / 100),
        )


def _is_enough(artwork: Artwork, style: Style) -> bool:
    """Whether the artwork in that style leaves enough correction unused."""
    try:
        tried = make(artwork.symbol.payload, style, artwork.lines)
        page = rendered(render(tried, "svg"), "svg", DOTS_A_MODULE / tried.module_mm)
    except ValueError:
        return False
    sample = sampled(page, _place(tried, "svg", page), tried.symbol, LEAST_QUIET_ZONE)
    if sample is None:
        return False
    wrong = wrong_cells(tried.symbol, sample.modules)
    return unused_correction(tried.symbol, wrong) >= LEAST_UNUSED_CORRECTION
