"""Places within lists against plain sorting, and levels that follow the evidence."""

from dataclasses import replace

import numpy as np

from duijie.engine.learning.examples import Examples, by_need
from duijie.engine.learning.levels import FEWEST, Levels, placed

DRAWN = np.random.default_rng(2)


def judged(size: int) -> Examples:
    """Levels are quarters of one kind of evidence."""
    terms = DRAWN.random((size, 2))
    return Examples(
        names=("words", "meaning"),
        terms=terms,
        graded=np.empty((size, 0)),
        need=np.arange(size) // 20,
        group=np.arange(size) // 20,
        level=1 + (terms[:, 0] * 4).astype(np.int64),
        weight=np.ones(size),
        judged=size,
    )


def test_places_against_sorting() -> None:
    found = judged(60)
    odds = found.terms @ [1.0, 2.0]
    columns = placed(found.terms, odds, found.lists())
    for at in by_need(found.need):
        for column, value in enumerate([*found.terms.T, odds]):
            order = sorted(at, key=lambda i, v=value: -v[i])
            assert [order.index(i) for i in at] == columns[at, 3 + column].tolist()
            assert np.allclose(columns[at, 6 + column], columns[at, 3 + column] / len(at))
            assert np.allclose(columns[at, 9 + column], value[at].max() - value[at])


def test_levels_follow_the_evidence() -> None:
    found = judged(2000)
    odds = found.terms[:, 0]
    levels = Levels.fit(found, odds)
    assert levels is not None
    said = levels.predict(found.terms, odds, found.lists())
    assert np.abs(said - found.level).mean() < 0.2
    assert set(said) == {1, 2, 3, 4}
    assert levels.predict(found.terms[:0], odds[:0], []).shape == (0,)


def test_yes_and_no_are_no_levels_and_few_pairs_teach_none() -> None:
    found = judged(2000)
    assert Levels.fit(replace(found, level=np.minimum(found.level, 2)), found.terms[:, 0]) is None
    assert Levels.fit(judged(FEWEST - 1), DRAWN.random(FEWEST - 1)) is None
