"""Preflight of artwork: check the final bytes of a file before a print shop gets them."""

from collections.abc import Iterator
from dataclasses import dataclass
from dataclasses import replace
from math import floor

from microsite.qr.design.style import Style
from microsite.qr.pipeline import Artwork
from microsite.qr.pipeline import Format
from microsite.qr.pipeline import build_artwork
from microsite.qr.pipeline import render
from microsite.qr.preflight.rasterize import RasterizeError
from microsite.qr.preflight.rasterize import contains_code
from microsite.qr.preflight.rasterize import decode_payloads
from microsite.qr.preflight.rasterize import rasterize
from microsite.qr.preflight.rules import MIN_UNUSED_CORRECTION
from microsite.qr.preflight.rules import Issue
from microsite.qr.preflight.rules import check_contrast
from microsite.qr.preflight.rules import check_size
from microsite.qr.preflight.sampling import Bitmap
from microsite.qr.preflight.sampling import Sample
from microsite.qr.preflight.sampling import SymbolPosition
from microsite.qr.preflight.sampling import sample_symbol
from microsite.qr.symbol.encode import MIN_QUIET_ZONE
from microsite.qr.symbol.error_correction import find_wrong_modules
from microsite.qr.symbol.error_correction import hides_fixed_pattern
from microsite.qr.symbol.error_correction import measure_unused_correction

DOTS_PER_MODULE = 3
"""Resolution for vector files: the middle dot of a module then lies inside it."""
MIN_RENDERED_CONTRAST = 3.0
"""Measured in screen greys, which weigh colours differently from `contrast_ratio`."""


@dataclass(frozen=True, slots=True)
class PreflightReport:
    """The result of a preflight.

    payload: the payload read from the file, "" if there was none or more than one.
    unused_correction: of the most damaged block, 1 for no errors; 0 if the symbol was not found.
    """

    issues: tuple[Issue, ...]
    payload: str = ""
    unused_correction: float = 0.0

    @property
    def passed(self) -> bool:
        """True if no issue is an error."""
        return all(issue.severity != "error" for issue in self.issues)


def verify_file(artwork: Artwork, format: Format, content: bytes) -> PreflightReport:
    """Check that a file shows the artwork and scans."""
    contrast = check_contrast(artwork.style.foreground, artwork.style.background)
    if contrast is not None and contrast.severity == "error":
        return PreflightReport((contrast,))
    try:
        page = rasterize(content, format, DOTS_PER_MODULE / artwork.module_mm)
    except RasterizeError as error:
        return PreflightReport((Issue("error", str(error).rstrip(".")),))
    return _verify_page(artwork, page, _expected_position(artwork, format, page))


def verify_region(artwork: Artwork, sheet: Bitmap, x: float, y: float) -> PreflightReport:
    """Check an artwork on a rasterized sheet. x, y: its top left corner in millimetres."""
    contrast = check_contrast(artwork.style.foreground, artwork.style.background)
    if contrast is not None and contrast.severity == "error":
        return PreflightReport((contrast,))
    dots, drawing = sheet.dots_per_mm, artwork.drawing
    page, left, top = sheet.crop(x * dots, y * dots, drawing.width * dots, drawing.height * dots)
    modules = artwork.modules
    position = SymbolPosition(
        (x + modules.x) * dots - left,
        (y + modules.y) * dots - top,
        modules.scale * dots,
        artwork.symbol.size,
    )
    return _verify_page(artwork, page, position)


def _verify_page(artwork: Artwork, page: Bitmap, position: SymbolPosition) -> PreflightReport:
    """Check the rasterized artwork, with its symbol expected at a position."""
    contrast = check_contrast(artwork.style.foreground, artwork.style.background)
    payloads = decode_payloads(page)
    size = check_size(position.module / page.dots_per_mm, artwork.across, artwork.style)
    sample = sample_symbol(page, position, artwork.symbol, MIN_QUIET_ZONE)
    unused, sample_issues = _check_sample(artwork, sample)
    payload_issues = _check_payloads(payloads, artwork.symbol.payload)
    issues = tuple(filter(None, (contrast, *payload_issues, size, *sample_issues)))
    return PreflightReport(issues, payloads[0] if len(payloads) == 1 else "", unused)


