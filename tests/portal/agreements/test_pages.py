"""Pages of agreements: who opens what, what they say, how many queries they cost."""

import re
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from duijie.portal.accounts.models import User
from duijie.portal.agreements import cards, domain, queries
from duijie.portal.agreements.models import Agreement, Evidence, LandedAmount, LandingRules, Milestone
from duijie.portal.events.models import Meeting
from duijie.portal.exchange import domain as exchange
from duijie.portal.exchange.models import Interest, Match
from tests.portal.agreements.conftest import pdf
from tests.portal.market import NEED, OFFER

New = Callable[..., Agreement]
As = Callable[[User | None], Client]
SECRET = "765.43"  # of 7,654,321 yuan, as pages write it


def page(client: Client, url: str, **data: Any) -> str:
    answer = client.get(url, data)
    assert answer.status_code == 200, url
    return answer.content.decode()


def test_each_role_sees_its_own(
    signed: Agreement,
    officer: User,
    clerk: User,
    outsider: User,
    third: User,
    leader: User,
    county: User,
    department: User,
    operator: User,
    client_for: As,
) -> None:
    people = {"officer": officer, "clerk": clerk, "outsider": outsider, "leader": leader, "county": county}
    others = {"third": third, "department": department, "operator": operator}
    for user in people.values():
        assert client_for(user).get(signed.get_absolute_url()).status_code == 200
        assert signed.title in page(client_for(user), reverse("agreements:list"))
    for user in others.values():
        assert client_for(user).get(signed.get_absolute_url()).status_code == 404
        assert signed.title not in page(client_for(user), reverse("agreements:list"))
    domain.assign(signed, by=officer, department=department.party, officer=None)
    assert client_for(department).get(signed.get_absolute_url()).status_code == 200


def test_a_draft_is_nobody_elses(new_agreement: New, clerk: User, outsider: User, officer: User, leader: User,
                                 county: User, client_for: As) -> None:  # fmt: skip
    url = new_agreement("draft").get_absolute_url()
    codes = [client_for(u).get(url).status_code for u in (clerk, officer, outsider, leader, county)]
    assert codes == [200, 200, 404, 404, 404]


def test_confidential_amounts_are_for_those_concerned(
    secret: Agreement, clerk: User, outsider: User, department: User, officer: User, leader: User, county: User, client_for: As
) -> None:  # fmt: skip
    domain.record_landed(secret, by=clerk, amount=Decimal("3333333"), on=timezone.localdate(), key="k")
    step = {"title": "到款", "due_on": timezone.localdate(), "planned_amount": Decimal("4444444")}
    domain.add_milestone(secret, by=clerk, data=step)
    kept = domain.attach_evidence(secret, by=clerk, file=pdf("回单-3333333.pdf"))
    file = reverse("agreements:evidence", args=[kept.pk])
    for user in (clerk, outsider, department, officer):
        shown = page(client_for(user), secret.get_absolute_url())
        assert SECRET in shown
        assert "333.33" in shown
        answer = client_for(user).get(file)
        assert answer.status_code == 200
        assert answer.headers["Content-Disposition"].startswith("attachment")
        b"".join(answer)
    for user in (leader, county):
        client = client_for(user)
        both = page(client, secret.get_absolute_url()) + page(client, reverse("agreements:list"))
        both += client.get(f"/api/v1/agreements/{secret.pk}").content.decode()
        for told in (SECRET, "7654321", "333.33", "3333333", "444.44", "4444444"):
            assert told not in both
        assert "保密" in both
        assert client.get(file).status_code == 404
    LandingRules.objects.create(
        name="公开", source="会议纪要", valid_from=date(2026, 1, 1), leader_sees_amounts=True
    )
    assert SECRET in page(client_for(leader), secret.get_absolute_url())
    assert SECRET not in page(client_for(county), secret.get_absolute_url())


