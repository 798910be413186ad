"""What people upload: spreadsheets, checked by content when they are read, and evidence, checked by content here."""

import uuid
import zipfile
from pathlib import Path
from typing import Any

from django import forms
from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from duijie.portal.refused import Refused

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


_PICTURES = {b"\x89PNG\r\n\x1a\n": ".png", b"\xff\xd8\xff": ".jpg"}
_OFFICE = {"word/document.xml": ".docx", "xl/workbook.xml": ".xlsx"}
_UNPACKED = 200 * 2**20
EVIDENCE_TYPES = {
    ".pdf": "application/pdf",
    ".png": "image/png",
    ".jpg": "image/jpeg",
    ".docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    ".xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


def kind_of_file(file: UploadedFile) -> str:
    """The ending that the content asks for; Refused where it is none of ours, too large, or not what its name says."""
    if not file.size:
        raise _refused(_("这个文件是空的，请换一个。"))
    if file.size > LARGEST:
        raise _refused(_("文件超过 20 MB，没有保存。请压缩或分成几个文件。"))
    ending = _looked_into(file)
    if not ending:
        raise _refused(
            _("只收 PDF、图片（PNG、JPG）、Word（.docx）和 Excel（.xlsx）；这个文件的内容不是，没有保存。")
        )
    named = Path(str(file.name)).suffix.lower().replace(".jpeg", ".jpg")
    if named != ending:
        raise _refused(
            _("文件名以 %(named)s 结尾，内容却是 %(ending)s，没有保存。请核对是不是选错了文件。")
            % {"named": named or _("（无）"), "ending": ending}
        )
    return ending


def _refused(sentence: str) -> Refused:
    return Refused(sentence, {"file": sentence})


def _looked_into(file: UploadedFile) -> str:
    file.seek(0)
    head = file.read(1024)
    file.seek(0)
    if head.startswith(b"%PDF-"):
        return ".pdf"
    for start, ending in _PICTURES.items():
        if head.startswith(start):
            return ending
    return _office(file) if head.startswith(b"PK\x03\x04") else ""


def _office(file: UploadedFile) -> str:
    """A package of Word or Excel that is whole, holds no macros and does not unpack to a flood."""
    try:
        with zipfile.ZipFile(file) as package:
            names = {one.filename for one in package.infolist()}
            size = sum(one.file_size for one in package.infolist())
    except (zipfile.BadZipFile, ValueError, OSError):
        return ""
    finally:
        file.seek(0)
    if "[Content_Types].xml" not in names or size > _UNPACKED:
        return ""
    if any(name.lower().endswith("vbaproject.bin") for name in names):
        raise _refused(_("文件里有宏，没有保存。请另存为不带宏的 .docx 或 .xlsx。"))
    return next((ending for part, ending in _OFFICE.items() if part in names), "")
