"""How forms look: one template for all, so that no form needs classes of its own."""

from django.forms.renderers import TemplatesSetting


class Renderer(TemplatesSetting):
    form_template_name = "web/components/form.html"
    field_template_name = "web/components/field.html"
