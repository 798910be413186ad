"""The funnel counts what is there: by hand against small cases, and the same money whoever may see it."""

from collections.abc import Callable
from decimal import Decimal
from io import BytesIO
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from docx import Document
from openpyxl import load_workbook

from duijie.portal.accounts.models import User
from duijie.portal.agreements import domain, funnel, report
from duijie.portal.agreements.domain import Sources
from duijie.portal.agreements.models import Agreement
from duijie.portal.events.models import Event, Meeting
from duijie.portal.exchange.models import Listing
from duijie.portal.parties.models import Party

New = Callable[..., Agreement]
As = Callable[[User | None], Client]


@pytest.fixture
def city(
    new_meeting: Callable[..., Meeting],
    new_agreement: New,
    need: Listing,
    offer: Listing,
    firm_a: Party,
    firm_b: Party,
    third: User,
    clerk: User,
) -> list[Agreement]:
    """Five accepted meetings, four held, three with intent, two signed; of three agreements two started, one completed."""
    signed = [new_meeting(firm_a, firm_b, need=need, offer=offer, said=said) for said in ("intent", "signed")]
    new_meeting(firm_b, third.party, said="intent")
    new_meeting(firm_a, third.party, said="follow_up")
    new_meeting(firm_a, firm_b, state="missed", said="")
    new_meeting(firm_a, firm_b, state="cancelled", said="")
    new_meeting(firm_a, firm_b, state="proposed", said="")
    first = new_agreement("completed", sources=Sources(meeting=signed[0], need=need, offer=offer))
    second = new_agreement("started", sources=Sources(meeting=signed[1], need=need, offer=offer))
    by_hand = new_agreement(
        "signed", region="410302", kind="technology", technology_form="licence", amount=None
    )
    new_agreement("confirming")
    domain.record_landed(first, by=clerk, amount=Decimal(300_000), on=first.signed_on, key="k")
    return [first, second, by_hand]


def test_counts_by_hand(city: list[Agreement], officer: User) -> None:
    whole = funnel.counts(officer, {})
    assert (whole.planned, whole.held, whole.intents, whole.signed_meetings) == (5, 4, 3, 2)
    assert (whole.signed, whole.started, whole.completed) == (3, 2, 1)
    money = whole.money()
    assert (money.agreed, money.landed, money.counted, money.unknown) == (2_400_000, 300_000, 2, 1)


@pytest.mark.parametrize(
    ("asked", "counted"),
    [
        ({"kind": "supply"}, (2, 2)),
        ({"kind": "technology"}, (0, 1)),
        ({"region": "410305"}, (4, 2)),
        ({"region": "410302"}, (1, 1)),
        ({"year": 2020}, (0, 0)),
        ({"event": -1}, (0, 0)),
    ],
)
def test_filters_leave_their_part(
    asked: dict[str, Any], counted: tuple[int, int], city: list[Agreement], officer: User
) -> None:
    whole = funnel.counts(officer, asked)
    assert (whole.planned, whole.signed) == counted


@pytest.mark.parametrize("by", list(funnel.DIMENSIONS))
def test_every_cut_adds_up_to_the_whole(by: str, city: list[Agreement], officer: User) -> None:
    whole = funnel.counts(officer, {})
    groups = funnel.grouped(whole, by).values()
    for name in ("planned", "held", "intents", "signed_meetings", "signed", "started", "completed"):
        assert sum(getattr(one, name) for one in groups) == getattr(whole, name), name
    assert sum((one.money().agreed for one in groups), Decimal(0)) == whole.money().agreed


def test_the_chart_never_widens(city: list[Agreement], officer: User) -> None:
    counts = [row[1] for row in report.chart(funnel.counts(officer, {}), {}).rows]
    assert counts == [5, 4, 3, 2, 2, 1]
    assert counts == sorted(counts, reverse=True)


def test_every_figure_leads_to_its_rows(city: list[Agreement], officer: User, client_for: As) -> None:
    client = client_for(officer)
    whole = funnel.counts(officer, {})
    led = {
        "洽谈达成意向": 3,
        "意向洽谈签约": 2,
        "约定洽谈的举行率": 4,
        "已签约协议": 3,
        "已启动": 2,
        "已完成": 1,
    }
    for figure in report.figures(whole, {}):
        answer = client.get(figure.url)
        assert answer.status_code == 200
        if str(figure.label) in led:
            assert answer.context["page"].paginator.count == led[str(figure.label)], figure.label


