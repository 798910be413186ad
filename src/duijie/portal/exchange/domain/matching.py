"""Keeping what the engine found: whole channels at once, or one listing's share."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import datetime
from typing import Any

import polars as pl
from django.db import transaction
from django.db.models import Exists, OuterRef, QuerySet
from django.utils import timezone

from duijie.portal.exchange.choices import Verdict
from duijie.portal.exchange.models import Feedback, Interest, Listing, Match

Report = Callable[[int, int], None]
KEPT_PER_NEED = 10
KEPT_PER_LISTING = 100  # an offer newly released is tried on so many needs at most
LEAST_SCORE = 0.5  # calibrated: below even odds a pair costs people more time than it saves
_NEEDS_PER_STEP = 500
_BATCH = 500
_UPDATED = ["channel", "score", "verdict", "need_rank", "offer_rank", "reasons", "computed_at"]


def store_matches(channel: str, pairs: pl.DataFrame, *, report: Report | None = None) -> dict[str, int]:
    """Replace the channel's matches by `pairs`; those that people acted on stay, without a rank if not found again.

    A transaction per few hundred needs, so that nobody else waits long: whoever reads meanwhile, and whoever cancels,
    finds every need with its old matches or with its new ones.
    """
    now = timezone.now()
    pairs = pairs.filter(pl.col("score") >= LEAST_SCORE)
    done = kept = removed = 0
    for step in _steps(pairs):
        with transaction.atomic():
            done += _write(channel, step, now)
            counts = _drop(Match.objects.filter(need__in=_keys(step["need_id"]), computed_at__lt=now))
        kept, removed = kept + counts[0], removed + counts[1]
        if report:
            report(done, len(pairs))
    with transaction.atomic():
        counts = _drop(Match.objects.filter(channel=channel, computed_at__lt=now, need_rank__isnull=False))
    return {"stored": done, "kept": kept + counts[0], "removed": removed + counts[1]}


@transaction.atomic
def store_listing_matches(listing: Listing, pairs: pl.DataFrame) -> dict[str, int]:
    """Put one listing's matches among those there are, and rank both sides anew."""
    now = timezone.now()
    pairs = pairs.filter(pl.col("score") >= LEAST_SCORE)
    Listing.objects.select_for_update(of=("self",)).get(pk=listing.pk)
    old = Match.objects.filter(**{listing.side: listing})
    touched = set(old.values_list("need_id", "offer_id"))
    stored = _write(listing.channel, pairs, now)
    kept, removed = _drop(old.filter(computed_at__lt=now))
    touched |= {(int(n), int(o)) for n, o in zip(pairs["need_id"], pairs["offer_id"], strict=True)}
    _rank_again("need", {need for need, _offer in touched})
    _drop_beyond({need for need, _offer in touched})
    _rank_again("offer", {offer for _need, offer in touched})
    return {"stored": stored, "kept": kept, "removed": removed}


def _steps(pairs: pl.DataFrame) -> Iterator[pl.DataFrame]:
    needs = pairs["need_id"].unique(maintain_order=True)
    for start in range(0, len(needs), _NEEDS_PER_STEP):
        wanted = needs[start : start + _NEEDS_PER_STEP]
        yield pairs.filter(pl.col("need_id").is_in(wanted.implode()))


def _write(channel: str, pairs: pl.DataFrame, now: datetime) -> int:
    """Insert or renew; pairs of listings deleted or closed meanwhile are left out by their keys."""
    there = set(
        Listing.objects.filter(pk__in=_keys(pl.concat([pairs["need_id"], pairs["offer_id"]]))).values_list(
            "pk", flat=True
        )
    )
    rows = [_match(channel, row, now) for row in pairs.iter_rows(named=True)]
    rows = [m for m in rows if m.need_id in there and m.offer_id in there]
    Match.objects.bulk_create(
        rows,
        batch_size=_BATCH,
        update_conflicts=True,
        unique_fields=["need", "offer"],
        update_fields=_UPDATED,
    )
    return len(rows)


def _keys(ids: pl.Series) -> list[int]:
    return [int(pk) for pk in ids.unique()]


def _match(channel: str, row: dict[str, Any], now: datetime) -> Match:
    return Match(
        need_id=int(row["need_id"]),
        offer_id=int(row["offer_id"]),
        channel=channel,
        score=row["score"],
        verdict=row["verdict"],
        need_rank=row["rank"],
        offer_rank=row["offer_rank"],
        reasons=row["reasons"] or [],
        computed_at=now,
    )


def _drop(stale: QuerySet[Match]) -> tuple[int, int]:
    """Delete what nobody acted on; the rest loses its ranks. Returns (kept, removed)."""
    acted_on = Exists(Interest.objects.filter(need=OuterRef("need"), offer=OuterRef("offer"))) | Exists(
        Feedback.objects.filter(need=OuterRef("need"), offer=OuterRef("offer"))
    )
    kept = stale.filter(acted_on).update(need_rank=None, offer_rank=None)
    removed, _by_model = stale.exclude(acted_on).delete()
    return kept, removed


def _rank_again(side: str, ids: Iterable[int]) -> None:
    """Ranks 1, 2, 3 … of each listing's matches: blocked ones last, then by score."""
    for chunk in _chunks(sorted(ids)):
        found = Match.objects.filter(**{f"{side}__in": chunk}).exclude(need_rank=None, offer_rank=None)
        rows = sorted(found.only("pk", side, "verdict", "score", f"{side}_rank"), key=_best_first)
        ranks: dict[int, int] = {}
        changed = []
        for match in rows:
            key = getattr(match, f"{side}_id")
            ranks[key] = ranks.get(key, 0) + 1
            if getattr(match, f"{side}_rank") != ranks[key]:
                setattr(match, f"{side}_rank", ranks[key])
                changed.append(match)
        Match.objects.bulk_update(changed, [f"{side}_rank"], batch_size=_BATCH)


def _best_first(match: Match) -> tuple[bool, float, int]:
    return (match.verdict == Verdict.BLOCKED, -match.score, match.pk)


def _drop_beyond(needs: set[int]) -> None:
    for chunk in _chunks(sorted(needs)):
        _drop(Match.objects.filter(need__in=chunk, need_rank__gt=KEPT_PER_NEED))


def _chunks(ids: Sequence[int]) -> Iterator[Sequence[int]]:
    for start in range(0, len(ids), _NEEDS_PER_STEP):
        yield ids[start : start + _NEEDS_PER_STEP]
