"""Telling those concerned: the workbench shows what waits, and an e-mail goes out where the site can send one."""

from collections.abc import Iterable
from functools import partial
from typing import Any

from django.conf import settings
from django.core.mail import get_connection
from django.core.mail.message import EmailMessage
from django.db import transaction
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from duijie.portal.accounts.models import User
from duijie.portal.events.models import Event, Participant

# Letters go to others: not in the language of whoever caused them.
_site_language = translation.override(settings.LANGUAGE_CODE)


@_site_language
def invited(event: Event, participants: Iterable[Participant]) -> int:
    """They are asked to answer."""
    until = timezone.localtime(event.registration_until) if event.registration_until else None
    told = {"event": event.title, "until": f"{until:%Y-%m-%d %H:%M}" if until else _("开会以前")}
    text = _("%(event)s邀请贵单位参加。请登录平台，在 %(until)s 前答复能否参加、几位代表、哪些时段在场。")
    return tell(participants, _("邀请：%(event)s") % told, text % told)


@_site_language
def cancelled(event: Event, participants: Iterable[Participant]) -> int:
    told = {"event": event.title, "reason": event.cancelled_reason}
    return tell(participants, _("取消：%(event)s") % told, _("%(event)s已取消。原因：%(reason)s") % told)


@_site_language
def agenda_changed(event: Event, participants: Iterable[Participant], number: int) -> int:
    """A version was published in which something of theirs is new."""
    told = {"event": event.title, "number": number}
    text = _("%(event)s的日程发布了第 %(number)d 版，贵单位的洽谈安排有变化，请登录平台查看。")
    return tell(participants, _("日程：%(event)s") % told, text % told)


def tell(participants: Iterable[Participant], subject: str, text: str) -> int:
    """One letter to each person of the participants' parties, after the transaction; returns how many will go out."""
    if not settings.EMAIL_WORKS:
        return 0
    parties = [one.party_id for one in participants]
    people = User.objects.filter(party__in=parties, is_active=True).exclude(email="")
    letters = [EmailMessage(subject, text, to=[email]) for email in people.values_list("email", flat=True)]
    transaction.on_commit(partial(_send, letters))
    return len(letters)


def _send(letters: list[Any]) -> None:
    """A mail server that is down must not undo what was done: the workbench tells it anyway."""
    with get_connection(fail_silently=True) as connection:
        connection.send_messages(letters)
