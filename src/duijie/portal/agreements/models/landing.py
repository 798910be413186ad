"""What is to happen by when, what shows that it did, and every yuan that landed."""

from django.conf import settings
from django.core.validators import MinValueValidator
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from duijie.portal.agreements.choices import MILESTONE_COLOURS, MilestoneState
from duijie.portal.agreements.models.agreement import DIGITS, PLACES, Agreement

YUAN = {"max_digits": DIGITS, "decimal_places": PLACES}


class Milestone(models.Model):
    agreement = models.ForeignKey(Agreement, models.CASCADE, related_name="milestones")
    title = models.CharField(_("节点"), max_length=100)
    due_on = models.DateField(_("应完成日期"))
    done_on = models.DateField(_("实际完成日期"), null=True, blank=True)
    planned_amount = models.DecimalField(
        _("计划到账金额"), **YUAN, null=True, blank=True, validators=[MinValueValidator(0)]
    )
    note = models.CharField(_("说明"), max_length=300, blank=True)
    state = models.CharField(
        _("状态"), max_length=10, choices=MilestoneState.choices, default=MilestoneState.PLANNED
    )
    created_at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = _("节点")
        verbose_name_plural = _("节点")
        ordering = ["due_on", "pk"]
        indexes = [
            models.Index(fields=["state", "due_on"], name="milestone_due"),
            models.Index(fields=["agreement", "state", "due_on"], name="milestone_of"),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def state_colour(self) -> str:
        return MILESTONE_COLOURS[MilestoneState(self.state)]

    @property
    def overdue(self) -> bool:
        return self.state == MilestoneState.PLANNED and self.due_on < timezone.localdate()


def evidence_path(evidence: "Evidence", name: str) -> str:
    """Under a name of our own, beside the other uploads; the person's name for it is kept in the row."""
    return (
        f"evidence/{timezone.localdate():%Y}/{evidence.digest[:24]}-{evidence.agreement_id}{evidence.ending}"
    )


class Evidence(models.Model):
    """A file that shows that something happened; the same content is kept once for an agreement."""

    agreement = models.ForeignKey(Agreement, models.PROTECT, related_name="evidence")
    milestone = models.ForeignKey(
        Milestone, models.PROTECT, null=True, blank=True, related_name="evidence", verbose_name=_("节点")
    )
    file = models.FileField(_("文件"), upload_to=evidence_path, max_length=200)
    name = models.CharField(_("文件名"), max_length=200)
    ending = models.CharField(max_length=5)
    size = models.PositiveIntegerField(_("大小"))
    digest = models.CharField(max_length=64)
    uploaded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("上传人")
    )
    at = models.DateTimeField(_("上传时间"), default=timezone.now)

    class Meta:
        verbose_name = _("佐证材料")
        verbose_name_plural = _("佐证材料")
        ordering = ["-at", "-pk"]
        constraints = [models.UniqueConstraint(fields=["agreement", "digest"], name="evidence_once")]

    def __str__(self) -> str:
        return self.name


class LandedAmount(models.Model):
    """Money that arrived. A mistake is withdrawn with a reason, never changed; `key` lets one report count once."""

    agreement = models.ForeignKey(Agreement, models.PROTECT, related_name="landed")
    milestone = models.ForeignKey(
        Milestone, models.PROTECT, null=True, blank=True, related_name="landed", verbose_name=_("节点")
    )
    evidence = models.ForeignKey(
        Evidence, models.PROTECT, null=True, blank=True, related_name="landed", verbose_name=_("佐证材料")
    )
    amount = models.DecimalField(_("到账金额"), **YUAN)
    on = models.DateField(_("到账日期"))
    note = models.CharField(_("说明"), max_length=300, blank=True)
    key = models.CharField(max_length=64)
    reported_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("登记人")
    )
    at = models.DateTimeField(_("登记时间"), default=timezone.now)
    withdrawn_at = models.DateTimeField(_("撤回时间"), null=True, blank=True)
    withdrawn_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    withdrawn_reason = models.CharField(_("撤回原因"), max_length=300, blank=True)

    class Meta:
        verbose_name = _("到账")
        verbose_name_plural = _("到账")
        ordering = ["-on", "-pk"]
        constraints = [
            models.UniqueConstraint(fields=["agreement", "key"], name="landed_key_once"),
            models.CheckConstraint(condition=models.Q(amount__gt=0), name="landed_more_than_nothing"),
        ]

    def __str__(self) -> str:
        return f"{self.on} {self.amount}"
