"""Against numpy's exact decompositions."""

import numpy as np
from scipy import sparse

from duijie.engine.semantics.algebra import leading, unit, unit_sparse


def test_rows_have_length_one_and_zeros_stay() -> None:
    rows = np.array([[3.0, 4.0], [0.0, 0.0]], np.float32)
    assert np.allclose(unit(rows), [[0.6, 0.8], [0, 0]])
    assert np.allclose(unit_sparse(sparse.csr_matrix(rows)).toarray(), unit(rows))


def test_leading_vectors_are_those_of_the_full_decomposition() -> None:
    drawn = np.random.default_rng(1)
    low = drawn.standard_normal((60, 5)) @ np.diag([9, 7, 5, 3, 2]) @ drawn.standard_normal((5, 40))
    matrix = sparse.csr_matrix(low.astype(np.float32))
    left, values, across = leading(matrix, 5, 3)
    exact_left, exact, _ = np.linalg.svd(low, full_matrices=False)
    assert np.allclose(values, exact[:5], rtol=1e-3)
    assert np.allclose((left * values) @ across, low, atol=0.05)
    assert np.allclose(np.abs((left * exact_left[:, :5]).sum(axis=0)), 1, atol=1e-3)


def test_a_matrix_smaller_than_the_rank_is_no_trouble() -> None:
    left, values, _ = leading(sparse.csr_matrix(np.eye(3, dtype=np.float32)), 300, 2)
    assert left.shape == (3, 3)
    assert np.allclose(values, 1)
