"""Invalid files: reported with path, line and fix, without effect on other articles."""

import os
import time
import tracemalloc
import zlib
from pathlib import Path

import pytest
from PIL import Image

from microsite.news.loading.source_files import MAX_TEXT_BYTES
from tests.news.conftest import Content

FRONT = "---\ntitle: A title\npublished: 2026-09-01\n"
TEXT = f"{FRONT}---\n"


def find_error(content: Content, text: str | bytes, path: str = "bad/en.md") -> str:
    """Return the only error of a folder with a valid article and one more file."""
    content.write("good/en.md", title="Good")
    content.write_raw(path, text if isinstance(text, bytes) else text.encode())
    assert content.titles("en") == ["Good"]
    (error,) = content.errors()
    assert "\n" not in error
    assert ";" in error
    return error


INVALID_FILES = {
    "no front matter": ("Just text.\n", "bad/en.md:1: no front matter; start"),
    "an empty file": ("", "bad/en.md:1: no front matter; start"),
    "an unclosed front matter": (
        FRONT,
        "bad/en.md:1: the front matter does not end within 16384 characters; add",
    ),
    "a front matter that is too long": (
        f"{FRONT}summary: {'x' * 20_000}\n---\n",
        "bad/en.md:1: the front matter does not end within 16384 characters; add",
    ),
    "a colon in a value": (
        "---\ntitle: Get the app: now\npublished: 2026-09-01\n---\n",
        "bad/en.md:2: not valid YAML (mapping values are not allowed in this context);"
        " put quotation marks",
    ),
    "a tab": ("---\n\ttitle: x\n---\n", "bad/en.md:2: not valid YAML"),
    "an open quotation mark": (
        '---\ntitle: "x\npublished: 2026-09-01\n---\n',
        "bad/en.md:2: not valid YAML",
    ),
    "an open bracket": (
        "---\ntitle: x\ncategories: [bank\npublished: 2026-09-01\n---\n",
        "bad/en.md:3: not valid YAML",
    ),
    "a text instead of fields": ("---\ntext\n---\n", "bad/en.md:2: not a field;"),
    "a list instead of fields": ("---\n- text\n---\n", "bad/en.md:2: not a field;"),
    "a mapping in a field": (
        f"{FRONT}source: {{a: b}}\n---\n",
        "bad/en.md:4: contains a nested list or mapping",
    ),
    "a field twice": (
        f"{FRONT}title: B\n---\n",
        "bad/en.md:4: 'title' is already set in line 2; keep one",
    ),
    "more below the fields": (f"{FRONT}...\nx: y\n---\n", "bad/en.md:5: not valid YAML"),
    "a tag": (
        "---\ntitle: !!python/object/apply:os.system [id]\n---\n",
        "bad/en.md:2: contains a YAML tag (tag:yaml.org,2002:python",
    ),
    "an anchor": ("---\ntitle: &a x\n---\n", "bad/en.md:2: contains a YAML anchor or alias"),
    "an alias": ("---\ntitle: *a\n---\n", "bad/en.md:2: contains a YAML anchor or alias"),
    "a control character as YAML writes it": (
        '---\ntitle: "a\\x01b"\npublished: 2026-09-01\n---\n',
        "bad/en.md:2: contains a control character or noncharacter (U+0001); remove it",
    ),
    "a noncharacter": (
        f"{TEXT}\na\ufffeb\n",
        "bad/en.md:6: contains a control character or noncharacter (U+FFFE); remove it",
    ),
    "a reference to a control character": (
        f"{TEXT}\n\na&#1;b\n",
        "bad/en.md:7: contains a control character or noncharacter (U+0001); remove it",
    ),
    "a reference to a noncharacter": (
        f"{TEXT}a&#xFFFE b\n",
        "bad/en.md:5: contains a control character or noncharacter (U+FFFE); remove it",
    ),
    "an unknown field": (
        f"{FRONT}sumary: x\n---\n",
        "bad/en.md:4: 'sumary' is not a known field; did you mean summary?",
    ),
    "a field unlike any other": (
        f"{FRONT}layout: x\n---\n",
        "bad/en.md:4: 'layout' is not a known field; use one of: title, summary,",
    ),
    "no title": (
        "---\npublished: 2026-09-01\n---\n",
        "bad/en.md:1: 'title' is missing; add it to the front matter",
    ),
    "an empty title": (
        "---\npublished: 2026-09-01\ntitle:\n---\n",
        "bad/en.md:3: 'title' is empty;",
    ),
    "two titles": ("---\ntitle: [a, b]\npublished: 2026-09-01\n---\n", "bad/en.md:2: 'title' is a"),
    "a long title": (
        f"---\ntitle: {'x' * 201}\npublished: 2026-09-01\n---\n",
        "bad/en.md:2: 'title' has 201 characters; shorten it to 200",
    ),
    "no date": ("---\ntitle: x\n---\n", "bad/en.md:1: 'published' is missing;"),
    "an invalid date": (
        "---\ntitle: x\npublished: soon\n---\n",
        "bad/en.md:3: 'published' is not a valid date: 'soon'; write one like 2026-09-21",
    ),
    "an impossible day": (
        "---\ntitle: x\npublished: 2026-02-30\n---\n",
        "bad/en.md:3: 'published' is not a valid date: '2026-02-30';",
    ),
    "an impossible year": (
        "---\ntitle: x\npublished: 0001-01-01\n---\n",
        "bad/en.md:3: 'published' is not a valid date: '0001-01-01';",
    ),
    "an update before publication": (
        f"{FRONT}updated: 2026-08-31\n---\n",
        "bad/en.md:4: 'updated' is before published;",
    ),
    "a source's date without source": (
        f"{FRONT}source_date: 2026-08-31\n---\n",
        "bad/en.md:4: 'source_date' is set without source;",
    ),
    "an unknown category": (
        f"{FRONT}categories: [safty]\n---\n",
        "bad/en.md:4: 'categories' contains 'safty', which site.toml does not define; did you"
        " mean safety?",
    ),
    "an invalid boolean": (
        f"{FRONT}pinned: maybe\n---\n",
        "bad/en.md:4: 'pinned' is 'maybe'; write true or false",
    ),
    "an image that is missing": (
        f"{FRONT}image: a.webp\nimage_alt: A\n---\n",
        "bad/en.md:4: image 'a.webp' does not exist; put the file next to the article",
    ),
    "an SVG": (
        f"{FRONT}image: a.svg\nimage_alt: A\n---\n",
        "bad/en.md:4: image 'a.svg' is an SVG, which can contain scripts; export it",
    ),
    "an image of another folder": (
        f"{FRONT}image: ../good/a.webp\nimage_alt: A\n---\n",
        "bad/en.md:4: image '../good/a.webp' is not a plain file name; put the file next to",
    ),
    "an image that is a text": (
        f"{FRONT}image: en.md\nimage_alt: A\n---\n",
        "bad/en.md:4: image 'en.md' is not in a supported format; use .webp",
    ),
    "alternative text without an image": (
        f"{FRONT}image_alt: A\n---\n",
        "bad/en.md:4: 'image_alt' is set without image;",
    ),
    "an image of another site": (
        f"{TEXT}\n![A](https://elsewhere.example/a.webp)\n",
        "bad/en.md:6: image 'https://elsewhere.example/a.webp' is not a plain file name;",
    ),
    "an image without a file": (
        f"{TEXT}![A][ref]\n",
        "bad/en.md:5: contains an image without a file;",
    ),
    "a script": (
        f"{TEXT}Text.\n\n<script>alert(1)</script>\n",
        "bad/en.md:7: contains the HTML tag <script…>; remove it",
    ),
    "an element in capitals": (f"{TEXT}a <IFRAME src=x>\n", "bad/en.md:5: contains the HTML tag"),
    "a comment": (f"{TEXT}<!-- x -->\n", "bad/en.md:5: contains the HTML tag <!…>; remove it"),
    "a handler": (
        f'{TEXT}<b onclick="x()">b</b>\n',
        "bad/en.md:5: contains the HTML attribute onclick; remove it",
    ),
    "a link that runs a script": (
        f"{TEXT}[a](javascript:alert(1))\n",
        "bad/en.md:5: contains a javascript: link;",
    ),
    "a reference that runs a script": (
        f"{TEXT}[a][b]\n\n[b]: JavaScript:alert(1)\n",
        "bad/en.md:7: contains a javascript: link;",
    ),
    "a link to a host without scheme": (
        f"{TEXT}\n[a](//elsewhere.example/path)\n",
        "bad/en.md:6: contains a link to //elsewhere.example without a scheme; start it with https://",
    ),
    "a link to a host behind backslashes": (
        f"{TEXT}[a](</\\elsewhere.example>)\n",
        "bad/en.md:5: contains a link to /\\elsewhere.example without a scheme;",
    ),
    "a reference to a host without scheme": (
        f"{TEXT}[a][b]\n\n  [b]: //elsewhere.example\n",
        "bad/en.md:7: contains a link to //elsewhere.example without a scheme;",
    ),
    "thousands of brackets": (
        f"{TEXT}\n{'[' * 2_000}\n",
        "bad/en.md:6: contains more than 200 [ up to here; split the article",
    ),
    "an endless paragraph": (
        f"{TEXT}\n{'a' * 60_000}\n",
        "bad/en.md:6: contains a paragraph of more than 8192 characters; split it with empty lines",
    ),
}


