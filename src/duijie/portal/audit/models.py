"""Who did what to what, when. Entries are only ever added."""

from django.conf import settings
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from duijie.portal.audit.acts import label

_SUMMARY = 160


class Entry(models.Model):
    at = models.DateTimeField(_("时间"), default=timezone.now, db_index=True)
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("操作人"),
    )
    act = models.CharField(_("动作"), max_length=60, db_index=True)
    target_type = models.CharField(max_length=60)
    target_id = models.CharField(max_length=40)
    target_label = models.CharField(_("对象"), max_length=200)
    party = models.ForeignKey(
        "parties.Party", models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("相关主体")
    )
    data = models.JSONField(_("内容"), default=dict, encoder=DjangoJSONEncoder)

    class Meta:
        verbose_name = _("操作记录")
        verbose_name_plural = _("操作记录")
        ordering = ["-at", "-pk"]
        indexes = [
            models.Index(fields=["target_type", "target_id", "-at"], name="entry_target"),
            models.Index(fields=["party", "-at"], name="entry_party"),
        ]

    def __str__(self) -> str:
        return f"{self.act} {self.target_label}"

    @property
    def act_label(self) -> str:
        return label(self.act)

    @property
    def summary(self) -> str:
        """What the act left behind, in a few words; long lists are counted."""
        parts = []
        for name, value in self.data.items():
            shown = "、".join(map(str, value)) if isinstance(value, list) else str(value)
            parts.append(shown if name == "reason" else f"{name}：{shown}")
        return "；".join(parts)[:_SUMMARY]
