"""What came of an event: people, meetings, outcomes, money, each rate with its denominator; unknown stays unknown."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from itertools import combinations

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from duijie.portal.events.choices import MeetingState, OutcomeKind, ParticipantSource, ParticipantState
from duijie.portal.events.documents.paper import Page, Paper
from duijie.portal.events.models import Event, Meeting, Wish
from duijie.portal.events.quality import SMALL
from duijie.portal.web.dashboard import Chart, Figure, percent
from duijie.portal.web.templatetags.duijie import share, wan_words

FEWEST = 3  # amounts in a sum that is shown to who does not run the event
_MONEY = (OutcomeKind.INTENT, OutcomeKind.SIGNED)


@dataclass(frozen=True)
class Sum:
    """Yuan of `known` of `whole` meetings; None where it is kept back, or where nobody named an amount."""

    yuan: Decimal | None
    known: int
    whole: int
    kept_back: bool = False

    @property
    def words(self) -> str:
        if self.kept_back:
            return _("保密")
        return _("未填") if self.yuan is None else wan_words(self.yuan)

    @property
    def note(self) -> str:
        said = _("%(known)d / %(whole)d 场填了金额") % {"known": self.known, "whole": self.whole}
        if self.kept_back:
            said += "；" + _("不满 %(n)d 笔，不公布合计") % {"n": FEWEST}
        return said


@dataclass
class Counts:
    """Of one event. `kinds` counts the meetings that were held by what both sides agree came of them.

    `unsaid` were held without a word from anybody, in `disputed` the sides say different things and count nowhere else.
    """

    asked: int = 0
    confirmed: int = 0
    came: int = 0
    no_show: int = 0
    walk_ins: int = 0
    planned: int = 0
    held: int = 0
    missed: int = 0
    cancelled: int = 0
    unsaid: int = 0
    kinds: Counter[str] = field(default_factory=Counter)
    disputed: list["Disputed"] = field(default_factory=list)
    amounts: dict[str, list[Decimal]] = field(default_factory=dict)
    wishes: int = 0
    wishes_met: int = 0
    small: int = 0
    small_served: int = 0
    size_unknown: int = 0

    @property
    def unrecorded(self) -> int:
        """Confirmed, but nobody noted whether they came."""
        return self.confirmed - self.came - self.no_show

    @property
    def open(self) -> int:
        """In the agenda, neither held nor missed nor cancelled as far as anybody noted."""
        return self.planned - self.held - self.missed - self.cancelled

    @property
    def spoken(self) -> int:
        return self.held - self.unsaid

    def sum(self, kind: str, *, runs: bool) -> Sum:
        found = self.amounts.get(kind, [])
        whole = self.kinds[kind]
        if found and not runs and len(found) < FEWEST:
            return Sum(None, len(found), whole, kept_back=True)
        return Sum(sum(found) if found else None, len(found), whole)  # type: ignore[arg-type]


@dataclass(frozen=True)
class Disputed:
    """A meeting of which the sides say different things; `said` are (party, kind, amount)."""

    meeting: Meeting
    said: Sequence[tuple[str, str, Decimal | None]]

    @property
    def words(self) -> str:
        return "；".join(
            f"{party}：{kind}" + (f"（{wan_words(amount)}）" if amount is not None else "")
            for party, kind, amount in self.said
        )


def counts(event: Event) -> Counts:
    """Eight queries, however large the event."""
    found = Counts()
    _people(event, found)
    met, served = _meetings(event, found)
    _wishes(event, found, met)
    _small(event, found, served)
    return found


def _people(event: Event, found: Counts) -> None:
    """Who came on the day without being asked is told apart, so that the rates are of those who were."""
    rows = event.participants.values_list("state", "source", "checked_in_at", "no_show_at")
    for state, source, came, missed in rows:
        if source == ParticipantSource.WALK_IN:
            found.walk_ins += 1
            continue
        found.asked += 1
        if state == ParticipantState.CONFIRMED:
            found.confirmed += 1
            found.came += came is not None
            found.no_show += came is None and missed is not None


def _meetings(event: Event, found: Counts) -> tuple[set[frozenset[int]], set[int]]:
    """Counts the current version's meetings; returns the pairs that met and everybody in a meeting that was held."""
    met: set[frozenset[int]] = set()
    served: set[int] = set()
    if event.current_id is None:
        return met, served
    rows = event.meetings.filter(placements__version=event.current_id)
    for one in rows.prefetch_related("participants__party", "outcomes__participant__party").order_by("pk"):
        found.planned += 1
        found.missed += one.state == MeetingState.MISSED
        found.cancelled += one.state == MeetingState.CANCELLED
        if one.state == MeetingState.HELD:
            found.held += 1
            _outcome(one, found)
            people = [person.pk for person in one.participants.all()]
            served |= set(people)
            met |= {frozenset(pair) for pair in combinations(people, 2)}
    return met, served