def _expected_position(artwork: Artwork, format: Format, page: Bitmap) -> SymbolPosition:
    """Return the position that the symbol should have on the page.

    A PNG has whole dots per module. Other formats scale from millimetres. An EPS is measured from
    the bottom of the page.
    """
    modules, drawing = artwork.modules, artwork.drawing
    module_dots = page.dots_per_mm * modules.scale
    if format == "png":
        module_dots = round(page.width / drawing.width * modules.scale)
    dots_per_mm = module_dots / modules.scale
    top = page.height - drawing.height * dots_per_mm if format == "eps" else 0.0
    return SymbolPosition(
        modules.x * dots_per_mm, modules.y * dots_per_mm + top, module_dots, artwork.symbol.size
    )


def _check_payloads(payloads: list[str], expected: str) -> Iterator[Issue]:
    """Yield an issue unless exactly the expected payload was read."""
    if not payloads:
        yield Issue("error", "No QR code can be read from the file")
    elif len(payloads) > 1:
        yield Issue("error", f"The file contains {len(payloads)} QR codes instead of one")
    elif payloads[0] != expected:
        yield Issue("error", f"The code in the file reads {payloads[0]!r}, expected {expected!r}")


def _check_sample(artwork: Artwork, sample: Sample | None) -> tuple[float, list[Issue]]:
    """Return the unused error correction and the issues of the symbol as rendered."""
    if sample is None:
        return 0.0, [Issue("error", "The symbol extends beyond the page")]
    wrong = find_wrong_modules(artwork.symbol, sample.modules)
    unused = measure_unused_correction(artwork.symbol, wrong)
    reasons = []
    if sample.contrast < MIN_RENDERED_CONTRAST:
        reasons.append(f"The contrast in the file is only {sample.contrast:.1f}:1")
    if not sample.is_clear:
        reasons.append(
            f"The quiet zone is not empty: something is drawn within {MIN_QUIET_ZONE} modules of"
            " the symbol"
        )
    if hides_fixed_pattern(artwork.symbol, wrong):
        reasons.append("A finder, timing or format pattern of the symbol is covered")
    if artwork.style.logo is None and wrong:
        reasons.append(f"Modules that differ from the symbol: {len(wrong)}")
    issues = [Issue("error", reason) for reason in reasons]
    if artwork.style.logo is not None:
        if contains_code(artwork.style.logo.png):
            issues.append(Issue("error", "The logo contains a QR code", "use another logo"))
        if unused < MIN_UNUSED_CORRECTION:
            issues.append(_logo_issue(artwork, unused))
    return unused, issues


def _logo_issue(artwork: Artwork, unused: float) -> Issue:
    """Return the issue of a logo that hides too much, with the nearest level or size that works."""
    return Issue(
        "error",
        f"The logo leaves {floor(unused * 100)} % of the error correction unused, less than"
        f" {MIN_UNUSED_CORRECTION * 100:g} %",
        next(
            (fix for fix, style in _smaller_logos(artwork.style) if _leaves_enough(artwork, style)),
            "remove the logo",
        ),
    )


def _smaller_logos(style: Style) -> Iterator[tuple[str, Style]]:
    """Yield styles whose logo hides less, nearest first, each with its description."""
    if style.level != "H":
        yield "use level H", replace(style, level="H")
    for share in range(floor(style.logo_share * 100), 0, -1):
        yield f"use a logo of at most {share} %", replace(style, logo_share=share / 100)
    for share in range(floor(style.logo_share * 100), 0, -1):
        yield (
            f"use level H and a logo of at most {share} %",
            replace(style, level="H", logo_share=share / 100),
        )


def _leaves_enough(artwork: Artwork, style: Style) -> bool:
    """Return True if the artwork in another style leaves enough error correction unused."""
    try:
        candidate = build_artwork(artwork.symbol.payload, style, artwork.captions)
        page = rasterize(render(candidate, "svg"), "svg", DOTS_PER_MODULE / candidate.module_mm)
    except ValueError:
        return False
    position = _expected_position(candidate, "svg", page)
    sample = sample_symbol(page, position, candidate.symbol, MIN_QUIET_ZONE)
    if sample is None:
        return False
    wrong = find_wrong_modules(candidate.symbol, sample.modules)
    return measure_unused_correction(candidate.symbol, wrong) >= MIN_UNUSED_CORRECTION
