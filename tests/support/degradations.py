"""Simulate how print, wear, light and a hand-held camera degrade a code before it is decoded.

Lengths refer to a code 30 mm wide, quiet zone included. The same seed gives the same picture.
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
"""Rows of values from 0 for black to 1 for white."""

CODE_WIDTH_MM = 30.0
CODE_DOTS = 33 * 37
"""Dots per side of the printed code: whole dots per module in versions 2 and 3."""
MARGIN_SHARE = 0.2
"""Blank paper on each side of the code, as a share of its width."""
LENS_DOTS = 640
"""Dots per side of the code in the lens image, before the sensor."""
CAMERA_DISTANCE_MM = 150.0
"""Camera distance, which sets the foreshortening of a tilt."""
QUIET_ZONE_SHARE, FINDER_SHARE = 4 / 33, 12 / 33
"""Extent of the quiet zone and of a finder pattern, as a share of the code's width (version 2)."""
INK_BRIGHTNESS, PAPER_BRIGHTNESS = 0.08, 0.92
"""Brightness of ink and paper in good light."""


@dataclass(frozen=True, slots=True)
class Conditions:
    """Print, wear, light and camera of a photo. The defaults are a good scan.

    pixels: camera pixels across the code.
    dot_gain_mm: spread of the ink at each edge; negative for dot loss.
    cover: share of the area that a round white patch hides, outside the finder patterns.
    turn, tilt: rotation in the plane of the paper and out of it, in degrees.
    blur_mm: standard deviation of the lens blur. shake_mm: length of the motion blur.
    contrast: of ink and paper, 1 for black ink.
    shadow: share of the light lost from one side of the code to the other.
    noise: standard deviation of the sensor noise, as a share of its range.
    jpeg: JPEG quality, or 0 for no compression.
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
    """Return the camera picture of a code.

    rows: modules including the quiet zone, 1 for dark. Each shot is rotated by up to 3 degrees and
    shifted by up to a pixel.
    """
    wear_rng, camera_rng, light_rng, sensor_rng = np.random.default_rng(seed).spawn(4)
    paper = _print_code(rows, conditions, wear_rng)
    image = _project(paper, conditions, camera_rng)
    return _capture(_illuminate(image, conditions, light_rng), conditions, sensor_rng)


def _print_code(
    rows: Sequence[bytes], conditions: Conditions, rng: np.random.Generator
) -> NDArray[np.uint8]:
    """Return the printed and worn paper, 255 for bare paper and 0 for ink."""
    light = np.array([[255 - 255 * module for module in row] for row in rows], np.uint8)
    dots, margin = CODE_DOTS // len(rows), round(MARGIN_SHARE * CODE_DOTS)
    code = np.pad(light.repeat(dots, 0).repeat(dots, 1), margin, constant_values=255)
    spread_dots = round(abs(conditions.dot_gain_mm) * CODE_DOTS / CODE_WIDTH_MM)
    if spread_dots:
        dot = cv2.getStructuringElement(
            cv2.MORPH_ELLIPSE, (2 * spread_dots + 1, 2 * spread_dots + 1)
        )
        operation = cv2.MORPH_ERODE if conditions.dot_gain_mm > 0 else cv2.MORPH_DILATE
        code = np.asarray(cv2.morphologyEx(code, operation, dot), np.uint8)
    if conditions.cover:
        radius = sqrt(conditions.cover / pi)
        x, y = _choose_patch_centre(radius, rng)
        centre = (margin + round(x * CODE_DOTS), margin + round(y * CODE_DOTS))
        cv2.circle(code, centre, round(radius * CODE_DOTS), (255,), -1)
    return code


def _choose_patch_centre(radius: float, rng: np.random.Generator) -> tuple[float, float]:
    """Return the centre of a patch on the symbol outside the finder patterns, in code widths."""
    while True:
        x, y = rng.uniform(QUIET_ZONE_SHARE + radius, 1 - QUIET_ZONE_SHARE - radius, 2)
        corners = ((x, y), (1 - x, y), (x, 1 - y))
        if all(
            hypot(max(0, a - FINDER_SHARE), max(0, b - FINDER_SHARE)) >= radius for a, b in corners
        ):
            return x, y


def _project(paper: NDArray[np.uint8], conditions: Conditions, rng: np.random.Generator) -> Grey:
    """Return the lens image of the paper, rotated, tilted and blurred: 1 for bare paper."""
    rotation = radians(conditions.turn + rng.uniform(-3, 3))
    tilt = radians(conditions.tilt)
    side = round((1 + 2 * MARGIN_SHARE) * LENS_DOTS)
    middle, distance = paper.shape[0] / 2, CAMERA_DISTANCE_MM / CODE_WIDTH_MM
    corners = np.array([(-1, -1), (1, -1), (1, 1), (-1, 1)], np.float32)
    shift = rng.uniform(0, LENS_DOTS / conditions.pixels, 2)
    projected = []
    for x, y in corners * middle / CODE_DOTS:
        across, down = x * cos(rotation) - y * sin(rotation), x * sin(rotation) + y * cos(rotation)
        scale = distance / (distance + down * sin(tilt))
        projected.append((across * scale, down * cos(tilt) * scale))
    target = np.array(projected) * LENS_DOTS + side / 2 + shift
    warp = cv2.getPerspectiveTransform((corners + 1) * middle, target.astype(np.float32))
    warped = cv2.warpPerspective(paper, warp, (side, side), borderValue=[255])
    image = np.asarray(np.divide(warped, 255), np.float32)
    if conditions.shake_mm:
        kernel = _motion_kernel(conditions.shake_mm, rng.uniform(0, pi))
        image = np.asarray(cv2.filter2D(image, -1, kernel), np.float32)
    if conditions.blur_mm:
        blur = conditions.blur_mm * LENS_DOTS / CODE_WIDTH_MM
        image = np.asarray(cv2.GaussianBlur(image, (0, 0), blur), np.float32)
    return image


def _motion_kernel(length_mm: float, angle: float) -> Grey:
    """Return the convolution kernel of a straight hand movement."""
    length = length_mm * LENS_DOTS / CODE_WIDTH_MM
    half = round(length / 2) + 1
    kernel = np.zeros((2 * half + 1, 2 * half + 1), np.float32)
    across, down = cos(angle) * length / 2, sin(angle) * length / 2
    start = (round(half - across), round(half - down))
    cv2.line(kernel, start, (round(half + across), round(half + down)), (1.0,))
    return np.asarray(kernel / kernel.sum(), np.float32)


def _illuminate(image: Grey, conditions: Conditions, rng: np.random.Generator) -> Grey:
    """Return the brightness of ink and paper under a light that fades to one side."""
    lit = PAPER_BRIGHTNESS - (PAPER_BRIGHTNESS - INK_BRIGHTNESS) * conditions.contrast * (1 - image)
    if conditions.shadow:
        angle = rng.uniform(0, 2 * pi)
        down, across = np.mgrid[-0.5 : 0.5 : image.shape[0] * 1j, -0.5 : 0.5 : image.shape[1] * 1j]
        along = (across * cos(angle) + down * sin(angle)) * (1 + 2 * MARGIN_SHARE) + 0.5
        lit = lit * (1 - conditions.shadow * np.clip(along, 0, 1))
    return np.asarray(lit, np.float32)


def _capture(image: Grey, conditions: Conditions, rng: np.random.Generator) -> NDArray[np.uint8]:
    """Return the sensor picture with noise and compression."""
    side = round((1 + 2 * MARGIN_SHARE) * conditions.pixels)
    pixels = cv2.resize(image, (side, side), interpolation=cv2.INTER_AREA)
    pixels = pixels + rng.normal(0, conditions.noise, pixels.shape)
    picture = np.asarray(np.clip(np.rint(pixels * 255), 0, 255), np.uint8)
    if conditions.jpeg:
        _, file = cv2.imencode(".jpg", picture, [cv2.IMWRITE_JPEG_QUALITY, conditions.jpeg])
        picture = np.asarray(cv2.imdecode(file, cv2.IMREAD_GRAYSCALE), np.uint8)
    return picture
