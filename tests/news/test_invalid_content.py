"""What editors get wrong: named with its file, its line and the mend; nothing else suffers."""

import os
import time
import tracemalloc
import zlib
from pathlib import Path

import pytest
from PIL import Image

from microsite.news.loading.files import LARGEST_TEXT
from tests.news.conftest import Content

FRONT = "---\ntitle: A title\npublished: 2026-09-01\n"
TEXT = f"{FRONT}---\n"


def problem(content: Content, text: str | bytes, path: str = "bad/en.md") -> str:
    """Give the one problem of a folder with a good article and one file more."""
    content.write("good/en.md", title="Good")
    content.write_raw(path, text if isinstance(text, bytes) else text.encode())
    assert content.titles("en") == ["Good"]
    (found,) = content.problems()
    assert "\n" not in found
    assert ";" in found or "did you mean" in found
    return found


BAD = {
    "no front matter": ("Just text.\n", "bad/en.md:1: there is no front matter;"),
    "an empty file": ("", "bad/en.md:1: there is no front matter;"),
    "a front matter without end": (FRONT, "bad/en.md:1: the front matter has no end;"),
    "a front matter of many pages": (
        f"{FRONT}summary: {'x' * 20_000}\n---\n",
        "bad/en.md:1: the front matter has no end;",
    ),
    "a colon in a value": (
        "---\ntitle: Get the app: now\npublished: 2026-09-01\n---\n",
        "bad/en.md:2: cannot be read as YAML (mapping values are not allowed in this context);"
        " put quotation marks",
    ),
    "a tab": ("---\n\ttitle: x\n---\n", "bad/en.md:2: cannot be read as YAML"),
    "an open quotation mark": (
        '---\ntitle: "x\npublished: 2026-09-01\n---\n',
        "bad/en.md:2: cannot be read as YAML",
    ),
    "an open bracket": (
        "---\ntitle: x\ncategories: [bank\npublished: 2026-09-01\n---\n",
        "bad/en.md:3: cannot be read as YAML",
    ),
    "no fields but a text": ("---\ntext\n---\n", "bad/en.md:2: is no field;"),
    "a list for fields": ("---\n- text\n---\n", "bad/en.md:2: is no field;"),
    "a table in a field": (f"{FRONT}source: {{a: b}}\n---\n", "bad/en.md:4: has a list or table"),
    "a field twice": (f"{FRONT}title: B\n---\n", "bad/en.md:4: title stands in line 2 already;"),
    "more below the fields": (f"{FRONT}...\nx: y\n---\n", "bad/en.md:5: cannot be read as YAML"),
    "a tag": (
        "---\ntitle: !!python/object/apply:os.system [id]\n---\n",
        "bad/en.md:2: has a tag (tag:yaml.org,2002:python",
    ),
    "an anchor": ("---\ntitle: &a x\n---\n", "bad/en.md:2: has an anchor or alias"),
    "an alias": ("---\ntitle: *a\n---\n", "bad/en.md:2: has an anchor or alias"),
    "a control character as YAML writes it": (
        '---\ntitle: "a\\x01b"\npublished: 2026-09-01\n---\n',
        "bad/en.md:2: has a control character or the like (U+0001); remove it",
    ),
    "a code point that is no character": (
        f"{TEXT}\na\ufffeb\n",
        "bad/en.md:6: has a control character or the like (U+FFFE); remove it",
    ),
    "a reference to a control character": (
        f"{TEXT}\n\na&#1;b\n",
        "bad/en.md:7: has a control character or the like (U+0001); remove it",
    ),
    "a reference to no character": (
        f"{TEXT}a&#xFFFE b\n",
        "bad/en.md:5: has a control character or the like (U+FFFE); remove it",
    ),
    "an unknown field": (
        f"{FRONT}sumary: x\n---\n",
        "bad/en.md:4: 'sumary' is no field; did you mean summary?",
    ),
    "a field from nowhere": (
        f"{FRONT}layout: x\n---\n",
        "bad/en.md:4: 'layout' is no field; there are title, summary,",
    ),
    "no title": (
        "---\npublished: 2026-09-01\n---\n",
        "bad/en.md:1: 'title' is missing; write it in the front matter",
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
    "a date that is none": (
        "---\ntitle: x\npublished: soon\n---\n",
        "bad/en.md:3: 'published' is no date: 'soon'; write one like 2026-09-21",
    ),
    "a day that is none": (
        "---\ntitle: x\npublished: 2026-02-30\n---\n",
        "bad/en.md:3: 'published' is no date: '2026-02-30';",
    ),
    "a year that is none": (
        "---\ntitle: x\npublished: 0001-01-01\n---\n",
        "bad/en.md:3: 'published' is no date: '0001-01-01';",
    ),
    "updated too early": (
        f"{FRONT}updated: 2026-08-31\n---\n",
        "bad/en.md:4: 'updated' is before published;",
    ),
    "a source's date without source": (
        f"{FRONT}source_date: 2026-08-31\n---\n",
        "bad/en.md:4: 'source_date' is the date of no source;",
    ),
    "an unknown category": (
        f"{FRONT}categories: [safty]\n---\n",
        "bad/en.md:4: 'categories' names 'safty', which site.toml does not know; did you mean"
        " safety?",
    ),
    "a switch that is none": (
        f"{FRONT}pinned: maybe\n---\n",
        "bad/en.md:4: 'pinned' is 'maybe'; write true or false",
    ),
    "an image that is missing": (
        f"{FRONT}image: a.webp\nimage_alt: A\n---\n",
        "bad/en.md:4: 'image' names 'a.webp', which is not there; put the file beside the article",
    ),
    "an SVG": (
        f"{FRONT}image: a.svg\nimage_alt: A\n---\n",
        "bad/en.md:4: 'image' names 'a.svg', and SVG can hold programs; export it",
    ),
    "an image of another folder": (
        f"{FRONT}image: ../good/a.webp\nimage_alt: A\n---\n",
        "bad/en.md:4: 'image' names '../good/a.webp'; put the picture beside",
    ),
    "an image that is a text": (
        f"{FRONT}image: en.md\nimage_alt: A\n---\n",
        "bad/en.md:4: 'image' names 'en.md', which is no picture; there can be .webp",
    ),
    "words for no image": (
        f"{FRONT}image_alt: A\n---\n",
        "bad/en.md:4: 'image_alt' describes no image;",
    ),
    "a picture of another site": (
        f"{TEXT}\n![A](https://elsewhere.example/a.webp)\n",
        "bad/en.md:6: names 'https://elsewhere.example/a.webp'; put the picture beside",
    ),
    "a picture without file": (f"{TEXT}![A][ref]\n", "bad/en.md:5: has a picture without file;"),
    "a script": (
        f"{TEXT}Text.\n\n<script>alert(1)</script>\n",
        "bad/en.md:7: has the HTML <script…>; remove it",
    ),
    "an element in letters of any case": (f"{TEXT}a <IFRAME src=x>\n", "bad/en.md:5: has the HTML"),
    "a comment": (f"{TEXT}<!-- x -->\n", "bad/en.md:5: has the HTML <!…>; remove it"),
    "a handler": (
        f'{TEXT}<b onclick="x()">b</b>\n',
        "bad/en.md:5: has the HTML attribute onclick; remove it",
    ),
    "a link that runs a program": (
        f"{TEXT}[a](javascript:alert(1))\n",
        "bad/en.md:5: has a link to javascript:;",
    ),
    "a reference that runs a program": (
        f"{TEXT}[a][b]\n\n[b]: JavaScript:alert(1)\n",
        "bad/en.md:7: has a link to javascript:;",
    ),
    "a link to a host without scheme": (
        f"{TEXT}\n[a](//elsewhere.example/path)\n",
        "bad/en.md:6: has a link to //elsewhere.example, without scheme; begin it with https://",
    ),
    "a link to a host behind backslashes": (
        f"{TEXT}[a](</\\elsewhere.example>)\n",
        "bad/en.md:5: has a link to /\\elsewhere.example, without scheme;",
    ),
    "a reference to a host without scheme": (
        f"{TEXT}[a][b]\n\n  [b]: //elsewhere.example\n",
        "bad/en.md:7: has a link to //elsewhere.example, without scheme;",
    ),
    "thousands of brackets": (
        f"{TEXT}\n{'[' * 2_000}\n",
        "bad/en.md:6: has more than 200 [ up to here; part the article",
    ),
    "a paragraph without end": (
        f"{TEXT}\n{'a' * 60_000}\n",
        "bad/en.md:6: has a paragraph of more than 8192 characters; part it by empty lines",
    ),
}


@pytest.mark.parametrize(("text", "begins"), BAD.values(), ids=BAD)
def test_a_bad_file_is_named_with_line_and_mend_and_the_others_are_shown(
    content: Content, text: str, begins: str
) -> None:
    assert problem(content, text).startswith(begins)


@pytest.mark.parametrize(
    ("data", "begins"),
    [
        (b"\xef\xbb\xbf" + TEXT.encode(), "bad/en.md:1: begins with a byte order mark; save it"),
        (f"{TEXT}\nCafé\n".encode("latin-1"), "bad/en.md:6: is not UTF-8 (byte 0xE9); save the"),
        (TEXT.encode("utf-16"), "bad/en.md:1: is not UTF-8 (byte 0xFF); save the file as UTF-8"),
        (
            f"{TEXT}a\nb\0\n".encode(),
            "bad/en.md:6: has a control character or the like (U+0000); remove",
        ),
        (
            f"{TEXT}\x1b[31m\n".encode(),
            "bad/en.md:5: has a control character or the like (U+001B); remove",
        ),
    ],
    ids=["a byte order mark", "Latin-1", "UTF-16", "NUL", "escape"],
)
def test_bytes_that_are_no_plain_text_are_named(content: Content, data: bytes, begins: str) -> None:
    assert problem(content, data).startswith(begins)


def test_everything_that_is_wrong_in_a_file_is_named_at_once(content: Content) -> None:
    content.write_raw(
        "bad/en.md", b"---\ntitel: x\npublished: soon\n---\n<div>\n\n![](a.webp)\n</div>\n"
    )
    assert [problem.partition(" ")[0] for problem in content.problems()] == [
        "bad/en.md:1:",
        "bad/en.md:2:",
        "bad/en.md:3:",
        "bad/en.md:5:",
        "bad/en.md:7:",
    ]


def test_a_file_names_twenty_of_a_kind_and_no_more(content: Content) -> None:
    content.write("bad/en.md", body="<div>\n\n" * 30)
    assert len(content.problems()) == 20


def test_code_may_speak_of_html(content: Content) -> None:
    content.write("code/en.md", body="`<script>`\n\n```\n<iframe>\n```\n\n~~~\n<!-- -->\n~~~")
    assert content.problems() == []
    assert "<code>&lt;script&gt;</code>" in content.body("code")


def test_a_lone_quote_mark_hides_no_html(content: Content) -> None:
    content.write("bad/en.md", body="a ` b\n\n<script>\n\nc ` d")
    assert content.problems()[0].startswith("bad/en.md:7: has the HTML <script…>")


def test_a_yaml_bomb_takes_neither_memory_nor_time(content: Content) -> None:
    levels = ["a0: &a0 [x, x, x, x, x, x, x, x, x]"]
    for level in range(1, 12):
        levels.append(f"a{level}: &a{level} [{', '.join([f'*a{level - 1}'] * 9)}]")
    bomb = "---\n{}\n---\n".format("\n".join(levels))
    began = time.monotonic()
    tracemalloc.start()
    assert problem(content, bomb).startswith("bad/en.md:2: has an anchor or alias")
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < 10 * 2**20
    assert time.monotonic() - began < 2


def test_a_file_of_50_megabytes_is_not_read(content: Content) -> None:
    huge = content.write("bad/en.md")
    with huge.open("ab") as file:
        file.truncate(50_000_000)
    tracemalloc.start()
    assert content.problems() == [
        "bad/en.md: has more than 64 KB; shorten it, or leave out what is no text"
    ]
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < 2 * 2**20


def test_the_largest_file_that_fits_is_shown(content: Content) -> None:
    whole = content.write("full/en.md")
    text = whole.read_bytes()
    filled = text + b"\n" + (b"a" * 7999 + b"\n\n") * 9
    whole.write_bytes(filled[:LARGEST_TEXT])
    assert content.problems() == []
    whole.write_bytes(filled[: LARGEST_TEXT + 1])
    content.settle()
    assert len(content.problems()) == 1


def test_a_pipe_in_the_place_of_a_file_holds_up_nothing(content: Content) -> None:
    content.write("good/en.md", title="Good")
    os.mkfifo(content.folder / "good" / "zh-Hans.md")
    os.mkfifo(content.folder / "good" / "a.webp")
    assert content.titles("en") == ["Good"]
    assert content.problems() == [
        "good/zh-Hans.md: is no regular file; put a text file in its place"
    ]


SLUGS = ["Capitals", "two--hyphens", "-hyphen", "under_score", "a b", "标题", "a.b", "x" * 81]


@pytest.mark.parametrize("slug", SLUGS)
def test_a_folder_whose_name_is_no_slug_is_named(content: Content, slug: str) -> None:
    found = problem(content, TEXT, f"{slug}/en.md")
    assert found.startswith(f"{slug}: is no slug; name the folder with a-z, 0-9 and single hyphens")


def test_two_folders_that_differ_in_case_are_one_slug(content: Content) -> None:
    found = problem(content, TEXT, "Good/en.md")
    assert found == "Good: is the slug good a second time; rename or remove one"


def test_a_name_that_is_no_utf8_is_named_as_far_as_it_goes(content: Content) -> None:
    content.write("good/en.md", title="Good")
    (content.folder / os.fsdecode(b"caf\xe9\n")).mkdir()
    assert content.titles("en") == ["Good"]
    assert content.problems() == [
        "caf\ufffd\ufffd: is no slug; name the folder with a-z, 0-9 and single hyphens, 80 at most"
    ]


@pytest.mark.parametrize(
    ("path", "found"),
    [
        ("good/fr.md", "good/fr.md: is in no language of the site; name it en.md or zh-Hans.md"),
        ("good/zh-hans.md", "good/zh-hans.md: is in no language of the site; did you mean zh-Hans"),
        ("good/zh-Hant.MD", "good/zh-Hant.MD: is in no language of the site; did you mean zh-Hant"),
        ("en.md", "en.md: is in no article's folder; move it into SLUG/en.md or the like"),
    ],
)
def test_a_file_in_no_place_where_it_is_shown_is_named(
    content: Content, path: str, found: str
) -> None:
    assert problem(content, TEXT, path).startswith(found)


def test_what_editors_and_systems_leave_behind_is_passed_over(content: Content) -> None:
    content.write("good/en.md", title="Good")
    for name in (".DS_Store", "good/.en.md.swp", "good/en.md~", "good/#en.md#", "README.md"):
        content.write_raw(name, b"\0")
    content.write_raw("_templates/en.md", b"x")
    content.write_raw("good/drawing.svg", b"<svg/>")
    assert content.titles("en") == ["Good"]
    assert content.problems() == []


def test_a_link_that_leads_out_of_the_folder_is_refused(content: Content, tmp_path: Path) -> None:
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
    assert content.problems() == [
        "away: leads out of the news folder; put the folder itself there",
        "good/en.md:4: 'image' names 'a.webp', which leads out of the folder; put the file itself"
        " there",
        "good/zh-Hans.md: leads out of the news folder; put the file there",
        "good/zh-Hant.md: cannot be read (No such file or directory); let the user that the site"
        " runs as read it",
    ]
    assert content.newsroom.picture("good", "a.webp") is None


def test_a_link_within_the_folder_is_followed(content: Content) -> None:
    content.write("releases/en.md", title="Good")
    (content.folder / "other").symlink_to("releases")
    assert content.titles("en") == ["Good", "Good"]
    assert content.problems() == []


def picture_problem(content: Content, name: str) -> str:
    """Give the one problem of an article with this picture."""
    content.write("bad/en.md", image=name, image_alt="A")
    (found,) = content.problems()
    return found.removeprefix("bad/en.md:4: 'image' names ")


def test_a_picture_that_is_too_heavy_or_too_big_is_named(content: Content) -> None:
    content.draw("bad/heavy.webp")
    with (content.folder / "bad" / "heavy.webp").open("ab") as file:
        file.truncate(2**20 + 1)
    found = picture_problem(content, "heavy.webp")
    assert found == "heavy.webp, which has 1,048,577 bytes; export it with at most 1,048,576"
    content.draw("bad/big.png", (4097, 10))
    content.settle()
    found = picture_problem(content, "big.png")
    assert found == "big.png, which is 4097 x 10 pixels; export it with at most 4096 on a side"


def test_a_picture_that_would_burst_is_named_without_being_unpacked(content: Content) -> None:
    size = b"IHDR" + (65_536).to_bytes(4, "big") * 2 + bytes([8, 2, 0, 0, 0])
    header = b"\x89PNG\r\n\x1a\n\0\0\0\r" + size + zlib.crc32(size).to_bytes(4, "big")
    content.write_raw("bad/bomb.png", header + b"\0\0\0\0IDAT\x35\xaf\x06\x1e")
    found = picture_problem(content, "bomb.png")
    assert found.startswith("bomb.png, which cannot be read as PNG; export the picture anew")


def test_what_only_calls_itself_a_picture_is_named(content: Content) -> None:
    content.write_raw("bad/a.webp", b"<html>")
    assert picture_problem(content, "a.webp").startswith("a.webp, which cannot be read as WEBP;")


def test_a_misspelled_picture_is_found(content: Content) -> None:
    content.draw("bad/poster.webp")
    assert picture_problem(content, "postr.webp").endswith("did you mean poster.webp?")


def test_a_photo_that_was_turned_has_the_size_that_browsers_show(content: Content) -> None:
    exif = Image.Exif()
    exif[0x0112] = 6
    (content.folder / "photo").mkdir()
    Image.new("RGB", (40, 30)).save(content.folder / "photo" / "a.jpg", exif=exif)
    content.write("photo/en.md", image="a.jpg", image_alt="A")
    article = content.newsroom.edition().find("en", "photo")
    assert article
    assert article.picture
    assert (article.picture.width, article.picture.height) == (30, 40)
