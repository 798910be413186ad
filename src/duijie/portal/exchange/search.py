"""Search over listings: pairs of Chinese characters and Latin words, all of which must stand in the listing.

The index holds every pair of adjacent characters, so that a find never depends on how a sentence was cut into words;
what a person types is cut into words first, so that their order does not matter. SQLite keeps the terms in an FTS5
table, PostgreSQL in a tsvector with a GIN index; both get the same terms and no text is ever read as their syntax.
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import rjieba
from django.db import connection, models
from django.db.models import QuerySet
from django.db.models.expressions import RawSQL

from duijie.engine.channels import Kind
from duijie.portal.exchange.models import Listing

RANKED = 1_000  # up to so many finds are ordered by relevance; more are ordered by date
TABLE = "exchange_listing_terms"
LISTINGS = "exchange_listing"
COLUMN = "search_terms"
_BATCH = 1_000
_LONGEST_QUERY = 200
_HAN = r"[\u3400-\u4dbf\u4e00-\u9fff\U00020000-\U0003134f]"
_RUNS = re.compile(rf"(?P<han>{_HAN}+)|(?P<digits>\d+)|(?P<word>(?:(?!{_HAN})[^\W\d_])+)")
_LONGEST_TERM = 60
_SEARCHED_KINDS = (Kind.TEXT, Kind.LONGTEXT, Kind.LIST, Kind.CHOICE, Kind.CHOICES)


def normalise(text: str) -> str:
    """Full-width to half-width, lower case."""
    return unicodedata.normalize("NFKC", text).lower()


def terms(text: str) -> set[str]:
    """What the index holds of a text: adjacent pairs, the last character of each run, Latin words, numbers."""
    found: set[str] = set()
    for run in _runs(text):
        if run.lastgroup == "han":
            han = run.group()
            found.update(han[i : i + 2] for i in range(len(han)))
        else:
            found.add(run.group()[:_LONGEST_TERM])
    return found


@dataclass(frozen=True)
class Query:
    """Terms that must all be there; those that end in `*` stand for any term that begins so."""

    terms: tuple[str, ...]

    def __bool__(self) -> bool:
        return bool(self.terms)

    def fts5(self) -> str:
        """Each term is a quoted string, in which nothing but a quote is special, and terms hold none."""
        return " AND ".join(f'"{t[:-1]}"*' if t.endswith("*") else f'"{t}"' for t in self.terms)

    def tsquery(self) -> str:
        return " & ".join(f"'{t[:-1]}':*" if t.endswith("*") else f"'{t}'" for t in self.terms)

    def found_in(self, text: str) -> float:
        """The share of the terms that stand in the text."""
        have = terms(text)
        starts = {h[0] for h in have}
        hits = sum(t[:-1] in starts if t.endswith("*") else t in have for t in self.terms)
        return hits / len(self.terms)


def read(words: str) -> Query:
    """What somebody typed, as terms; empty if there is no letter, character or digit in it."""
    found: dict[str, None] = {}
    for run in _runs(words[:_LONGEST_QUERY]):
        text = run.group()[:_LONGEST_TERM]
        parts = rjieba.cut(text) if run.lastgroup == "han" else [text]
        for part in parts:
            found.update(dict.fromkeys(_asked(part) if run.lastgroup == "han" else [part]))
    return Query(tuple(found))


@dataclass(frozen=True)
class Found:
    """Rows in their order; `more` tells that there are more than `RANKED`, ordered by date."""

    rows: QuerySet[Listing]
    ids: list[int] | None
    more: bool


def find(listings: QuerySet[Listing], words: str) -> Found:
    """The listings that hold all the words, best first: those that say it in the title, then the newest.

    More than `RANKED` finds are only ordered by date: to rank them all would take long and help nobody.
    """
    query = read(words)
    if not query:
        return Found(listings.none(), [], more=False)
    matching = narrow(listings, query)
    newest = matching.order_by("-updated_at", "-pk").values_list("pk", "title")[: RANKED + 1]
    first = list(newest)
    if len(first) > RANKED:
        return Found(matching.order_by("-updated_at", "-pk"), None, more=True)
    ranked = sorted(first, key=lambda row: -query.found_in(row[1]))
    return Found(matching, [pk for pk, _title in ranked], more=False)


def narrow(listings: QuerySet[Listing], query: Query) -> QuerySet[Listing]:
    """Only the listings that hold all terms."""
    if connection.vendor == "postgresql":
        holds = f"{LISTINGS}.{COLUMN} @@ %s::tsquery"
        return listings.filter(RawSQL(holds, [query.tsquery()], output_field=models.BooleanField()))  # noqa: S611  no text of ours but names
    hits = RawSQL(f"SELECT rowid FROM {TABLE} WHERE {TABLE} MATCH %s", [query.fts5()])  # noqa: S608, S611  ditto
    return listings.filter(pk__in=hits)


def text_of(listing: Listing) -> str:
    """The text that can be found; a party's name only where it is public, a contact never."""
    channel = listing.definition
    own = [listing.fields.get(f.name) for f in channel.own_fields(listing.side) if f.kind in _SEARCHED_KINDS]
    parts = [
        listing.title,
        listing.description,
        *("\n".join(v) if isinstance(v, list) else v for v in own if v),
    ]
    if not listing.anonymous:
        parts.append(listing.party.name)
    return "\n".join(str(p) for p in parts)


def index(listings: Iterable[Listing]) -> None:
    """Write the terms of new or changed listings; inside the transaction that wrote them."""
    rows = [(listing.pk, " ".join(sorted(terms(text_of(listing))))) for listing in listings]
    write = _write_postgresql if connection.vendor == "postgresql" else _write_sqlite
    for start in range(0, len(rows), _BATCH):
        write(rows[start : start + _BATCH])


def index_all(listings: QuerySet[Listing] | None = None) -> int:
    """Index every listing anew, in batches; returns how many."""
    done = 0
    chosen = Listing.objects.all() if listings is None else listings
    for batch in _batches(chosen.select_related("party").order_by("pk").iterator(_BATCH)):
        index(batch)
        done += len(batch)
    return done


def _write_sqlite(rows: Sequence[tuple[int, str]]) -> None:
    with connection.cursor() as cursor:
        cursor.executemany(f"DELETE FROM {TABLE} WHERE rowid = %s", [(pk,) for pk, _terms in rows])  # noqa: S608  a constant
        cursor.executemany(f"INSERT INTO {TABLE} (rowid, terms) VALUES (%s, %s)", rows)  # noqa: S608  a constant


def _write_postgresql(rows: Sequence[tuple[int, str]]) -> None:
    update = (
        f"UPDATE {LISTINGS} AS l SET {COLUMN} = array_to_tsvector(string_to_array(d.terms, ' ')) "  # noqa: S608  constants
        "FROM unnest(%s::bigint[], %s::text[]) AS d(id, terms) WHERE l.id = d.id"
    )
    with connection.cursor() as cursor:
        cursor.execute(update, [[pk for pk, _terms in rows], [said for _pk, said in rows]])


def _runs(text: str) -> Iterator[re.Match[str]]:
    return _RUNS.finditer(normalise(text).replace("\x00", " "))


def _asked(han: str) -> list[str]:
    """Pairs of a word of the query; a single character is the beginning of a pair or the end of a run."""
    return [han[i : i + 2] for i in range(len(han) - 1)] if len(han) > 1 else [f"{han}*"]


def _batches(rows: Iterable[Any]) -> Iterator[list[Any]]:
    batch: list[Any] = []
    for row in rows:
        batch.append(row)
        if len(batch) == _BATCH:
            yield batch
            batch = []
    if batch:
        yield batch
