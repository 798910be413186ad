"""The page on which the city sets its deadlines and reference values."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from duijie.portal.agreements import domain, permissions, queries
from duijie.portal.agreements.forms import RulesForm
from duijie.portal.agreements.models import LandingRules
from duijie.portal.refused import Refused
from duijie.portal.web.answers import attempt, hiding


@require_http_methods(["GET", "HEAD", "POST"])
@hiding
def rules(request: HttpRequest) -> HttpResponse:
    permissions.require(request.user, "set_rules")
    current = queries.rules_on()
    form = RulesForm(request.POST if request.method == "POST" else None, current=current)
    if request.method == "POST" and form.is_valid():
        try:
            domain.set_rules(by=request.user, data=form.cleaned_data)
        except Refused as refusal:
            for name, sentence in (refusal.problems or {"": refusal.sentence}).items():
                form.add_error(name if name in form.fields else None, sentence)
        else:
            attempt(request, lambda: None, _("已保存，从生效日期起执行。"))
            return redirect("agreements:rules")
    context = {
        "form": form,
        "current": current,
        "history": list(LandingRules.objects.select_related("created_by")),
        "today": timezone.localdate(),
    }
    return render(request, "agreements/rules.html", context)