@pytest.mark.parametrize(("text", "error"), INVALID_FILES.values(), ids=INVALID_FILES)
def test_an_invalid_file_is_reported_and_the_others_are_shown(
    content: Content, text: str, error: str
) -> None:
    assert find_error(content, text).startswith(error)


@pytest.mark.parametrize(
    ("data", "error"),
    [
        (f"{TEXT}\nCafé\n".encode("latin-1"), "bad/en.md:6: is not UTF-8 (byte 0xE9); save the"),
        (TEXT.encode("utf-16"), "bad/en.md:1: is not UTF-8 (byte 0xFF); save the file as UTF-8"),
        (
            f"{TEXT}a\nb\0\n".encode(),
            "bad/en.md:6: contains a control character or noncharacter (U+0000); remove",
        ),
        (
            f"{TEXT}\x1b[31m\n".encode(),
            "bad/en.md:5: contains a control character or noncharacter (U+001B); remove",
        ),
    ],
    ids=["Latin-1", "UTF-16", "NUL", "escape"],
)
def test_bytes_that_are_not_plain_text_are_reported(
    content: Content, data: bytes, error: str
) -> None:
    assert find_error(content, data).startswith(error)


def test_all_errors_of_a_file_are_reported_at_once(content: Content) -> None:
    content.write_raw(
        "bad/en.md", b"---\ntitel: x\npublished: soon\n---\n<div>\n\n![](a.webp)\n</div>\n"
    )
    assert [error.partition(" ")[0] for error in content.errors()] == [
        "bad/en.md:1:",
        "bad/en.md:2:",
        "bad/en.md:3:",
        "bad/en.md:5:",
        "bad/en.md:7:",
    ]


