"""Rounds: opened and allocated, seen by whom, published, taken back, discarded, restored, exported."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from python_calamine import CalamineWorkbook

from duijie.portal.accounts.models import User
from duijie.portal.audit.models import Entry
from duijie.portal.exchange import domain, queries
from duijie.portal.exchange.choices import RoundState
from duijie.portal.exchange.models import Listing, Match, Proposal, Round
from duijie.portal.exchange.tasks import match_everything
from duijie.portal.jobs import domain as jobs
from duijie.portal.jobs.models import Job
from duijie.portal.parties.models import EnterpriseProfile, Party
from duijie.portal.refused import NotAllowed, Refused
from tests.portal.market import NEED, OFFER

ClientFor = Callable[[User | None], Client]
FORM = {
    "title": "十一月轴承钢",
    "channel": "sales",
    "by_quantity": "1",
    "need_capacity": "1",
    "offer_capacity": "1",
    "small_floor": "0",
}


@pytest.fixture
def opened(officer: User, pair: Match, django_capture_on_commit_callbacks: Any) -> Round:
    """A round with its result, as the coordinator has it before publishing."""
    one = domain.open_round(by=officer, channel="sales", title="十一月轴承钢")
    with django_capture_on_commit_callbacks(execute=True):
        jobs.start("allocate_round", by=officer, round=one.pk)
    one.refresh_from_db()
    return one


@pytest.fixture
def published(opened: Round, officer: User) -> Round:
    return domain.publish_round(opened, by=officer)


def text(client: Client, one: Round) -> str:
    return client.get(one.get_absolute_url()).content.decode()


def test_a_round_is_opened_allocated_and_shown_with_its_report(
    officer: User, pair: Match, client_for: ClientFor, django_capture_on_commit_callbacks: Any
) -> None:
    client = client_for(officer)
    with django_capture_on_commit_callbacks(execute=True):
        answer = client.post(reverse("exchange:open_round"), FORM)
    job = Job.objects.get(kind="allocate_round")
    assert answer.headers["Location"] == job.get_absolute_url()
    assert job.state == "done", job.error
    one = Round.objects.get()
    assert (one.state, one.created_by) == (RoundState.PROPOSED, officer)
    proposal = one.proposals.get()
    assert (proposal.need, proposal.offer, proposal.amount, proposal.unit) == (
        pair.need,
        pair.offer,
        200.0,
        "吨",
    )
    assert one.report["fairness"]["needs_met"] == 1
    page = text(client, one)
    assert "分到 200 吨，占需求的 100%" in page
    assert "已证明" in page
    assert "分配报告" in page
    assert reverse("exchange:round", args=[one.pk]) in client.get(job.get_absolute_url()).content.decode()
    acts = Entry.objects.filter(act__startswith="round.").order_by("pk").values_list("act", flat=True)
    assert list(acts) == ["round.opened", "round.computed"]


def test_nobody_else_sees_a_round_before_it_is_published(
    opened: Round, clerk: User, outsider: User, leader: User, department: User, client_for: ClientFor
) -> None:
    for user in (clerk, outsider, leader, department):
        assert not queries.rounds_for(user).exists()
        assert not queries.proposals_for(user).exists()
        assert client_for(user).get(opened.get_absolute_url()).status_code == 404


def test_both_sides_see_their_own_partners_and_nobody_elses(
    published: Round,
    clerk: User,
    outsider: User,
    leader: User,
    new_party: Callable[..., Party],
    new_user: Callable[..., User],
    client_for: ClientFor,
) -> None:
    third = new_user("third", clerk.role, new_party("丙岭机械有限公司"))
    for user, other in ((clerk, "供应轴承钢棒材"), (outsider, "采购高碳铬轴承钢棒材")):
        page = text(client_for(user), published)
        assert other in page
        assert "分配报告" not in page
        assert "候补" not in page
        assert published.title in client_for(user).get(reverse("exchange:rounds")).content.decode()
    for user in (third, leader):
        assert client_for(user).get(published.get_absolute_url()).status_code == 404


def test_a_side_never_reads_of_the_others_in_its_bundle(
    officer: User,
    clerk: User,
    outsider: User,
    publish: Callable[..., Listing],
    new_party: Callable[..., Party],
    new_user: Callable[..., User],
    client_for: ClientFor,
    django_capture_on_commit_callbacks: Any,
) -> None:
    third = new_user("third", clerk.role, new_party("丙岭机械有限公司"))
    publish(clerk, "need", NEED | {"quantity": "900"})
    publish(outsider, "offer", OFFER)
    publish(third, "offer", OFFER | {"title": "丙岭轴承钢棒材 GCr15", "quantity": "400"})
    match_everything(progress=lambda done, total, what: None)
    one = domain.open_round(by=officer, channel="sales", title="合供")
    with django_capture_on_commit_callbacks(execute=True):
        jobs.start("allocate_round", by=officer, round=one.pk)
    domain.publish_round(one, by=officer)
    assert "合计满足 900 吨" in text(client_for(officer), one)
    assert "丙岭" in text(client_for(clerk), one)
    for user, mine, other in ((outsider, "500 吨", "丙岭"), (third, "400 吨", OFFER["title"])):
        page = text(client_for(user), one)
        assert mine in page
        assert other not in page.split("</header>")[-1].replace(third.party.name if user == third else "", "")


def test_an_anonymous_partner_stays_anonymous(
    officer: User,
    clerk: User,
    outsider: User,
    publish: Callable[..., Listing],
    client_for: ClientFor,
    django_capture_on_commit_callbacks: Any,
) -> None:
    publish(clerk, "need", NEED)
    publish(outsider, "offer", OFFER, anonymous=True)
    match_everything(progress=lambda done, total, what: None)
    one = domain.open_round(by=officer, channel="sales", title="匿名")
    with django_capture_on_commit_callbacks(execute=True):
        jobs.start("allocate_round", by=officer, round=one.pk)
    domain.publish_round(one, by=officer)
    page = text(client_for(clerk), one)
    assert "匿名" in page
    assert outsider.party.name not in page


def test_a_partner_that_closed_is_no_longer_shown(published: Round, officer: User, clerk: User) -> None:
    domain.close(published.proposals.get().offer, by=officer, reason="已售完")
    assert not queries.proposals_for(clerk).exists()


def test_publishing_is_taken_back_and_discarding_undone(
    opened: Round, officer: User, clerk: User, client_for: ClientFor
) -> None:
    client = client_for(officer)
    steps = [
        ("publish", RoundState.PUBLISHED, True),
        ("publish", RoundState.PUBLISHED, True),  # a second click changes nothing
        ("withdraw", RoundState.PROPOSED, False),
        ("discard", RoundState.DISCARDED, False),
        ("restore", RoundState.PROPOSED, False),
    ]
    for act, state, seen in steps:
        client.post(reverse("exchange:round_act", args=[opened.pk, act]))
        opened.refresh_from_db()
        assert (opened.state, queries.rounds_for(clerk).exists()) == (state, seen)
    assert opened.proposals.count() == 1
    entries = Entry.objects.filter(act__startswith="round.").exclude(
        act__in=("round.opened", "round.computed")
    )
    assert list(entries.order_by("pk").values_list("act", flat=True)) == [
        "round.published",
        "round.withdrawn",
        "round.discarded",
        "round.restored",
    ]


@pytest.mark.parametrize(
    ("state", "act", "sentence"),
    [
        ("open", "publish", "还没有算出结果"),
        ("published", "discard", "请先撤回发布"),
        ("discarded", "publish", "请先恢复"),
        ("published", "compute", "请先撤回发布"),
        ("open", "withdraw", "还没有发布"),
        ("published", "restore", "没有作废"),
    ],
)
def test_what_makes_no_sense_is_refused_with_a_sentence(
    state: str, act: str, sentence: str, opened: Round, officer: User, client_for: ClientFor
) -> None:
    Round.objects.filter(pk=opened.pk).update(state=state)
    before = Job.objects.count()
    answer = client_for(officer).post(reverse("exchange:round_act", args=[opened.pk, act]), follow=True)
    assert sentence in answer.content.decode()
    opened.refresh_from_db()
    assert (opened.state, Job.objects.count()) == (state, before)


def test_only_the_coordinator_opens_and_moves_rounds(
    published: Round, clerk: User, outsider: User, county: User, client_for: ClientFor
) -> None:
    before = list(Round.objects.values())
    for user in (clerk, outsider, county):
        with pytest.raises(NotAllowed):
            domain.open_round(by=user, channel="sales", title="不行")
        with pytest.raises(NotAllowed):
            domain.withdraw_round(published, by=user)
        assert client_for(user).get(reverse("exchange:open_round")).status_code == 404
        for act in ("compute", "withdraw"):
            url = reverse("exchange:round_act", args=[published.pk, act])
            assert client_for(user).post(url).status_code == 404
    assert list(Round.objects.values()) == before
    assert client_for(None).get(published.get_absolute_url()).status_code == 302


def test_an_unknown_act_does_not_exist(opened: Round, officer: User, client_for: ClientFor) -> None:
    assert (
        client_for(officer).post(reverse("exchange:round_act", args=[opened.pk, "burn"])).status_code == 404
    )


def test_computing_again_replaces_what_was_proposed(
    opened: Round,
    officer: User,
    offer: Listing,
    client_for: ClientFor,
    django_capture_on_commit_callbacks: Any,
) -> None:
    domain.close(offer, by=officer, reason="已售完")
    with django_capture_on_commit_callbacks(execute=True):
        client_for(officer).post(reverse("exchange:round_act", args=[opened.pk, "compute"]))
    opened.refresh_from_db()
    assert (opened.state, opened.proposals.count()) == (RoundState.PROPOSED, 0)
    assert "没有能对接的供需" in text(client_for(officer), opened)


def test_a_floor_takes_the_sizes_of_the_registry_and_fails_with_a_sentence_without(
    pair: Match, officer: User, firm_b: Party, django_capture_on_commit_callbacks: Any
) -> None:
    one = domain.open_round(by=officer, channel="sales", title="保底", small_floor=30)
    for state in ("failed", "done"):
        with django_capture_on_commit_callbacks(execute=True):
            job = jobs.start("allocate_round", by=officer, round=one.pk)
        job.refresh_from_db()
        assert job.state == state
        if state == "failed":
            assert "企业规模" in job.error
            assert not Proposal.objects.exists()
            EnterpriseProfile.objects.create(party=firm_b, size_class="small")
    one.refresh_from_db()
    assert one.report["floor"]["reached"] == 1.0


def test_a_discarded_round_without_a_result_is_restored_to_be_computed(officer: User) -> None:
    one = domain.open_round(by=officer, channel="sales", title="空")
    domain.discard_round(one, by=officer)
    assert domain.restore_round(one, by=officer).state == RoundState.OPEN


def test_a_channel_that_is_not_there_is_refused(officer: User) -> None:
    with pytest.raises(Refused, match="没有这种对接"):
        domain.open_round(by=officer, channel="marriage", title="不行")


@pytest.mark.parametrize(("field", "value"), [("small_floor", "130"), ("offer_capacity", "0"), ("title", "")])
def test_a_form_that_cannot_be_is_shown_again(
    field: str, value: str, officer: User, client_for: ClientFor
) -> None:
    answer = client_for(officer).post(reverse("exchange:open_round"), FORM | {field: value})
    assert answer.status_code == 200
    assert "还没有保存，请先改正" in answer.content.decode()
    assert not Round.objects.exists()


def exported(client: Client, one: Round, file: Path) -> dict[str, list[list[Any]]]:
    answer = client.get(one.get_absolute_url(), {"export": "xlsx"})
    file.write_bytes(b"".join(answer.streaming_content))
    with CalamineWorkbook.from_path(str(file)) as book:
        return {name: book.get_sheet_by_name(name).to_python() for name in book.sheet_names}


def test_the_workbook_has_what_the_page_has(
    published: Round, officer: User, clerk: User, client_for: ClientFor, tmp_path: Path
) -> None:
    full = exported(client_for(officer), published, tmp_path / "a.xlsx")
    head, row = full["整体分配"]
    told = dict(zip(head, row, strict=True))
    assert (told["需求"], told["分到数量"], told["单位"], told["占需求"]) == (NEED["title"], 200, "吨", 1)
    assert "小微企业所得占比" in dict(full["分配报告"])
    own = exported(client_for(clerk), published, tmp_path / "b.xlsx")
    assert dict(own["分配报告"]) == {"项目": "结果", "对接轮次": published.title}
    assert dict(zip(*own["整体分配"], strict=True))["合计"] == ""


def test_pages_ask_the_database_the_same_however_long_they_are(
    published: Round, officer: User, clerk: User, publish: Callable[..., Listing], client_for: ClientFor
) -> None:
    clients = [client_for(officer), client_for(clerk)]
    urls = [reverse("exchange:rounds"), published.get_absolute_url()]

    def queries_asked() -> list[int]:
        counts = []
        for client in clients:
            for url in urls:
                client.get(url)
                with CaptureQueriesContext(connection) as asked:
                    assert client.get(url).status_code == 200
                counts.append(len(asked))
        return counts

    before = queries_asked()
    offer = published.proposals.get().offer
    for number in range(3):
        need = publish(clerk, "need", NEED | {"title": f"采购 {number}"})
        one = Round.objects.create(
            channel="sales", title=f"第 {number} 轮", state="published", created_by=officer
        )
        for round_ in (one, published):
            Proposal.objects.create(
                round=round_, need=need, offer=offer, substitute=offer, score=0.5, verdict="possible", share=1
            )
    assert queries_asked() == before
    assert max(before) <= 18
