from pathlib import Path

import pytest

from duijie.engine.channels import ChannelError, Kind, Side, available, common_names, load, load_file
from duijie.engine.channels.loader import HERE

OWN = """
label = "设备共享"
label_en = "Shared equipment"
[need]
label = "借用需求"
label_en = "Wanted"
summary = "要用什么设备"
[offer]
label = "共享设备"
label_en = "On offer"
summary = "有什么设备"
[[fields]]
name = "hours"
kind = "number"
label = "小时"
label_en = "Hours"
minimum = 0
[[constraints]]
code = "hours"
label = "时长"
label_en = "Hours"
asked_by = ["need.hours"]
when = "offer.hours >= need.hours"
met = "可用 {offer.hours}"
failed = "只可用 {offer.hours}"
[text]
title = 8.0
[score]
text_weight = 1.0
text_half = 0.09
text_slope = 0.86
recommend_at = 0.7
"""


def test_the_six_channels_come_in_the_order_people_know() -> None:
    assert available()[:6] == ("sales", "finance", "research", "talent", "investment", "assets")


@pytest.mark.parametrize("code", available())
def test_every_field_has_its_words_in_both_languages(code: str) -> None:
    channel = load(code)
    for side in Side:
        assert channel.side_labels[side]
        assert channel.summary[side]
        for field in channel.fields_for(side):
            assert field.label(side)
            assert field.label_en(side)
            assert all(c.label and c.label_en for c in field.choices)


@pytest.mark.parametrize("code", available())
def test_own_fields_are_the_design_columns(code: str) -> None:
    columns = {
        "sales": "products quantity unit price deliver_by certificates",
        "finance": "amount term_months rate purpose security",
        "research": "field maturity ip_type cooperation_modes budget",
        "talent": "occupation headcount education experience_years skills salary_min salary_max workplace",
        "investment": "chain_node amount land_mu requirements",
        "assets": "asset_type area_m2 price tenure available_from",
    }
    assert [f.name for f in load(code).own_fields("need")] == columns[code].split()


def test_common_fields_are_shared() -> None:
    assert common_names() == {
        "id",
        "title",
        "description",
        "party",
        "credit_code",
        "size_class",
        "region",
        "industry",
        "valid_from",
        "valid_to",
        "contact",
    }


def test_the_contact_is_private_in_every_channel() -> None:
    for code in available():
        assert load(code).field("contact").private


def test_an_unknown_channel_says_which_there_are() -> None:
    with pytest.raises(ChannelError, match="sales"):
        load("marriage")


def test_a_path_is_not_a_channel() -> None:
    with pytest.raises(ChannelError):
        load("../channels/sales")


def test_a_city_adds_its_own_channel(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "equipment.toml").write_text(OWN, encoding="utf-8")
    monkeypatch.setenv("DUIJIE_CHANNELS_DIR", str(tmp_path))
    assert available()[-1] == "equipment"
    channel = load("equipment")
    assert channel.field("hours").kind is Kind.NUMBER
    assert [f.name for f in channel.own_fields("need")] == ["hours"]


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ('label = "设备共享"', "", "label"),
        ('kind = "number"', 'kind = "colour"', "colour"),
        ('name = "hours"', 'name = "title"', "重名"),
        ("offer.hours >= need.hours", "offer.days >= need.hours", "offer.days"),
        ("offer.hours >= need.hours", "offer.hours >=", "hours"),
        ("title = 8.0", "tittle = 8.0", "tittle"),
        ('kind = "number"', 'kind = "choice"', "choices"),
        ("[text]", "[text", "TOML|读不了"),
    ],
)
def test_a_wrong_definition_gets_a_sentence(tmp_path: Path, old: str, new: str, said: str) -> None:
    path = tmp_path / "own.toml"
    path.write_text(OWN.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(ChannelError, match=said) as error:
        load_file(path)
    assert "own.toml" in str(error.value)


BOTH_WAYS = OWN.replace("recommend_at = 0.7", "recommend_at = 0.7\nsymmetric = true")
BACK = """
[[constraints]]
code = "hours_back"
label = "时长"
label_en = "Hours"
asked_by = ["offer.hours"]
when = "need.hours >= offer.hours"
met = "可用 {need.hours}"
failed = "只可用 {need.hours}"
"""
COVER = """
[[features]]
code = "hours"
label = "时长"
label_en = "Hours"
kind = "cover"
field = "hours"
weight = 0.1
"""


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (BOTH_WAYS, "need.hours >= offer.hours"),
        (BOTH_WAYS + BACK + COVER, "偏向一方的评分项：hours"),
        (BOTH_WAYS + "[score.related]\nbias = -1\nwords = 1\nclaim = 1\n" + BACK, "偏向一方的评分项：claim"),
    ],
)
def test_a_symmetric_channel_asks_the_same_of_both_sides(tmp_path: Path, text: str, said: str) -> None:
    path = tmp_path / "own.toml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(ChannelError, match=said):
        load_file(path)
    path.write_text(BOTH_WAYS + BACK, encoding="utf-8")
    assert load_file(path).symmetric
    assert not load("sales").symmetric


@pytest.mark.parametrize(
    ("shipped", "own", "said"),
    [
        ("kindred = 0.75", "kindred = -0.75", "权重不能是负数"),
        ('listed = "products"', 'listed = "quantity"', "listed 要是列表"),
        ("kindred = 0.75", "kin = 0.75", r"\[score.related\] 里没有 kin 这一项"),
    ],
)
def test_weights_of_what_is_listed_together_are_checked(
    tmp_path: Path, shipped: str, own: str, said: str
) -> None:
    text = (HERE / "sales.toml").read_text(encoding="utf-8")
    assert shipped in text
    path = tmp_path / "sales.toml"
    path.write_text(text.replace(shipped, own), encoding="utf-8")
    with pytest.raises(ChannelError, match=said):
        load_file(path)