def test_at_most_twenty_errors_of_a_kind_are_reported(content: Content) -> None:
    content.write("bad/en.md", body="<div>\n\n" * 30)
    assert len(content.errors()) == 20


def test_code_may_contain_html(content: Content) -> None:
    content.write("code/en.md", body="`<script>`\n\n```\n<iframe>\n```\n\n~~~\n<!-- -->\n~~~")
    assert content.errors() == []
    assert "<code>&lt;script&gt;</code>" in content.body("code")


def test_a_single_backtick_hides_no_html(content: Content) -> None:
    content.write("bad/en.md", body="a ` b\n\n<script>\n\nc ` d")
    assert content.errors()[0].startswith("bad/en.md:7: contains the HTML tag <script…>")


def test_a_yaml_bomb_takes_little_memory_and_time(content: Content) -> None:
    levels = ["a0: &a0 [x, x, x, x, x, x, x, x, x]"]
    for level in range(1, 12):
        levels.append(f"a{level}: &a{level} [{', '.join([f'*a{level - 1}'] * 9)}]")
    bomb = "---\n{}\n---\n".format("\n".join(levels))
    started = time.monotonic()
    tracemalloc.start()
    assert find_error(content, bomb).startswith("bad/en.md:2: contains a YAML anchor or alias")
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < 10 * 2**20
    assert time.monotonic() - started < 2


