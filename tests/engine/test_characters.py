"""Traditional characters find simplified ones, and everything else stays what it is."""

import numpy as np
import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from duijie.engine import match
from duijie.engine.characters import folding, simplified
from duijie.engine.text import normalise, words


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("軸承鋼採購需求", "轴承钢采购需求"),
        ("臺灣製造，後處理設備", "台湾制造,后处理设备"),
        ("ＧＣｒ１５軸承", "gcr15轴承"),
    ],
)
def test_what_is_written_the_old_way_is_read_the_new_way(written: str, read: str) -> None:
    assert normalise(written) == read


def test_simplified_texts_stay() -> None:
    text = "乾坤、象徵、著名、折叠、干燥设备、后续服务"
    assert normalise(text) == text.replace("，", ",")
    assert not {ord(character) for character in text} & simplified().keys()


@given(st.text())
def test_whole_columns_are_read_as_single_texts(text: str) -> None:
    points = np.array([ord(character) for character in text], dtype=np.uint32)
    assert "".join(map(chr, folding()[points])) == text.translate(simplified())
    assert len(text.translate(simplified())) == len(text)


def test_a_traditional_need_finds_the_simplified_offer_as_well_as_a_simplified_one() -> None:
    offers = pl.DataFrame(
        {
            "id": ["a", "b"],
            "title": ["高碳铬轴承钢棒材供应", "速冻水饺代工"],
            "products": [["轴承钢"], ["水饺"]],
        }
    )
    scores = []
    for title, product in (("採購高碳鉻軸承鋼棒材", "軸承鋼"), ("采购高碳铬轴承钢棒材", "轴承钢")):
        needs = pl.DataFrame({"id": ["n"], "title": [title], "products": [[product]]})
        scores.append(match(needs, offers, "sales", k=2).pairs.select("offer_id", "score").rows())
    assert scores[0] == scores[1]
    assert scores[0][0][0] == "a"


def test_evidence_is_told_in_the_same_words() -> None:
    assert words("高碳鉻軸承鋼") == words("高碳铬轴承钢")
