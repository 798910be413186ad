"""Against plain sets."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from duijie.engine.index import Candidates
from duijie.engine.semantics.lists import Lists, listed

NAMES = st.lists(st.sampled_from(["轴承", "车床", "ＣＮＣ", "cnc", "钢板"]), max_size=4)


@given(st.lists(NAMES, min_size=1, max_size=5), st.lists(NAMES, min_size=1, max_size=5))
def test_named_is_the_share_of_the_needs_names(needs: list[list[str]], offers: list[list[str]]) -> None:
    need, offer = (
        g.ravel() for g in np.meshgrid(np.arange(len(needs)), np.arange(len(offers)), indexing="ij")
    )
    found = Lists.of(needs, offers).named(Candidates(need=need, offer=offer))
    plain = [[{"cnc" if n == "ＣＮＣ" else n for n in names} for names in side] for side in (needs, offers)]
    wanted = [
        len(plain[0][n] & plain[1][o]) / len(plain[0][n]) if plain[0][n] else 0.0
        for n, o in zip(need, offer, strict=True)
    ]
    assert np.allclose(found, wanted)


def test_listed_says_who_lists_what() -> None:
    names, matrix = listed([["乙", "甲", "乙"], []])
    assert names == sorted(["甲", "乙"])
    assert matrix.toarray().tolist() == [[1, 1], [0, 0]]