def test_a_file_of_50_megabytes_is_not_read(content: Content) -> None:
    huge = content.write("bad/en.md")
    with huge.open("ab") as file:
        file.truncate(50_000_000)
    tracemalloc.start()
    assert content.errors() == ["bad/en.md: is larger than 64 KB; shorten it or split the article"]
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < 2 * 2**20


def test_the_largest_file_that_fits_is_shown(content: Content) -> None:
    whole = content.write("full/en.md")
    text = whole.read_bytes()
    filled = text + b"\n" + (b"a" * 7999 + b"\n\n") * 9
    whole.write_bytes(filled[:MAX_TEXT_BYTES])
    assert content.errors() == []
    whole.write_bytes(filled[: MAX_TEXT_BYTES + 1])
    content.settle()
    assert len(content.errors()) == 1


def test_a_pipe_instead_of_a_file_does_not_block(content: Content) -> None:
    content.write("good/en.md", title="Good")
    os.mkfifo(content.folder / "good" / "zh-Hans.md")
    os.mkfifo(content.folder / "good" / "a.webp")
    assert content.titles("en") == ["Good"]
    assert content.errors() == [
        "good/zh-Hans.md: is not a regular file; replace it with a text file"
    ]


INVALID_SLUGS = [
    "Capitals",
    "two--hyphens",
    "-hyphen",
    "under_score",
    "a b",
    "标题",
    "a.b",
    "x" * 81,
]


@pytest.mark.parametrize("slug", INVALID_SLUGS)
def test_a_folder_whose_name_is_not_a_slug_is_reported(content: Content, slug: str) -> None:
    error = find_error(content, TEXT, f"{slug}/en.md")
    assert error.startswith(
        f"{slug}: is not a slug; name the folder with a-z, 0-9 and single hyphens"
    )


def test_two_folders_that_differ_in_case_have_the_same_slug(content: Content) -> None:
    error = find_error(content, TEXT, "Good/en.md")
    assert error == "Good: has the same slug as good; rename or remove one of them"


def test_a_name_that_is_not_utf8_is_reported_in_printable_characters(content: Content) -> None:
    content.write("good/en.md", title="Good")
    (content.folder / os.fsdecode(b"caf\xe9\n")).mkdir()
    assert content.titles("en") == ["Good"]
    assert content.errors() == [
        "caf\ufffd\ufffd: is not a slug; name the folder with a-z, 0-9 and single hyphens, at most"
        " 80 characters"
    ]


@pytest.mark.parametrize(
    ("path", "error"),
    [
        ("good/fr.md", "good/fr.md: is not in a language of the site; name it en.md or zh-Hans.md"),
        (
            "good/zh-hans.md",
            "good/zh-hans.md: is not in a language of the site; did you mean zh-Hans",
        ),
        (
            "good/zh-Hant.MD",
            "good/zh-Hant.MD: is not in a language of the site; did you mean zh-Hant",
        ),
        ("en.md", "en.md: is not in an article's folder; move it to SLUG/en.md, for example"),
    ],
)
def test_a_misplaced_file_is_reported(content: Content, path: str, error: str) -> None:
    assert find_error(content, TEXT, path).startswith(error)


def test_files_that_editors_and_systems_leave_behind_are_ignored(content: Content) -> None:
    content.write("good/en.md", title="Good")
    for name in (".DS_Store", "good/.en.md.swp", "good/en.md~", "good/#en.md#", "README.md"):
        content.write_raw(name, b"\0")
    content.write_raw("_templates/en.md", b"x")
    content.write_raw("good/drawing.svg", b"<svg/>")
    assert content.titles("en") == ["Good"]
    assert content.errors() == []


