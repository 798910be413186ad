"""Texts as tokens and their counts."""

import numpy as np

from duijie.engine.semantics.tokens import Counter, damped, phrases, rarity, words


def test_words_are_whole_words_single_characters_and_latin() -> None:
    found = words("锂 电池设备 ISO-9001")
    assert {"锂", "电", "池", "iso-9001"} <= set(found)
    assert any(len(w) == 2 for w in found)


def test_blanks_between_chinese_characters_are_layout() -> None:
    assert words("数 控 车 床") == words("数控车床")


def test_phrases_tell_what_a_name_ends_in() -> None:
    assert {"床$", "车床$"} <= set(phrases("数控车床"))
    assert "控$" not in phrases("数控车床")


def test_counts_know_only_what_was_learned() -> None:
    counter = Counter(str.split)
    learned = counter.learn(["a b a", "c"])
    assert learned.toarray().tolist() == [[2, 1, 0], [0, 0, 1]]
    assert counter.count(["c a x", ""]).toarray().tolist() == [[1, 0, 1], [0, 0, 0]]


def test_kept_columns_are_numbered_anew() -> None:
    counter = Counter(str.split)
    counter.learn(["a b c"])
    counter.keep(np.array([0, 2]))
    assert counter.count(["c b a c"]).toarray().tolist() == [[1, 2]]


def test_rarity_and_damping_by_hand() -> None:
    counts = Counter(str.split).learn(["a a b", "a"])
    assert np.allclose(damped(counts).toarray(), [[1 + np.log(2), 1], [1, 0]])
    assert np.allclose(rarity(counts, 50), np.log(52 / np.array([2.5, 1.5])))