def test_hidden_amounts_are_summed_only_from_three_on(
    new_agreement: New, leader: User, client_for: As
) -> None:
    new_agreement(amount=Decimal("1000000"))
    for _ in range(2):
        new_agreement(amount=Decimal("2000000"), confidential=True)
    client = client_for(leader)
    shown = page(client, reverse("agreements:list"))
    assert '协议金额 <span title="1,000,000 元">100 万元' in shown
    assert "另有 2 份保密协议不满 3 份，金额不计入" in shown
    new_agreement(amount=Decimal("2000000"), confidential=True)
    shown = page(client, reverse("agreements:list"))
    assert "700 万元" in shown
    assert "含 3 份保密协议的合计" in shown


@pytest.mark.parametrize("hidden", [0, 2, 3])
def test_the_database_adds_up_as_we_do(
    hidden: int, new_agreement: New, clerk: User, leader: User, officer: User
) -> None:
    """The list's sum against the same rows added one by one."""
    for n in range(hidden):
        one = new_agreement(confidential=True, amount=Decimal(1_000_000 + n))
        domain.record_landed(one, by=clerk, amount=Decimal("99.99"), on=timezone.localdate(), key="k")
    new_agreement(amount=None)
    new_agreement(amount=None, confidential=True)
    domain.record_landed(new_agreement(), by=clerk, amount=Decimal("0.05"), on=timezone.localdate(), key="k")
    for user in (leader, officer):
        rows = queries.visible_to(user)
        assert cards.total_of(rows, 3) == cards.total(queries.told(rows), 3)


@pytest.mark.parametrize("rows", [1, 3])
def test_the_list_costs_the_same_for_many(
    rows: int, new_agreement: New, officer: User, client_for: As, django_assert_max_num_queries: Any
) -> None:
    for n in range(rows):
        one = new_agreement("started", title=f"第 {n} 份")
        domain.add_milestone(one, by=officer, data={"title": "交货", "due_on": date(2026, 1, 5)})
    client = client_for(officer)
    with django_assert_max_num_queries(24):
        assert page(client, reverse("agreements:list")).count("data-href") == rows
    with django_assert_max_num_queries(24):
        answer = client.get(reverse("agreements:list"), {"export": "xlsx"})
        assert len(b"".join(answer)) > 1_000


@pytest.mark.parametrize("asked", [{"q": "轴承钢"}, {"kind": "supply"}, {"stage": "signed"}, {"region": "涧西区"},
                                   {"year": str(timezone.localdate().year)}, {"step": "signed"}, {"q": "乙山食品"}])  # fmt: skip
def test_filters_find(asked: dict[str, str], signed: Agreement, officer: User, client_for: As) -> None:
    assert signed.number in page(client_for(officer), reverse("agreements:list"), **asked)


@pytest.mark.parametrize("asked", [{"q": "没有"}, {"kind": "assets"}, {"stage": "draft"}, {"region": "老城区"},
                                   {"late": "on"}, {"step": "started"}, {"year": "2020"}, {"region": "火星"}, {"kind": "x"}])  # fmt: skip
def test_filters_leave_out(asked: dict[str, str], signed: Agreement, officer: User, client_for: As) -> None:
    shown = page(client_for(officer), reverse("agreements:list"), **asked)
    assert signed.number not in shown
    assert "没有符合这些条件的协议" in shown


def form_of(client: Client, url: str) -> dict[str, Any]:
    """What the form is filled with, as a browser would send it back."""
    form = client.get(url).context["form"]
    found = {name: form[name].value() for name in form.fields}
    return {name: value for name, value in found.items() if value not in (None, False)}


