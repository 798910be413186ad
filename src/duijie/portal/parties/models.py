"""Those who take part: enterprises, departments, counties, banks, institutes and parks."""

from django.db import models
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from duijie.portal.parties.choices import STATE_COLOURS, PartyKind, PartyState, SizeClass


class Party(models.Model):
    kind = models.CharField(_("类别"), max_length=20, choices=PartyKind.choices, default=PartyKind.ENTERPRISE)
    name = models.CharField(_("名称"), max_length=200)
    credit_code = models.CharField(_("统一社会信用代码"), max_length=18, unique=True, null=True, blank=True)
    region = models.CharField(_("所在地区"), max_length=6, null=True, blank=True)
    industry = models.CharField(_("行业"), max_length=4, null=True, blank=True)
    address = models.CharField(_("地址"), max_length=300, blank=True)
    business_scope = models.TextField(_("经营范围"), blank=True)
    registered_on = models.DateField(_("注册日期"), null=True, blank=True)
    capital = models.DecimalField(
        _("注册资金（万元）"), max_digits=16, decimal_places=4, null=True, blank=True
    )
    capital_as_stated = models.CharField(_("注册资金原文"), max_length=60, blank=True)
    state = models.CharField(_("状态"), max_length=20, choices=PartyState.choices, default=PartyState.ACTIVE)
    contact_name = models.CharField(_("联系人"), max_length=50, blank=True)
    contact_phone = models.CharField(_("联系电话"), max_length=50, blank=True)
    source = models.CharField(_("来源"), max_length=100, blank=True)
    created_at = models.DateTimeField(_("建立时间"), default=timezone.now)
    updated_at = models.DateTimeField(_("更新时间"), default=timezone.now)

    class Meta:
        verbose_name = _("主体")
        verbose_name_plural = _("主体")
        ordering = ["name", "pk"]
        indexes = [
            models.Index(fields=["name", "id"], name="party_name"),
            models.Index(fields=["kind", "state", "name"], name="party_kind_state"),
            models.Index(fields=["region", "name"], name="party_region"),
            models.Index(fields=["industry", "name"], name="party_industry"),
            models.Index(fields=["-updated_at", "id"], name="party_updated"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["kind", "name"],
                condition=models.Q(credit_code__isnull=True),
                name="party_without_code_once",
            )
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("parties:detail", args=[self.pk])

    @property
    def is_enterprise(self) -> bool:
        return self.kind == PartyKind.ENTERPRISE

    @property
    def state_colour(self) -> str:
        return STATE_COLOURS[PartyState(self.state)]


class EnterpriseProfile(models.Model):
    """Facts of an enterprise as of a day; money in 万元. The size class follows from them."""

    party = models.OneToOneField(Party, models.CASCADE, related_name="profile")
    employees = models.PositiveIntegerField(_("从业人员（人）"), null=True, blank=True)
    revenue = models.DecimalField(
        _("营业收入（万元）"), max_digits=16, decimal_places=4, null=True, blank=True
    )
    assets = models.DecimalField(
        _("资产总额（万元）"), max_digits=16, decimal_places=4, null=True, blank=True
    )
    size_class = models.CharField(_("规模"), max_length=10, choices=SizeClass.choices, null=True, blank=True)
    as_of = models.DateField(_("数据截至"), null=True, blank=True)
    source = models.CharField(_("来源"), max_length=100, blank=True)

    class Meta:
        verbose_name = _("企业画像")
        verbose_name_plural = _("企业画像")

    def __str__(self) -> str:
        return f"{self.party}"


class Qualification(models.Model):
    party = models.ForeignKey(Party, models.CASCADE, related_name="qualifications")
    name = models.CharField(_("资质名称"), max_length=100)
    number = models.CharField(_("证书编号"), max_length=60, blank=True)
    valid_to = models.DateField(_("有效期至"), null=True, blank=True)
    source = models.CharField(_("来源"), max_length=100, blank=True)

    class Meta:
        verbose_name = _("资质")
        verbose_name_plural = _("资质")
        ordering = ["name", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["party", "name", "number"], name="qualification_once"),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def expired(self) -> bool:
        return self.valid_to is not None and self.valid_to < timezone.localdate()
