"""One agreement with those who sign it. Money is in yuan; nothing known is null."""

from django.conf import settings
from django.core.validators import MinValueValidator
from django.db import models
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from duijie.portal.agreements.choices import (
    BEFORE_SIGNING,
    RUNNING,
    STAGE_COLOURS,
    AgreementKind,
    LandingStage,
    Origin,
    SignatoryRole,
    SignatorySide,
    TechnologyForm,
)

DIGITS, PLACES = 16, 2


class Series(models.Model):
    """The last number that was given in a year; whoever takes the next one locks the row."""

    year = models.PositiveSmallIntegerField(primary_key=True)
    last = models.PositiveIntegerField(default=0)

    class Meta:
        verbose_name = _("编号")
        verbose_name_plural = _("编号")

    def __str__(self) -> str:
        return f"{self.year}-{self.last:04d}"


class Agreement(models.Model):
    """`stalled_from` is where a stalled one goes on; `signed_on` is empty until all signatories confirmed."""

    number = models.CharField(_("编号"), max_length=12, unique=True)
    title = models.CharField(_("名称"), max_length=200)
    kind = models.CharField(_("类别"), max_length=12, choices=AgreementKind.choices)
    technology_form = models.CharField(
        _("技术合同类型"), max_length=12, choices=TechnologyForm.choices, blank=True
    )
    amount = models.DecimalField(
        _("协议金额"),
        max_digits=DIGITS,
        decimal_places=PLACES,
        null=True,
        blank=True,
        validators=[MinValueValidator(0)],
    )
    confidential = models.BooleanField(_("金额保密"), default=False)
    starts_on = models.DateField(_("履行期起"), null=True, blank=True)
    ends_on = models.DateField(_("履行期止"), null=True, blank=True)
    signed_on = models.DateField(_("签约日期"), null=True, blank=True)
    region = models.CharField(_("落地地区"), max_length=6, null=True, blank=True)
    department = models.ForeignKey(
        "parties.Party",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="agreements_looked_after",
        verbose_name=_("责任部门"),
    )
    officer = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="agreements_looked_after",
        verbose_name=_("责任人"),
    )
    origin = models.CharField(_("来源"), max_length=8, choices=Origin.choices, default=Origin.HAND)
    meeting = models.ForeignKey(
        "events.Meeting",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="agreements",
        verbose_name=_("洽谈"),
    )
    event = models.ForeignKey(
        "events.Event",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="agreements",
        verbose_name=_("对接会"),
    )
    need = models.ForeignKey(
        "exchange.Listing",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="need_agreements",
        verbose_name=_("需求"),
    )
    offer = models.ForeignKey(
        "exchange.Listing",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="offer_agreements",
        verbose_name=_("供给"),
    )
    notes = models.TextField(_("备注"), blank=True)
    source_id = models.CharField(_("来源编号"), max_length=100, null=True, blank=True, unique=True)
    stage = models.CharField(
        _("阶段"), max_length=12, choices=LandingStage.choices, default=LandingStage.DRAFT
    )
    stage_reason = models.CharField(_("原因"), max_length=500, blank=True)
    stalled_from = models.CharField(max_length=12, choices=LandingStage.choices, blank=True)
    sent_at = models.DateTimeField(_("送签约方确认"), null=True, blank=True)
    started_on = models.DateField(_("启动日期"), null=True, blank=True)
    completed_on = models.DateField(_("完成日期"), null=True, blank=True)
    stage_at = models.DateTimeField(_("进入本阶段"), default=timezone.now)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("起草人"),
    )
    created_at = models.DateTimeField(_("建立时间"), default=timezone.now)
    updated_at = models.DateTimeField(_("更新时间"), default=timezone.now)

    class Meta:
        verbose_name = _("协议")
        verbose_name_plural = _("协议")
        ordering = ["-updated_at", "-pk"]
        indexes = [
            models.Index(fields=["-updated_at", "-id"], name="agreement_updated"),
            models.Index(fields=["stage", "-updated_at", "-id"], name="agreement_stage"),
            models.Index(fields=["kind", "-updated_at", "-id"], name="agreement_kind"),
            models.Index(fields=["region", "-updated_at", "-id"], name="agreement_region"),
            models.Index(fields=["signed_on"], name="agreement_signed_on"),
        ]

    def __str__(self) -> str:
        return f"{self.number} {self.title}"

    def get_absolute_url(self) -> str:
        return reverse("agreements:detail", args=[self.pk])

    @property
    def stage_colour(self) -> str:
        return STAGE_COLOURS[LandingStage(self.stage)]

    @property
    def is_running(self) -> bool:
        return self.stage in RUNNING

    @property
    def before_signing(self) -> bool:
        return self.stage in BEFORE_SIGNING


class Signatory(models.Model):
    """A party that signs; `on_paper` says that an officer entered what was signed on paper, and how it is known."""

    agreement = models.ForeignKey(Agreement, models.CASCADE, related_name="signatories")
    party = models.ForeignKey(
        "parties.Party", models.PROTECT, related_name="signed", verbose_name=_("签约方")
    )
    side = models.CharField(_("甲乙丙方"), max_length=1, choices=SignatorySide.choices)
    role = models.CharField(
        _("供需角色"), max_length=5, choices=SignatoryRole.choices, default=SignatoryRole.OTHER
    )
    confirmed_at = models.DateTimeField(_("确认时间"), null=True, blank=True)
    confirmed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("确认人"),
    )
    on_paper = models.CharField(_("纸质协议依据"), max_length=200, blank=True)

    class Meta:
        verbose_name = _("签约方")
        verbose_name_plural = _("签约方")
        ordering = ["side", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["agreement", "party"], name="signatory_once"),
            models.UniqueConstraint(fields=["agreement", "side"], name="signatory_side_once"),
        ]

    def __str__(self) -> str:
        return f"{self.get_side_display()} {self.party}"