def test_a_meeting_that_came_to_something_leads_to_a_draft(
    meeting: Meeting, clerk: User, outsider: User, client_for: As
) -> None:
    from duijie.portal.events import links  # noqa: PLC0415  what the event's pages call

    label, url = links.meeting_links(clerk, meeting)[0]
    assert label == "起草协议"
    client = client_for(clerk)
    assert "起草协议" in page(client, meeting.get_absolute_url())
    filled = form_of(client, url)
    assert "涧西区" in filled["region"]
    assert (filled["amount"], filled["kind"], filled["meeting"]) == ("880000", "supply", meeting.pk)
    answer = client.post(reverse("agreements:create"), filled)
    made = Agreement.objects.get()
    assert answer.headers["Location"] == made.get_absolute_url()
    assert [s.party_id for s in made.signatories.all()] == [clerk.party_id, outsider.party_id]
    assert (made.event_id, made.need_id, made.offer_id) == (
        meeting.event_id,
        meeting.need_id,
        meeting.offer_id,
    )
    client.post(reverse("agreements:create"), filled)
    assert Agreement.objects.count() == 1
    assert links.meeting_links(clerk, meeting)[0][1] == made.get_absolute_url()
    shown = page(client, made.get_absolute_url())
    for step in ("洽谈", meeting.event.title, meeting.need.title, meeting.offer.title):
        assert step in shown
    assert links.event_panels(clerk, meeting.event)[0]["cards"][0].pk == made.pk


def test_a_meeting_without_intent_offers_nothing(
    new_meeting: Callable[..., Meeting], clerk: User, third: User, firm_a: Any, firm_b: Any
) -> None:
    from duijie.portal.events import links  # noqa: PLC0415  ditto

    assert links.meeting_links(clerk, new_meeting(firm_a, firm_b, said="follow_up")) == []
    assert links.meeting_links(third, new_meeting(firm_a, firm_b)) == []


def test_a_pair_leads_to_a_draft_once_both_agreed(
    pair: Match, interest: Interest, clerk: User, outsider: User, third: User, client_for: As
) -> None:
    url = reverse("agreements:create") + f"?need={pair.need_id}&offer={pair.offer_id}"
    assert "起草协议" not in page(client_for(clerk), pair.get_absolute_url())
    assert client_for(clerk).get(url).status_code == 404
    exchange.accept_interest(interest, by=outsider)
    assert "起草协议" in page(client_for(clerk), pair.get_absolute_url())
    assert "起草协议" in page(client_for(outsider), interest.get_absolute_url())
    assert client_for(third).get(url).status_code == 404
    client = client_for(clerk)
    client.post(reverse("agreements:create"), form_of(client, url))
    made = Agreement.objects.get()
    assert made.origin == "match"
    for subject in (pair, pair.need, pair.offer):
        assert made.number in page(client, subject.get_absolute_url())
    assert made.number not in page(client_for(third), pair.need.get_absolute_url())


def test_what_is_not_for_a_person_is_no_source(meeting: Meeting, third: User, client_for: As) -> None:
    for asked in (f"meeting={meeting.pk}", "meeting=999", "need=x", "event=-1"):
        assert client_for(third).get(f"{reverse('agreements:create')}?{asked}").status_code == 404


def test_by_hand_with_mistakes_named(clerk: User, outsider: User, client_for: As) -> None:
    client = client_for(clerk)
    url = reverse("agreements:create")
    filled = form_of(client, url) | {
        "title": "设备采购",
        "kind": "supply",
        "party_b": "没有这家",
        "amount": "很多",
    }
    shown = client.post(url, filled).content.decode()
    assert "主体库里没有在用的这个单位" in shown
    assert "认不出这个金额" in shown
    assert Agreement.objects.count() == 0
    client.post(url, filled | {"party_b": outsider.party.name, "amount": "120万元"})
    assert Agreement.objects.get().amount == 1_200_000


