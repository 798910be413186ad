"""Django settings of the portal; everything that a city changes comes from the environment."""

import importlib.util
from datetime import timedelta
from pathlib import Path

from django.utils.translation import gettext_lazy as _
from whitenoise.compress import Compressor

from duijie.portal.settings import environment as env
from duijie.portal.settings.logs import logging_config
from duijie.portal.settings.signing_in import *  # noqa: F403  one topic, its own file

PORTAL = Path(__file__).resolve().parent.parent
DATA_DIR = env.data_dir("DUIJIE_DATA_DIR")
DEBUG = env.flag("DUIJIE_DEBUG", default=False)
SECRET_KEY = env.secret_key("DUIJIE_SECRET_KEY", DATA_DIR)
LOCAL_HOSTS = ["localhost", "127.0.0.1", "[::1]"]
ALLOWED_HOSTS = env.words("DUIJIE_HOSTS") or LOCAL_HOSTS
# A site that answers to more than this machine is expected to be behind HTTPS.
HTTPS = env.flag("DUIJIE_HTTPS", default=not set(ALLOWED_HOSTS) <= set(LOCAL_HOSTS))
CITY = env.city("DUIJIE_CITY", "410300")

INSTALLED_APPS = [
    "duijie.portal.web",
    "duijie.portal.accounts",
    "duijie.portal.parties",
    "duijie.portal.exchange",
    "duijie.portal.events",
    "duijie.portal.agreements",
    "duijie.portal.audit",
    "duijie.portal.jobs",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.forms",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "axes",
    "django_filters",
    "django_htmx",
    "django_tables2",
    "django_tasks_db",
    "ninja",
    "rules",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "duijie.portal.web.middleware.ContentSecurityPolicy",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "duijie.portal.web.middleware.SignedIn",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "duijie.portal.web.middleware.PrivatePages",
    "axes.middleware.AxesMiddleware",
]

ROOT_URLCONF = "duijie.portal.urls"
WSGI_APPLICATION = "duijie.portal.wsgi.application"
ASGI_APPLICATION = "duijie.portal.asgi.application"
FORM_RENDERER = "duijie.portal.web.forms.Renderer"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "django.template.context_processors.i18n",
                "duijie.portal.web.context.frame",
            ],
            "builtins": ["duijie.portal.web.templatetags.duijie"],
        },
    }
]

DATABASES = {"default": env.database("DATABASE_URL", DATA_DIR)}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}
if not importlib.util.find_spec("django.tasks"):  # until Django 6.0
    INSTALLED_APPS.append("django_tasks")

STATIC_URL = "/static/"
STATIC_ROOT = DATA_DIR / "static"
STATIC_ROOT.mkdir(exist_ok=True)  # WhiteNoise looks for it at start, filled or not
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "duijie.portal.web.storage.StaticFiles"},
}
WHITENOISE_USE_FINDERS = DEBUG or not (STATIC_ROOT / "staticfiles.json").exists()
WHITENOISE_AUTOREFRESH = DEBUG
WHITENOISE_KEEP_ONLY_HASHED_FILES = True
# Source maps took most of the start-up time.
WHITENOISE_SKIP_COMPRESS_EXTENSIONS = (*Compressor.SKIP_COMPRESS_EXTENSIONS, "map")
MEDIA_ROOT = DATA_DIR / "uploads"
FILE_UPLOAD_PERMISSIONS = 0o600
FILE_UPLOAD_MAX_MEMORY_SIZE = 2**21
DATA_UPLOAD_MAX_MEMORY_SIZE = 2**23

LANGUAGE_CODE = "zh-hans"
LANGUAGES = [("zh-hans", "中文"), ("en", "English")]
LANGUAGE_COOKIE_AGE = int(timedelta(days=365).total_seconds())
LOCALE_PATHS = [PORTAL / "locale"]
USE_I18N = True
TIME_ZONE = "Asia/Shanghai"
USE_TZ = True
USE_THOUSAND_SEPARATOR = False  # numbers are grouped where people read them, not in form fields

SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = LANGUAGE_COOKIE_SECURE = HTTPS
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = LANGUAGE_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_AGE = int(timedelta(hours=12).total_seconds())
CSRF_COOKIE_HTTPONLY = True
CSRF_FAILURE_VIEW = "duijie.portal.web.errors.csrf_failure"
CSRF_TRUSTED_ORIGINS = [f"https://{host.lstrip('.')}" for host in ALLOWED_HOSTS if HTTPS and host != "*"]
SECURE_SSL_REDIRECT = HTTPS
SECURE_HSTS_SECONDS = int(timedelta(days=365).total_seconds()) if HTTPS else 0
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
PROXIES = env.integer("DUIJIE_PROXIES", default=0)
if PROXIES:
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
ALLAUTH_TRUSTED_PROXY_COUNT = PROXIES
AXES_IPWARE_PROXY_COUNT = PROXIES or None
AXES_IPWARE_META_PRECEDENCE_ORDER = ["HTTP_X_FORWARDED_FOR" if PROXIES else "REMOTE_ADDR"]

SITE_NAME = env.text("DUIJIE_SITE_NAME") or _("对接")
DEFAULT_FROM_EMAIL = SERVER_EMAIL = env.text("DUIJIE_EMAIL_FROM", "duijie@localhost")
globals().update(env.email("DUIJIE_EMAIL_URL", DATA_DIR))
EMAIL_WORKS = bool(env.text("DUIJIE_EMAIL_URL"))
LOGGING = logging_config(DATA_DIR / "logs", debug=DEBUG)
