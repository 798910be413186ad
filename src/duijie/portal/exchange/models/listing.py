"""One published need or offer, and its reviews."""

from django.conf import settings
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from duijie.engine.channels import Channel, load
from duijie.portal.exchange.choices import LISTING_COLOURS, Decision, ListingSide, ListingState


class Listing(models.Model):
    """A need or an offer; what only its channel asks for is in `fields` (dates in ISO form)."""

    channel = models.CharField(_("渠道"), max_length=40)
    side = models.CharField(_("供需"), max_length=5, choices=ListingSide.choices)
    party = models.ForeignKey(
        "parties.Party", models.PROTECT, related_name="listings", db_index=False, verbose_name=_("发布单位")
    )
    title = models.CharField(_("标题"), max_length=200, blank=True)
    description = models.TextField(_("详细说明"), blank=True)
    region = models.CharField(_("所在地区"), max_length=6, null=True, blank=True)
    industry = models.CharField(_("所属行业"), max_length=4, null=True, blank=True)
    valid_from = models.DateField(_("有效期起"), null=True, blank=True)
    valid_to = models.DateField(_("有效期止"), null=True, blank=True)
    contact = models.CharField(_("联系方式"), max_length=200, blank=True)
    anonymous = models.BooleanField(_("匿名发布"), default=False)
    fields = models.JSONField(_("渠道字段"), default=dict, blank=True, encoder=DjangoJSONEncoder)
    state = models.CharField(
        _("状态"), max_length=20, choices=ListingState.choices, default=ListingState.DRAFT
    )
    returned_reason = models.CharField(_("退回原因"), max_length=500, blank=True)
    closed_reason = models.CharField(_("关闭原因"), max_length=500, blank=True)
    source_id = models.CharField(_("来源编号"), max_length=100, null=True, blank=True)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("填报人"),
    )
    created_at = models.DateTimeField(_("建立时间"), default=timezone.now)
    updated_at = models.DateTimeField(_("更新时间"), default=timezone.now)
    submitted_at = models.DateTimeField(_("提交时间"), null=True, blank=True)
    released_at = models.DateTimeField(_("发布时间"), null=True, blank=True)
    closed_at = models.DateTimeField(_("关闭时间"), null=True, blank=True)

    class Meta:
        verbose_name = _("供需")
        verbose_name_plural = _("供需")
        ordering = ["-updated_at", "-pk"]
        indexes = [
            models.Index(fields=["-updated_at", "-id"], name="listing_updated"),
            models.Index(fields=["state", "-updated_at", "-id"], name="listing_state"),
            models.Index(fields=["state", "channel", "side", "-updated_at", "-id"], name="listing_channel"),
            models.Index(fields=["state", "region", "-updated_at", "-id"], name="listing_region"),
            models.Index(fields=["state", "industry", "-updated_at", "-id"], name="listing_industry"),
            models.Index(fields=["party", "-updated_at", "-id"], name="listing_party"),
            models.Index(fields=["state", "valid_to", "-id"], name="listing_valid_to"),
            models.Index(fields=["state", "side", "released_at"], name="listing_released"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["party", "channel", "side", "source_id"],
                condition=models.Q(source_id__isnull=False),
                name="listing_source_once",
            ),
        ]

    def __str__(self) -> str:
        return self.title or str(_("（未写标题）"))

    def get_absolute_url(self) -> str:
        return reverse("exchange:listing", args=[self.pk])

    @property
    def definition(self) -> Channel:
        return load(self.channel)

    @property
    def expired(self) -> bool:
        return self.valid_to is not None and self.valid_to < timezone.localdate()

    @property
    def state_colour(self) -> str:
        return LISTING_COLOURS[ListingState(self.state)]

    def value(self, name: str) -> object:
        """A field of the channel, wherever it is kept; None if unknown."""
        kept = name in COMMON
        found = getattr(self, name) if kept else self.fields.get(name)
        return None if found in ("", []) else found


COMMON = ("title", "description", "region", "industry", "valid_from", "valid_to", "contact")


class Review(models.Model):
    """One decision of an officer on a submitted listing."""

    listing = models.ForeignKey(Listing, models.CASCADE, related_name="reviews")
    decision = models.CharField(_("审核结果"), max_length=10, choices=Decision.choices)
    reason = models.CharField(_("原因"), max_length=500, blank=True)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("审核人")
    )
    at = models.DateTimeField(_("时间"), default=timezone.now)

    class Meta:
        verbose_name = _("审核")
        verbose_name_plural = _("审核")
        ordering = ["-at", "-pk"]

    def __str__(self) -> str:
        return self.get_decision_display()