def test_achievements_converted_of_published(
    publish: Callable[..., Listing], new_agreement: New, clerk: User, outsider: User, officer: User
) -> None:
    data = {"title": "耐磨涂层", "description": "激光熔覆", "field": "新材料", "contact": "李 1390000"}
    offers = [publish(outsider, "offer", data | {"title": f"成果 {n}"}, channel="research") for n in range(4)]
    need = publish(clerk, "need", data | {"title": "求涂层"}, channel="research")
    for _twice in range(2):
        new_agreement(
            sources=Sources(need=need, offer=offers[0]), kind="technology", technology_form="licence"
        )
    new_agreement(kind="technology", technology_form="service")
    new_agreement(
        "confirming", sources=Sources(need=need, offer=offers[1]), kind="technology", technology_form="equity"
    )
    whole = funnel.counts(officer, {})
    assert funnel.achievements({}, whole.agreed) == (1, 4, 1)


def test_who_steers_sees_the_funnel(
    city: list[Agreement], officer: User, leader: User, county: User, department: User, clerk: User, third: User,
    operator: User, client_for: As,
) -> None:  # fmt: skip
    url = reverse("agreements:funnel")
    assert [client_for(u).get(url).status_code for u in (officer, leader, county, department)] == [200] * 4
    assert [client_for(u).get(url).status_code for u in (clerk, third, operator)] == [404] * 3
    assert funnel.counts(leader, {}).planned == 5
    assert (funnel.counts(county, {}).planned, funnel.counts(county, {}).signed) == (4, 3)
    assert (funnel.counts(department, {}).planned, funnel.counts(department, {}).signed) == (0, 0)


def test_the_leader_learns_no_confidential_amount(
    secret: Agreement, new_agreement: New, leader: User, officer: User, client_for: As
) -> None:
    assert funnel.counts(officer, {}).money().agreed == secret.amount
    client = client_for(leader)
    for export in ("", "report-docx", "report-xlsx"):
        answer = client.get(reverse("agreements:funnel"), {"export": export} if export else {})
        content = b"".join(answer) if answer.streaming else answer.content
        told = _text(content) if export else content.decode()
        assert "765.43" not in told
        assert "7654321" not in told
        assert "不满 3 份" in told


def _text(content: bytes) -> str:
    if b"word/" in content:
        found = Document(BytesIO(content))
        cells = [c.text for t in found.tables for r in t.rows for c in r.cells]
        return "\n".join([*(p.text for p in found.paragraphs), *cells])
    book = load_workbook(BytesIO(content))
    return "\n".join(str(c.value) for sheet in book for row in sheet.iter_rows() for c in row)


@pytest.mark.parametrize("kind", ["docx", "xlsx"])
def test_the_report_says_scope_rates_and_register(
    kind: str, city: list[Agreement], event: Event, officer: User, client_for: As
) -> None:
    answer = client_for(officer).get(
        reverse("agreements:funnel"), {"export": f"report-{kind}", "event": event.pk}
    )
    told = _text(b"".join(answer))
    for said in (event.title, "4 / 5", "参考值 75%", city[0].number, "平台初始值", "按对接会"):
        assert said in told, said
    assert city[2].number not in told  # did not come of the event


def test_charts_and_meetings_are_exported(city: list[Agreement], officer: User, client_for: As) -> None:
    client = client_for(officer)
    for url, asked in (
        (reverse("agreements:funnel"), {"chart": "landing"}),
        (reverse("agreements:funnel"), {"chart": "by-region", "by": "region"}),
        (reverse("agreements:meetings"), {"step": "intent"}),
    ):
        answer = client.get(url, asked | {"export": "xlsx"})
        assert load_workbook(BytesIO(b"".join(answer))).active.max_row > 1
    assert client.get(reverse("agreements:funnel"), {"chart": "no", "export": "xlsx"}).status_code == 404


@pytest.mark.parametrize("rows", [1, 3])
def test_the_page_costs_the_same_for_many(
    rows: int, new_meeting: Any, new_agreement: New, firm_a: Party, firm_b: Party, need: Listing, offer: Listing,
    officer: User, client_for: As, django_assert_max_num_queries: Any,
) -> None:  # fmt: skip
    for _ in range(rows):
        met = new_meeting(firm_a, firm_b, need=need, offer=offer)
        new_agreement(sources=Sources(meeting=met, need=need, offer=offer))
    client = client_for(officer)
    for by in funnel.DIMENSIONS:
        with django_assert_max_num_queries(26):
            client.get(reverse("agreements:funnel"), {"by": by})
    with django_assert_max_num_queries(22):
        client.get(reverse("agreements:meetings"))
