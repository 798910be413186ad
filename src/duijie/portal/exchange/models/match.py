"""A need and an offer put together, and why."""

from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from duijie.portal.exchange.choices import VERDICT_COLOURS, Verdict


class Match(models.Model):
    """A pair the engine found; without a rank it is no longer among the best and kept for what people did with it."""

    need = models.ForeignKey(
        "exchange.Listing",
        models.CASCADE,
        related_name="need_matches",
        db_index=False,
        verbose_name=_("需求"),
    )
    offer = models.ForeignKey(
        "exchange.Listing",
        models.CASCADE,
        related_name="offer_matches",
        db_index=False,
        verbose_name=_("供给"),
    )
    channel = models.CharField(_("渠道"), max_length=40)
    score = models.FloatField(_("匹配度"))
    verdict = models.CharField(_("结论"), max_length=12, choices=Verdict.choices)
    need_rank = models.PositiveIntegerField(_("在需求中的名次"), null=True, blank=True)
    offer_rank = models.PositiveIntegerField(_("在供给中的名次"), null=True, blank=True)
    reasons = models.JSONField(_("理由"), default=list, encoder=DjangoJSONEncoder)
    computed_at = models.DateTimeField(_("计算时间"), default=timezone.now)

    class Meta:
        verbose_name = _("匹配")
        verbose_name_plural = _("匹配")
        ordering = ["-score", "pk"]
        indexes = [
            models.Index(fields=["need", "need_rank"], name="match_need"),
            models.Index(fields=["offer", "offer_rank"], name="match_offer"),
            models.Index(fields=["channel", "verdict", "-score", "id"], name="match_channel"),
            models.Index(fields=["verdict", "-score", "id"], name="match_verdict"),
            models.Index(fields=["-score", "id"], name="match_score"),
        ]
        constraints = [models.UniqueConstraint(fields=["need", "offer"], name="match_once")]

    def __str__(self) -> str:
        return f"{self.need} ↔ {self.offer}"

    def get_absolute_url(self) -> str:
        return reverse("exchange:match", args=[self.pk])

    @property
    def verdict_colour(self) -> str:
        return VERDICT_COLOURS[Verdict(self.verdict)]
