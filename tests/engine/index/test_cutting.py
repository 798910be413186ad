import numpy as np
import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from duijie.engine.characters import simplified
from duijie.engine.index import cutting
from duijie.engine.index.cutting import SINGLES_BELOW, Pieces, Vocabulary
from duijie.engine.index.reading import BITS, WORDS_FROM
from duijie.engine.text import normalise

TEXT = st.text(alphabet="轴承钢加工中心㐀𠀀㎡abc12+/ ，。\n３Ａ\U0010ffff\U0010fffe", max_size=30)
TEXTS = st.lists(st.one_of(st.none(), TEXT), max_size=5)


def is_han(char: str) -> bool:
    return "一" <= char <= "鿿" or "㐀" <= char <= "䶿" or "\U00020000" <= char <= "\U0003134f"


def reference(text: str | None) -> set[str]:
    """Slow and plain: characters, neighbouring characters, Latin words with their joints."""
    clean = normalise(text)
    found, word = set(), ""
    for at, char in enumerate(clean + " "):
        after = clean[at + 1 : at + 2]
        if (char.isascii() and char.isalnum()) or (
            word and char in ".+#/-" and after.isascii() and after.isalnum()
        ):
            word += char
            continue
        found |= {word} if word else set()
        word = ""
        if is_han(char):
            found |= {char} | ({char + after} if after and is_han(after) else set())
    return found


def cut(vocabulary: Vocabulary, *fields: list[str | None], learn: bool = True) -> Pieces:
    columns = [pl.Series(f, dtype=pl.String) for f in fields]
    return vocabulary.cut(columns, np.ones(len(columns[0]), np.bool_), learn=learn)


def row(pieces: Pieces, number: int) -> list[int]:
    return pieces.column[pieces.starts[number] : pieces.starts[number + 1]].tolist()


def code(piece: str) -> int:
    """What the vocabulary calls a piece, worked out anew."""
    if is_han(piece[0]):
        return ord(piece) if len(piece) == 1 else (ord(piece[0]) << BITS) | ord(piece[1])
    value = 0xCBF29CE484222325
    for char in piece:
        value = ((value ^ ord(char)) * 0x100000001B3) % 2**64
    return value % 2**62 + WORDS_FROM


@given(TEXTS)
def test_pieces_agree_with_a_plain_loop(texts: list[str | None]) -> None:
    vocabulary = Vocabulary()
    got = cut(vocabulary, texts)
    for number, text in enumerate(texts):
        columns = row(got, number)
        assert columns == sorted(set(columns))
        clean = (text or "").replace("\U0010ffff", "").replace("\U0010fffe", "")
        assert {int(vocabulary.codes[c]) for c in columns} == {code(p) for p in reference(clean)}


@given(TEXTS, st.lists(st.booleans(), min_size=5, max_size=5))
def test_frequencies_count_the_texts_that_count(texts: list[str | None], counts: list[bool]) -> None:
    vocabulary = Vocabulary()
    counted = np.array(counts[: len(texts)], np.bool_)
    got = vocabulary.cut([pl.Series(texts, dtype=pl.String)], counted)
    wanted = np.zeros(len(vocabulary), int)
    for number in np.flatnonzero(counted):
        wanted[row(got, int(number))] += 1
    assert vocabulary.frequency.tolist() == wanted.tolist()


def test_a_piece_belongs_to_the_first_field_that_has_it() -> None:
    vocabulary = Vocabulary()
    got = cut(vocabulary, ["轴承"], [None], ["轴承钢"])
    assert dict(zip(got.column.tolist(), got.field.tolist(), strict=True)) == {0: 0, 1: 0, 2: 0, 3: 2, 4: 2}


def test_pairs_do_not_reach_over_the_end_of_a_field_or_a_text() -> None:
    vocabulary = Vocabulary()
    cut(vocabulary, ["轴", "承"], ["钢", "铁"])
    assert (vocabulary.codes < SINGLES_BELOW).all()


def test_the_same_word_has_one_column_in_every_text() -> None:
    vocabulary = Vocabulary()
    first, second = cut(vocabulary, ["ISO9001 认证"]), cut(vocabulary, ["认证 iso9001"])
    assert row(first, 0) == row(second, 0)


def test_what_was_not_met_before_falls_out_without_learning() -> None:
    vocabulary = Vocabulary()
    known = cut(vocabulary, ["轴承"])
    assert row(cut(vocabulary, ["轴承钢 gb"], learn=False), 0) == row(known, 0)
    assert vocabulary.frequency.tolist() == [2, 2, 2]


def test_a_vocabulary_grows_without_losing_anything() -> None:
    distinct = [chr(point) for point in range(0x4E00, 0x9F00) if point not in simplified()]
    texts = [f"word{i} {character}" for i, character in enumerate(distinct[:9_000])]
    vocabulary = Vocabulary()
    got = cut(vocabulary, texts)
    assert len(vocabulary) == 18_000
    assert len(set(vocabulary.codes.tolist())) == 18_000
    assert cut(vocabulary, texts, learn=False).column.tolist() == got.column.tolist()


def test_steps_change_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    texts = [f"轴承{i}号钢" for i in range(25)]
    whole = cut(Vocabulary(), texts)
    monkeypatch.setattr(cutting, "_LISTINGS_PER_STEP", 7)
    stepwise = cut(Vocabulary(), texts)
    assert stepwise.column.tolist() == whole.column.tolist()
    assert stepwise.starts.tolist() == whole.starts.tolist()


def test_no_text_has_no_pieces() -> None:
    assert cut(Vocabulary(), []).starts.tolist() == [0]
    assert cut(Vocabulary(), [None, ""]).starts.tolist() == [0, 0, 0]
