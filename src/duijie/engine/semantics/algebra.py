"""Rows of length one, and the leading singular vectors of large sparse matrices."""

from typing import TypeVar

import numpy as np
from scipy import sparse

from duijie.engine.index import Float32

_OVERSAMPLED = 10
_SEED = 20_260_601  # any; the same for all, so that a market learns the same twice
Matrix = TypeVar("Matrix", Float32, sparse.csr_matrix)


def unit(rows: Float32) -> Float32:
    """Every row at length one; rows of zeros stay."""
    length = np.linalg.norm(rows, axis=1, keepdims=True)
    return (rows / np.where(length > 0, length, 1.0)).astype(np.float32)


def unit_sparse(rows: sparse.csr_matrix) -> sparse.csr_matrix:
    """The same for a sparse matrix."""
    length = np.sqrt(np.asarray(rows.multiply(rows).sum(axis=1), dtype=np.float64)).ravel()
    scale = 1.0 / np.where(length > 0, length, 1.0)
    return sparse.csr_matrix(sparse.diags(scale.astype(np.float32)) @ rows)


def leading(matrix: sparse.csr_matrix, rank: int, passes: int) -> tuple[Float32, Float32, Float32]:
    """Left singular vectors (rows × rank), singular values, largest first, and right ones (rank × columns).

    Randomised range finder with power iterations: Halko, N., Martinsson, P. G. and Tropp, J. A. (2011). Finding
    structure with randomness. SIAM Review 53(2), algorithms 4.4 and 5.1.
    """
    rank = min(rank, *matrix.shape)
    width = min(rank + _OVERSAMPLED, *matrix.shape)
    drawn = np.random.default_rng(_SEED).standard_normal((matrix.shape[1], width)).astype(np.float32)
    basis, _ = np.linalg.qr(matrix @ drawn)
    for _ in range(passes):
        basis, _ = np.linalg.qr(matrix @ (matrix.T @ basis))
    left, values, across = np.linalg.svd((matrix.T @ basis).T, full_matrices=False)
    return (basis @ left)[:, :rank].astype(np.float32), values[:rank].astype(np.float32), across[:rank]
