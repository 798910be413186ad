"""Cells as offices write them: units, ranges, dates, percentages, lists; and a sentence for what cannot be read."""

import time
from datetime import date, datetime

import pytest

from duijie.engine.channels import available, load
from duijie.tables.values import BadCell, number_range, parse

FIELDS = {(code, f.name): f for code in available() for f in load(code).fields}


def value(channel: str, name: str, cell: object, unit: str = "") -> object:
    return parse(FIELDS[channel, name], cell, unit=unit, default_city="410300")


@pytest.mark.parametrize(
    ("cell", "unit", "wan"),
    [
        ("3000万元", "", 3000), ("0.3亿元", "", 3000), ("30000000元", "", 3000), ("3千万", "", 3000), ("３０００", "", 3000),
        ("3，000.5", "", 3000.5), (" 3 000 万 元 ", "", 3000), ("约3000万元左右", "", 3000), ("￥3000万", "", 3000), ("人民币1.2亿元", "", 12_000),
        ("3000万元（含）", "", 3000), ("500-800万元", "", 500), ("500万～800万", "", 500), (3000, "", 3000), (30_000_000, "元", 3000),
        ("3000", "万元", 3000), ("3000万", "元", 3000), ("0.3", "亿", 3000), ("3000", "万", 3000),
    ],
)  # fmt: skip
def test_money_is_in_wan(cell: object, unit: str, wan: float) -> None:
    assert value("finance", "amount", cell, unit) == pytest.approx(wan)


@pytest.mark.parametrize(
    ("channel", "name", "cell", "unit", "expected"),
    [
        ("investment", "land_mu", "20亩", "", 20), ("investment", "land_mu", "2公顷", "", 30), ("investment", "land_mu", 6000, "平方米", 9),
        ("assets", "area_m2", "3,000㎡", "", 3000), ("assets", "area_m2", "30亩", "", 20_000), ("finance", "term_months", "2年", "", 24),
        ("finance", "term_months", "18个月", "", 18), ("talent", "headcount", "２０名", "", 20), ("talent", "experience_years", "3-5年", "", 3),
        ("research", "maturity", "6级", "", 6), ("sales", "price", "6,200元", "", 6200), ("sales", "price", "0.62万元", "", 6200),
        ("sales", "quantity", "120个", "", 120), ("sales", "quantity", "500平方米", "", 500), ("sales", "quantity", "1.5万吨", "", 15_000),
        ("sales", "quantity", 5, "万件", 50_000), ("sales", "quantity", "5万", "万件", 50_000), ("sales", "quantity", "20", "千克", 20),
    ],
)  # fmt: skip
def test_numbers_are_in_the_columns_own_unit(
    channel: str, name: str, cell: object, unit: str, expected: float
) -> None:
    assert value(channel, name, cell, unit) == pytest.approx(expected)


@pytest.mark.parametrize(
    ("cell", "low", "high"),
    [
        ("15-20万/年", 12_500, 16_666.67), ("15万-20万元/年", 12_500, 16_666.67), ("5000—8000元/月", 5000, 8000), ("5000至8000", 5000, 8000),
        ("8千-1万", 8000, 10_000), ("5-8k", 5000, 8000), ("200元/天", 4350, None), ("8000以上", 8000, None),
    ],
)  # fmt: skip
def test_a_range_of_pay_has_both_ends(cell: str, low: float, high: float | None) -> None:
    assert number_range(cell, "元/月", "元/月") == pytest.approx((low, high), abs=0.01)


@pytest.mark.parametrize("cell", ["3.85%", "３.８５％", 3.85, "3.85", "约3.85%", "3.85%-4.5%", "38.5‰"])
def test_percentages(cell: object) -> None:
    assert value("finance", "rate", cell) == pytest.approx(3.85)


@pytest.mark.parametrize(
    "cell",
    [
        "2026年11月3日", "2026 年 11 月 3 日", "２０２６年１１月３日", "2026年11月3号", "二〇二六年十一月三日", "2026.11.3", "2026/11/03", "2026-11-3",
        "20261103", 20_261_103, 20_261_103.0, 46_329, date(2026, 11, 3), datetime(2026, 11, 3, 9, 30), "2026-11-03 09:30", "2026-11-03T09:30:00",  # noqa: DTZ001
        "2026年11月3日前", "2026年11月3日（星期二）",
    ],
)  # fmt: skip
def test_a_day_however_it_is_written(cell: object) -> None:
    assert value("sales", "deliver_by", cell) == date(2026, 11, 3)


@pytest.mark.parametrize(
    "cell", ["2026年11月", "2026年11月底", "2026-11", "2026.11", 2026.11, "202611", "2026/11"]
)
def test_a_month_means_its_last_day(cell: object) -> None:
    assert value("sales", "deliver_by", cell) == date(2026, 11, 30)


@pytest.mark.parametrize("cell", ["2026", 2026, "2026年", "2026年底", "2026年底前"])
def test_a_year_means_its_last_day(cell: object) -> None:
    assert value("sales", "deliver_by", cell) == date(2026, 12, 31)


