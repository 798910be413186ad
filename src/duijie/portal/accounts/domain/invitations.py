"""Inviting, revoking, accepting."""

from datetime import timedelta

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from duijie.portal.accounts import permissions
from duijie.portal.accounts.choices import CLERK_ROLES, Role
from duijie.portal.accounts.models import Invitation, User
from duijie.portal.audit import record
from duijie.portal.parties.choices import PartyKind
from duijie.portal.parties.models import Party
from duijie.portal.refused import Refused

VALID_DAYS = 14
NEEDS_PARTY = CLERK_ROLES | {Role.DEPARTMENT, Role.COUNTY}
KINDS = {
    Role.ENTERPRISE: {PartyKind.ENTERPRISE},
    Role.INSTITUTION: {PartyKind.BANK, PartyKind.INSTITUTE},
    Role.DEPARTMENT: {PartyKind.DEPARTMENT},
    Role.COUNTY: {PartyKind.COUNTY, PartyKind.PARK},
}


@transaction.atomic
def invite(
    by: User,
    *,
    role: Role,
    party: Party | None = None,
    email: str = "",
    note: str = "",
    days: int = VALID_DAYS,
) -> Invitation:
    """Make a link for one person; who holds it becomes that role for that party."""
    if role not in permissions.invitable_roles(by):
        raise Refused(_("您不能邀请“%(role)s”。") % {"role": Role(role).label})
    _check_party(role, party)
    invitation = Invitation.objects.create(
        role=role,
        party=party,
        email=email,
        note=note,
        created_by=by,
        expires_at=timezone.now() + timedelta(days=days),
    )
    record(by, "invitation.sent", invitation, role=role, days=days)
    return invitation


def _check_party(role: Role, party: Party | None) -> None:
    if party is None:
        if role in NEEDS_PARTY:
            raise Refused(_("“%(role)s”要选择所属主体。") % {"role": Role(role).label})
        return
    if role in KINDS and party.kind not in KINDS[role]:
        raise Refused(
            _("“%(party)s”是%(kind)s，不能有“%(role)s”的账号。")
            % {"party": party, "kind": party.get_kind_display(), "role": Role(role).label}
        )


@transaction.atomic
def revoke(invitation: Invitation, *, by: User) -> bool:
    """False when it was used or revoked before: then nothing changes."""
    revoked = Invitation.objects.filter(pk=invitation.pk, accepted_at=None, revoked_at=None).update(
        revoked_at=timezone.now()
    )
    if revoked:
        record(by, "invitation.revoked", invitation)
    return bool(revoked)


def find_open(token: str) -> Invitation:
    """The invitation of a link, or the sentence that says why the link no longer works."""
    invitation = Invitation.objects.select_related("party").filter(token=token).first()
    if invitation is None:
        raise Refused(_("邀请链接不存在，请检查链接是否复制完整。"))
    if invitation.accepted_at:
        raise Refused(_("这个邀请链接已经用过。如果账号是您开通的，请直接登录。"))
    if invitation.revoked_at:
        raise Refused(_("这个邀请已被撤回，请联系邀请您的人。"))
    if not invitation.is_open:
        raise Refused(_("这个邀请链接已经过期，请联系邀请您的人重新发送。"))
    return invitation


def accept(token: str, *, username: str, name: str, password: str, phone: str = "") -> User:
    """Become a user. The claim comes first, so that of two people with one link only one gets in."""
    try:
        with transaction.atomic():
            return _accept(token, username=username, name=name, password=password, phone=phone)
    except IntegrityError as error:
        raise Refused(_("用户名“%(name)s”已有人使用，请换一个。") % {"name": username}) from error


def _accept(token: str, *, username: str, name: str, password: str, phone: str) -> User:
    invitation = find_open(token)
    claimed = Invitation.objects.filter(
        pk=invitation.pk, accepted_at=None, revoked_at=None, expires_at__gt=timezone.now()
    ).update(accepted_at=timezone.now())
    if not claimed:
        raise Refused(_("这个邀请链接刚刚被用过。"))
    if User.objects.filter(username__iexact=username).exists():
        raise Refused(_("用户名“%(name)s”已有人使用，请换一个。") % {"name": username})
    user = User.objects.create_user(
        username,
        invitation.email,
        password,
        name=name,
        phone=phone,
        role=invitation.role,
        party=invitation.party,
    )
    Invitation.objects.filter(pk=invitation.pk).update(accepted_by=user)
    record(user, "invitation.accepted", invitation, role=invitation.role)
    return user
