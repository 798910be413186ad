"""Checks of the configuration, each with a sentence."""

from typing import Any

from django.conf import settings
from django.core import checks

from duijie.standards import divisions


@checks.register(checks.Tags.compatibility)
def city_is_known(**kwargs: Any) -> list[checks.CheckMessage]:
    if divisions.get(settings.CITY) is None:
        return [
            checks.Error(
                f"环境变量 DUIJIE_CITY 有误：没有代码为 {settings.CITY} 的行政区划。",
                hint="请填六位地级市代码，例如 410300。",
                id="duijie.E001",
            )
        ]
    return []


@checks.register(checks.Tags.security, deploy=True)
def mail_is_configured(**kwargs: Any) -> list[checks.CheckMessage]:
    if settings.EMAIL_WORKS:
        return []
    return [
        checks.Warning(
            "没有配置邮件服务器，找回密码的邮件只会存成数据目录里的文件。",
            hint="设置环境变量 DUIJIE_EMAIL_URL，例如 smtp://用户:密码@主机:587。",
            id="duijie.W001",
        )
    ]
