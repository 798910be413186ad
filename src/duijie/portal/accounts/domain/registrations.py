"""A firm registers itself by its credit code; an officer lets it in or returns it with a reason."""

from dataclasses import dataclass

from django.contrib.auth.hashers import check_password
from django.core.mail import send_mail
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from duijie.portal.accounts import queries
from duijie.portal.accounts.choices import RegistrationState, Role
from duijie.portal.accounts.models import Registration, User
from duijie.portal.audit import record
from duijie.portal.parties.choices import PartyKind, PartyState
from duijie.portal.parties.models import Party
from duijie.portal.refused import Refused
from duijie.standards import credit_code


@dataclass(frozen=True, kw_only=True)
class Applicant:
    """The person who registers a firm."""

    username: str
    name: str
    phone: str
    email: str
    password: str


def register_firm(*, code: str, firm: str, region: str | None, applicant: Applicant) -> Registration:
    """Everything waits: a new party is pending, the user cannot sign in until an officer has looked."""
    code = credit_code.normalise(code)
    problem = credit_code.check(code)
    if problem is not None:
        raise Refused(problem.sentence)
    try:
        with transaction.atomic():
            return _register(code, firm, region, applicant)
    except IntegrityError as error:
        raise Refused(_("同一家企业的注册申请刚刚提交过，请等待审核。")) from error


def _register(code: str, firm: str, region: str | None, applicant: Applicant) -> Registration:
    party = Party.objects.select_for_update().filter(credit_code=code).first()
    if party is None:
        party = Party.objects.create(
            kind=PartyKind.ENTERPRISE,
            name=firm,
            credit_code=code,
            region=region,
            state=PartyState.PENDING,
            source=_("企业自行注册"),
        )
    _check_free(party, applicant)
    again = _returned(party, applicant)
    registration = again or Registration(party=party, user=_create_user(party, applicant))
    registration.state = RegistrationState.SUBMITTED
    registration.region = region or party.region or ""
    registration.created_at = timezone.now()
    registration.reviewed_at = registration.reviewed_by = None
    registration.save()
    record(registration.user, "registration.submitted", registration, firm=firm, credit_code=code)
    return registration


def _check_free(party: Party, applicant: Applicant) -> None:
    if party.kind != PartyKind.ENTERPRISE:
        raise Refused(_("这个代码属于非企业单位，请联系市级统筹部门发送邀请。"))
    if party.state == PartyState.SUSPENDED:
        raise Refused(_("这家企业在平台上已停用，请联系市级统筹部门。"))
    if party.users.filter(is_active=True).exists():
        raise Refused(_("这家企业已经开通账号。请联系本企业的账号持有人，或请市级统筹部门发送邀请。"))
    if party.registrations.filter(state=RegistrationState.SUBMITTED).exists():
        raise Refused(_("这家企业的注册申请正在审核，请等待结果，不必重复提交。"))


def _returned(party: Party, applicant: Applicant) -> Registration | None:
    """The same person with the same password hands in again what was returned."""
    taken = User.objects.filter(username__iexact=applicant.username).first()
    if taken is None:
        return None
    earlier = Registration.objects.filter(user=taken, party=party, state=RegistrationState.RETURNED).first()
    if earlier is None or not check_password(applicant.password, taken.password):
        raise Refused(_("用户名“%(name)s”已有人使用，请换一个。") % {"name": applicant.username})
    User.objects.filter(pk=taken.pk).update(name=applicant.name, phone=applicant.phone, email=applicant.email)
    return earlier


def _create_user(party: Party, applicant: Applicant) -> User:
    return User.objects.create_user(
        applicant.username,
        applicant.email,
        applicant.password,
        name=applicant.name,
        phone=applicant.phone,
        role=Role.ENTERPRISE,
        party=party,
        is_active=False,
    )


def approve(registration: Registration, *, by: User) -> None:
    """Let the firm in: the party becomes active, the person can sign in."""
    with transaction.atomic():
        _decide(registration, by, RegistrationState.APPROVED, "")
        Party.objects.filter(pk=registration.party_id, state=PartyState.PENDING).update(
            state=PartyState.ACTIVE, updated_at=timezone.now()
        )
        User.objects.filter(pk=registration.user_id).update(is_active=True)
        record(by, "registration.approved", registration)
        _tell(registration, _("您的企业注册申请已通过"), _("现在可以用注册时的用户名和密码登录。"))


def give_back(registration: Registration, *, by: User, reason: str) -> None:
    """Return it with a reason; the person may hand it in again."""
    reason = reason.strip()
    if not reason:
        raise Refused(_("请写明退回的原因，企业要靠它改正。"))
    with transaction.atomic():
        _decide(registration, by, RegistrationState.RETURNED, reason)
        record(by, "registration.returned", registration, reason=reason)
        _tell(registration, _("您的企业注册申请被退回"), _("原因：%(reason)s") % {"reason": reason})


def _decide(registration: Registration, by: User, state: RegistrationState, reason: str) -> None:
    """Move from submitted exactly once, and only by a reviewer of that region."""
    mine = queries.registrations_visible_to(by).filter(pk=registration.pk)
    if not mine.exists():
        raise Refused(_("这份申请不归您审核。"))
    moved = Registration.objects.filter(pk=registration.pk, state=RegistrationState.SUBMITTED).update(
        state=state, reason=reason, reviewed_at=timezone.now(), reviewed_by=by
    )
    if not moved:
        raise Refused(_("这份申请已经处理过，没有改变。"))


def _tell(registration: Registration, subject: str, text: str) -> None:
    address = registration.user.email
    if address:
        transaction.on_commit(lambda: send_mail(subject, text, None, [address], fail_silently=True))