def test_the_whole_way_by_forms(
    new_agreement: New, clerk: User, outsider: User, officer: User, client_for: As
) -> None:
    one = new_agreement("draft")
    a, b = client_for(clerk), client_for(outsider)

    def act(client: Client, name: str, **data: Any) -> None:
        assert client.post(reverse("agreements:act", args=[one.pk, name]), data).status_code == 302

    act(a, "send")
    assert "请代表本单位" in page(b, one.get_absolute_url())
    assert str(one) in page(b, "/")
    act(b, "confirm")
    act(a, "start")
    act(a, "deliver")
    a.post(reverse("agreements:add_milestone", args=[one.pk]), {"title": "首批到款", "due_on": "2026-01-05"})
    step = Milestone.objects.get()
    assert "超期" in page(a, one.get_absolute_url())
    a.post(reverse("agreements:attach", args=[one.pk]), {"file": pdf(), "milestone": step.pk})
    assert Evidence.objects.get().milestone == step
    sent = {
        "amount": "50万",
        "on": "2026-01-06",
        "milestone": step.pk,
        "key": "k",
        "file": pdf("票.pdf", b"2"),
    }
    a.post(reverse("agreements:add_landed", args=[one.pk]), sent)
    assert "41%" in page(a, one.get_absolute_url())  # of 1,200,000 agreed; never rounded up
    a.post(reverse("agreements:milestone_act", args=[step.pk, "finish"]), {"done_on": "2026-01-06"})
    act(a, "complete")
    assert Agreement.objects.get().stage == "completed"


def test_a_broken_date_is_a_sentence(signed: Agreement, clerk: User, client_for: As) -> None:
    step = domain.add_milestone(signed, by=clerk, data={"title": "交货", "due_on": timezone.localdate()})
    client = client_for(clerk)
    for written in ("", "昨天", "2026-02-31"):
        url = reverse("agreements:milestone_act", args=[step.pk, "finish"])
        shown = client.post(url, {"done_on": written}, follow=True).content.decode()
        assert "请写日期" in shown
    assert Milestone.objects.get().state == "planned"


def test_a_refused_receipt_leaves_no_money(signed: Agreement, clerk: User, client_for: As) -> None:
    sent = {"amount": "5", "on": "2026-01-06", "key": "k", "file": pdf("回单.docx")}
    shown = client_for(clerk).post(reverse("agreements:add_landed", args=[signed.pk]), sent, follow=True)
    assert "内容却是" in shown.content.decode()
    assert LandedAmount.objects.count() == Evidence.objects.count() == 0


def test_rules_are_set_from_a_day_on(officer: User, clerk: User, client_for: As) -> None:
    url = reverse("agreements:rules")
    assert client_for(clerk).get(url).status_code == 404
    client = client_for(officer)
    assert "平台初始值" in page(client, url)
    filled = form_of(client, url) | {"name": "本市规则", "source": "洛企服〔2026〕5 号"}
    early = client.post(url, filled | {"valid_from": "2020-01-01"}).content.decode()
    assert "不能早于今天" in early
    wrong = client.post(url, filled | {"department_days": "9", "coordinator_days": "2"}).content.decode()
    assert "不能早于上报责任部门" in wrong
    assert "大于或等于" in client.post(url, filled | {"fewest_summed": "1"}).content.decode()
    assert LandingRules.objects.count() == 0
    for days in ("2", "4"):
        assert client.post(url, filled | {"department_days": days}).status_code == 302
    assert LandingRules.objects.get().department_days == 4
    assert queries.rules_on().name == "本市规则"


def test_the_search_box_finds_it(signed: Agreement, clerk: User, third: User, client_for: As) -> None:
    assert signed.number in page(client_for(clerk), "/search/", q="轴承钢年度")
    assert signed.number not in page(client_for(third), "/search/", q="轴承钢年度")


def test_the_api_lists_and_tells(signed: Agreement, clerk: User, third: User, client_for: As) -> None:
    found = client_for(clerk).get("/api/v1/agreements?kind=supply").json()
    assert found["count"] == 1
    assert found["items"][0] | {"amount": "1200000.00", "amounts_open": True} == found["items"][0]
    whole = client_for(clerk).get(f"/api/v1/agreements/{signed.pk}").json()
    assert [s["confirmed"] for s in whole["signatories"]] == [True, True]
    assert client_for(third).get("/api/v1/agreements").json()["count"] == 0
    assert client_for(third).get(f"/api/v1/agreements/{signed.pk}").status_code == 404
    assert client_for(None).get("/api/v1/agreements").status_code == 401


