"""Meaning learned from texts that a market or its city has: vectors of words, and what is offered together."""

from duijie.engine.semantics.algebra import unit
from duijie.engine.semantics.assortment import Assortment
from duijie.engine.semantics.claims import Claimed, Claims
from duijie.engine.semantics.embedders import Embedder, EmbedderError, embedder
from duijie.engine.semantics.kindred import Goods, Kindred
from duijie.engine.semantics.lists import Entries, Lists
from duijie.engine.semantics.passages import Passages
from duijie.engine.semantics.space import Space, learn
from duijie.engine.semantics.vectors import Vectors

__all__ = [
    "Assortment",
    "Claimed",
    "Claims",
    "Embedder",
    "EmbedderError",
    "Entries",
    "Goods",
    "Kindred",
    "Lists",
    "Passages",
    "Space",
    "Vectors",
    "embedder",
    "learn",
    "unit",
]
