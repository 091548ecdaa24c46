"""Names in three encodings, each as a file of its own: none is read wrongly, and most are read."""

import pytest

from microsite.campaigns.branches.branch_list import BranchListError
from microsite.campaigns.branches.branch_list import parse_branch_list

TRADITIONAL = (
    "中山分行 信義分行 板橋分行 新竹科學園區分行 臺北101大樓 高雄苓雅分行 淡水分行 "
    "羅東分行 斗六分行 花蓮分行 竹北分行 豐原分行 營業部 國際金融業務分行 西門分行 "
    "旺角分行 尖沙咀廣東道分行 觀塘分行 銅鑼灣分行 荃灣分行 沙田中心分行 屯門市廣場分行 "
    "元朗分行 中環總行 將軍澳分行 深水埗分行 彩虹邨分行 筲箕灣分行 鰂魚涌分行 大埔分行"
).split()
WESTERN = (
    "Genève Centre|Zürich Nord|Düsseldorf|Málaga Puerto|Orléans|São Paulo|Göteborg|Århus|"
    "Côte d’Azur|Besançon|Curaçao|Coruña|MÜNCHEN|Île Maurice"
).split("|")
SIMPLIFIED = (
    "西城支行 浦东支行 北京金融街支行 广州天河支行 深圳福田支行 南京鼓楼支行 成都武侯支行 "
    "杭州西湖支行 总行营业部 武汉江汉路支行 西安雁塔支行 重庆渝中支行 天津滨海支行 "
    "苏州工业园区支行 青岛市南支行 厦门思明支行 长沙芙蓉支行 哈尔滨道里支行 沈阳和平支行 "
    "昆明五华支行 东城 朝阳 海淀 丰台 亳州谯城支行 衢州柯城支行 漯河郾城支行 儋州那大支行 "
    "泸州支行 邛崃支行"
).split()


def read(name: str, encoding: str) -> tuple[str, str]:
    """Return how a list with this name alone is read; else "", and what the error says."""
    text = f"id,branch\n0001,{name}\n"
    try:
        data = text.encode(encoding)
    except UnicodeEncodeError:
        data = text.encode("big5hkscs")
    try:
        [branch] = parse_branch_list(data).branches
    except BranchListError as error:
        return "", error.errors[0].message
    return branch.label, ""


@pytest.mark.parametrize(
    ("names", "encoding", "min_read"),
    [(TRADITIONAL, "cp950", 29), (WESTERN, "cp1252", 14), (SIMPLIFIED, "gb18030", 30)],
)
def test_no_name_is_read_in_a_wrong_encoding(
    names: list[str], encoding: str, min_read: int
) -> None:
    readings = {name: read(name, encoding) for name in names}
    assert [name for name, (text, _) in readings.items() if text not in (name, "")] == []
    assert [
        name for name, (text, error) in readings.items() if not text and name not in error
    ] == []
    assert sum(bool(text) for text, _ in readings.values()) >= min_read


def test_where_two_encodings_fit_the_first_branch_is_shown_under_each() -> None:
    data = "id,branch\n1,營業部\n".encode("cp950")
    with pytest.raises(BranchListError) as caught:
        parse_branch_list(data)
    [error] = caught.value.errors
    assert error.message == (
        "The encoding of the file is not certain: Big5 reads '營業部'; GB18030 reads '犁穨场'."
        " Choose the right one."
    )
    assert caught.value.choices == ["cp950", "gb18030"]
    assert parse_branch_list(data, encoding="cp950").branches[0].label == "營業部"


def test_a_header_that_only_one_encoding_can_read_decides() -> None:
    [branch] = parse_branch_list("機構代碼,分行名稱\n1,營業部\n".encode("cp950")).branches
    assert branch.label == "營業部"


def test_what_was_chosen_must_fit_the_bytes() -> None:
    with pytest.raises(BranchListError) as caught:
        parse_branch_list("id,branch\n1,甲\n2,Café,\n".encode("cp1252", "replace"), "", "utf-8")
    assert str(caught.value.errors[0]).startswith("line 3: cannot be read as UTF-8")


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16"])
def test_a_byte_order_mark_leaves_no_doubt(encoding: str) -> None:
    found = parse_branch_list("id,branch\n1,營業部\n".encode(encoding), "", "gb18030")
    assert found.branches[0].label == "營業部"
    assert str(found.notes[0]).startswith("The file says itself that it is UTF-")


@pytest.mark.parametrize("name", ["Žižkov", "Москва", "Αθήνα", "Łódź", "Genève", "Café"])
def test_utf_8_without_ideographs_is_certain(name: str) -> None:
    assert read(name, "utf-8") == (name, "")
