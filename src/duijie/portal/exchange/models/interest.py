"""What people do with a match: interest, and feedback that scoring learns from."""

from django.conf import settings
from django.db import models
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from duijie.portal.exchange.choices import INTEREST_COLOURS, OPEN_INTERESTS, InterestState, Outcome


class Interest(models.Model):
    """One side asks the other to talk; contacts open when the other accepts."""

    need = models.ForeignKey(
        "exchange.Listing", models.PROTECT, related_name="need_interests", verbose_name=_("需求")
    )
    offer = models.ForeignKey(
        "exchange.Listing", models.PROTECT, related_name="offer_interests", verbose_name=_("供给")
    )
    by_party = models.ForeignKey(
        "parties.Party", models.PROTECT, related_name="interests_expressed", verbose_name=_("发起单位")
    )
    to_party = models.ForeignKey(
        "parties.Party", models.PROTECT, related_name="interests_received", verbose_name=_("对方单位")
    )
    by_user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("发起人")
    )
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("答复人"),
    )
    state = models.CharField(
        _("状态"), max_length=10, choices=InterestState.choices, default=InterestState.EXPRESSED
    )
    message = models.CharField(_("留言"), max_length=500, blank=True)
    reason = models.CharField(_("原因"), max_length=500, blank=True)
    created_at = models.DateTimeField(_("发起时间"), default=timezone.now)
    answered_at = models.DateTimeField(_("答复时间"), null=True, blank=True)

    class Meta:
        verbose_name = _("意向")
        verbose_name_plural = _("意向")
        ordering = ["-created_at", "-pk"]
        indexes = [
            models.Index(fields=["by_party", "state", "-created_at"], name="interest_by"),
            models.Index(fields=["to_party", "state", "-created_at"], name="interest_to"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["need", "offer"],
                condition=models.Q(state__in=[str(s) for s in OPEN_INTERESTS]),
                name="interest_open_once",
            )
        ]

    def __str__(self) -> str:
        return f"{self.need} ↔ {self.offer}"

    def get_absolute_url(self) -> str:
        return reverse("exchange:interest", args=[self.pk])

    @property
    def state_colour(self) -> str:
        return INTEREST_COLOURS[InterestState(self.state)]

    @property
    def is_waiting(self) -> bool:
        return self.state == InterestState.EXPRESSED

    @property
    def is_accepted(self) -> bool:
        return self.state == InterestState.ACCEPTED


class Feedback(models.Model):
    """What somebody said or did about a pair, with the score and rank it was shown with."""

    need = models.ForeignKey("exchange.Listing", models.CASCADE, related_name="need_feedback")
    offer = models.ForeignKey("exchange.Listing", models.CASCADE, related_name="offer_feedback")
    channel = models.CharField(_("渠道"), max_length=40)
    outcome = models.CharField(_("结果"), max_length=12, choices=Outcome.choices)
    note = models.CharField(_("说明"), max_length=500, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("谁"))
    at = models.DateTimeField(_("时间"), default=timezone.now)
    shown_rank = models.PositiveIntegerField(_("展示名次"), null=True, blank=True)
    shown_score = models.FloatField(_("展示匹配度"), null=True, blank=True)

    class Meta:
        verbose_name = _("反馈")
        verbose_name_plural = _("反馈")
        ordering = ["-at", "-pk"]
        indexes = [
            models.Index(fields=["channel", "-at"], name="feedback_channel"),
            models.Index(fields=["need", "offer", "by", "-at"], name="feedback_pair"),
        ]

    def __str__(self) -> str:
        return f"{self.need} ↔ {self.offer}:{self.get_outcome_display()}"