@pytest.mark.parametrize("cell", ["长期", "长期有效", "不限期"])
def test_an_open_end_is_no_day(cell: str) -> None:
    assert value("sales", "valid_to", cell) is None


@pytest.mark.parametrize(
    "cell", ["轴承;螺栓", "轴承；螺栓", "轴承、螺栓", "轴承\n螺栓", " 轴承 ；；螺栓、轴承\r\n"]
)
def test_lists_are_split_and_have_each_entry_once(cell: str) -> None:
    assert value("sales", "products", cell) == ["轴承", "螺栓"]


def test_brackets_keep_their_entries_together() -> None:
    assert value("sales", "products", "轴承（大、小）、螺栓（M8;M10）") == [
        "轴承（大、小）",
        "螺栓（M8;M10）",
    ]
    assert value("sales", "products", "轴承（大、螺栓") == ["轴承（大", "螺栓"]


def test_choices_regions_industries_and_codes() -> None:
    assert value("talent", "education", "Bachelor") == "本科"
    assert value("talent", "education", "不限") == "不限"
    assert value("finance", "purpose", "研发，设备购置、研发") == ["研发", "设备购置"]
    assert value("sales", "region", "涧西区") == value("sales", "region", 410305.0) == "410305"
    assert value("sales", "industry", "滚动轴承制造") == value("sales", "industry", 3451) == "3451"
    assert value("sales", "credit_code", " 91350100m000100y43 ") == "91350100M000100Y43"


@pytest.mark.parametrize(
    "cell", [None, "", "  ", "-", "——", "/", "无", "暂无", "面议", "待定", "N/A", float("nan")]
)
def test_what_means_nothing_is_nothing(cell: object) -> None:
    for name in ("price", "deliver_by", "certificates", "region", "industry", "credit_code"):
        assert value("sales", name, cell) is None


@pytest.mark.parametrize(
    ("channel", "name", "cell", "said"),
    [
        ("finance", "amount", "很多", "“很多”不是数字。"), ("finance", "amount", "20亩", "单位“亩”用在这里不对"), ("finance", "amount", "3000万美元", "“美元”"),
        ("finance", "amount", "-5", "太小"), ("finance", "amount", True, "不是数字"), ("finance", "amount", 10**400, "太大"), ("finance", "amount", float("inf"), "太大"),
        ("finance", "rate", "40%", "太大"), ("finance", "rate", "LPR+50BP", "不是数字"), ("talent", "headcount", "2.5", "不是整数"),
        ("sales", "quantity", "100万元", "单位“元”用在这里不对"), ("sales", "quantity", "20%", "单位“%”"), ("sales", "price", "6200元/吨", "“元/吨”"),
        ("sales", "deliver_by", "2026-02-30", "没有“2026-02-30”这一天"), ("sales", "deliver_by", "下个月", "不是日期"), ("sales", "deliver_by", "2026.13", "不是日期"),
        ("sales", "deliver_by", "2026-11-3至2027-3-1", "不是日期"), ("sales", "deliver_by", 2026.1, "1 月还是 10 月"), ("sales", "deliver_by", "3026-01-01", "年份不对"),
        ("talent", "education", "幼儿园", "不在选项里"), ("finance", "purpose", "研发、炒股", "“炒股”不在选项里"), ("sales", "region", "火星", "是哪里"),
        ("sales", "industry", "魔法业", "这个行业"), ("sales", "credit_code", "123", "18 位"), ("sales", "title", "长" * 201, "最多 200 个"),
        ("sales", "description", "长" * 40_000, "太长"), ("sales", "price", "1" * 201, "太长"),
    ],
)  # fmt: skip
def test_what_cannot_be_read_is_a_sentence_and_a_remedy(
    channel: str, name: str, cell: object, said: str
) -> None:
    with pytest.raises(BadCell) as error:
        value(channel, name, cell)
    assert said in error.value.message
    assert error.value.message.endswith("。")
    assert error.value.remedy.endswith("。")


@pytest.mark.parametrize(
    "cell", ["整" * 32_000 + "x", "(" * 32_000, "1" + "-" * 32_000, "甲、" * 16_000, "（" * 32_000]
)
def test_no_cell_costs_more_than_a_moment(cell: str) -> None:
    started = time.process_time()
    for name in ("price", "products", "deliver_by", "region", "industry"):
        try:
            value("sales", name, cell)
        except BadCell:
            continue
    assert time.process_time() - started < 1


@pytest.mark.parametrize(
    ("said", "years"),
    [
        ("3-4年工作经验", 3),
        ("1年工作经验", 1),
        ("10年以上工作经验", 10),
        ("无工作经验", 0),
        ("经验不限", 0),
        ("应届生", 0),
        ("2年", 2),
    ],
)
def test_years_of_work_as_advertisements_write_them(said: str, years: int) -> None:
    assert value("talent", "experience_years", said) == years


@pytest.mark.parametrize(
    ("said", "education"), [("本科及以上学历", "本科"), ("大专以上", "大专"), ("中专学历", "中专")]
)
def test_education_as_advertisements_write_it(said: str, education: str) -> None:
    assert value("talent", "education", said) == education


def test_several_people_are_no_number() -> None:
    assert value("talent", "headcount", "若干人") is None
