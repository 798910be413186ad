"""Against all pairs, one by one."""

import numpy as np

from duijie.engine.index import Candidates
from duijie.engine.semantics import Vectors, unit

DRAWN = np.random.default_rng(3)
BOTH = Vectors(
    need=unit(DRAWN.standard_normal((300, 8)).astype(np.float32)),
    offer=unit(DRAWN.standard_normal((70, 8)).astype(np.float32)),
)
COSINE = BOTH.need @ BOTH.offer.T


def test_nearness_is_the_cosine_and_never_below_zero() -> None:
    need, offer = (g.ravel() for g in np.meshgrid(np.arange(300), np.arange(70), indexing="ij"))
    found = BOTH.nearness(Candidates(need=need, offer=offer))
    assert np.allclose(found, np.clip(COSINE, 0, 1).ravel(), atol=1e-6)
    assert BOTH.nearness(Candidates(need=need[:0], offer=offer[:0])).shape == (0,)


def test_nearest_are_the_best_that_are_near_enough() -> None:
    found = BOTH.nearest(5, 0.3)
    for need in range(300):
        best = [o for o in np.argsort(-COSINE[need])[:5] if COSINE[need, o] >= 0.3]
        assert set(found.offer[found.need == need]) == set(best)
    assert (np.diff(found.need) >= 0).all()


def test_more_asked_for_than_there_are() -> None:
    assert len(BOTH.nearest(1000, -1.0).need) == (COSINE > 0).sum()
