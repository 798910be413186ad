"""The city sets its own deadlines and reference values, from a day on."""

from collections.abc import Mapping
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from duijie.portal.agreements import permissions
from duijie.portal.agreements.domain.shared import required
from duijie.portal.agreements.models import LandingRules
from duijie.portal.audit import record
from duijie.portal.refused import Refused


@transaction.atomic
def set_rules(*, by: Any, data: Mapping[str, Any]) -> LandingRules:
    """Rules that hold from a day that has not passed; those in force before stay as they were."""
    permissions.require(by, "set_rules")
    required(data["name"], _("请给规则起个名称。"), "name", 100)
    required(data["source"], _("请写明依据，如文件名称和文号。"), "source", 200)
    if data["valid_from"] < timezone.localdate():
        told = _("生效日期不能早于今天，过去按当时的规则算。")
        raise Refused(told, {"valid_from": told})
    if data["coordinator_days"] < data["department_days"]:
        told = _("上报市级统筹不能早于上报责任部门。")
        raise Refused(told, {"coordinator_days": told})
    _check_bounds(data)
    rules, _new = LandingRules.objects.update_or_create(
        valid_from=data["valid_from"], defaults=dict(data) | {"created_by": by}
    )
    record(by, "landing_rules.set", rules, source=rules.source)
    return rules


def _check_bounds(data: Mapping[str, Any]) -> None:
    """The bounds that the model names."""
    try:
        LandingRules(**data).clean_fields()
    except ValidationError as wrong:
        problems = {name: " ".join(said) for name, said in wrong.message_dict.items()}
        raise Refused(_("还没有保存，请先改正标出的地方。"), problems) from wrong
