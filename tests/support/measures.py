"""Scripts that measure a page in the browser: contrast, focus ring, line breaks, overflow."""

_COLOURS = """
  const parsed = (text) => {
    const [r, g, b, a = 1] = text.match(/[\\d.]+/g).map(Number);
    return [r, g, b, a];
  };
  const over = (top, under) => [0, 1, 2]
    .map((i) => top[i] * top[3] + under[i] * (1 - top[3])).concat(1);
  const luminance = (colour) => {
    const [r, g, b] = colour.slice(0, 3).map((value) => value / 255)
      .map((v) => (v <= 0.03928 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4));
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  const contrast = (one, other) => {
    const [dark, light] = [luminance(one), luminance(other)].sort((a, b) => a - b);
    return (light + 0.05) / (dark + 0.05);
  };
  const background = (element) => element
    ? over(parsed(getComputedStyle(element).backgroundColor), background(element.parentElement))
    : [255, 255, 255, 1];
"""

TEXTS_AND_CONTRASTS = f"""() => {{
  {_COLOURS}
  const found = [];
  const fillBehind = (text) => {{
    text.scrollIntoView({{ block: "center" }});
    const box = text.getBoundingClientRect();
    const middle = [box.x + box.width / 2, box.y + box.height / 2];
    const shape = document.elementsFromPoint(...middle).find((element) => element !== text
      && element.ownerSVGElement && getComputedStyle(element).fill !== "none");
    return parsed(getComputedStyle(shape).fill);
  }};
  const add = (element, text) => {{
    const style = getComputedStyle(element);
    const [colour, behind] = element.ownerSVGElement
      ? [style.fill, fillBehind(element)] : [style.color, background(element)];
    found.push([text.trim(), contrast(over(parsed(colour), behind), behind)]);
  }};
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {{
    const element = walker.currentNode.parentElement;
    const shown = element.getClientRects().length && element.tagName !== "SCRIPT";
    if (shown && walker.currentNode.data.trim()) add(element, walker.currentNode.data);
  }}
  for (const field of document.querySelectorAll("input")) add(field, field.value);
  return found;
}}"""
"""Every visible text with its contrast against its background (WCAG 2.2, 1.4.6)."""

FOCUS_RING = f"""() => {{
  {_COLOURS}
  const element = document.activeElement;
  if (element === document.body) return null;
  const style = getComputedStyle(element);
  const ring = style.outlineStyle === "solid" ? parseFloat(style.outlineWidth) : 0;
  const box = element.getBoundingClientRect();
  const behind = background(parseFloat(style.outlineOffset) < 0 ? element : element.parentElement);
  return {{
    name: element.innerText || element.value,
    width: ring,
    contrast: contrast(parsed(style.outlineColor), behind),
    inside: box.left > -1 && box.right < innerWidth + 1
      && box.top > -1 && box.bottom < innerHeight + 1,
  }};
}}"""
"""The focus ring of the focused element; null if nothing has the focus."""

LINES = """(element) => {
  const lines = [];
  let middle = -Infinity;
  const walker = document.createTreeWalker(element, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    for (let at = 0; at < walker.currentNode.length; at += 1) {
      const range = document.createRange();
      range.setStart(walker.currentNode, at);
      range.setEnd(walker.currentNode, at + 1);
      const box = range.getBoundingClientRect();
      if (!box.width) continue;
      if (box.top > middle) lines.push("");
      middle = box.top + box.height / 2;
      lines[lines.length - 1] += range.toString();
    }
  }
  return lines.map((line) => line.trim()).filter(Boolean);
}"""
"""The lines into which an element's text is broken."""

HORIZONTAL_OVERFLOW = (
    "() => document.documentElement.scrollWidth - document.documentElement.clientWidth"
)
"""Pixels by which the page can be scrolled sideways."""
