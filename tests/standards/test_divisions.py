from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from duijie.standards.divisions import _all, ancestors, children, get, label, parse, within

CODES = st.sampled_from(sorted(_all()))


def test_all_provinces_are_there() -> None:
    levels = Counter(d.level for d in _all().values())
    assert levels["province"] == 34
    assert levels["city"] >= 330
    assert levels["county"] > 2_800


@given(CODES)
def test_every_division_lies_in_its_ancestors(code: str) -> None:
    chain = ancestors(code)
    assert chain[0] == code
    assert get(chain[-1]).level == "province"  # type: ignore[union-attr]
    assert all(within(code, c) for c in chain)


@given(CODES, CODES)
def test_within_is_one_way(code: str, other: str) -> None:
    if code != other and within(code, other):
        assert not within(other, code)


def test_municipalities_have_no_city_between() -> None:
    assert ancestors("110105") == ("110105", "110000")
    assert "110105" in children("110000")


def test_labels_tell_places_apart() -> None:
    assert label("410305") == "洛阳市涧西区"
    assert label("410300") == "洛阳市"
    assert label("410000") == "河南省"
    assert get("410305").full_name == "河南省洛阳市涧西区"  # type: ignore[union-attr]
    assert label("999999") == "999999"


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("洛阳市涧西区", "410305"),
        ("河南洛阳", "410300"),
        ("河南省洛阳市涧西区联盟路 1 号", "410305"),
        ("涧西区", "410305"),
        ("上海市浦东新区郭守敬路 498 号", "310115"),
        ("上海浦东", "310115"),
        ("北京市朝阳区望京", "110105"),
        ("吉林市", "220200"),
        ("瀍河", "410304"),
        ("４１０３０５", "410305"),
        ("济源市", "419001"),
        ("鼓楼区", None),
        ("朝阳区", None),
        ("火星", None),
        ("999999", None),
        ("", None),
    ],
)
def test_parse_finds_the_most_specific_place(text: str, code: str | None) -> None:
    assert parse(text) == code


def test_a_default_city_settles_what_is_ambiguous() -> None:
    assert parse("鼓楼区") is None
    assert parse("鼓楼区", "410200") == "410204"
    assert parse("老城区", "410300") == "410302"


@given(CODES)
def test_full_names_are_read_back(code: str) -> None:
    name = get(code).full_name  # type: ignore[union-attr]
    found = parse(name)
    assert found is not None
    assert get(found).full_name == name or within(code, found)  # type: ignore[union-attr]


@given(st.text(max_size=40))
def test_parse_copes_with_any_text(text: str) -> None:
    found = parse(text)
    assert found is None or get(found) is not None