def test_a_meeting_that_came_to_something_waits_until_it_is_written_down(
    meeting: Meeting, clerk: User, outsider: User, third: User, officer: User, client_for: As
) -> None:
    for user in (clerk, outsider):
        assert "洽谈谈成了" in page(client_for(user), "/")
    for user in (third, officer):
        assert "洽谈谈成了" not in page(client_for(user), "/")
    behind = reverse("agreements:meetings") + "?step=intent"
    assert f"meeting={meeting.pk}" in page(client_for(officer), behind)
    client = client_for(clerk)
    url = reverse("agreements:create") + f"?meeting={meeting.pk}"
    client.post(reverse("agreements:create"), form_of(client, url))
    assert "洽谈谈成了" not in page(client, "/")
    assert f"meeting={meeting.pk}" not in page(client_for(officer), behind)


def test_an_anonymous_listing_stays_so(
    publish: Callable[..., Any], new_agreement: New, clerk: User, outsider: User, leader: User, county: User,
    officer: User, client_for: As,
) -> None:  # fmt: skip
    """Beside the signatories' names its publisher would be plain: neither page, list, API nor form tells of the two."""
    need = publish(clerk, "need", NEED | {"title": "匿名求购钢材"}, anonymous=True)
    offer = publish(outsider, "offer", OFFER)
    one = new_agreement(sources=domain.Sources(need=need, offer=offer))
    for user in (leader, outsider):
        client = client_for(user)
        assert need.title not in page(client, one.get_absolute_url())
        assert one.number not in page(client, need.get_absolute_url())
        assert one.number not in page(client, reverse("agreements:list"), need=need.pk)
        told = client.get(f"/api/v1/agreements/{one.pk}").json()
        assert (told["need"], told["offer"]) == (None, None)
    for user in (clerk, officer):
        client = client_for(user)
        assert need.title in page(client, one.get_absolute_url())
        assert one.number in page(client, need.get_absolute_url())
        assert client.get(f"/api/v1/agreements/{one.pk}").json()["need"] == need.pk
    url = reverse("agreements:create") + f"?need={need.pk}&offer={offer.pk}"
    assert "title" not in client_for(officer).get(url).context["form"].initial


def test_an_english_agreement_has_no_chinese_but_data(
    new_agreement: New, clerk: User, outsider: User, officer: User, client_for: As
) -> None:
    one = new_agreement("started")
    step = domain.add_milestone(one, by=clerk, data={"title": "交货", "due_on": date(2026, 1, 5)})
    domain.attach_evidence(one, by=clerk, file=pdf(), milestone=step)
    domain.record_landed(one, by=clerk, amount=Decimal(5_000_000), on=date(2026, 1, 6), key="k", beyond=True)
    domain.raise_objection(one, by=outsider, about="landed", what="少了")
    data = {"轴承钢年度采购协议", "甲河轴承有限公司", "乙山食品有限公司", "甲厂办事员", "乙厂办事员", "统筹员", "市企业服务中心",
            "交货", "回单", "少了", "中文", "对接", "河南省洛阳市涧西区", "涧西区", "洛阳市"}  # fmt: skip
    for user in (officer, clerk, outsider):
        client = client_for(user)
        client.post("/language/", {"language": "en", "next": "/"})
        for url in (one.get_absolute_url(), reverse("agreements:list"), "/"):
            shown = re.sub(r"<script.*?</script>|<option.*?</option>", "", page(client, url), flags=re.DOTALL)
            assert (
                set(re.findall(r"[\u4e00-\u9fff]+", re.sub(r'placeholder="[^"]*"', "", shown))) - data
                == set()
            )
