"""Spreadsheets that people upload: checked by name and size here, by content when they are read."""

import uuid
from pathlib import Path
from typing import Any

from django import forms
from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

ENDINGS = (".xlsx", ".csv")
LARGEST = 20 * 2**20


class UploadForm(forms.Form):
    file = forms.FileField(
        label=gettext_lazy("表格文件"),
        help_text=gettext_lazy("Excel（.xlsx）或 CSV，最大 20 MB"),
        widget=forms.FileInput(attrs={"accept": ",".join(ENDINGS)}),
        error_messages={
            "required": gettext_lazy("请选一个文件。"),
            "empty": gettext_lazy("这个文件是空的，请换一个。"),
        },
    )

    def clean_file(self) -> Any:
        file = self.cleaned_data["file"]
        if not file.name.lower().endswith(ENDINGS):
            raise forms.ValidationError(_("只能导入 .xlsx 或 .csv 文件；旧的 .xls 请先另存为 .xlsx。"))
        if file.size > LARGEST:
            raise forms.ValidationError(_("文件超过 20 MB，请分成几个文件导入。"))
        return file


def keep(file: UploadedFile) -> Path:
    """The upload under a name of our own; the job that reads it removes it."""
    folder = Path(settings.MEDIA_ROOT) / "imports"
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"{uuid.uuid4().hex}{Path(str(file.name)).suffix.lower()}"
    with path.open("wb") as target:
        for chunk in file.chunks():
            target.write(chunk)
    return path
