"""What paper, light and a hand do to a printed code before a decoder sees it.

Everything is measured on a code 30 mm wide, quiet zone included, and follows from the seed alone.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from math import cos
from math import hypot
from math import pi
from math import radians
from math import sin
from math import sqrt

import cv2
import numpy as np
from numpy.typing import NDArray

Grey = NDArray[np.float32]
"""A picture: rows of values, 0 for black to 1 for white."""

WIDTH_MM = 30.0
PAPER_DOTS = 33 * 37
"""Dots along a side of the code on paper: whole ones a module in versions 2 and 3."""
MARGIN = 0.2
"""How much blank paper there is on each side of the code, of its width."""
FINE = 640
"""Dots along the code's side in which the lens works, before the sensor's pixels."""
EYE_MM = 150.0
"""How far away the camera is held, which sets how much a tilt foreshortens."""
QUIET, FINDERS = 4 / 33, 12 / 33
"""How far the quiet zone and a finder pattern reach into the code at most: in version 2."""
INK, PAPER = 0.08, 0.92
"""How bright ink and paper come out in good light."""


@dataclass(frozen=True, slots=True)
class Conditions:
    """How a code is printed, worn, lit and seen; the least of each is a good scan.

    pixels: of the camera, over the width of the code.
    dot_gain_mm: how far ink spreads at each edge; below 0, how far it falls short.
    cover: the part of the code that a white round patch hides, beside the finder patterns.
    turn, tilt: degrees in the plane of the paper and out of it.
    blur_mm, shake_mm: deviation of the lens's blur, length of the hand's.
    contrast: of ink to paper, 1 for black ink.
    shadow: how much of the light is lost from one side of the code to the other.
    noise: deviation of the sensor's noise, of its range.
    jpeg: quality of the compressed picture, or 0 for none.
    """

    pixels: int = 240
    dot_gain_mm: float = 0.0
    cover: float = 0.0
    turn: float = 0.0
    tilt: float = 0.0
    blur_mm: float = 0.0
    shake_mm: float = 0.0
    contrast: float = 1.0
    shadow: float = 0.0
    noise: float = 0.0
    jpeg: int = 0


def photograph(
    rows: Sequence[bytes], conditions: Conditions, seed: Sequence[int]
) -> NDArray[np.uint8]:
    """What the camera gives of a code: rows of modules with their quiet zone, 1 for dark.

    No two shots are alike: each is turned by up to 3 degrees and shifted by up to a pixel.
    """
    wear, hand, lamp, sensor = np.random.default_rng(seed).spawn(4)
    seen = _seen(_printed(rows, conditions, wear), conditions, hand)
    return _taken(_lit(seen, conditions, lamp), conditions, sensor)


def _printed(
    rows: Sequence[bytes], conditions: Conditions, chance: np.random.Generator
) -> NDArray[np.uint8]:
    """Where the paper is bare (255) and where there is ink (0), as it hangs there."""
    light = np.array([[255 - 255 * module for module in row] for row in rows], np.uint8)
    dots, margin = PAPER_DOTS // len(rows), round(MARGIN * PAPER_DOTS)
    code = np.pad(light.repeat(dots, 0).repeat(dots, 1), margin, constant_values=255)
    spread = round(abs(conditions.dot_gain_mm) * PAPER_DOTS / WIDTH_MM)
    if spread:
        dot = cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (2 * spread + 1, 2 * spread + 1))
        spreading = cv2.MORPH_ERODE if conditions.dot_gain_mm > 0 else cv2.MORPH_DILATE
        code = np.asarray(cv2.morphologyEx(code, spreading, dot), np.uint8)
    if conditions.cover:
        radius = sqrt(conditions.cover / pi)
        x, y = _patch(radius, chance)
        centre = (margin + round(x * PAPER_DOTS), margin + round(y * PAPER_DOTS))
        cv2.circle(code, centre, round(radius * PAPER_DOTS), (255,), -1)
    return code


def _patch(radius: float, chance: np.random.Generator) -> tuple[float, float]:
    """Where a patch lies, in widths of the code: on the symbol, off the finder patterns."""
    while True:
        x, y = chance.uniform(QUIET + radius, 1 - QUIET - radius, 2)
        corners = ((x, y), (1 - x, y), (x, 1 - y))
        if all(hypot(max(0, a - FINDERS), max(0, b - FINDERS)) >= radius for a, b in corners):
            return x, y


def _seen(paper: NDArray[np.uint8], conditions: Conditions, chance: np.random.Generator) -> Grey:
    """The paper as the lens shows it, turned, tilted and blurred: 1 where it is bare."""
    turn = radians(conditions.turn + chance.uniform(-3, 3))
    tilt = radians(conditions.tilt)
    side = round((1 + 2 * MARGIN) * FINE)
    middle, eye = paper.shape[0] / 2, EYE_MM / WIDTH_MM
    corners = np.array([(-1, -1), (1, -1), (1, 1), (-1, 1)], np.float32)
    shift = chance.uniform(0, FINE / conditions.pixels, 2)
    shown = []
    for x, y in corners * middle / PAPER_DOTS:
        across, down = x * cos(turn) - y * sin(turn), x * sin(turn) + y * cos(turn)
        nearer = eye / (eye + down * sin(tilt))
        shown.append((across * nearer, down * cos(tilt) * nearer))
    onto = np.array(shown) * FINE + side / 2 + shift
    warp = cv2.getPerspectiveTransform((corners + 1) * middle, onto.astype(np.float32))
    warped = cv2.warpPerspective(paper, warp, (side, side), borderValue=[255])
    seen = np.asarray(np.divide(warped, 255), np.float32)
    if conditions.shake_mm:
        shake = _shake(conditions.shake_mm, chance.uniform(0, pi))
        seen = np.asarray(cv2.filter2D(seen, -1, shake), np.float32)
    if conditions.blur_mm:
        blur = conditions.blur_mm * FINE / WIDTH_MM
        seen = np.asarray(cv2.GaussianBlur(seen, (0, 0), blur), np.float32)
    return seen


def _shake(length_mm: float, angle: float) -> Grey:
    """The way a hand moves while the picture is taken, as a kernel."""
    length = length_mm * FINE / WIDTH_MM
    half = round(length / 2) + 1
    kernel = np.zeros((2 * half + 1, 2 * half + 1), np.float32)
    across, down = cos(angle) * length / 2, sin(angle) * length / 2
    begin = (round(half - across), round(half - down))
    cv2.line(kernel, begin, (round(half + across), round(half + down)), (1.0,))
    return np.asarray(kernel / kernel.sum(), np.float32)


def _lit(seen: Grey, conditions: Conditions, chance: np.random.Generator) -> Grey:
    """Ink and paper under a light that falls off to one side."""
    lit = PAPER - (PAPER - INK) * conditions.contrast * (1 - seen)
    if conditions.shadow:
        angle = chance.uniform(0, 2 * pi)
        down, across = np.mgrid[-0.5 : 0.5 : seen.shape[0] * 1j, -0.5 : 0.5 : seen.shape[1] * 1j]
        along = (across * cos(angle) + down * sin(angle)) * (1 + 2 * MARGIN) + 0.5
        lit = lit * (1 - conditions.shadow * np.clip(along, 0, 1))
    return np.asarray(lit, np.float32)


def _taken(seen: Grey, conditions: Conditions, chance: np.random.Generator) -> NDArray[np.uint8]:
    """The picture in the sensor's pixels, noisy and compressed."""
    side = round((1 + 2 * MARGIN) * conditions.pixels)
    pixels = cv2.resize(seen, (side, side), interpolation=cv2.INTER_AREA)
    pixels = pixels + chance.normal(0, conditions.noise, pixels.shape)
    taken = np.asarray(np.clip(np.rint(pixels * 255), 0, 255), np.uint8)
    if conditions.jpeg:
        _, file = cv2.imencode(".jpg", taken, [cv2.IMWRITE_JPEG_QUALITY, conditions.jpeg])
        taken = np.asarray(cv2.imdecode(file, cv2.IMREAD_GRAYSCALE), np.uint8)
    return taken
