"""Entering a party, keeping its profile, suspending it."""

from collections.abc import Mapping
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from duijie.portal.audit import record
from duijie.portal.parties import permissions
from duijie.portal.parties.choices import PartyState
from duijie.portal.parties.models import EnterpriseProfile, Party, Qualification
from duijie.portal.refused import NotAllowed, Refused
from duijie.standards import credit_code, size_classes

IDENTITY = ("kind", "name", "credit_code")
DETAILS = (
    "region", "industry", "address", "business_scope", "registered_on", "capital", "capital_as_stated",
    "contact_name", "contact_phone",
)  # fmt: skip
FACTS = ("employees", "revenue", "assets")


@transaction.atomic
def enter(*, by: Any, data: Mapping[str, Any]) -> Party:
    """Add a party to the registry; a credit code or a name without code is entered once."""
    if not permissions.may_register(by):
        raise NotAllowed("enter")
    party = Party(source=_("人工登记"), state=PartyState.ACTIVE)
    _assign(party, data, (*IDENTITY, *DETAILS))
    _check_identity(party)
    _write(party)
    _keep_facts(party, data)
    record(by, "party.entered", party)
    return party


@transaction.atomic
def save(party: Party, *, by: Any, data: Mapping[str, Any], seen: str = "") -> Party:
    """Change a profile. `seen` is when the form was filled from it: somebody else's change since then is not lost."""
    party = Party.objects.select_for_update().get(pk=party.pk)
    if not permissions.may_edit(by, party):
        raise NotAllowed("save")
    if seen and seen != party.updated_at.isoformat():
        raise Refused(
            _("您打开页面以后，有人改过这份资料，没有保存您的改动。请重新打开页面，看过新内容再改。")
        )
    names = (*IDENTITY, *DETAILS) if permissions.may_register(by) else DETAILS
    changed = _assign(party, data, names)
    _check_identity(party)
    changed += _keep_facts(party, data, industry_changed="industry" in changed)
    if changed:
        party.updated_at = timezone.now()
        _write(party)
        record(by, "party.saved", party, changed=sorted(changed))
    return party


@transaction.atomic
def suspend(party: Party, *, by: Any, reason: str) -> bool:
    """Take a party out: its people cannot publish any more. False when it was so already."""
    if not permissions.may_register(by):
        raise NotAllowed("suspend")
    if not reason.strip():
        raise Refused(_("请写明停用的原因。"))
    changed = Party.objects.filter(pk=party.pk, state=PartyState.ACTIVE).update(
        state=PartyState.SUSPENDED, updated_at=timezone.now()
    )
    if changed:
        record(by, "party.suspended", party, reason=reason.strip()[:300])
    return bool(changed)


@transaction.atomic
def restore(party: Party, *, by: Any) -> bool:
    if not permissions.may_register(by):
        raise NotAllowed("restore")
    changed = Party.objects.filter(pk=party.pk, state=PartyState.SUSPENDED).update(
        state=PartyState.ACTIVE, updated_at=timezone.now()
    )
    if changed:
        record(by, "party.restored", party)
    return bool(changed)


@transaction.atomic
def add_qualification(
    party: Party, *, by: Any, name: str, number: str = "", valid_to: Any = None
) -> Qualification:
    """Note a certificate; noting the same twice gives the one there is."""
    if not permissions.may_edit(by, party):
        raise NotAllowed("add_qualification")
    made, new = Qualification.objects.get_or_create(
        party=party, name=name, number=number, defaults={"valid_to": valid_to, "source": _("自行填报")}
    )
    if new:
        record(by, "party.qualification_added", party, name=name)
    elif made.valid_to != valid_to:
        raise Refused(_("已经有“%(name)s”，有效期不同。请先删除原来的再添加。") % {"name": name})
    return made


@transaction.atomic
def remove_qualification(qualification: Qualification, *, by: Any) -> None:
    if not permissions.may_edit(by, qualification.party):
        raise NotAllowed("remove_qualification")
    deleted, _by_model = Qualification.objects.filter(pk=qualification.pk).delete()
    if deleted:
        record(by, "party.qualification_removed", qualification.party, name=qualification.name)


def size_of(industry: str | None, facts: Mapping[str, Any]) -> str | None:
    """The size class that the facts give, None where they do not suffice."""
    given = {name: float(facts[name]) for name in FACTS if facts.get(name) is not None}
    if "employees" in given:
        given["employees"] = int(given["employees"])
    return size_classes.classify(industry or "", **given).size_class


def _assign(party: Party, data: Mapping[str, Any], names: tuple[str, ...]) -> list[str]:
    changed = []
    for name in names:
        if name in data and getattr(party, name) != data[name]:
            setattr(party, name, data[name])
            changed.append(name)
    return changed


def _check_identity(party: Party) -> None:
    if not party.name.strip():
        raise Refused(_("请填写名称。"), {"name": _("请填写名称。")})
    if party.credit_code:
        problem = credit_code.check(party.credit_code)
        if problem is not None:
            raise Refused(problem.sentence, {"credit_code": problem.sentence})


def _write(party: Party) -> None:
    try:
        with transaction.atomic():
            party.save()
    except IntegrityError as error:
        told = _("主体库里已经有这个统一社会信用代码，或同类同名的单位。请先搜索，不要重复登记。")
        raise Refused(told, {"credit_code" if party.credit_code else "name": told}) from error


def _keep_facts(party: Party, data: Mapping[str, Any], *, industry_changed: bool = False) -> list[str]:
    """Employees, revenue and assets of an enterprise; the size class follows from them and the industry."""
    if not party.is_enterprise or not any(name in data for name in FACTS):
        return []
    profile = EnterpriseProfile.objects.filter(party=party).first() or EnterpriseProfile(party=party)
    changed = [n for n in (*FACTS, "as_of") if n in data and getattr(profile, n) != data[n]]
    if not changed and not industry_changed:
        return []
    for name in changed:
        setattr(profile, name, data[name])
    profile.size_class = size_of(party.industry, {n: getattr(profile, n) for n in FACTS})
    profile.source = profile.source or str(_("自行填报"))
    profile.save()
    return changed
