"""The README.txt of a pack: instructions for the print shop in English and Simplified Chinese."""

from collections.abc import Collection
from collections.abc import Iterator

from microsite.qr.canvas.colours import Colour
from microsite.qr.canvas.numbers import format_number
from microsite.qr.design.style import PRINT_METHODS
from microsite.qr.design.style import Style
from microsite.qr.packs.job import PrintJob
from microsite.qr.packs.summary import Summary
from microsite.qr.preflight.rules import format_colour

_METHOD_NAMES = {
    "offset": ("offset printing", "胶印"),
    "laser": ("laser printing", "激光打印"),
    "inkjet": ("inkjet printing", "喷墨打印"),
    "thermal": ("thermal printing", "热敏或热转印打印"),
    "banner": ("large-format inkjet printing", "大幅面喷绘"),
}
_CHINESE_COLOUR_NAMES = {"black": "黑", "white": "白"}
_MIN_TEST_DISTANCE_MM = 300
_Line = tuple[str, str]
"""The same text in English and in Simplified Chinese."""


def build_printer_readme(job: PrintJob, summary: Summary) -> bytes:
    """Return the readme as UTF-8 with a byte order mark and CRLF, which every editor opens."""
    lines = list(_build_lines(job, summary))
    english, chinese = ("\r\n".join(f"- {line[index]}" for line in lines) for index in (0, 1))
    return (
        f"QR codes for printing: {job.campaign}\r\n\r\n{english}\r\n\r\n\r\n"
        f"二维码印刷文件：{job.campaign}\r\n\r\n{chinese}\r\n"
    ).encode("utf-8-sig")


def _build_lines(job: PrintJob, summary: Summary) -> Iterator[_Line]:
    yield from _contents_lines(summary)
    if summary.packed:
        yield _size_line(summary)
        for format in summary.packed:
            yield _FORMAT_LINES[format](job.style)
        yield _colours_line(job.style.foreground, job.style.background)
        yield from _printing_lines(job.style)


def _contents_lines(summary: Summary) -> Iterator[_Line]:
    counts = [f"{count:,} {format.upper()}" for format, count in summary.packed.items()] or ["0"]
    yield (
        f"Files: {', '.join(counts)}. manifest.csv lists each file with its placement, the address"
        " in its code, and its SHA-256 to detect damage. Each code belongs to one placement; the"
        " codes look alike, so identify them by filename.",
        f"文件：{'，'.join(counts)}。清单见 manifest.csv：投放位置、码内网址，以及用于核对文件是否"
        "损坏的 SHA-256。每个码只对应一个位置，外观相近，请以文件名为准。",
    )
    if summary.packed:
        yield (
            "Every file was rendered, scanned and compared with its code before it was packed.",
            "所有文件在打包前均已逐一渲染、扫描，并与码的内容比对无误。",
        )
    if summary.failed:
        yield (
            f"{summary.failed:,} files failed preflight and are not included: see the rows marked"
            " failed in manifest.csv.",
            f"有 {summary.failed:,} 个文件未通过检验，未收入本包：见 manifest.csv 中标为 failed"
            " 的各行。",
        )


def _size_line(summary: Summary) -> _Line:
    code, width, height = map(
        _format_range, (summary.widths_mm, summary.trim_widths_mm, summary.trim_heights_mm)
    )
    return (
        f"Size: the code is {code} mm wide including its quiet zone; the trimmed piece is {width}"
        f" mm wide and {height} mm high. Print at 100 %: no “fit to page”, no stretching.",
        f"尺寸：码含四周留白宽 {code} 毫米；成品宽 {width} 毫米，高 {height} 毫米。"
        "请按 100% 原大输出，不要选择“适合页面”，不要拉伸。",
    )


def _format_range(sizes: Collection[float]) -> str:
    return "–".join(dict.fromkeys(map(format_number, (min(sizes), max(sizes)))))


