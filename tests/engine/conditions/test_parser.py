from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from duijie.engine.channels import available, load
from duijie.engine.conditions import ConditionError, parse
from duijie.engine.conditions.parser import MAX_ARITHMETIC, MAX_DEPTH

WORDS = [
    "a", "价格", "and", "或", "not", "不属于", "in", "=", "<", "≥", "+", "-", "*", "/", "(", ")", "[", "]", ",", "1",
    "35%", '"甲"', "2026-01-01", "true", "unknown", "count", "至少", "min", "known", "行业属于",
]  # fmt: skip


def refusal(text: str, **options: object) -> ConditionError:
    with pytest.raises(ConditionError) as caught:
        parse(text, **options)
    return caught.value


@pytest.mark.parametrize(
    ("short", "full"),
    [
        ("a or b and c", "a or (b and c)"),
        ("a and b or c", "(a and b) or c"),
        ("not a and b", "(not a) and b"),
        ("not a = b", "not (a = b)"),
        ("not not a", "a"),
        ("not a in b", "not (a in b)"),
        ("a not in b", "not (a in b)"),
        ("a + b * c > 0", "(a + (b * c)) > 0"),
        ("a - b - c > 0", "((a - b) - c) > 0"),
        ("a / b / c > 0", "((a / b) / c) > 0"),
        ("a / b * c > 0", "((a / b) * c) > 0"),
        ("-a * b > 0", "(0 - a) * b > 0"),
        ("a - -3 > 0", "a - (-3) > 0"),
        ("--a > 0", "a > 0"),
        ("1 < a <= 5", "(1 < a) and (a <= 5)"),
        ("a + 1 in b", "(a + 1) in b"),
        ("a = 1 and b != 2", "(a = 1) and (b != 2)"),
    ],
)
def test_precedence(short, full):
    assert parse(short) == parse(full)


@pytest.mark.parametrize(
    ("chinese", "english"),
    [
        ("a 且 b 或 非 c", "a and b or not c"),
        ("a 属于 [1、2，3]", "a in [1, 2, 3]"),
        ("a 不属于 b", "a not in b"),
        ("a 不 属于 b", "a not in b"),
        ("包含全部（a，b）", "contains_all(a, b)"),
        ("包含任一(a, b)", "contains_any(a, b)"),
        ("包含(a, b)", "contains(a, b)"),
        ("已填(a)", "known(a)"),
        ("至少(2, a, b, c)", "at_least(2, a, b, c)"),
        ('行业属于(a, "C", "65")', 'in_industry(a, "C", "65")'),
        ('地区属于(a, "410300")', 'in_region(a, "410300")'),
        ("个数(a) ≥ 2", "count(a) >= 2"),
        ("绝对值(a) ≠ 1万", "abs(a) != 10000"),
        ("较小(a, 1) < 较大(b, 2)", "min(a, 1) < max(b, 2)"),
        ("相隔天数(a, 2026年1月1日) <= 30", "days_between(a, 2026-01-01) <= 30"),
        ("a = 是 或 b = 未知", "a = true or b = unknown"),
    ],
)
def test_chinese_and_english_say_the_same(chinese, english):
    assert parse(chinese) == parse(english)
    assert hash(parse(chinese)) == hash(parse(english))


def test_fields_by_alias_and_only_known_ones():
    names, known = {"需求.价格": "need.price", "供给.价格": "offer.price"}, {"need.price", "offer.price"}
    condition = parse("供给.价格 <= 需求.价格", names=names, known=known)
    assert condition == parse("offer.price <= need.price")
    assert condition.fields == {"need.price", "offer.price"}
    error = refusal("供给.价格 <= 需求.价各", names=names, known=known)
    assert error.sentence == "没有“需求.价各”这个字段。是不是“需求.价格”？"
    assert error.column == 10