def _outcome(meeting: Meeting, found: Counts) -> None:
    said = sorted(meeting.outcomes.all(), key=lambda one: one.pk)
    kinds = {one.kind for one in said}
    amounts = {one.amount for one in said if one.amount is not None}
    if not said:
        found.unsaid += 1
    elif len(kinds) > 1 or len(amounts) > 1:
        told = [(str(one.participant.party), one.get_kind_display(), one.amount) for one in said]
        found.disputed.append(Disputed(meeting, told))
    else:
        kind = kinds.pop()
        found.kinds[kind] += 1
        if amounts:
            found.amounts.setdefault(kind, []).append(amounts.pop())


def _wishes(event: Event, found: Counts, met: set[frozenset[int]]) -> None:
    """Wishes between confirmed participants; a mutual one counts twice, as in the figures of an agenda."""
    both = {
        "participant__state": ParticipantState.CONFIRMED,
        "other__state": ParticipantState.CONFIRMED,
        "veto": False,
    }
    rows = Wish.objects.filter(participant__event=event, **both).values_list("participant_id", "other_id")
    for pair in rows:
        found.wishes += 1
        found.wishes_met += frozenset(pair) in met


def _small(event: Event, found: Counts, served: set[int]) -> None:
    confirmed = event.participants.filter(state=ParticipantState.CONFIRMED)
    for pk, size in confirmed.values_list("pk", "party__profile__size_class"):
        found.small += size in SMALL
        found.small_served += size in SMALL and pk in served
        found.size_unknown += not size


def figures(event: Event, c: Counts, *, runs: bool) -> list[Figure]:
    """Rates as “37 / 52，71%”. Links only for who runs the event: others have no such lists."""
    people = reverse("events:participants", args=[event.pk]) if runs else ""
    meetings = reverse("events:meetings", args=[event.pk]) if runs else ""
    intent, signed = (c.sum(kind, runs=runs) for kind in _MONEY)
    return [
        Figure(_("确认参加"), share(c.confirmed, c.asked), _("占邀请和报名的"), people),
        Figure(_("到会"), share(c.came, c.confirmed), _came_note(c), people),
        Figure(_("洽谈举行"), share(c.held, c.planned), _held_note(c), meetings),
        Figure(_("达成意向或签约"), share(c.kinds[OutcomeKind.INTENT] + c.kinds[OutcomeKind.SIGNED], c.held),
               _("占已举行的；双方说法不一的不计"), meetings),
        Figure(_("满足的意愿"), share(c.wishes_met, c.wishes), _("占确认参加的单位提出的")),
        Figure(_("服务到的小微企业"), share(c.small_served, c.small), _small_note(c)),
        Figure(_("意向金额"), intent.words, intent.note),
        Figure(_("签约金额"), signed.words, signed.note),
    ]  # fmt: skip


def _came_note(c: Counts) -> str:
    said = [_("占确认参加的"), _("%(n)d 家未到") % {"n": c.no_show}]
    if c.unrecorded:
        said.append(_("%(n)d 家没有签到记录") % {"n": c.unrecorded})
    if c.walk_ins:
        said.append(_("另有 %(n)d 家现场到会") % {"n": c.walk_ins})
    return "；".join(said)


