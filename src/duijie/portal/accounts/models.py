"""People, the invitations that bring them in, and firms that register themselves."""

import secrets

from django.contrib.auth.models import AbstractUser
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from duijie.portal.accounts.choices import (
    CLERK_ROLES,
    OFFICER_ROLES,
    REGISTRATION_COLOURS,
    RegistrationState,
    Role,
)


class User(AbstractUser):
    """A person who signs in; the role says what for, the party says on whose behalf."""

    first_name = None
    last_name = None
    name = models.CharField(_("姓名"), max_length=50, blank=True)
    phone = models.CharField(_("电话"), max_length=30, blank=True)
    role = models.CharField(
        _("角色"), max_length=20, choices=Role.choices, default=Role.ENTERPRISE, db_index=True
    )
    party = models.ForeignKey(
        "parties.Party",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="users",
        verbose_name=_("所属主体"),
    )

    REQUIRED_FIELDS = []

    class Meta:
        verbose_name = _("用户")
        verbose_name_plural = _("用户")

    def __str__(self) -> str:
        return self.name or self.username

    def get_full_name(self) -> str:
        return str(self)

    def get_short_name(self) -> str:
        return str(self)

    @property
    def is_coordinator(self) -> bool:
        return self.role == Role.COORDINATOR

    @property
    def is_operator(self) -> bool:
        return self.role == Role.OPERATOR

    @property
    def is_officer(self) -> bool:
        """Works for the government on other people's listings and cases."""
        return self.role in OFFICER_ROLES

    @property
    def is_clerk(self) -> bool:
        """Works for a firm or an institution on its own listings."""
        return self.role in CLERK_ROLES

    @property
    def region(self) -> str | None:
        """The division whose parties a county officer looks after."""
        return self.party.region if self.party_id and self.party else None


def new_token() -> str:
    return secrets.token_urlsafe(32)


class Invitation(models.Model):
    """A link, good once and for a while, that makes its bearer a user with a role and a party."""

    token = models.CharField(max_length=64, unique=True, default=new_token, editable=False)
    role = models.CharField(_("角色"), max_length=20, choices=Role.choices)
    party = models.ForeignKey(
        "parties.Party",
        models.CASCADE,
        null=True,
        blank=True,
        related_name="invitations",
        verbose_name=_("所属主体"),
    )
    email = models.EmailField(_("电子邮箱"), blank=True)
    note = models.CharField(_("备注"), max_length=100, blank=True)
    created_by = models.ForeignKey(User, models.PROTECT, related_name="invitations_sent")
    created_at = models.DateTimeField(default=timezone.now)
    expires_at = models.DateTimeField(_("有效期至"))
    revoked_at = models.DateTimeField(null=True, blank=True)
    accepted_at = models.DateTimeField(null=True, blank=True)
    accepted_by = models.OneToOneField(User, models.PROTECT, null=True, blank=True, related_name="invitation")

    class Meta:
        verbose_name = _("邀请")
        verbose_name_plural = _("邀请")
        ordering = ["-created_at", "-pk"]

    def __str__(self) -> str:
        return f"{self.get_role_display()} {self.party or self.note}".strip()

    @property
    def is_open(self) -> bool:
        return not self.accepted_at and not self.revoked_at and self.expires_at > timezone.now()


class Registration(models.Model):
    """A firm that registered itself and waits for an officer; the user stays inactive until then."""

    party = models.ForeignKey(
        "parties.Party", models.CASCADE, related_name="registrations", verbose_name=_("企业")
    )
    user = models.OneToOneField(User, models.CASCADE, related_name="registration", verbose_name=_("申请人"))
    state = models.CharField(
        _("状态"),
        max_length=20,
        choices=RegistrationState.choices,
        default=RegistrationState.SUBMITTED,
        db_index=True,
    )
    region = models.CharField(_("所在地区"), max_length=6, blank=True, db_index=True)
    reason = models.CharField(_("退回原因"), max_length=300, blank=True)
    created_at = models.DateTimeField(_("提交时间"), default=timezone.now)
    reviewed_at = models.DateTimeField(null=True, blank=True)
    reviewed_by = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, related_name="registrations_reviewed"
    )

    class Meta:
        verbose_name = _("企业注册申请")
        verbose_name_plural = _("企业注册申请")
        ordering = ["created_at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["party"],
                condition=models.Q(state="submitted"),
                name="one_open_registration_per_party",
            )
        ]

    def __str__(self) -> str:
        return f"{self.party}"

    @property
    def state_colour(self) -> str:
        return REGISTRATION_COLOURS[RegistrationState(self.state)]
