"""Putting the demo city into an empty portal, and the history that people have had with its matches."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date, datetime, timedelta
from random import Random
from typing import Any

from django.contrib.auth.hashers import make_password
from django.db import transaction
from django.utils import timezone

from duijie.demo.busiest import busiest
from duijie.demo.city import City
from duijie.demo.parties import PartySeed
from duijie.engine.channels import common_names
from duijie.engine.channels import load as load_channel
from duijie.portal.accounts.choices import Role
from duijie.portal.accounts.models import User
from duijie.portal.audit import record
from duijie.portal.exchange import search
from duijie.portal.exchange.choices import Decision, ListingState
from duijie.portal.exchange.models import Listing, Review
from duijie.portal.exchange.permissions import may
from duijie.portal.parties.domain.profiles import size_of
from duijie.portal.parties.models import EnterpriseProfile, Party, Qualification
from duijie.portal.refused import Refused

Report = Callable[[int, int, str], None]
SOURCE = "演示数据"
_BATCH = 500
_DAYS = 90  # the listings of the demo came in over so many days
_DATES = ("valid_from", "valid_to")
_KEPT_WHOLE = {"title", "description", "region", "industry", *_DATES, "contact"}
_REASONS = (
    "标题太笼统，请写明规格或型号。", "请补充数量和交货时间。", "联系方式写在了说明里，请移到“联系方式”一栏。", "单价明显偏低，请核对单位。", "与本单位已发布的一条重复，请确认。",
)  # fmt: skip
PEOPLE = (
    ("coordinator", Role.COORDINATOR, "市企业服务中心", "孟统筹"),
    ("department", Role.DEPARTMENT, "市工业和信息化局", "闻部门"),
    ("county", Role.COUNTY, "涧西区", "简区县"),
    ("enterprise", Role.ENTERPRISE, "", "齐经办"),
    ("enterprise2", Role.ENTERPRISE, "", "殷经办"),
    ("institution", Role.INSTITUTION, "砺川理工大学", "袁院所"),
    ("bank", Role.INSTITUTION, "砺川银行", "尹银行"),
    ("leader", Role.LEADER, "市企业服务中心", "凌分管"),
    ("operator", Role.OPERATOR, "", "管理员"),
)


def load(city: City, *, password: str, progress: Report | None = None) -> list[tuple[str, str]]:
    """Write the city and one account per role; a second time changes nothing. Returns (role, user name)."""
    if Party.objects.exclude(source=SOURCE).exists():
        raise Refused(
            "门户里已有不是演示数据的单位，没有写入任何内容。请换一个空的数据目录（DUIJIE_DATA_DIR）再建演示城市。"
        )
    if not Party.objects.exists():
        taken = User.objects.filter(username__in=[name for name, *_rest in PEOPLE]).first()
        if taken is not None:
            raise Refused(
                f"门户里已有账号“{taken.username}”，与演示账号同名，没有写入任何内容。请换一个空的数据目录（DUIJIE_DATA_DIR）。"
            )
        with transaction.atomic():
            _write(city, password, progress or _silent)
    made = dict(User.objects.values_list("username", "role"))
    return [(Role(made[name]).label, name) for name, *_rest in PEOPLE if name in made]


def _silent(done: int, total: int, what: str) -> None:
    pass


def _write(city: City, password: str, progress: Report) -> None:
    parties = _parties(city.parties, progress)
    people = _people(parties, city, password)
    _listings(city, parties, people, progress)
    record(None, "party.imported", next(iter(parties.values())), created=len(parties))


def _parties(seeds: Sequence[PartySeed], progress: Report) -> dict[str, Party]:
    rows = [_party(seed) for seed in seeds]
    for start in range(0, len(rows), _BATCH):
        Party.objects.bulk_create(rows[start : start + _BATCH])
        progress(min(start + _BATCH, len(rows)), len(rows), "登记主体")
    made = {seed.key: row for seed, row in zip(seeds, rows, strict=True)}
    firms = [seed for seed in seeds if seed.kind == "enterprise"]
    EnterpriseProfile.objects.bulk_create(
        [_profile(seed, made[seed.key]) for seed in firms], batch_size=_BATCH
    )
    Qualification.objects.bulk_create(
        [
            Qualification(party=made[s.key], name=name, source=SOURCE)
            for s in firms
            for name in s.certificates
        ],
        batch_size=_BATCH,
    )
    return made


def _party(seed: PartySeed) -> Party:
    names = ("kind", "name", "region", "credit_code", "industry", "address", "business_scope", "registered_on",
             "capital", "contact_name", "contact_phone")  # fmt: skip
    return Party(**{name: getattr(seed, name) for name in names}, source=SOURCE)


def _profile(seed: PartySeed, party: Party) -> EnterpriseProfile:
    facts = {name: getattr(seed, name) for name in ("employees", "revenue", "assets")}
    return EnterpriseProfile(party=party, size_class=size_of(seed.industry, facts), source=SOURCE, **facts)


def _people(parties: dict[str, Party], city: City, password: str) -> dict[str, User]:
    """One hash for all: argon2 is slow on purpose."""
    hashed = make_password(password)
    by_name = {party.name: party for party in parties.values()}
    firms = iter(busiest(city))
    users = []
    for username, role, office, name in PEOPLE:
        party = by_name.get(office)
        if role == Role.ENTERPRISE:
            party = parties[next(firms)]
        users.append(User(username=username, role=role, party=party, name=name, password=hashed))
    User.objects.bulk_create(users)
    return {user.username: user for user in users}


def _listings(city: City, parties: dict[str, Party], people: dict[str, User], progress: Report) -> None:
    rng = Random(f"{city.seed}-load")  # noqa: S311  a demo, not a secret
    done = 0
    for batch in _batches(_made(city, parties, people, rng)):
        Listing.objects.bulk_create([listing for listing, _review in batch])
        Review.objects.bulk_create([review for _listing, review in batch if review is not None])
        search.index([listing for listing, _review in batch])
        done += len(batch)
        progress(done, city.size, "写入供需")


def _made(
    city: City, parties: dict[str, Party], people: dict[str, User], rng: Random
) -> Iterator[tuple[Listing, Review | None]]:
    clerks = {user.party_id: user for user in reversed(people.values()) if may(user, "create_listing")}
    for channel, sides in city.listings.items():
        for side, frame in sides.items():
            names = [f.name for f in load_channel(channel).fields_for(side, portal=True)]
            for row in frame.iter_rows(named=True):
                party = parties[row["party_key"]]
                listing = _listing(row, channel, side, names, party, rng)
                listing.created_by = clerks.get(party.pk)
                yield listing, _review(listing, people["coordinator"])


def _listing(
    row: dict[str, Any], channel: str, side: str, names: list[str], party: Party, rng: Random
) -> Listing:
    own = {n: _kept(row[n]) for n in names if n not in common_names() and row[n] not in (None, [])}
    whole = {n: row[n] for n in _KEPT_WHOLE}
    for name in ("title", "description", "contact"):
        whole[name] = whole[name] or ""
    state = ListingState(row["state"])
    return Listing(
        channel=channel,
        side=side,
        party=party,
        fields=own,
        source_id=row["id"],
        anonymous=row["anonymous"],
        state=state,
        returned_reason=rng.choice(_REASONS) if state == ListingState.RETURNED else "",
        closed_reason="已经谈成。" if state == ListingState.CLOSED else "",
        **whole,
        **_times(row, state, rng),
    )


def _times(row: dict[str, Any], state: ListingState, rng: Random) -> dict[str, datetime | None]:
    """Drafted, handed in and decided one after the other, within the last months; what waits has not waited long."""
    now = timezone.now()
    waits = state in (ListingState.SUBMITTED, ListingState.DRAFT, ListingState.RETURNED)
    made = now - timedelta(days=rng.uniform(0.2, 6 if waits else _DAYS) + _days_over(row, now))
    submitted = made + timedelta(hours=rng.uniform(0.1, 3))
    decided = min(now, submitted + timedelta(hours=rng.uniform(1, 30)))
    times: dict[str, datetime | None] = {"created_at": made, "updated_at": submitted}
    if state == ListingState.DRAFT:
        return times
    times["submitted_at"] = submitted
    if state != ListingState.SUBMITTED:
        times["updated_at"] = decided
    if state in (ListingState.RELEASED, ListingState.CLOSED):
        times["released_at"] = decided
    if state == ListingState.CLOSED:
        times["closed_at"] = times["updated_at"] = decided + (now - decided) * rng.random()
    return times


def _days_over(row: dict[str, Any], now: datetime) -> int:
    """A listing whose term is over was published before it ended."""
    last = row["valid_to"]
    return max(0, (timezone.localdate(now) - last).days + 2) if last else 0


def _review(listing: Listing, by: User) -> Review | None:
    if listing.released_at:
        return Review(listing=listing, decision=Decision.RELEASED, by=by, at=listing.released_at)
    if listing.state == ListingState.RETURNED:
        return Review(
            listing=listing,
            decision=Decision.RETURNED,
            reason=listing.returned_reason,
            by=by,
            at=listing.updated_at,
        )
    return None


def _kept(value: Any) -> Any:
    """As the portal keeps the channel's own values: whole numbers without a point, dates in ISO form."""
    if isinstance(value, date):
        return value.isoformat()
    return int(value) if isinstance(value, float) and value.is_integer() else value


def _batches(rows: Iterable[Any]) -> Iterator[list[Any]]:
    batch: list[Any] = []
    for row in rows:
        batch.append(row)
        if len(batch) == _BATCH:
            yield batch
            batch = []
    if batch:
        yield batch
