"""Slots and tables: made from hours and rooms, edited one by one, with advice that follows the numbers."""

from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from duijie.portal.events import advice, domain, steps
from duijie.portal.events.choices import INVITING
from duijie.portal.events.forms import LayoutForm, RoomsForm, SlotForms, TableForm, slot_initial
from duijie.portal.events.models import Event
from duijie.portal.events.views.running import framed, running
from duijie.portal.refused import Refused
from duijie.portal.web.answers import attempt, hiding


@require_http_methods(["GET", "HEAD", "POST"])
@hiding
def layout(request: HttpRequest, pk: int) -> HttpResponse:
    """Hours and rooms together, because the advice is about both; one button makes slots and tables."""
    event = running(request, pk)
    tables = list(event.tables.order_by("number"))
    given = request.POST if request.method == "POST" else None
    form, rooms = LayoutForm(event, given), RoomsForm(tables, given)
    if given is not None and form.is_valid() and rooms.is_valid() and _saved(request, event, form, rooms):
        return redirect("events:layout", event.pk)
    slots = list(event.slots.order_by("number"))
    context = framed(
        event, "layout", form=form, rooms=rooms, slots=slots, tables_there=tables,
        advice=_advice(event, form, rooms), may_change=event.state in INVITING,
    )  # fmt: skip
    return render(request, "events/layout.html", context)


def _saved(request: HttpRequest, event: Event, form: LayoutForm, rooms: RoomsForm) -> bool:
    """Both or neither: a room that cannot go leaves the slots as they were."""
    try:
        with transaction.atomic():
            count = domain.lay_out(event, form.layout(), by=request.user)
            domain.save_tables(event, rooms.rooms(), by=request.user)
    except Refused as refusal:
        for name, sentence in (refusal.problems or {"": refusal.sentence}).items():
            form.add_error(name if name in form.fields else None, sentence)
        return False
    told = {"slots": count, "tables": event.tables.count()}
    messages.success(request, _("已安排 %(slots)d 个时段、%(tables)d 张桌。") % told)
    return True


@require_safe
@hiding
def advise(request: HttpRequest, pk: int) -> HttpResponse:
    """The part that htmx asks for while the numbers are typed; nothing is saved."""
    event = running(request, pk)
    form = LayoutForm(event, request.GET)
    rooms = RoomsForm(list(event.tables.order_by("number")), request.GET)
    return render(request, "events/_advice.html", {"advice": _advice(event, form, rooms)})


def _advice(event: Event, form: LayoutForm, rooms: RoomsForm) -> list[tuple[str, str]]:
    """Of the numbers in the form where they can be read, else of what there is."""
    has = steps.counts(event)
    numbers = [slot.number for slot in event.slots.all()]
    away = list(event.tables.values_list("away", flat=True))
    slots, tables = len(numbers), len(away)
    places, length, pause = advice.table_places(numbers, away), None, None
    if form.is_bound and form.is_valid() and rooms.is_valid():
        made = form.layout()
        slots, tables = len(advice.spans(made)), sum(count for _room, count in rooms.rooms())
        places, length, pause = slots * tables, made.length, made.pause
    return advice.sentences(
        advice.Numbers(slots, tables, places, has.confirmed, event.cap, has.placed or None, length, pause)
    )


@require_http_methods(["GET", "HEAD", "POST"])
@hiding
def slots(request: HttpRequest, pk: int) -> HttpResponse:
    """The slots one by one."""
    event = running(request, pk)
    there = list(event.slots.order_by("number"))
    forms = SlotForms(request.POST if request.method == "POST" else None, initial=slot_initial(there))
    if request.method == "POST" and forms.is_valid():
        gone = {id(f) for f in forms.deleted_forms}
        kept = [f.span() for f in forms if f.cleaned_data.get("starts_at") and id(f) not in gone]
        if attempt(request, lambda: domain.save_slots(event, kept, by=request.user), _("时段已保存。")):
            return redirect("events:layout", event.pk)
    return render(request, "events/slots.html", framed(event, "layout", forms=forms))


@require_http_methods(["GET", "HEAD", "POST"])
@hiding
def table(request: HttpRequest, pk: int, table_pk: int) -> HttpResponse:
    """One table: its name, its room, when it cannot be used."""
    event = running(request, pk)
    one = get_object_or_404(event.tables, pk=table_pk)
    initial = {"name": one.name, "room": one.room, "away": one.away}
    form = TableForm(request.POST if request.method == "POST" else None, initial=initial)
    if form.is_valid():
        given = form.cleaned_data
        if attempt(request, lambda: domain.save_table(one, by=request.user, **given), _("桌位已保存。")):
            return redirect("events:layout", event.pk)
    return render(request, "events/table.html", framed(event, "layout", form=form, table=one))


@require_POST
@hiding
def add_table(request: HttpRequest, pk: int) -> HttpResponse:
    event = running(request, pk)
    attempt(request, lambda: domain.add_tables(event, 1, by=request.user), _("已加一张桌。"))
    return redirect("events:layout", event.pk)
