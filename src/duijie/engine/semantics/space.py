"""Vectors of words, learned from who stands in whose company: texts without a shared word can then be near.

Positive pointwise mutual information of tokens within sentences, context counts raised to ¾, reduced by singular
vectors with damped singular values: Levy, O., Goldberg, Y. and Dagan, I. (2015). Improving distributional similarity
with lessons learned from word embeddings. TACL 3. A text is the sum of its tokens' vectors, frequent tokens
discounted: Arora, S., Liang, Y. and Ma, T. (2017). A simple but tough-to-beat baseline for sentence embeddings. ICLR.
"""

import hashlib
import re
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from scipy import sparse

from duijie.engine.index import Float32
from duijie.engine.semantics import tokens
from duijie.engine.semantics.algebra import leading, unit

LEAST_SENTENCES = 500  # below this, company is chance
_MOST_SENTENCES = 50_000  # more teach little, and the time would grow with the market
_MOST_TOKENS = 30_000
_DIMENSIONS, _PASSES = 512, 2
_TWICE = 2  # a token met once keeps no company that can be trusted
_CONTEXT_SMOOTHING, _SINGULAR_POWER, _DISCOUNT = 0.75, 0.25, 1e-3
_SENTENCE_END = re.compile(r"[。;；!！?？\n]+")


@dataclass(frozen=True)
class Space:
    """A vector for every known token; `discount`: what a frequent token counts less."""

    counter: tokens.Counter
    vectors: Float32
    discount: Float32

    def embed(self, texts: Sequence[str]) -> Float32:
        """A row of length one for every text; zeros where no token is known."""
        counts = tokens.damped(self.counter.count(texts))
        return unit(counts @ (self.vectors * self.discount[:, None]))


def sentences(texts: Sequence[str]) -> list[str]:
    """Distinct sentences in an order of their own: neither the order of listings nor copies decide what is learned."""
    found = {s.strip() for text in texts for s in _SENTENCE_END.split(text)} - {""}
    if len(found) > _MOST_SENTENCES:
        by_chance = sorted(found, key=lambda s: hashlib.blake2b(s.encode("utf-8", "surrogatepass")).digest())
        found = set(by_chance[:_MOST_SENTENCES])
    return sorted(found)


def learn(texts: Sequence[str]) -> Space | None:
    """The space of these texts; None where they are too few to learn from."""
    found = sentences(texts)
    if len(found) < LEAST_SENTENCES:
        return None
    counter = tokens.Counter(tokens.words)
    present = counter.learn(found)
    present.data[:] = 1.0
    present = present[:, _kept(counter, present)]
    information = _information(present)
    if information.nnz == 0:
        return None
    left, values, _ = leading(information, _DIMENSIONS, _PASSES)
    share = np.bincount(present.indices, minlength=present.shape[1]) / max(present.nnz, 1)
    return Space(
        counter=counter,
        vectors=unit(left * values**_SINGULAR_POWER),
        discount=(_DISCOUNT / (_DISCOUNT + share)).astype(np.float32),
    )


def _kept(counter: tokens.Counter, present: sparse.csr_matrix) -> np.ndarray:
    """Columns of the tokens that are met twice or more, the most frequent where they are too many."""
    frequency = np.bincount(present.indices, minlength=present.shape[1])
    usual = np.argsort(-frequency, kind="stable")[:_MOST_TOKENS]
    kept = np.sort(usual[frequency[usual] >= _TWICE])
    counter.keep(kept)
    return kept


def _information(present: sparse.csr_matrix) -> sparse.csr_matrix:
    """Positive pointwise mutual information of two tokens standing in one sentence; long sentences weigh no more."""
    length = np.maximum(np.diff(present.indptr), 1)
    together = (present.T @ sparse.diags((1.0 / length).astype(np.float32)) @ present).tocoo()
    apart = together.row != together.col
    row, column, count = together.row[apart], together.col[apart], together.data[apart].astype(np.float64)
    whole = np.bincount(row, count, minlength=present.shape[1])
    smooth = whole**_CONTEXT_SMOOTHING
    information = np.log(count * smooth.sum() / (whole[row] * smooth[column]))
    more = information > 0
    shape = (present.shape[1], present.shape[1])
    return sparse.csr_matrix((information[more].astype(np.float32), (row[more], column[more])), shape=shape)
