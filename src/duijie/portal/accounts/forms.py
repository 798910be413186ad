"""Forms of accounts."""

from typing import Any

from allauth.account.forms import LoginForm
from django import forms
from django.contrib.auth.password_validation import password_validators_help_text_html, validate_password
from django.core.validators import RegexValidator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from duijie.portal.accounts import permissions
from duijie.portal.accounts.choices import Role
from duijie.portal.accounts.models import User
from duijie.portal.parties import queries as parties
from duijie.portal.parties.models import Party
from duijie.portal.web.fields import RegionField
from duijie.standards import credit_code

phone_number = RegexValidator(r"^\+?[\d\- ()（）转]{5,30}$", gettext_lazy("电话只能有数字、空格和 + - ( )。"))


class SignInForm(LoginForm):
    """allauth's form in our words."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["login"].label = _("用户名或电子邮箱")
        self.fields["login"].widget = forms.TextInput(attrs={"autocomplete": "username", "autofocus": True})
        self.fields["password"].label = _("密码")
        self.fields["password"].help_text = ""
        self.fields["password"].widget.attrs.pop("placeholder", None)
        if "remember" in self.fields:
            self.fields["remember"].label = _("在这台电脑上保持登录")


class NewAccountForm(forms.Form):
    """The part of a form that makes a person: name, phone, user name, password."""

    name = forms.CharField(label=gettext_lazy("姓名"), max_length=50)
    phone = forms.CharField(label=gettext_lazy("电话"), max_length=30, validators=[phone_number])
    username = forms.CharField(
        label=gettext_lazy("用户名"),
        min_length=3,
        max_length=50,
        validators=[User.username_validator],
        help_text=gettext_lazy("登录时用，3 个字以上，可以是字母、数字和 @ . + - _"),
        widget=forms.TextInput(attrs={"autocomplete": "username"}),
    )
    password = forms.CharField(
        label=gettext_lazy("密码"),
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        help_text=password_validators_help_text_html,
    )

    def clean_password(self) -> str:
        password = self.cleaned_data["password"]
        known = User(username=self.cleaned_data.get("username", ""), name=self.cleaned_data.get("name", ""))
        validate_password(password, known)
        return password


class RegistrationForm(NewAccountForm):
    code = forms.CharField(
        label=gettext_lazy("统一社会信用代码"),
        max_length=40,
        help_text=gettext_lazy("营业执照上的 18 位代码"),
    )
    firm = forms.CharField(label=gettext_lazy("企业名称"), max_length=200)
    region = RegionField(label=gettext_lazy("所在县（市、区）"))
    email = forms.EmailField(
        label=gettext_lazy("电子邮箱"), required=False, help_text=gettext_lazy("接收审核结果、找回密码")
    )
    field_order = ("code", "firm", "region", "name", "phone", "email", "username", "password")

    def clean_code(self) -> str:
        code = credit_code.normalise(self.cleaned_data["code"])
        problem = credit_code.check(code)
        if problem is not None:
            raise forms.ValidationError(problem.sentence)
        return code


class OwnForm(forms.Form):
    name = forms.CharField(label=gettext_lazy("姓名"), max_length=50)
    phone = forms.CharField(
        label=gettext_lazy("电话"), max_length=30, required=False, validators=[phone_number]
    )
    email = forms.EmailField(label=gettext_lazy("电子邮箱"), required=False)


class InvitationForm(forms.Form):
    role = forms.ChoiceField(label=gettext_lazy("角色"))
    party = forms.CharField(
        label=gettext_lazy("所属主体"),
        required=False,
        max_length=200,
        help_text=gettext_lazy("主体库里的全称或统一社会信用代码；市级统筹、领导和系统管理员可以不填"),
    )
    email = forms.EmailField(label=gettext_lazy("电子邮箱"), required=False)
    note = forms.CharField(label=gettext_lazy("备注"), max_length=100, required=False)

    def __init__(self, user: User, data: Any = None) -> None:
        super().__init__(data)
        self.user = user
        roles = [Role(role) for role in permissions.invitable_roles(user)]
        self.fields["role"].choices = [(role.value, role.label) for role in roles]

    def clean_party(self) -> Party | None:
        words = self.cleaned_data["party"].strip()
        if not words:
            return None
        seen = parties.visible_to(self.user)
        found = seen.filter(credit_code=credit_code.normalise(words)).first()
        named = list(seen.filter(name=words)[:2]) if found is None else [found]
        if len(named) != 1:
            told = (
                _("主体库里没有“%(name)s”，请先登记。")
                if not named
                else _("有多个“%(name)s”，请填统一社会信用代码。")
            )
            raise forms.ValidationError(told % {"name": words})
        return named[0]


class UserFilter(forms.Form):
    q = forms.CharField(label=gettext_lazy("姓名、用户名或单位"), required=False, max_length=100)
    role = forms.ChoiceField(
        label=gettext_lazy("角色"), required=False, choices=[("", gettext_lazy("全部")), *Role.choices]
    )
    active = forms.ChoiceField(
        label=gettext_lazy("状态"),
        required=False,
        choices=[("", gettext_lazy("全部")), ("1", gettext_lazy("正常")), ("0", gettext_lazy("不能登录"))],
    )