@pytest.mark.parametrize(
    ("text", "line", "column", "sentence"),
    [
        ("", 1, 1, "条件的结尾之前少了一个值"),
        ("a =", 1, 4, "条件的结尾之前少了一个值"),
        ("a = = b", 1, 5, "“=”之前少了一个值"),
        ("a b", 1, 3, "“b”之前少了“且”“或”或比较符号"),
        ("(a or b", 1, 8, "少了右括号"),
        ("a and\n  b ? c", 2, 5, "“?”看不懂"),
        ("a and\nb or\n3 +", 3, 4, "少了一个值"),
        ("1 + 2", 1, 1, "这不是一个条件"),
        ("min(a, b)", 1, 1, "这不是一个条件"),
        ("a in 3", 1, 1, "“属于”后面要写一个列表"),
        ("a in [b]", 1, 7, "列表里只能写"),
        ("a in [1 2]", 1, 9, "用逗号隔开"),
        ("a in [1", 1, 8, "列表的各项之间要用逗号隔开，以“]”结尾"),
        ('a in ["x", 1]', 1, 12, "列表里的各项要是同一类值"),
        ("conut(a) > 1", 1, 1, "没有“conut”这个函数。是不是“count”？"),
        ("count(a, b) > 1", 1, 1, "“count”要写 1 项，这里写了 2 项"),
        ("known(a b)", 1, 9, "函数的各项之间"),
        ("at_least(a, b)", 1, 1, "“至少”的第一项是个整数"),
        ("at_least(1.5, b)", 1, 1, "“至少”的第一项是个整数"),
    ],
)
def test_errors_say_what_and_where(text, line, column, sentence):
    error = refusal(text)
    assert sentence in error.sentence
    assert (error.line, error.column) == (line, column)
    assert f"第 {line} 行第 {column} 列" in str(error)


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ('a = 1 and "x"', "“且”“或”“非”两边"),
        ("not 3", "“且”“或”“非”两边"),
        ("at_least(1, 2)", "“且”“或”“非”两边"),
        ('a + "x" > 1', "只有数字能加减乘除"),
        ('-"x" > 1', "只有数字能加减乘除"),
        ("2026-01-01 * 2 > 1", "只有数字能加减乘除"),
        ('1 = "x"', "两边不是同一类值"),
        ("count(a) = true", "两边不是同一类值"),
        ('a < "x"', "没有大小"),
        ("true >= a", "没有大小"),
        ("a = [1]", "包含全部"),
        ("in_industry(a, 34)", "第 2 项要是带引号的文字"),
        ("in_region(410300, a)", "第 1 项要是带引号的文字"),
        ('contains_all(a, "x")', "第 2 项要是列表"),
        ("count(3) > 1", "第 1 项要是列表"),
        ('abs("x") > 1', "第 1 项要是数字"),
        ("max(a, true) > 1", "第 2 项要是数字或日期"),
        ("days_between(a, 3) > 1", "第 2 项要是日期"),
    ],
)
def test_wrong_kinds_are_refused(text, sentence):
    assert sentence in refusal(text).sentence


@pytest.mark.parametrize("lead", ["", "x = 1 and\n", "x = 1 or " * 30, "价格 = 1 且 "])
def test_the_caret_stands_below_its_character(lead):
    line, caret = refusal(f"{lead}y ? z").excerpt.split("\n")
    assert caret.endswith("^")
    assert line[len(caret) - 1] == "?"


def test_the_caret_is_moved_by_wide_characters():
    assert refusal("价格 ?").excerpt == "价格 ?\n\u3000\u3000 ^"


@pytest.mark.parametrize("opening", ["(", "not (", "known(", "min(1, ", "-(", "至少(1, "])
def test_absurd_nesting_is_refused_with_a_sentence(opening):
    assert f"最多 {MAX_DEPTH} 层" in refusal(opening * 2_000).sentence


def test_absurdly_long_arithmetic_is_refused_with_a_sentence():
    assert f"最多 {MAX_ARITHMETIC} 次" in refusal("x" + "+x" * 9_000 + " > 0").sentence


LARGEST = {
    "many or": "b" + " or b" * 3_900,
    "many not": "not " * 4_000 + "b",
    "many minus": "-" * 15_000 + "x > 0",
    "chain": "x" + " < x" * 3_000,
    "long sum": "x" + " + x" * MAX_ARITHMETIC + " > 0",
    "nested truth": "b or b and not true = (" * (MAX_DEPTH - 1) + "b" + ")" * (MAX_DEPTH - 1),
    "nested count": "b or not at_least(1, b, " * (MAX_DEPTH - 1) + "b" + ")" * (MAX_DEPTH - 1),
    "nested division": "1 / (" * (MAX_DEPTH - 1) + "x" + ")" * (MAX_DEPTH - 1) + " > 0",
    "nested least": "min(9, " * (MAX_DEPTH - 1) + "x" + ")" * (MAX_DEPTH - 1) + " > 0",
}


@pytest.mark.parametrize("text", LARGEST.values(), ids=LARGEST)
def test_the_largest_conditions_allowed_work_in_every_way(text):
    condition = parse(text)
    assert condition.fields <= {"b", "x"}
    assert condition == parse(text)
    assert str(condition)
    unknown = condition.missing({})
    assert set(unknown) <= condition.fields
    assert condition.evaluate({}) is None
    assert condition.expression() is not None


@given(st.lists(st.sampled_from(WORDS), max_size=15))
def test_any_words_are_read_or_refused_and_written_back(words):
    text = " ".join(words)
    with suppress(ConditionError):
        condition = parse(text)
        assert parse(str(condition)) == condition


@pytest.mark.parametrize("quoted", ["'a\"b'", '"a\'b"', "“a'b\"c”", "“甲”"])
def test_text_with_quotes_is_written_back(quoted):
    condition = parse(f"x = {quoted}")
    assert parse(str(condition)) == condition


@pytest.mark.parametrize("channel", available())
def test_every_constraint_of_every_channel_is_read(channel):
    constraints = load(channel).constraints
    assert constraints
    for constraint in constraints:
        condition = parse(constraint.when)
        assert parse(str(condition)) == condition
        assert condition.evaluate({}) is None
