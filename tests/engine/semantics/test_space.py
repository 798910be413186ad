"""Vectors of words: near in meaning is near in company, whatever the order and however many copies."""

import numpy as np

from duijie.engine.semantics import learn
from duijie.engine.semantics.space import LEAST_SENTENCES, sentences

BATTERY = [
    "锂电池正极材料的烧结工艺",
    "动力电池隔膜的涂覆设备",
    "正极材料粒径控制",
    "隔膜孔隙率检测",
    "电池极片烧结设备",
]
FARM = ["小麦良种的田间选育", "玉米病害的田间防治", "良种繁育基地", "病害监测预警", "小麦玉米轮作"]


def city() -> list[str]:
    return [
        f"{theme[i % 5]}第{i}批{theme[(i * 3 + 1) % 5]}"
        for i in range(LEAST_SENTENCES)
        for theme in (BATTERY, FARM)
    ]


def test_what_keeps_the_same_company_is_near() -> None:
    space = learn(city())
    assert space is not None
    positive, membrane, wheat = space.embed(["正极材料", "隔膜涂覆", "小麦选育"])
    assert positive @ membrane > positive @ wheat + 0.2


def test_nothing_is_learned_from_too_few_sentences() -> None:
    assert learn(city()[: LEAST_SENTENCES - 1]) is None
    assert learn(["一样的句子"] * 10_000) is None


def test_order_and_copies_change_nothing() -> None:
    one, other = learn(city()), learn([*reversed(city()), *city()[:77]])
    assert one is not None
    assert other is not None
    assert np.array_equal(one.embed(["电池隔膜", "田间"]), other.embed(["电池隔膜", "田间"]))


def test_unknown_and_empty_texts_are_zeros() -> None:
    space = learn(city())
    assert space is not None
    assert not space.embed(["", "😀", "qwertz"]).any()


def test_sentences_are_cut_at_their_ends_and_distinct() -> None:
    assert sentences(["甲。乙；甲\n丙！", "乙", ""]) == sorted(["甲", "乙", "丙"])
