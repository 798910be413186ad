"""A matchmaking round: a whole channel allocated at once, proposed to the coordinator and published to both sides."""

from django.conf import settings
from django.core.serializers.json import DjangoJSONEncoder
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from duijie.engine.channels import Channel, load
from duijie.portal.exchange import values
from duijie.portal.exchange.choices import ROUND_COLOURS, VERDICT_COLOURS, RoundState, Verdict

MOST_PARTNERS = 100


class Round(models.Model):
    """`report` is what the engine says of the allocation: value, bound, gap, floor, fairness, notes."""

    channel = models.CharField(_("渠道"), max_length=40)
    title = models.CharField(_("名称"), max_length=100)
    state = models.CharField(_("状态"), max_length=10, choices=RoundState.choices, default=RoundState.OPEN)
    by_quantity = models.BooleanField(_("按数量分配"), default=True)
    need_capacity = models.PositiveSmallIntegerField(
        _("每条需求最多对接几家"),
        default=1,
        validators=[MinValueValidator(1), MaxValueValidator(MOST_PARTNERS)],
    )
    offer_capacity = models.PositiveSmallIntegerField(
        _("每条供给最多对接几家"),
        default=1,
        validators=[MinValueValidator(1), MaxValueValidator(MOST_PARTNERS)],
    )
    small_floor = models.PositiveSmallIntegerField(
        _("小微企业至少占"), default=0, validators=[MaxValueValidator(100)]
    )
    report = models.JSONField(_("分配报告"), default=dict, encoder=DjangoJSONEncoder)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("发起人")
    )
    created_at = models.DateTimeField(_("建立时间"), default=timezone.now)
    computed_at = models.DateTimeField(_("计算时间"), null=True, blank=True)
    published_at = models.DateTimeField(_("发布时间"), null=True, blank=True)

    class Meta:
        verbose_name = _("对接轮次")
        verbose_name_plural = _("对接轮次")
        ordering = ["-created_at", "-pk"]
        indexes = [models.Index(fields=["state", "-created_at", "-id"], name="round_state")]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("exchange:round", args=[self.pk])

    @property
    def definition(self) -> Channel:
        return load(self.channel)

    @property
    def channel_label(self) -> str:
        return values.channel_words(self.definition)

    @property
    def state_colour(self) -> str:
        return ROUND_COLOURS[RoundState(self.state)]


class Proposal(models.Model):
    """One need and one offer that a round puts together; `share` of the need, 0..1."""

    round = models.ForeignKey(Round, models.CASCADE, related_name="proposals", verbose_name=_("轮次"))
    need = models.ForeignKey(
        "exchange.Listing", models.CASCADE, related_name="need_proposals", verbose_name=_("需求")
    )
    offer = models.ForeignKey(
        "exchange.Listing", models.CASCADE, related_name="offer_proposals", verbose_name=_("供给")
    )
    substitute = models.ForeignKey(
        "exchange.Listing", models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("候补")
    )
    score = models.FloatField(_("匹配度"))
    verdict = models.CharField(_("结论"), max_length=12, choices=Verdict.choices)
    amount = models.FloatField(_("分到数量"), null=True, blank=True)
    unit = models.CharField(_("单位"), max_length=20, blank=True)
    share = models.FloatField(_("占需求"))
    reason = models.CharField(_("怎么分的"), max_length=300)
    together = models.TextField(_("合计"), blank=True)

    class Meta:
        verbose_name = _("拟对接")
        verbose_name_plural = _("拟对接")
        ordering = ["need_id", "-share", "offer_id"]
        constraints = [models.UniqueConstraint(fields=["round", "need", "offer"], name="proposal_once")]

    def __str__(self) -> str:
        return f"{self.need} ↔ {self.offer}"

    @property
    def verdict_colour(self) -> str:
        return VERDICT_COLOURS[Verdict(self.verdict)]
