"""Texts as counts of tokens: words, the characters they are made of, and on request how their phrases end."""

import re
from collections.abc import Callable, Sequence

import numpy as np
import rjieba
from scipy import sparse

from duijie.engine.index import Float32
from duijie.engine.text import normalise

Cut = Callable[[str], list[str]]
_RUN = re.compile(r"[\u3400-\u4dbf\u4e00-\u9fff]+")
_LATIN = re.compile(r"[a-z0-9]+(?:[.+#/-][a-z0-9]+)*")
_GAP = re.compile(r"(?<=[\u3400-\u4dbf\u4e00-\u9fff])[^\S\n]+(?=[\u3400-\u4dbf\u4e00-\u9fff])")
_END = "$"


def words(text: str) -> list[str]:
    """Words of two characters or more, Latin words, and every single Chinese character.

    Words alone miss what is cut differently (锂电 in 锂电池), characters alone mean too many things.
    """
    clean = _GAP.sub(
        "", normalise(text)
    )  # blanks between Chinese characters come from layout, not from the language
    found = _LATIN.findall(clean)
    for run in _RUN.findall(clean):
        found += [w for w in rjieba.cut(run) if len(w) > 1]
        found += run
    return found


def pieces(text: str) -> list[str]:
    """Every Chinese character, every two neighbours, and Latin words: no dictionary decides what is found."""
    clean = normalise(text)
    found = _LATIN.findall(clean)
    for run in _RUN.findall(clean):
        found += run
        found += [run[i : i + 2] for i in range(len(run) - 1)]
    return found


def phrases(text: str) -> list[str]:
    """The same, and with them the last character and the last two of every phrase.

    The end of a Chinese name of goods says what it is, all before what kind of it: 数控车床, 车床用卡盘.
    """
    ends = [end + _END for run in _RUN.findall(normalise(text)) for end in (run[-1], run[-2:])]
    return words(text) + ends


class Counter:
    """Counts tokens; the columns are those that `learn` has met."""

    def __init__(self, cut: Cut) -> None:
        self._cut, self._columns = cut, dict[str, int]()

    def learn(self, texts: Sequence[str]) -> sparse.csr_matrix:
        """Counts by text; columns are numbered as tokens are met."""
        return self._counts(texts, lambda token: self._columns.setdefault(token, len(self._columns)))

    def count(self, texts: Sequence[str]) -> sparse.csr_matrix:
        """Counts by text of the tokens that are known."""
        return self._counts(texts, self._columns.get)

    def keep(self, columns: np.ndarray) -> None:
        """Forget all other tokens, and number these anew in their order."""
        tokens = list(self._columns)
        self._columns = {tokens[c]: i for i, c in enumerate(columns)}

    def _counts(self, texts: Sequence[str], column: Callable[[str], int | None]) -> sparse.csr_matrix:
        starts, columns = [0], list[int]()
        for text in texts:
            columns += [c for c in map(column, self._cut(text)) if c is not None]
            starts.append(len(columns))
        shape = (len(texts), len(self._columns))
        matrix = sparse.csr_matrix((np.ones(len(columns), np.float32), columns, starts), shape=shape)
        matrix.sum_duplicates()
        return matrix


def damped(counts: sparse.csr_matrix) -> sparse.csr_matrix:
    """1 + log of every count: the tenth mention says less than the first."""
    found = counts.copy()
    found.data = (1 + np.log(found.data)).astype(np.float32)
    return found


def rarity(counts: sparse.csr_matrix, background: int) -> Float32:
    """Inverse document frequency of every column, as if `background` more texts were there; 0 where none has it."""
    frequency = np.bincount(counts.indices, minlength=counts.shape[1])
    idf = np.log((counts.shape[0] + background) / (frequency + 0.5))
    return np.where(frequency > 0, idf, 0.0).astype(np.float32)
