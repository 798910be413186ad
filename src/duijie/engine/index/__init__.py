"""The lexical index: texts cut into pieces, both sides as sparse matrices, exact retrieval of the best offers."""

from duijie.engine.index.building import Index, Side, build
from duijie.engine.index.searching import Candidates, Searcher
from duijie.engine.index.types import Float32, Int64

__all__ = ["Candidates", "Float32", "Index", "Int64", "Searcher", "Side", "build"]