def test_a_link_out_of_the_folder_is_rejected(content: Content, tmp_path: Path) -> None:
    outside = tmp_path / "outside"
    outside.mkdir()
    (outside / "en.md").write_text(TEXT)
    Image.new("RGB", (9, 9)).save(outside / "a.webp")
    content.write("good/en.md", title="Good", image="a.webp", image_alt="A")
    (content.folder / "good" / "a.webp").symlink_to(outside / "a.webp")
    (content.folder / "good" / "zh-Hans.md").symlink_to(outside / "en.md")
    (content.folder / "away").symlink_to(outside)
    (content.folder / "loop").symlink_to("loop")
    (content.folder / "good" / "zh-Hant.md").symlink_to("nowhere")
    assert content.titles("en") == []
    assert content.errors() == [
        "away: is a link out of the news folder; put the folder itself there",
        "good/en.md:4: image 'a.webp' is a link to another folder; put the file itself next to the"
        " article",
        "good/zh-Hans.md: is a link out of the news folder; put the file itself there",
        "good/zh-Hant.md: cannot be read (No such file or directory); give the user that runs the"
        " site read permission",
    ]
    assert content.news.image_path("good", "a.webp") is None


def test_a_link_within_the_folder_is_followed(content: Content) -> None:
    content.write("releases/en.md", title="Good")
    (content.folder / "other").symlink_to("releases")
    assert content.titles("en") == ["Good", "Good"]
    assert content.errors() == []


def find_image_error(content: Content, name: str) -> str:
    """Return the only error of an article with this image, without path and line."""
    content.write("bad/en.md", image=name, image_alt="A")
    (error,) = content.errors()
    assert error.startswith("bad/en.md:4: image ")
    return error.removeprefix("bad/en.md:4: image ")


def test_an_image_that_is_too_large_is_reported(content: Content) -> None:
    content.write_image("bad/heavy.webp")
    with (content.folder / "bad" / "heavy.webp").open("ab") as file:
        file.truncate(2**20 + 1)
    error = find_image_error(content, "heavy.webp")
    assert error == "'heavy.webp' has 1,048,577 bytes; export it with at most 1,048,576"
    content.write_image("bad/big.png", (4097, 10))
    content.settle()
    error = find_image_error(content, "big.png")
    assert error == "'big.png' has 4097 x 10 pixels; export it with at most 4096 on each side"


def test_a_decompression_bomb_is_reported_without_being_unpacked(content: Content) -> None:
    size = b"IHDR" + (65_536).to_bytes(4, "big") * 2 + bytes([8, 2, 0, 0, 0])
    header = b"\x89PNG\r\n\x1a\n\0\0\0\r" + size + zlib.crc32(size).to_bytes(4, "big")
    content.write_raw("bad/bomb.png", header + b"\0\0\0\0IDAT\x35\xaf\x06\x1e")
    error = find_image_error(content, "bomb.png")
    assert error == "'bomb.png' cannot be read as PNG; export it again"


def test_a_file_that_is_not_an_image_is_reported(content: Content) -> None:
    content.write_raw("bad/a.webp", b"<html>")
    assert find_image_error(content, "a.webp").startswith("'a.webp' cannot be read as WEBP;")


def test_a_similar_image_name_is_suggested(content: Content) -> None:
    content.write_image("bad/poster.webp")
    assert find_image_error(content, "postr.webp").endswith("did you mean poster.webp?")


def test_a_rotated_photo_has_the_size_that_browsers_show(content: Content) -> None:
    exif = Image.Exif()
    exif[0x0112] = 6
    (content.folder / "photo").mkdir()
    Image.new("RGB", (40, 30)).save(content.folder / "photo" / "a.jpg", exif=exif)
    content.write("photo/en.md", image="a.jpg", image_alt="A")
    article = content.news.snapshot().find("en", "photo")
    assert article
    assert article.image
    assert (article.image.width, article.image.height) == (30, 40)
