"""What the acts of this app share: locking, reading reasons and days."""

from datetime import date

from django.utils import timezone
from django.utils.translation import gettext as _

from duijie.portal.agreements.models import Agreement
from duijie.portal.refused import Refused

LONGEST = 500


def locked(agreement: Agreement) -> Agreement:
    """The row as it is now; whoever else wants it waits."""
    rows = Agreement.objects.select_for_update(of=("self",)).select_related("created_by")
    return rows.get(pk=agreement.pk)


def touched(agreement: Agreement, *fields: str) -> None:
    agreement.updated_at = timezone.now()
    agreement.save(update_fields=[*fields, "updated_at"])


def required(text: str, sentence: str, name: str = "reason", longest: int = LONGEST) -> str:
    text = text.strip()
    if not text:
        raise Refused(sentence, {name: sentence})
    if len(text) > longest:
        told = _("最多 %(max)d 个字，请删短；没有保存。") % {"max": longest}
        raise Refused(told, {name: told})
    return text


def not_in_future(day: date, name: str) -> date:
    if day > timezone.localdate():
        told = _("日期在今天以后，请核对；没有保存。")
        raise Refused(told, {name: told})
    return day
