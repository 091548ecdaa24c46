"""Every word of a body that is no markup is on its page, or an error names its line."""

import random
import re
from dataclasses import replace
from html import unescape
from itertools import chain
from urllib.parse import unquote

import pytest

from microsite.news.rendering.hotlines import Hotlines
from microsite.news.rendering.markdown import render_body
from tests.news.conftest import Content
from tests.support.markup import ParsedHtml

INLINE = (
    "{}",
    "**{}**",
    "*{}*",
    "_{}_",
    "~~{}~~",
    "~{}~",
    "`{}`",
    "``{} ` {}``",
    "[{}](/x)",
    '[{}](/x "{}")',
    "[{}](https://e.example/{})",
    "[{}]({})",
    "[{}]",
    "[{}][n]",
    "![{}](a.webp)",
    "<{}>",
    "<{}@e.example>",
    "<https://e.example/{}>",
    "<b>{}</b>",
    "<br>{}",
    "&{};",
    "&amp;{}",
    "\\{}",
    "\\*{}*",
    "https://e.example/{},{}",
    "www.e.example/{}。{}",
    "#{}#",
    "“{}”",
    "**“{}”**{}",
    "({})",
    "{}：",
    "[^n]{}",
    "^[{}]",
    "$ {} $",
    "![{}]",
    "](x{}",
    "**{}",
    "`{}",
    "{}|{}",
)
BLOCKS = (
    "{}",
    "{}",
    "# {}",
    "#{}",
    "## {} ##",
    "- {}",
    "  - {}",
    "    - {}",
    "* {}",
    "1. {}",
    "2) {}",
    "   1) {}",
    "> {}",
    "> - {}",
    "    {}",
    "- [ ] {}",
    "- [x] {}",
    "| {} | {} |",
    "|---|---|",
    "| {} | {} | {} |",
    "```",
    "``` {}",
    "~~~",
    "[{}]: {}",
    "[n]: /n",
    "[n]: /m",
    "[^n]: {}",
    "[^m]: {}",
    "---",
    "===",
    "",
    "",
    "\t{}",
    ": {}",
)


def make_body(rng: random.Random) -> tuple[str, dict[str, int]]:
    """Return a body, and each of its words with its line."""
    words: dict[str, int] = {}
    lines: list[str] = []

    def fill(template: str, parts: int) -> str:
        while "{}" in template:
            if parts:
                inner = "".join(fill(rng.choice(INLINE), 0) for _ in range(rng.randint(1, 3)))
                template = template.replace("{}", inner, 1)
            else:
                word = f"词{len(words):03}末"
                words[word] = len(lines)
                template = template.replace("{}", word, 1)
        return template

    for _ in range(rng.randint(3, 14)):
        lines.append(fill(rng.choice(BLOCKS), 1))
    return "\n".join(lines), words


@pytest.mark.parametrize("seed", range(40))
def test_every_word_is_on_the_page_or_its_line_is_named(content: Content, seed: int) -> None:
    rng = random.Random(seed)
    content.write_image("a/a.webp")
    content.write("a/zh-Hans.md", "![A](a.webp)")
    article = content.news.snapshot().find("zh-Hans", "a")
    assert article
    for _ in range(50):
        body, words = make_body(rng)
        html, losses = render_body(replace(article, body=body), None, Hotlines.from_numbers(()))
        page = ParsedHtml(html)
        shown = [element.attributes.values() for element in page.elements]
        texts = [unescape(re.sub("<[^>]*>", "", html)), *map(str, chain(*shown))]
        text = unquote("".join(texts))
        named = {loss.line - article.body_line for loss in losses}
        missing = {word: line for word, line in words.items() if word not in text}
        assert set(missing.values()) <= named, (body, missing, losses)