def _held_note(c: Counts) -> str:
    said = [_("占日程里的"), _("%(n)d 场未谈成") % {"n": c.missed}]
    for n, words in ((c.cancelled, _("%(n)d 场取消")), (c.open, _("%(n)d 场没有记录"))):
        if n:
            said.append(words % {"n": n})
    return "；".join(said)


def _small_note(c: Counts) -> str:
    said = _("占确认参加的小微企业")
    return said + "；" + _("%(n)d 家规模未填") % {"n": c.size_unknown} if c.size_unknown else said


def chart(c: Counts) -> Chart:
    """Of the meetings in the agenda, how many came how far."""
    agreed = c.kinds[OutcomeKind.INTENT] + c.kinds[OutcomeKind.SIGNED]
    steps = [
        (_("日程里的洽谈"), c.planned), (_("已举行"), c.held), (_("记下了结果"), c.spoken),
        (_("达成意向或签约"), agreed), (_("当场签约"), c.kinds[OutcomeKind.SIGNED]),
    ]  # fmt: skip
    rows, before = [], 0
    for at, (label, n) in enumerate(steps):
        rows.append((label, n, percent(n, c.planned), percent(n, before) if at else "—"))
        before = n
    columns = [_("步骤"), _("洽谈数"), _("占日程里的"), _("占上一步")]
    return Chart("meetings", _("排好的洽谈走到了哪一步？"), "funnel", columns, rows, [1])


def outcome_rows(c: Counts, *, runs: bool) -> list[tuple[str, int, str, str]]:
    """(outcome, meetings, share of those held, sum of money); they add up to the meetings held."""
    rows = [
        (str(kind.label), c.kinds[kind], percent(c.kinds[kind], c.held),
         c.sum(kind, runs=runs).words if kind in _MONEY and c.kinds[kind] else "")
        for kind in OutcomeKind
    ]  # fmt: skip
    rows.append((_("双方说法不一"), len(c.disputed), percent(len(c.disputed), c.held), ""))
    rows.append((_("没有人记结果"), c.unsaid, percent(c.unsaid, c.held), ""))
    return rows


def outcome_columns() -> list[str]:
    return [_("结果"), _("洽谈数"), _("占已举行的"), _("金额合计")]


def paper(event: Event, c: Counts, *, runs: bool) -> Paper:
    """For Word, Excel and print; contradictions only for who runs the event."""
    drawn = chart(c)
    title = _("%(event)s成效报告") % {"event": event.title}
    pages = [
        Page(title, (_("指标"), _("数值"), _("说明")),
             [(str(one.label), one.value, str(one.note)) for one in figures(event, c, runs=runs)], (3, 3, 5), lead(event, runs=runs)),
        Page(str(drawn.title), [str(one) for one in drawn.columns], drawn.rows, (4, 2, 2, 2)),
        Page(_("谈出了什么结果？"), outcome_columns(), outcome_rows(c, runs=runs), (4, 2, 2, 3)),
    ]  # fmt: skip
    if runs and c.disputed:
        rows = [(str(one.meeting), one.words) for one in c.disputed]
        pages.append(Page(_("双方说法不一的洽谈"), (_("洽谈"), _("各方怎么说")), rows, (4, 6)))
    return Paper(title, pages)


def lead(event: Event, *, runs: bool) -> list[str]:
    return list(_lead(event, runs=runs))


def _lead(event: Event, *, runs: bool) -> Iterator[str]:
    when = f"{timezone.localtime(event.starts_at):%Y-%m-%d}" if event.starts_at else ""
    yield " · ".join(part for part in (when, event.venue, str(event.organiser)) if part)
    now = timezone.localtime()
    yield _("截至 %(at)s。洽谈按现行日程统计；双方说法不一的单列，不计入任何一种结果。") % {
        "at": f"{now:%Y-%m-%d %H:%M}"
    }
    if not runs:
        yield _("金额是参会方的商业秘密：满 %(n)d 笔才公布合计，单笔不公布。") % {"n": FEWEST}
