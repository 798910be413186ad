"""The lexical index: texts cut into pieces, both sides as sparse matrices, exact retrieval of the best offers."""

from duijie.engine.index.building import Index, Side, Terms, build, learn
from duijie.engine.index.searching import Candidates, Searcher
from duijie.engine.index.types import Bool, Float32, Float64, Int64

__all__ = [
    "Bool",
    "Candidates",
    "Float32",
    "Float64",
    "Index",
    "Int64",
    "Searcher",
    "Side",
    "Terms",
    "build",
    "learn",
]
