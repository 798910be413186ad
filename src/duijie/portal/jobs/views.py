"""Pages of jobs: the list, the live page, and its moving part."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from duijie.portal.jobs import domain, queries, registry
from duijie.portal.jobs.models import Job
from duijie.portal.web.paging import page_of


def _context(job: Job) -> dict[str, object]:
    return {"job": job, "result_template": registry.get(job.kind).result_template}


@require_safe
def job_list(request: HttpRequest) -> HttpResponse:
    jobs = queries.visible_to(request.user).select_related("created_by")
    return render(request, "jobs/list.html", {"page": page_of(request, jobs)})


@require_safe
def detail(request: HttpRequest, pk: int) -> HttpResponse:
    job = get_object_or_404(queries.visible_to(request.user).select_related("created_by"), pk=pk)
    return render(request, "jobs/detail.html", _context(job))


@require_safe
def progress(request: HttpRequest, pk: int) -> HttpResponse:
    """The part that htmx asks for every second; once the job has ended it stops asking."""
    job = get_object_or_404(queries.visible_to(request.user).select_related("created_by"), pk=pk)
    return render(request, "jobs/_progress.html", _context(job))


@require_POST
def cancel(request: HttpRequest, pk: int) -> HttpResponse:
    job = get_object_or_404(queries.visible_to(request.user), pk=pk)
    if domain.cancel(job, by=request.user):
        messages.success(request, _("已要求取消，任务会在下一步停下，已有数据不变。"))
    else:
        messages.info(request, _("任务已经结束或正在取消，没有改变。"))
    return redirect(job)
