"""Simple rivals that score every offer for a need: what a city would get from a good search engine."""

from collections.abc import Callable, Sequence

import bm25s
import numpy as np
import tantivy
from scipy import sparse
from sklearn.utils.extmath import randomized_svd

from common import bm25, characters, counts, segmented, tfidf, widen

Scorer = Callable[[int], np.ndarray]  # number of a need -> a score for every offer
_LSA_DIMENSIONS = 300


def rivals(needs: Sequence[str], offers: Sequence[str]) -> dict[str, Scorer]:
    """Character and word TF-IDF and BM25, bm25s, tantivy, and LSA over characters."""
    found: dict[str, Scorer] = {}
    for name, terms in (("character", characters), ("word", segmented)):
        ids: dict[str, int] = {}
        offer = counts(offers, terms, ids)
        need = counts(needs, terms, ids)
        offer = widen(offer, len(ids))
        frequency = np.bincount(offer.indices, minlength=len(ids)) + np.bincount(
            need.indices, minlength=len(ids)
        )
        idf = np.log((1 + len(needs) + len(offers)) / (1 + frequency)) + 1
        left, right = tfidf(need, idf).tocsr(), tfidf(offer, idf).tocsr()
        found[f"{name} TF-IDF"] = _inner(left, right)
        found[f"{name} BM25"] = _inner(need, bm25(offer))
        if name == "character":
            found[f"LSA-{_LSA_DIMENSIONS}"] = _lsa(left, right)
    found["bm25s (words)"] = _bm25s(needs, offers)
    found["tantivy (words)"] = _tantivy(needs, offers)
    return found


def _inner(left: sparse.csr_matrix, right: sparse.csr_matrix) -> Scorer:
    across = right.T.tocsr()
    return lambda need: (left[need] @ across).toarray().ravel()


def _lsa(left: sparse.csr_matrix, right: sparse.csr_matrix) -> Scorer:
    _left, _values, across = randomized_svd(right, _LSA_DIMENSIONS, random_state=0)
    rows, columns = (_unit(side @ across.T) for side in (left, right))
    return lambda need: columns @ rows[need]


def _unit(rows: np.ndarray) -> np.ndarray:
    return rows / np.maximum(np.linalg.norm(rows, axis=1, keepdims=True), 1e-9)


def _bm25s(needs: Sequence[str], offers: Sequence[str]) -> Scorer:
    index = bm25s.BM25()
    index.index([segmented(t) or [" "] for t in offers], show_progress=False)
    known = index.vocab_dict
    return lambda need: index.get_scores([t for t in segmented(needs[need]) if t in known] or [" "])


def _tantivy(needs: Sequence[str], offers: Sequence[str]) -> Scorer:
    schema = tantivy.SchemaBuilder()
    schema.add_text_field("text", stored=False, tokenizer_name="whitespace")
    schema.add_integer_field("at", stored=True)
    index = tantivy.Index(schema.build())
    writer = index.writer(num_threads=1)
    for at, text in enumerate(offers):
        writer.add_document(tantivy.Document(text=" ".join(segmented(text)), at=at))
    writer.commit()
    index.reload()
    searcher = index.searcher()

    def score(need: int) -> np.ndarray:
        found = np.zeros(len(offers))
        terms = [
            tantivy.Query.term_query(index.schema, "text", t) for t in dict.fromkeys(segmented(needs[need]))
        ]
        if terms:
            query = tantivy.Query.boolean_query([(tantivy.Occur.Should, t) for t in terms])
            for value, place in searcher.search(query, limit=len(offers)).hits:
                found[searcher.doc(place)["at"][0]] = value
        return found

    return score


def reciprocal_and_recall(ranks: Sequence[np.ndarray], depth: int = 20) -> tuple[float, float]:
    """Mean reciprocal rank, and mean share found within `depth`; ranks of all relevant offers by need, from 1, inf: not found."""
    reciprocal = [1 / r.min() if len(r) else 0.0 for r in ranks]
    recall = [float((r <= depth).mean()) if len(r) else 0.0 for r in ranks]
    return float(np.mean(reciprocal)), float(np.mean(recall))


def places(scores: np.ndarray, relevant: np.ndarray) -> np.ndarray:
    """Ranks from 1 of the relevant offers; of equal scores the one that stands first comes first; 0 is not found."""
    place = np.empty(len(scores))
    place[np.argsort(-scores, kind="stable")] = np.arange(1, len(scores) + 1)
    return np.where(scores[relevant] > 0, place[relevant], np.inf)
