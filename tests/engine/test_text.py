import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from duijie.engine.text import Lexicon, grams, normalise, pieces, words

TEXT = st.text(alphabet="轴承钢加工中心abc12 ，。\n３Ａ", max_size=30)


def reference(text: str, *, singles: bool) -> list[str]:
    """Slow and plain: neighbouring Chinese characters, characters, Latin words."""
    clean, found, word = normalise(text), [], ""
    for at, char in enumerate([*clean, " "]):
        if char.isascii() and char.isalnum():
            word += char
            continue
        if word:
            found.append(word)
        word = ""
        if "一" <= char <= "鿿":
            found += [char] if singles else []
            if at + 1 < len(clean) and "一" <= clean[at + 1] <= "鿿":
                found.append(char + clean[at + 1])
    return found


@given(st.lists(TEXT, max_size=5), st.booleans())
def test_grams_agree_with_a_plain_loop(texts: list[str], singles: bool) -> None:
    got = grams(texts, Lexicon(), singles=singles)
    for number, text in enumerate(texts):
        wanted = reference(text, singles=singles)
        mine = got.code[got.document == number]
        assert len(mine) == len(wanted)
        assert len(np.unique(mine)) == len(set(wanted))


def test_the_same_word_has_one_code_in_every_text() -> None:
    lexicon = Lexicon()
    first = grams(["ISO9001 认证"], lexicon, singles=False)
    second = grams(["认证 iso9001"], lexicon, singles=False)
    assert set(first.code.tolist()) == set(second.code.tolist())


def test_pairs_do_not_reach_over_the_end_of_a_text() -> None:
    got = grams(["轴", "承"], Lexicon(), singles=False)
    assert len(got.code) == 0


def test_no_text_has_no_grams() -> None:
    assert len(grams([], Lexicon(), singles=True).code) == 0
    assert len(grams([None, ""], Lexicon(), singles=True).code) == 0


def test_normalise_folds_width_and_case() -> None:
    assert normalise("ＩＳＯ　９００１（轴承）") == "iso 9001(轴承)"
    assert normalise(None) == ""


def test_words_leave_out_office_prose_and_bare_numbers() -> None:
    found = words("我公司需要采购主轴轴承 2026 套，符合 ISO9001")
    assert "iso9001" in found
    assert {"轴承"} <= found
    assert not found & {"需要", "采购", "2026", "公司"}


def test_pieces_are_neighbouring_characters() -> None:
    assert pieces("轴承钢，A") == {"轴承", "承钢"}
