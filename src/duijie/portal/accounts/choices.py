"""Who a person is on the platform."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Role(models.TextChoices):
    COORDINATOR = "coordinator", _("市级统筹")
    DEPARTMENT = "department", _("市直部门")
    COUNTY = "county", _("县（市、区）")
    ENTERPRISE = "enterprise", _("企业")
    INSTITUTION = "institution", _("金融机构、高校院所")
    LEADER = "leader", _("领导")
    OPERATOR = "operator", _("系统管理员")


OFFICER_ROLES = frozenset({Role.COORDINATOR, Role.DEPARTMENT, Role.COUNTY})
CLERK_ROLES = frozenset({Role.ENTERPRISE, Role.INSTITUTION})


class RegistrationState(models.TextChoices):
    SUBMITTED = "submitted", _("待审核")
    APPROVED = "approved", _("已通过")
    RETURNED = "returned", _("已退回")


REGISTRATION_COLOURS = {
    RegistrationState.SUBMITTED: "waiting",
    RegistrationState.APPROVED: "done",
    RegistrationState.RETURNED: "late",
}
