"""Column names of a branch list in English, Simplified and Traditional Chinese."""

import unicodedata

ID = "id"
BRANCH = "branch"
REGION = "region"

_NAMES = {
    ID: (
        "id, external id, branch id, branch no, branch number, branch code, outlet id, outlet code,"
        "网点编号, 网点号, 网点代码, 网点编码, 机构编号, 机构号, 机构代码, 机构编码, 支行编号,"
        "支行代码, 行号, 联行号, 行號,"
        "網點編號, 網點代碼, 機構編號, 機構代碼, 分行編號, 分行代碼, 據點編號, 據點代碼, 编号, 編號"
    ),
    BRANCH: (
        "branch, branch name, label, name, placement, outlet, outlet name,"
        "网点, 网点名称, 机构名称, 支行, 支行名称, 营业网点, 行名, 名称,"
        "網點, 網點名稱, 機構名稱, 分行名稱, 據點, 據點名稱, 營業據點, 名稱"
    ),
    REGION: (
        "region, area, province, district,"
        "地区, 区域, 省, 省份, 省市, 所属地区,"
        "地區, 區域, 縣市, 所屬地區"
    ),
}
"""分行 alone is in neither: it means a branch in Taipei, but a regional head office in Beijing."""


def normalize_header(name: str) -> str:
    """Return a column name without differences of case, width, spaces, `_` and `-`."""
    name = unicodedata.normalize("NFKC", name).casefold()
    return "".join(character for character in name if character.isalnum())


_FIELDS = {
    normalize_header(name): field for field, names in _NAMES.items() for name in names.split(",")
}


def match_column(name: str) -> str | None:
    """Return the field that a column name stands for: ID, BRANCH or REGION; None for any other."""
    return _FIELDS.get(normalize_header(name))


def example_headers(field: str) -> str:
    """Return some names that are recognised for a field, for messages."""
    names = [name.strip() for name in _NAMES[field].split(",")]
    return ", ".join(names[:3] + [name for name in names if not name.isascii()][:2])
