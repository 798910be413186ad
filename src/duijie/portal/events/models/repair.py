"""What the day adds: a participant's calendar address, and proposals that mend the agenda while the event runs."""

import secrets

from django.conf import settings
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from duijie.portal.events.choices import REPAIR_COLOURS, RepairState
from duijie.portal.events.models.event import Event
from duijie.portal.events.models.meeting import Version
from duijie.portal.events.models.participant import Participant


def new_key() -> str:
    return secrets.token_urlsafe(32)


class Subscription(models.Model):
    """The secret address at which calendars read a participant's agenda; a renewed key makes the old one useless."""

    participant = models.OneToOneField(Participant, models.CASCADE, related_name="subscription")
    key = models.CharField(max_length=64, unique=True, default=new_key, editable=False)
    made_at = models.DateTimeField(_("生成时间"), default=timezone.now)

    class Meta:
        verbose_name = _("日历订阅")
        verbose_name_plural = _("日历订阅")

    def __str__(self) -> str:
        return f"{self.participant}"


class Repair(models.Model):
    """A changed agenda that somebody may put in force with one click.

    It starts from version `base` and leaves the first `over` slots alone. `plan` holds `places` (meeting, slot, table),
    `moved` (participants who get another time), `dropped` and `added` (meetings), and the engine's `status`.
    """

    event = models.ForeignKey(Event, models.CASCADE, related_name="repairs", db_index=False)
    base = models.ForeignKey(Version, models.PROTECT, related_name="+", verbose_name=_("从哪一版改起"))
    cause = models.CharField(_("起因"), max_length=300)
    state = models.CharField(
        _("状态"), max_length=10, choices=RepairState.choices, default=RepairState.COMPUTING
    )
    over = models.PositiveSmallIntegerField(_("已经过去的时段数"), default=0)
    plan = models.JSONField(default=dict, encoder=DjangoJSONEncoder)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("发起人")
    )
    created_at = models.DateTimeField(_("发起时间"), default=timezone.now)
    applied = models.ForeignKey(
        Version, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("采用后的版本")
    )

    class Meta:
        verbose_name = _("调整方案")
        verbose_name_plural = _("调整方案")
        ordering = ["-pk"]
        indexes = [models.Index(fields=["event", "-id"], name="repair_last")]

    def __str__(self) -> str:
        return self.cause

    def get_absolute_url(self) -> str:
        return reverse("events:repair", args=[self.event_id, self.pk])

    @property
    def party_id(self) -> int:
        """Whose event it is, for the record of acts."""
        return self.event.organiser_id

    @property
    def state_colour(self) -> str:
        return REPAIR_COLOURS[RepairState(self.state)]
