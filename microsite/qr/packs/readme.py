"""README.txt of a pack: what the print shop has to know of this order, in English and Chinese."""

from collections.abc import Collection
from collections.abc import Iterator

from microsite.qr.canvas.colours import Colour
from microsite.qr.canvas.numbers import plain
from microsite.qr.design.style import METHODS
from microsite.qr.design.style import Style
from microsite.qr.packs.job import Order
from microsite.qr.packs.summary import Summary
from microsite.qr.preflight.rules import written

_METHODS = {
    "offset": ("offset printing", "胶印"),
    "laser": ("laser printing", "激光打印"),
    "inkjet": ("inkjet printing", "喷墨打印"),
    "thermal": ("thermal printing", "热敏或热转印打印"),
    "banner": ("large-format inkjet printing", "大幅面喷绘"),
}
_NAMES = {"black": "黑", "white": "白"}
_Line = tuple[str, str]
"""The same in English and in Simplified Chinese."""


def shop_notes(order: Order, summary: Summary) -> bytes:
    """The text in both languages, as every editor opens it: UTF-8 with its mark, lines by CR LF."""
    lines = list(_lines(order, summary))
    blocks = ["\r\n".join(f"- {line[at]}" for line in lines) for at in (0, 1)]
    return (
        f"QR codes for printing: {order.campaign}\r\n\r\n{blocks[0]}\r\n\r\n\r\n"
        f"二维码印刷文件：{order.campaign}\r\n\r\n{blocks[1]}\r\n"
    ).encode("utf-8-sig")


def _lines(order: Order, summary: Summary) -> Iterator[_Line]:
    yield from _contents(summary)
    if summary.packed:
        yield _size(summary)
        for form in summary.packed:
            yield _FORMS[form](order.style)
        yield _colours(order.style.foreground, order.style.background)
        yield from _care(order.style)


def _contents(summary: Summary) -> Iterator[_Line]:
    counts = [f"{count:,} {form.upper()}" for form, count in summary.packed.items()] or ["0"]
    yield (
        f"Files: {', '.join(counts)}. manifest.csv lists them: the placement, the address in the"
        " code, and the SHA-256 by which a damaged file is told. Each code belongs to one"
        " placement; they look alike, so go by the names of the files.",
        f"文件：{'，'.join(counts)}。清单见 manifest.csv：投放位置、码内网址，以及用于核对文件是否"
        "损坏的 SHA-256。每个码只对应一个位置，外观相近，请以文件名为准。",
    )
    if summary.packed:
        yield (
            "Every file was rendered, scanned and compared with its code before it was packed.",
            "所有文件在打包前均已逐一渲染、扫描，并与码的内容比对无误。",
        )
    if summary.refused:
        yield (
            f"{summary.refused:,} files did not pass and are not in here: see `refused` in"
            " manifest.csv.",
            f"有 {summary.refused:,} 个文件未通过检验，未收入本包：见 manifest.csv 中标为 refused"
            " 的各行。",
        )


def _size(summary: Summary) -> _Line:
    code, wide, high = map(_span, (summary.widths_mm, *summary.papers_mm))
    return (
        f"Size: the code is {code} mm wide with its quiet zone; the trimmed piece is {wide} mm wide"
        f" and {high} mm high. Print at 100 %: no “fit to page”, no stretching.",
        f"尺寸：码含四周留白宽 {code} 毫米；成品宽 {wide} 毫米，高 {high} 毫米。"
        "请按 100% 原大输出，不要选择“适合页面”，不要拉伸。",
    )


def _span(sizes: Collection[float]) -> str:
    return "–".join(dict.fromkeys(map(plain, (min(sizes), max(sizes)))))


def _pdf(style: Style) -> _Line:
    bleed = plain(style.bleed_mm)
    english = f"its TrimBox is the trimmed piece, with {bleed} mm of bleed"
    chinese = f"TrimBox 为成品尺寸，出血 {bleed} 毫米"
    if style.crop_marks:
        return (
            f"PDF: {english} and crop marks outside the bleed. All is outlines; no fonts needed.",
            f"PDF：{chinese}，裁切标记在出血之外。全部为矢量轮廓，无需字体。",
        )
    return (
        f"PDF: {english}, without crop marks. All is outlines; no fonts needed.",
        f"PDF：{chinese}，无裁切标记。全部为矢量轮廓，无需字体。",
    )


def _png(style: Style) -> _Line:
    dpi = style.dpi or METHODS[style.method].dpi
    return (
        f"PNG: {dpi} dpi, whole dots a module; ends at the trim, without bleed. Do not scale it.",
        f"PNG：{dpi} dpi，每个模块为整数个像素；到成品边为止，无出血。请勿重新采样。",
    )


def _svg(_style: Style) -> _Line:
    return (
        "SVG: in millimetres and screen colours; ends at the trim, without bleed.",
        "SVG：以毫米为单位，屏幕色；到成品边为止，无出血。",
    )


def _eps(_style: Style) -> _Line:
    return (
        "EPS: ends at the trim, without bleed. All is outlines; no fonts needed.",
        "EPS：到成品边为止，无出血。全部为矢量轮廓，无需字体。",
    )


_FORMS = {"pdf": _pdf, "png": _png, "svg": _svg, "eps": _eps}


def _colours(foreground: Colour, background: Colour) -> _Line:
    dark, light = written(foreground), written(background)
    if foreground.spot:
        hint = "print it as that spot ink alone", "请以该专色单色印刷"
    elif foreground.cmyk is None:
        hint = (
            "screen colours: convert them to inks that keep the code dark on light",
            "屏幕色：转换为印刷色时须保持深码浅底",
        )
    elif foreground.cmyk[:3] == (0, 0, 0):
        hint = "one black plate; keep it pure K, not rich black", "单黑版；请保持单色黑，勿用四色黑"
    else:
        hint = (
            "in several inks: keep them in register",
            "多色叠印，请确保套准",
        )
    return (
        f"Colours: {dark} on {light}; {hint[0]}. Never light on dark; no transparent or glossy"
        " effects over the code.",
        f"颜色：码为{_NAMES.get(dark, f' {dark}')}，底为{_NAMES.get(light, f' {light}')}；"
        f"{hint[1]}。切勿反白；"
        "码上勿加透明或局部光油效果。",
    )


def _care(style: Style) -> Iterator[_Line]:
    english, chinese = _METHODS[style.method]
    yield (
        f"Made for {english}. Leave the empty {style.quiet_zone} modules around each code empty:"
        " no text, no edge, no fold.",
        f"按{chinese}制作。码四周 {style.quiet_zone} 个模块宽的留白内不得有文字、边线或折痕。",
    )
    if style.dpi is not None:
        yield (
            f"Modules are whole dots at {style.dpi} dpi: output at that resolution or a multiple.",
            f"模块为 {style.dpi} dpi 下的整数个点：请以该分辨率或其整数倍输出。",
        )
    far = max(style.distance_mm, 300) / 1000
    yield (
        "Before the whole run print one piece on the real material and scan it with two phones"
        f" from {plain(far)} m away.",
        f"批量印刷前，请先用实际材料打样一份，在 {plain(far)} 米处用两部手机试扫。",
    )
