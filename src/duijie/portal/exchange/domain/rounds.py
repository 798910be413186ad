"""Rounds: opened, allocated, published to both sides, taken back, discarded and restored."""

from dataclasses import asdict
from typing import Any

import polars as pl
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from duijie.engine import Allocation
from duijie.engine.channels import available
from duijie.portal.audit import record
from duijie.portal.exchange import permissions
from duijie.portal.exchange.choices import RoundState
from duijie.portal.exchange.domain import transitions
from duijie.portal.exchange.models import Listing, Proposal, Round
from duijie.portal.refused import Refused

_BATCH = 500


@transaction.atomic
def open_round(*, by: Any, channel: str, title: str, **settings: Any) -> Round:
    """A new round; `settings` are the model's capacities and the floor."""
    permissions.require(by, "run_rounds")
    if channel not in available():
        raise Refused(_("没有这种对接。"), {"channel": _("请选一种对接。")})
    opened = Round.objects.create(channel=channel, title=title.strip(), created_by=by, **settings)
    record(by, "round.opened", opened, channel=channel)
    return opened


@transaction.atomic
def store_allocation(one: Round, found: Allocation, *, by: Any) -> int:
    """Replace what the round proposes; a listing deleted meanwhile is left out. Returns the number of pairs."""
    one = _locked(one)
    target = transitions.round_move("compute", one.state)
    report = {name: getattr(found, name) for name in ("value", "bound", "gap", "optimal")}
    report |= {"notes": list(found.notes), "fairness": asdict(found.fairness)}
    one.report = report | {"floor": asdict(found.floor) if found.floor else None}
    one.state, one.computed_at = RoundState(target or one.state), timezone.now()
    one.save(update_fields=["state", "report", "computed_at"])
    one.proposals.all().delete()
    rows = _proposals(one, found.pairs)
    Proposal.objects.bulk_create(rows, batch_size=_BATCH)
    record(by, "round.computed", one, pairs=len(rows))
    return len(rows)


def _proposals(one: Round, pairs: pl.DataFrame) -> list[Proposal]:
    there = set(Listing.objects.filter(channel=one.channel).values_list("pk", flat=True))
    rows = (_proposal(one, row) for row in pairs.iter_rows(named=True))
    return [p for p in rows if {p.need_id, p.offer_id} <= there and p.substitute_id in there | {None}]


def _proposal(one: Round, row: dict[str, Any]) -> Proposal:
    return Proposal(
        round=one,
        need_id=int(row["need_id"]),
        offer_id=int(row["offer_id"]),
        substitute_id=row["substitute"] and int(row["substitute"]),
        unit=row["unit"] or "",
        together=row["together"] or "",
        **{name: row[name] for name in ("score", "verdict", "amount", "share", "reason")},
    )


def publish_round(one: Round, *, by: Any) -> Round:
    """Both sides see their own proposed partners from now on."""
    return _moved(one, "publish", "round.published", by)


def withdraw_round(one: Round, *, by: Any) -> Round:
    """Take a published round back to look at it again; nobody else sees it any more."""
    return _moved(one, "withdraw", "round.withdrawn", by)


def discard_round(one: Round, *, by: Any) -> Round:
    """Put a round aside; what it proposed is kept and can be restored."""
    return _moved(one, "discard", "round.discarded", by)


def restore_round(one: Round, *, by: Any) -> Round:
    """Undo the discarding."""
    return _moved(one, "restore", "round.restored", by)


@transaction.atomic
def _moved(one: Round, act: str, entry: str, by: Any) -> Round:
    one = _locked(one)
    permissions.require(by, "run_rounds", one)
    target = transitions.round_move(act, one.state)
    if target:
        never = act == "restore" and one.computed_at is None
        one.state = RoundState.OPEN if never else RoundState(target)
        one.published_at = timezone.now() if target == RoundState.PUBLISHED else None
        one.save(update_fields=["state", "published_at"])
        record(by, entry, one)
    return one


def _locked(one: Round) -> Round:
    return Round.objects.select_for_update(of=("self",)).get(pk=one.pk)