def _pdf_line(style: Style) -> _Line:
    bleed = format_number(style.bleed_mm)
    english = f"the TrimBox is the trimmed piece, with {bleed} mm of bleed"
    chinese = f"TrimBox 为成品尺寸，出血 {bleed} 毫米"
    if style.crop_marks:
        return (
            f"PDF: {english} and crop marks outside the bleed. All text is outlines; no fonts"
            " needed.",
            f"PDF：{chinese}，裁切标记在出血之外。全部为矢量轮廓，无需字体。",
        )
    return (
        f"PDF: {english}, without crop marks. All text is outlines; no fonts needed.",
        f"PDF：{chinese}，无裁切标记。全部为矢量轮廓，无需字体。",
    )


def _png_line(style: Style) -> _Line:
    dpi = style.dpi or PRINT_METHODS[style.print_method].dpi
    return (
        f"PNG: {dpi} dpi, whole dots per module; cropped to the trim, without bleed. Do not"
        " resample.",
        f"PNG：{dpi} dpi，每个模块为整数个像素；到成品边为止，无出血。请勿重新采样。",
    )


def _svg_line(_style: Style) -> _Line:
    return (
        "SVG: in millimetres and screen colours; cropped to the trim, without bleed.",
        "SVG：以毫米为单位，屏幕色；到成品边为止，无出血。",
    )


def _eps_line(_style: Style) -> _Line:
    return (
        "EPS: cropped to the trim, without bleed. All text is outlines; no fonts needed.",
        "EPS：到成品边为止，无出血。全部为矢量轮廓，无需字体。",
    )


_FORMAT_LINES = {"pdf": _pdf_line, "png": _png_line, "svg": _svg_line, "eps": _eps_line}


def _colours_line(foreground: Colour, background: Colour) -> _Line:
    dark, light = format_colour(foreground), format_colour(background)
    chinese_dark = _CHINESE_COLOUR_NAMES.get(dark, f" {dark}")
    chinese_light = _CHINESE_COLOUR_NAMES.get(light, f" {light}")
    english_hint, chinese_hint = _ink_hint(foreground)
    return (
        f"Colours: {dark} on {light}; {english_hint}. Never light on dark; no transparent or glossy"
        " effects over the code.",
        f"颜色：码为{chinese_dark}，底为{chinese_light}；{chinese_hint}。切勿反白；"
        "码上勿加透明或局部光油效果。",
    )


def _ink_hint(foreground: Colour) -> _Line:
    if foreground.spot:
        return "print with that spot ink only", "请以该专色单色印刷"
    if foreground.cmyk is None:
        return (
            "screen colours: convert them to inks that keep the code dark on light",
            "屏幕色：转换为印刷色时须保持深码浅底",
        )
    if foreground.cmyk[:3] == (0, 0, 0):
        return "one black plate; keep it pure K, not rich black", "单黑版；请保持单色黑，勿用四色黑"
    return "several inks: keep them in register", "多色叠印，请确保套准"


def _printing_lines(style: Style) -> Iterator[_Line]:
    english, chinese = _METHOD_NAMES[style.print_method]
    yield (
        f"Designed for {english}. Leave the quiet zone of {style.quiet_zone} modules around each"
        " code empty: no text, edge or fold.",
        f"按{chinese}制作。码四周 {style.quiet_zone} 个模块宽的留白内不得有文字、边线或折痕。",
    )
    if style.dpi is not None:
        yield (
            f"Modules are whole dots at {style.dpi} dpi: output at that resolution or a multiple.",
            f"模块为 {style.dpi} dpi 下的整数个点：请以该分辨率或其整数倍输出。",
        )
    distance = format_number(max(style.distance_mm, _MIN_TEST_DISTANCE_MM) / 1000)
    yield (
        "Before the full run, print one piece on the real material and scan it with two phones from"
        f" {distance} m away.",
        f"批量印刷前，请先用实际材料打样一份，在 {distance} 米处用两部手机试扫。",
    )
