"""What the dashboard tells of supply and demand: counted, never estimated, each rate with its denominator."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import date, datetime, time, timedelta
from itertools import pairwise
from typing import Any

from django.core.cache import cache
from django.db.models import Count, Exists, OuterRef, Q, QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from duijie.engine.channels import available
from duijie.portal.accounts.choices import Role
from duijie.portal.exchange.choices import InterestState, ListingState, Verdict
from duijie.portal.exchange.filters import channel_label
from duijie.portal.exchange.models import Interest, Listing, Match
from duijie.portal.exchange.queries import supplied
from duijie.portal.parties.choices import PartyKind
from duijie.portal.parties.places import region_short, within_region
from duijie.portal.web.dashboard import Board, Chart, Figure, percent
from duijie.standards.working_days import default_calendar

KEPT = 60  # seconds that a board is kept: leaders open it together
QUIET = timedelta(days=7)
ANSWER_DAYS = 3  # working days after which an unanswered interest is late
WEEKS = 12
_TOP = 20


def board(user: Any) -> Board:
    """Of the county for a county officer, of the whole city for the others."""
    region = user.region if user.role == Role.COUNTY else None
    key = f"board:{region or 'city'}:{get_language()}"
    kept = cache.get(key)
    if kept is None:
        kept = _Counter(region).board()
        cache.set(key, kept, KEPT)
    return kept


class _Counter:
    """Two passes over the needs, one over the interests; all the rest is adding up."""

    def __init__(self, region: str | None) -> None:
        today = timezone.localdate()
        self.now = timezone.now()
        self.region = region
        current = Q(state=ListingState.RELEASED) & (Q(valid_to__isnull=True) | Q(valid_to__gte=today))
        mine = within_region("party__region", region) if region else Q()
        self.listings = Listing.objects.filter(mine)
        self.needs = self.listings.filter(current, side="need")
        self.offers = self.listings.filter(current, side="offer")
        self.cells = list(self._cells())

    def _cells(self) -> Iterable[dict[str, Any]]:
        """Current needs counted by channel, county and department, and how far they have come."""
        recommended = Match.objects.filter(need=OuterRef("pk"), verdict=Verdict.RECOMMENDED)
        talks = Interest.objects.filter(need=OuterRef("pk"))
        return (
            self.needs.annotate(
                usable=supplied(),
                best=Exists(recommended),
                asked=Exists(talks),
                agreed=Exists(talks.filter(state=InterestState.ACCEPTED)),
            )
            .order_by()
            .values("channel", "party__region", "party__kind")
            .annotate(
                all=Count("pk"),
                usable_n=Count("pk", filter=Q(usable=True)),
                best_n=Count("pk", filter=Q(best=True)),
                asked_n=Count("pk", filter=Q(asked=True)),
                agreed_n=Count("pk", filter=Q(agreed=True)),
                quiet_n=Count("pk", filter=Q(usable=False, released_at__lt=self.now - QUIET)),
            )
        )

    def total(self, name: str) -> int:
        return sum(cell[name] for cell in self.cells)

    def board(self) -> Board:
        charts = [
            self._stages(),
            self._channels(),
            self._counties(),
            self._departments(),
            self._weeks(),
            self._waiting(),
        ]
        return Board(self._figures(), charts)

    def _figures(self) -> list[Figure]:
        needs, usable, best = self.total("all"), self.total("usable_n"), self.total("best_n")
        interests = (
            Interest.objects.filter(need__in=self.needs.values("pk"))
            if self.region
            else Interest.objects.all()
        )
        states = dict(interests.order_by().values_list("state").annotate(n=Count("pk")))
        sent = sum(states.values())
        agreed, waiting = states.get(InterestState.ACCEPTED, 0), states.get(InterestState.EXPRESSED, 0)
        late = interests.filter(state=InterestState.EXPRESSED, created_at__lt=self._answer_limit()).count()
        offers, submitted = self.offers.count(), self.listings.filter(state=ListingState.SUBMITTED)
        oldest = submitted.order_by("submitted_at").values_list("submitted_at", flat=True).first()
        quiet = self.total("quiet_n")
        return [
            Figure(
                _("有效需求"), f"{needs:,}", _("供给 %(n)s 条") % {"n": f"{offers:,}"}, _listings(side="need")
            ),
            Figure(
                _("有供给可谈的需求"),
                percent(usable, needs),
                f"{usable:,} / {needs:,}",
                reverse("exchange:matches"),
            ),
            Figure(
                _("有推荐供给的需求"), percent(best, needs), f"{best:,} / {needs:,}", _matches("recommended")
            ),
            Figure(_("一周以上没有供给"), f"{quiet:,}", _of(quiet, needs), "#chart-quiet"),
            Figure(
                _("对接意向"),
                f"{sent:,}",
                _("待答复 %(n)s") % {"n": f"{waiting:,}"},
                reverse("exchange:interests"),
            ),
            Figure(
                _("意向被接受"),
                percent(agreed, sent),
                f"{agreed:,} / {sent:,}",
                reverse("exchange:interests"),
            ),
            Figure(
                _("超过 3 个工作日未答复"), f"{late:,}", _of(late, waiting), reverse("exchange:interests")
            ),
            Figure(
                _("待审核供需"),
                f"{submitted.count():,}",
                _since(oldest, self.now),
                reverse("exchange:review"),
            ),
        ]

    def _answer_limit(self) -> datetime:
        return _midnight(default_calendar().add_working_days(timezone.localdate(), -ANSWER_DAYS))

    def _quiet(self) -> QuerySet[Listing]:
        """The needs that have waited longest; found by key first, because sorting whole rows costs more."""
        waiting = self.needs.filter(~supplied(), released_at__lt=self.now - QUIET)
        longest = list(waiting.order_by("released_at", "pk").values_list("pk", flat=True)[:_TOP])
        return Listing.objects.filter(pk__in=longest).select_related("party").order_by("released_at", "pk")

    def _stages(self) -> Chart:
        steps = [
            (_("有效需求"), "all"), (_("有供给可谈"), "usable_n"), (_("有推荐供给"), "best_n"),
            (_("表达过意向"), "asked_n"), (_("双方同意"), "agreed_n"),
        ]  # fmt: skip
        whole = self.total("all")
        rows = [(label, self.total(name), percent(self.total(name), whole)) for label, name in steps]
        columns = [_("阶段"), _("需求数"), _("占有效需求")]
        return Chart("stages", _("需求走到了哪一步？"), "funnel", columns, rows, [1])

    def _channels(self) -> Chart:
        return self._by("channels", _("各渠道的需求有多少找到了供给？"), _("渠道"), self._sums("channel", available()),
                        channel_label, lambda code: _listings(channel=code, side="need"))  # fmt: skip

    def _counties(self) -> Chart:
        sums = self._sums("party__region")
        return self._by("counties", _("哪些县（市、区）的需求还没有供给？"), _("县（市、区）"), sums,
                        lambda code: region_short(code) or _("未填"), lambda code: _listings(region=code, side="need"))  # fmt: skip

    def _departments(self) -> Chart:
        """Needs that departments published themselves."""
        found = (
            self.needs.filter(party__kind=PartyKind.DEPARTMENT)
            .annotate(usable=supplied())
            .annotate(
                agreed=Exists(Interest.objects.filter(need=OuterRef("pk"), state=InterestState.ACCEPTED))
            )
            .order_by()
            .values("party", "party__name")
            .annotate(
                all=Count("pk"),
                usable_n=Count("pk", filter=Q(usable=True)),
                agreed_n=Count("pk", filter=Q(agreed=True)),
            )
            .order_by("-all", "party__name")[:_TOP]
        )
        rows, urls = [], []
        for one in found:
            rows.append(_row(one["party__name"], one))
            urls.append(_listings(party=one["party"], side="need"))
        columns = [_("部门"), *_STAGE_COLUMNS()]
        return Chart(
            "departments", _("各部门发布的需求对接得怎样？"), "stack", columns, rows, [2, 3], urls=urls
        )

    def _by(self, key: str, title: str, head: str, sums: dict[str, Any], label: Any, url: Any) -> Chart:
        rows = [_row(label(code), cell) for code, cell in sums.items()]
        return Chart(
            key, title, "stack", [head, *_STAGE_COLUMNS()], rows, [2, 3], urls=[url(code) for code in sums]
        )

    def _sums(self, name: str, order: Iterable[str] | None = None) -> dict[str, dict[str, int]]:
        """Cells added up by one column, the largest first unless an order is given."""
        sums: dict[str, dict[str, int]] = {code: defaultdict(int) for code in order or ()}
        for cell in self.cells:
            into = sums.setdefault(cell[name] or "", defaultdict(int))
            for count in ("all", "usable_n", "best_n", "asked_n", "agreed_n"):
                into[count] += cell[count]
        return sums if order else dict(sorted(sums.items(), key=lambda item: (-item[1]["all"], item[0])))

    def _weeks(self) -> Chart:
        """Counted by bounds: truncating dates is slow where the database leaves it to Python."""
        monday = timezone.localdate() - timedelta(days=timezone.localdate().weekday())
        weeks = [monday - timedelta(weeks=back) for back in reversed(range(WEEKS))]
        starts = [_midnight(day) for day in (*weeks, monday + timedelta(weeks=1))]
        counts = {
            f"{side}_{at}": Count("pk", filter=Q(side=side, released_at__gte=start, released_at__lt=end))
            for at, (start, end) in enumerate(pairwise(starts))
            for side in ("need", "offer")
        }
        found = self.listings.filter(released_at__gte=starts[0]).aggregate(**counts)
        rows = [
            (week.strftime("%m-%d"), found[f"need_{i}"], found[f"offer_{i}"]) for i, week in enumerate(weeks)
        ]
        columns = [_("周一"), _("新发布需求"), _("新发布供给")]
        return Chart("weeks", _("每周新发布多少供需？"), "line", columns, rows, [1, 2])

    def _waiting(self) -> Chart:
        rows, urls = [], []
        for one in self._quiet():
            who = one.party.get_kind_display() if one.anonymous else one.party.name
            days = (self.now - one.released_at).days
            rows.append((str(one), channel_label(one.channel), who, days))
            urls.append(one.get_absolute_url())
        columns = [_("需求"), _("渠道"), _("发布单位"), _("已发布天数")]
        return Chart("quiet", _("哪些需求一周以上还没有供给？"), "table", columns, rows, [], urls=urls,
                     note=_("最久的 %(n)d 条") % {"n": _TOP})  # fmt: skip


def _midnight(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time.min))


def _STAGE_COLUMNS() -> list[str]:  # noqa: N802  a constant that waits for its language
    return [_("有效需求"), _("有供给可谈"), _("还没有供给"), _("覆盖率"), _("双方同意")]


def _row(label: str, cell: dict[str, int]) -> tuple[Any, ...]:
    whole, usable = cell["all"], cell["usable_n"]
    return (label, whole, usable, whole - usable, percent(usable, whole), cell["agreed_n"])


def _of(part: int, whole: int) -> str:
    return _("%(part)s / %(whole)s 条，%(share)s") % {
        "part": f"{part:,}",
        "whole": f"{whole:,}",
        "share": percent(part, whole),
    }


def _since(oldest: Any, now: Any) -> str:
    return _("最早的已等 %(n)d 天") % {"n": (now - oldest).days} if oldest else _("都处理完了")


def _listings(**chosen: Any) -> str:
    return f"{reverse('exchange:listings')}?{urlencode(chosen)}"


def _matches(verdict: str) -> str:
    return f"{reverse('exchange:matches')}?{urlencode({'verdict': verdict})}"
