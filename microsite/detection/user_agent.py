"""A User-Agent, split into what RFC 9110 (10.1.5) calls products and comments.

The rules ask the parts: a product, a field of the system comment, the model. So a name only counts
where it is one: `TV` in `Cast TV/2` is an app's, in `(Linux; Android TV 12)` the system's.

Real strings break the grammar: they nest and forget parentheses, put fields in brackets or in no
parentheses at all. They are split as well as possible and never refused.
"""

import re
from dataclasses import dataclass

_DELIMITER_PATTERN = re.compile(r"([()\[\]])")
_MAX_DELIMITERS = 64
"""Parentheses and brackets that are read; real strings have ten."""
_CLOSING = {"(": ")", "[": "]"}
_SYSTEM_FIELD_PATTERN = re.compile(
    r"linux|android|adr |ip(?:hone|ad|od)|ios|cpu |macintosh|mac os|windows|win\d|x11|compatible"
    r"|u$|phone|tablet|pc$|2in1|tv$|wearable|watch|car$|glasses|openharmony|harmonyos|mobile|midp"
)
"""The beginning of a field that names a system or a kind of device."""
_WORD_PATTERN = re.compile(r"[a-z0-9]+")
_ANDROID_FIELD_PATTERN = re.compile(
    r"(?:(?:linux|u|phone) )?(?:android|adr)(?: ?tv| box)?[ /-]?v?(?:\d[\w.+-]*|[a-z]+\b)?"
    r"[ ,/]*(.*)"
)
_NOT_A_MODEL_PATTERN = re.compile(
    r"u|wv|arm(?:_?64|v\w+)?|aarch64|x86(?:_64)?|harmonyos|\d+\*\d+|mobile|tablet|rv:[\d.]+|adr.*"
    r"|[a-z]{2}(?:[-_](?:[a-z]{2}|han[st]|latn|cyrl|arab|\d{3})){0,2}|release|compatible"
    r"|hmscore.*|gmscore.*|openharmony.*|cros .*"
)
"""Fields between the version of Android and the model: languages, processors, marks."""
_ANDROID_VERSION_PATTERN = re.compile(r"android[ /-]?(\d{1,3})")
_MAX_FIELDS_BEFORE_MODEL = 6
_MAX_MODEL_CHARS = 48
_VERSION_PATTERN = re.compile(r"/[^ ]*")
_GLUED_PATTERN = re.compile(r"([\d.]+)([a-z]{4}.*)")
"""A product without a space before it: `Safari/537.36ArkWeb/6.1`."""


@dataclass(slots=True)
class UserAgent:
    """The parts of a User-Agent, all in lower case.

    products: name -> version, of what stands outside the comments; the first of a name counts.
    comments: the fields of each comment.
    names: the names of the products and of the fields of all comments but the system's, one a line:
        what programs and apps call themselves.
    words: the runs of letters and digits in `names`.
    system: the fields of the first comment that names a system, without the model's, one a line.
    system_words: the words of `system`.
    model: the model of an Android device, "" if the browser hides it (`K`: Chrome's reduced
        User-Agent).
    build: what follows `Build/` after the model.
    """

    text: str
    products: dict[str, str]
    comments: list[tuple[str, ...]]
    names: str
    words: frozenset[str]
    system: str
    system_words: frozenset[str]
    model: str
    build: str

    @property
    def is_browser(self) -> bool:
        """True if the string says Mozilla, as browsers and web views do since the first."""
        return "mozilla" in self.text

    @property
    def android_version(self) -> int:
        """The major version of Android, 0 if the string does not give it."""
        match = _ANDROID_VERSION_PATTERN.search(self.system)
        return int(match[1]) if match else 0


