"""Filters of the record."""

import django_filters
from django import forms
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from duijie.portal.audit.acts import all_labels
from duijie.portal.audit.models import Entry


class EntryFilter(django_filters.FilterSet):
    q = django_filters.CharFilter(method="search", label=_("对象或操作人"))
    act = django_filters.ChoiceFilter(choices=lambda: list(all_labels().items()), label=_("动作"))
    since = django_filters.DateFilter(
        "at__date", "gte", label=_("从"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )
    until = django_filters.DateFilter(
        "at__date", "lte", label=_("到"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )

    class Meta:
        model = Entry
        fields: tuple[str, ...] = ()

    def search(self, entries: QuerySet[Entry], name: str, words: str) -> QuerySet[Entry]:
        return entries.filter(
            Q(target_label__icontains=words)
            | Q(actor__name__icontains=words)
            | Q(actor__username__icontains=words)
        )
