"""The organiser's pages: what they show, what their forms do, what they refuse, and how many queries they take."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from duijie.portal.accounts.models import User
from duijie.portal.events import domain
from duijie.portal.events.choices import EventState, ParticipantSource, ParticipantState
from duijie.portal.events.models import Event, Meeting, Participant
from duijie.portal.exchange.models import Match
from duijie.portal.jobs.models import Job
from duijie.portal.parties.models import Party

Meet = Callable[..., Meeting]
LAYOUT = {
    "day": "2026-12-10", "days": "1", "start": "09:00", "end": "12:00", "length": "25", "pause": "5",
    "room_0": "大厅", "count_0": "3",
}  # fmt: skip


@pytest.fixture
def browse(client_for: Callable[..., Client], officer: User) -> Client:
    return client_for(officer)


def at(name: str, event: Event, *more: Any) -> str:
    return reverse(f"events:{name}", args=[event.pk, *more])


def words(response: Any) -> str:
    return response.content.decode()


def downloaded(browse: Client, address: str) -> bytes:
    return b"".join(browse.get(address))  # who reads a file to its end closes it


def messages(response: Any) -> list[str]:
    return [str(one) for one in response.context["messages"]]


def test_from_the_form_to_the_invitation(browse: Client, officer: User) -> None:
    form = {"title": "轴承产业对接会", "kind": "matchmaking", "channels": ["sales"], "floor": "1", "venue": "会展中心",
            "form_key": "6b7f4a52-3a53-4a8e-9d3a-0c6b1f1f9a11"}  # fmt: skip
    first = browse.post(reverse("events:create"), form)
    event = Event.objects.get()
    assert (first.url, event.channels, event.organiser) == (at("layout", event), ["sales"], officer.party)
    assert browse.post(reverse("events:create"), form).url == at("layout", event)
    assert Event.objects.count() == 1
    browse.post(at("layout", event), LAYOUT)
    assert (event.slots.count(), event.tables.count()) == (6, 3)
    assert "邀请参会方" in words(browse.get(at("event", event)))


def test_a_form_that_cannot_be_read_is_kept(browse: Client) -> None:
    answer = browse.post(
        reverse("events:create"), {"title": "", "kind": "matchmaking", "floor": "9", "cap": "3"}
    )
    assert answer.status_code == 200
    assert set(answer.context["form"].errors) == {"title", "floor"}
    assert not Event.objects.exists()


def test_layout_with_mistakes_changes_nothing(browse: Client, event: Event) -> None:
    for wrong in (
        {"end": "08:00"},
        {"length": "600"},
        {"lunch_start": "12:00"},
        {"count_0": "0"},
        {"day": "morgen"},
    ):
        answer = browse.post(at("layout", event), LAYOUT | wrong)
        assert answer.status_code == 200, wrong
    assert (event.slots.count(), event.tables.count()) == (10, 4)


def test_advice_follows_the_numbers(browse: Client, event: Event) -> None:
    told = words(browse.get(at("advice", event), LAYOUT))
    assert "6 个时段 × 3 张桌，共 18 个桌次" in told
    assert "偏短" in words(browse.get(at("advice", event), LAYOUT | {"length": "10"}))
    assert "10 个时段 × 4 张桌" in words(browse.get(at("advice", event), LAYOUT | {"end": ""}))
    assert event.slots.count() == 10


def test_slots_one_by_one(browse: Client, event: Event) -> None:
    page = browse.get(at("slots", event))
    forms = page.context["forms"]
    data = {
        f"form-{n}-{field}": form[field].value() or ""
        for n, form in enumerate(forms)
        for field in form.fields
    }
    data = {
        name: value.strftime("%Y-%m-%dT%H:%M") if hasattr(value, "strftime") else value
        for name, value in data.items()
    }
    data |= {"form-TOTAL_FORMS": len(forms), "form-INITIAL_FORMS": len(forms) - 1}
    assert browse.post(at("slots", event), data | {"form-0-DELETE": "on"}).status_code == 302
    assert event.slots.count() == 9
    assert str(event.slots.first())[:5] == "09:30"
    wrong = browse.post(at("slots", event), data | {"form-1-ends_at": "2026-12-10T09:00"})
    assert (wrong.status_code, event.slots.count()) == (200, 9)


def test_a_table_by_itself(browse: Client, event: Event) -> None:
    table = event.tables.first()
    browse.post(at("table", event, table.pk), {"name": "主桌", "room": "A 厅", "away": "1、3-4"})
    table.refresh_from_db()
    assert (table.name, table.away) == ("主桌", [1, 3, 4])
    assert "看不懂" in words(browse.post(at("table", event, table.pk), {"away": "早上"}))
    browse.post(at("add_table", event))
    assert event.tables.count() == 5


def test_steps_of_the_life(browse: Client, event: Event, firm_a: Party, firm_b: Party, officer: User) -> None:
    domain.invite(event, [firm_a, firm_b], by=officer, source=ParticipantSource.BY_HAND)
    assert browse.get(at("event", event)).context["step"].label == "开始邀请报名"
    browse.post(at("act", event, "open"))
    assert browse.get(at("event", event)).context["step"].label == "邀请和催办"
    browse.post(
        at("participants_bulk", event),
        {"act": "confirm", "id": list(event.participants.values_list("pk", flat=True))},
    )
    assert browse.get(at("event", event)).context["step"].label == "开始配对排期"
    browse.post(at("act", event, "match"))
    assert browse.get(at("event", event)).context["step"].label == "计算日程"
    one, other = event.participants.all()
    browse.post(at("add_meeting", event), {"one": one.pk, "other": other.pk})
    domain.move(event.meetings.get(), event.slots.first(), event.tables.first(), by=officer)
    assert browse.get(at("event", event)).context["step"].label == "发布日程"
    answer = browse.post(at("publish", event), follow=True)
    assert messages(answer) == ["已发布第 1 版，只通知日程有变化的参会方。"]
    assert messages(browse.post(at("publish", event), follow=True)) == [
        "日程和现行的一版完全一样，没有重复发布。"
    ]
    domain.move(event.meetings.get(), event.slots.last(), event.tables.first(), by=officer)
    assert browse.get(at("event", event)).context["step"].label == "发布新的一版"
    domain.undo(event, by=officer)
    assert browse.get(at("event", event)).context["step"].label == "开始举行"
    browse.post(at("act", event, "start"))
    assert browse.get(at("event", event)).context["step"].label == "结束对接会"
    browse.post(at("act", event, "close"))
    assert "step" in browse.get(at("event", event)).context
    event.refresh_from_db()
    assert event.state == EventState.CLOSED
    assert browse.post(at("act", event, "explode")).status_code == 404


def test_cancelled_with_a_reason(browse: Client, event: Event) -> None:
    answer = browse.post(at("act", event, "cancel"), follow=True)
    assert "请写明取消的原因" in messages(answer)[0]
    answer = browse.post(at("act", event, "cancel"), {"reason": "疫情"}, follow=True)
    assert "已取消。原因：疫情" in words(answer)


def test_invited_by_matches(browse: Client, event: Event, pair: Match, firm_a: Party, firm_b: Party) -> None:
    page = browse.get(at("invite", event))
    assert {c.party for c in page.context["page"].object_list} == {firm_a, firm_b}
    assert [c.matches for c in page.context["page"].object_list] == [1, 1]
    answer = browse.post(at("send_invitations", event), {"id": [firm_a.pk], "how": "match"}, follow=True)
    assert messages(answer) == ["已邀请 1 家。"]
    (left,) = browse.get(at("invite", event)).context["page"].object_list
    assert (left.party, left.met) == (firm_b, 1)
    assert event.participants.get().source == "match"
    assert downloaded(browse, at("invite", event) + "?export=xlsx").startswith(b"PK")
    assert messages(browse.post(at("send_invitations", event), follow=True)) == ["请先勾选要邀请的单位。"]


def test_invited_by_hand_and_by_list(
    browse: Client, event: Event, firm_a: Party, firm_b: Party, django_capture_on_commit_callbacks: Any
) -> None:
    from django.core.files.uploadedfile import SimpleUploadedFile  # noqa: PLC0415

    page = browse.get(at("invite_by_hand", event) + "?q=轴承")
    assert list(page.context["page"].object_list) == [firm_a]
    file = SimpleUploadedFile("名单.csv", f"单位名称\n{firm_b.name}\n没有的\n".encode())
    with django_capture_on_commit_callbacks(execute=True):
        answer = browse.post(at("invite_list", event), {"file": file})
    job = Job.objects.get()
    assert answer.url == job.get_absolute_url()
    assert (job.result["created"], job.result["rejected"]) == (1, 1)
    assert "主体库里没有这家单位" in words(browse.get(answer.url))
    assert downloaded(browse, at("invite_template", event)).startswith(b"PK")
    bad = browse.post(at("invite_list", event), {"file": SimpleUploadedFile("名单.exe", b"MZ")})
    assert "只能导入" in words(bad)


def test_a_participant_on_its_behalf(browse: Client, new_event: Callable[..., Event]) -> None:
    event = new_event(1)
    one = event.participants.get()
    data = {"representatives": "2", "contact_name": "王工", "present": ["1", "2"], "floor": "", "cap": "3"}
    assert browse.post(at("participant", event, one.pk), data).status_code == 302
    one.refresh_from_db()
    assert (one.representatives, one.cap, one.away) == (2, 3, list(range(3, 11)))
    wrong = browse.post(at("participant", event, one.pk), data | {"representatives": "0"})
    assert wrong.status_code == 200
    browse.post(at("answer_for", event, one.pk, "withdraw"))
    one.refresh_from_db()
    assert one.state == ParticipantState.WITHDRAWN
    assert browse.post(at("answer_for", event, one.pk, "dance")).status_code == 404


def test_meetings_changed_and_cancelled(browse: Client, new_event: Callable[..., Event], meet: Meet) -> None:
    event = new_event(2)
    meeting = meet(event, 0, 1)
    browse.post(at("meeting_act", event, meeting.pk, "must"))
    browse.post(at("change_meeting", event, meeting.pk), {"must": "on", "session": "morning", "room": "A 厅"})
    meeting.refresh_from_db()
    assert (meeting.must, meeting.session, meeting.room) == (True, "morning", "A 厅")
    browse.post(at("meeting_act", event, meeting.pk, "cancel"), {"reason": "重复"})
    assert "重复" in words(browse.get(at("meetings", event)))
    browse.post(at("meeting_act", event, meeting.pk, "restore"))
    meeting.refresh_from_db()
    assert meeting.state == "proposed"
    assert browse.post(at("meeting_act", event, meeting.pk, "burn")).status_code == 404
    same = browse.post(
        at("add_meeting", event),
        {"one": meeting.seats.first().participant_id, "other": meeting.seats.first().participant_id},
    )
    assert "同一家不能选两次" in words(same)


def test_computed_from_the_page(
    browse: Client, new_event: Callable[..., Event], meet: Meet, django_capture_on_commit_callbacks: Any
) -> None:
    event = new_event(2)
    meet(event, 0, 1)
    with django_capture_on_commit_callbacks(execute=True):
        answer = browse.post(at("compute", event), {"seconds": "20"})
    assert "已证明空档次数不可能更少" in words(browse.get(answer.url))
    page = words(browse.get(at("meetings", event)))
    assert "已证明最好" in page
    Event.objects.filter(pk=event.pk).update(state=EventState.CLOSED)
    assert browse.post(at("compute", event)).url == at("event", event)


def test_impossible_is_explained_and_remedied(
    browse: Client,
    new_event: Callable[..., Event],
    meet: Meet,
    officer: User,
    django_capture_on_commit_callbacks: Any,
) -> None:
    event = new_event(4)
    domain.save_tables(event, [("A 厅", 1)], by=officer)
    for pair in ((0, 1), (2, 3)):
        domain.change_meeting(meet(event, *pair), by=officer, must=True, fixed_slot=event.slots.first())
    with django_capture_on_commit_callbacks(execute=True):
        browse.post(at("compute", event))
    page = words(browse.get(at("meetings", event)))
    assert "排不下" in page
    assert "参会1厂 — 参会2厂" in page
    with django_capture_on_commit_callbacks(execute=True):
        browse.post(at("remedy", event, "tables"))
    event.refresh_from_db()
    assert (event.tables.count(), event.report["status"]) == (2, "optimal")
    assert browse.post(at("remedy", event, "tables")).url == at("meetings", event)  # no longer there


def test_versions_and_their_differences(
    browse: Client, new_event: Callable[..., Event], meet: Meet, officer: User
) -> None:
    event = new_event(4)
    moved = meet(event, 0, 1, slot=1)
    meet(event, 2, 3, slot=2)
    domain.publish(event, by=officer)
    domain.move(moved, event.slots.get(number=5), event.tables.first(), by=officer)
    domain.publish(event, by=officer, note="甲厂改时间")
    page = words(browse.get(at("version", event, 2)))
    assert "与第 1 版相比，1 处不同" in page
    assert "甲厂改时间" in words(browse.get(at("versions", event)))
    assert "第一版，没有可比的" in words(browse.get(at("version", event, 1)))
    assert "参会1厂 — 参会2厂" in downloaded(browse, at("version", event, 2) + "?export=csv").decode(
        "utf-8-sig"
    )
    assert browse.get(at("version", event, 9)).status_code == 404


@pytest.mark.parametrize(
    "query",
    [
        "q=洽谈",
        "kind=promotion",
        "channel=sales",
        "state=matching",
        "region=涧西区",
        "when=coming",
        "when=past",
    ],
)
def test_the_list_is_narrowed(
    browse: Client, new_event: Callable[..., Event], event: Event, query: str
) -> None:
    new_event(1, channels=["research"], region="410305")
    expected = {
        "q=洽谈": {"洽谈会"}, "kind=promotion": set(), "channel=sales": {"装备制造产销对接会"},
        "state=matching": {"洽谈会"}, "region=涧西区": {"洽谈会"}, "when=coming": {"洽谈会", "装备制造产销对接会"},
        "when=past": set(),
    }  # fmt: skip
    found = browse.get(f"{reverse('events:list')}?{query}").context["page"].object_list
    assert {one.title for one in found} == expected[query]


def test_nonsense_in_filters_finds_nothing(browse: Client, event: Event) -> None:
    assert browse.get(f"{reverse('events:list')}?state=bogus").context["page"].paginator.count == 0
    for name in ("participants", "meetings"):
        assert browse.get(at(name, event) + "?state=bogus").status_code == 200
    assert browse.get(at("board", event) + "?first=x&page=-3&pick=abc").status_code == 200


@pytest.mark.parametrize("name", ["list", "participants", "meetings"])
def test_exports(browse: Client, new_event: Callable[..., Event], meet: Meet, name: str) -> None:
    event = new_event(2)
    meet(event, 0, 1, slot=1)
    address = reverse("events:list") if name == "list" else at(name, event)
    text = downloaded(browse, address + "?export=csv").decode("utf-8-sig")
    assert {"list": "洽谈会", "participants": "参会2厂", "meetings": "参会1厂 — 参会2厂"}[name] in text


PAGES = ("participants", "meetings", "board", "versions", "event", "layout")


@pytest.mark.parametrize("name", ["list", *PAGES])
def test_three_rows_cost_what_one_costs(
    browse: Client, new_event: Callable[..., Event], meet: Meet, officer: User, name: str,
    django_assert_max_num_queries: Any,
) -> None:  # fmt: skip
    def grown(event: Event, pairs: int) -> None:
        for n in range(pairs):
            meet(event, 2 * n, 2 * n + 1, slot=n + 1)
            domain.publish(event, by=officer)

    counts = []
    for pairs in (1, 3):
        event = new_event(6, title=f"{pairs} 对")
        grown(event, pairs)
        address = reverse("events:list") if name == "list" else at(name, event)
        with django_assert_max_num_queries(40) as seen:
            assert browse.get(address).status_code == 200
        counts.append(len(seen))
    assert counts[0] == counts[1]


def test_pages_of_others_do_not_exist(
    client_for: Callable[..., Client], new_event: Callable[..., Event], meet: Meet, department: User, clerk: User,
    leader: User, county: User,
) -> None:  # fmt: skip
    event = new_event(2)
    meeting = meet(event, 0, 1, slot=1)
    people = Participant.objects.filter(event=event).order_by("pk")
    pages = [
        at(n, event) for n in (*PAGES[:4], "layout", "edit", "invite", "verdicts", "slots", "invite_list")
    ]
    pages.append(at("participant", event, people[0].pk))
    posts = [at("move", event), at("publish", event), at("compute", event), at("act", event, "start"), at("undo", event),
             at("lock", event), at("meeting_act", event, meeting.pk, "cancel"), at("remedy", event, "tables")]  # fmt: skip
    for user in (department, clerk, leader, county):
        client = client_for(user)
        assert {client.get(url).status_code for url in pages} == {404}
        assert {client.post(url, {"meeting": meeting.pk}).status_code for url in posts} == {404}
    meeting.refresh_from_db()
    event.refresh_from_db()
    assert (meeting.slot.number, event.state, event.versions.count()) == (1, EventState.MATCHING, 0)
