"""Column names of a branch list in English, Simplified and Traditional Chinese."""

import unicodedata

ID = "id"
BRANCH = "branch"
REGION = "region"

_NAMES = {
    ID: (
        "id, external id, branch id, branch no, branch number, branch code, outlet id, outlet code,"
        "outlet no, outlet number, site id, site code, institution code, sol id,"
        "网点编号, 网点号, 网点代码, 网点编码, 网点代号, 机构编号, 机构号, 机构代码, 机构编码,"
        "机构代号, 分支机构编号, 分支机构代码, 分支机构代号, 分支机构号, 营业网点编号, 支行编号,"
        "支行代码, 支行代号, 支行号, 分行编号, 分行代码, 分行代号, 行号, 行所号, 行所编号, 联行号,"
        "单位代号, 单位代码, 网点机构号, 网点id, 机构id, 编号, 代号,"
        "網點編號, 網點代碼, 網點代號, 網點編碼, 機構編號, 機構代碼, 機構代號, 分支機構編號,"
        "分支機構代碼, 分支機構代號, 支行編號, 支行代碼, 支行代號, 分行編號, 分行代碼, 分行代號,"
        "分行別代號, 單位代號, 單位代碼, 據點編號, 據點代碼, 據點代號, 行號, 聯行號, 編號, 代號"
    ),
    BRANCH: (
        "branch, branch name, label, name, placement, outlet, outlet name, site name,"
        "institution name,"
        "网点, 网点名称, 网点名, 机构名称, 机构名, 分支机构, 分支机构名称, 支行, 支行名称, 支行名,"
        "分行名称, 营业网点, 营业网点名称, 行所名称, 行名, 名称,"
        "網點, 網點名稱, 機構名稱, 分支機構, 分支機構名稱, 支行, 支行名稱, 分行名稱, 分行名,"
        "單位名稱, 據點, 據點名稱, 營業據點, 營業據點名稱, 行名, 名稱"
    ),
    REGION: (
        "region, area, province, district, state,"
        "地区, 区域, 省, 省份, 省市, 所属地区, 所属区域, 所在地区, 所在省份, 所属省份,"
        "地區, 區域, 縣市, 省市, 所屬地區, 所屬區域, 所在地區"
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