def parse_user_agent(text: str) -> UserAgent:
    """Return the parts of a User-Agent. Never raises; takes time linear in its length."""
    text = " ".join(text.lower().replace("##", ";").split())
    if " " not in text and "+(" in text:
        text = text.replace("+", " ")
    outside, comments, brackets = _split_comments(text)
    products: dict[str, str] = {}
    for part in outside:
        for product in part.replace(";", " ").replace(",", " ").split():
            name, _, version = product.partition("/")
            if name.endswith("safari") and (glued := _GLUED_PATTERN.match(version)):
                version, product = glued[1], glued[2]
                products.setdefault(*product.partition("/")[::2])
            products.setdefault(name, version)
            if "/" in version:  # `XiaoMi/MiuiBrowser/20.1`
                products.setdefault(*version.partition("/")[::2])
    system_fields = _find_system(outside, comments)
    model, build, position = _find_model(system_fields)
    if position < 0 and "android" in products and "mozilla" not in products:
        model = next(iter(products))  # `GT-I9300 Linux/3.0.13 Android/4.0.4 …`
    names = [*products]
    if position >= 0 and "/" in system_fields[position] and not build:
        names.append(system_fields[position])  # a program with its version in the model's place
    for fields in (*comments, *brackets):
        if fields is not system_fields:
            names += [
                _VERSION_PATTERN.sub("", field) if "/" in field else field for field in fields
            ]
    joined_names = "\n".join(names)
    system = "\n".join(
        [
            field if i != position else "android" if "android" in field else ""
            for i, field in enumerate(system_fields)
        ]
    )
    return UserAgent(
        text,
        products,
        comments,
        joined_names,
        frozenset(_WORD_PATTERN.findall(joined_names)),
        system,
        frozenset(_WORD_PATTERN.findall(system)),
        model,
        build,
    )


def _split_comments(
    text: str, nested: bool = True
) -> tuple[list[str], list[tuple[str, ...]], list[tuple[str, ...]]]:
    """Return the texts outside the comments, and the fields of each comment and each bracket.

    A comment that never ends is read again with the first closing parenthesis as its end.
    """
    outside: list[str] = []
    comments: list[tuple[str, ...]] = []
    brackets: list[tuple[str, ...]] = []
    opening = closing = ""
    depth = 0
    inside: list[str] = []
    for piece in _DELIMITER_PATTERN.split(text, _MAX_DELIMITERS):
        if not depth:
            if piece in _CLOSING:
                opening, closing, depth, inside = piece, _CLOSING[piece], 1, []
            elif piece not in (")", "]"):
                outside.append(piece)
        elif piece == closing:
            depth -= 1
            if depth:
                inside.append(piece)
            else:
                found = comments if opening == "(" else brackets
                found.append(_split_fields("".join(inside)))
        else:
            if piece == opening and nested:
                depth += 1
            inside.append(piece)
    if depth:
        if nested:
            return _split_comments(text, nested=False)
        comments.append(_split_fields("".join(inside)))
    return outside, comments, brackets


def _split_fields(comment: str) -> tuple[str, ...]:
    return tuple([field for part in comment.split(";") if (field := part.strip())])


def _find_system(outside: list[str], comments: list[tuple[str, ...]]) -> tuple[str, ...]:
    """Return the fields of the comment that names the system.

    Without such a comment, they may stand outside: `Dalvik/2.1.0 Linux; U; Android 7.0; …`.
    """
    found: tuple[str, ...] = ()
    for fields in comments:
        for field in fields:
            if _SYSTEM_FIELD_PATTERN.match(field):
                if len(fields) > 1:
                    return fields
                found = found or fields
                break
    if found:
        return found
    for part in outside:
        if ";" in part and ("android" in part or "iphone" in part):
            return _split_fields(part)
    return comments[0] if comments else ()


def _find_model(system: tuple[str, ...]) -> tuple[str, str, int]:
    """Return model, build and the position of their field; ("", "", -1) if there is none."""
    start = -1
    for i, field in enumerate(system):
        if "android" in field or field.startswith("adr "):
            match = _ANDROID_FIELD_PATTERN.match(field)
            rest = match[1] if match else ""
            if rest.strip("0123456789.") and ("build/" in rest or i + 1 == len(system)):
                return *_split_build(rest), i
            start = i + 1
            break
        if " build/" in field:
            return *_split_build(field), i
    if start < 0:
        return "", "", -1
    for i in range(start, min(len(system), start + _MAX_FIELDS_BEFORE_MODEL)):
        field = system[i]
        if not _NOT_A_MODEL_PATTERN.fullmatch(field):
            return *_split_build(field), i
    return "", "", -1


def _split_build(field: str) -> tuple[str, str]:
    model, _, build = f" {field}".partition(" build/")
    model = model.strip().partition("/")[0].strip()[:_MAX_MODEL_CHARS]
    return ("" if model == "k" else model), build.strip().partition(" ")[0]
