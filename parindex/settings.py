"""Settings of the portal, read from the environment; nothing configured means SQLite on this machine.

| variable                  | meaning                                                          | when absent                        |
|---------------------------|------------------------------------------------------------------|------------------------------------|
| DATABASE_URL              | postgresql://user:password@host:port/name or sqlite:///path      | SQLite file var/portal.sqlite3     |
| SECRET_KEY                | Django's signing key                                             | made once in var/secret-key        |
| ALLOWED_HOSTS             | host names, separated by commas                                  | this machine's own names           |
| PARINDEX_SITE             | the portal's address, as printed on papers                       | https:// and the first host name   |
| PARINDEX_DEMO             | 1: plain HTTP on this machine, a staff account for trying out    | 0                                  |
| PARINDEX_VAR              | folder of files made at run time                                 | var/ beside manage.py              |
| PARINDEX_DATA_LICENCE     | licence of the portal's own part of the open data, in Vietnamese | the portal says that there is none |
| PARINDEX_DATA_LICENCE_URL | the address of that licence                                      | no address                         |
"""

import os
import secrets
from pathlib import Path

import dj_database_url
from csp.constants import NONE, SELF
from django.utils.translation import gettext_lazy as _

BASE_DIR = Path(__file__).resolve().parent.parent
VAR_DIR = Path(os.environ.get("PARINDEX_VAR", BASE_DIR / "var"))
VAR_DIR.mkdir(parents=True, exist_ok=True)

DEMO = os.environ.get("PARINDEX_DEMO", "0") == "1"
DEBUG = False


def _secret_key() -> str:
    """The signing key: from the environment, else from a file only this user can read, made at first use."""
    if key := os.environ.get("SECRET_KEY"):
        return key
    path = VAR_DIR / "secret-key"
    try:
        with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
            file.write(secrets.token_urlsafe(64))
    except FileExistsError:
        pass
    return path.read_text()


SECRET_KEY = _secret_key()
ALLOWED_HOSTS = [name for name in os.environ.get("ALLOWED_HOSTS", "localhost,127.0.0.1,[::1]").split(",") if name]

# What papers print, and never the name that a reader's program asked by: anyone can send any. On this machine alone (a demo)
# there is no such address, and the one asked for is printed.
SITE_ADDRESS = os.environ.get(
    "PARINDEX_SITE", "" if DEMO else f"https://{(ALLOWED_HOSTS or ['localhost'])[0].lstrip('.*')}"
)

INSTALLED_APPS = [
    "parindex.accounts",
    "units",
    "scoring",
    "parindex.portal",
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "django_tables2",
    "csp",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    # Pages leave compressed also without a server in front; Django pads them against guessing by size.
    "django.middleware.gzip.GZipMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    # Before the look for forged posts; it asks who the reader is only when all of them have seen the request.
    "parindex.access.DeclaredAccessMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
]

ROOT_URLCONF = "parindex.urls"
WSGI_APPLICATION = "parindex.wsgi.application"
AUTH_USER_MODEL = "accounts.User"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ],
        },
    },
]

DATABASES = {
    "default": dj_database_url.parse(
        os.environ.get("DATABASE_URL") or f"sqlite:///{VAR_DIR / 'portal.sqlite3'}", conn_max_age=60
    )
}
if DATABASES["default"]["ENGINE"] == "django.db.backends.sqlite3":
    # IMMEDIATE: a writer waits its turn instead of failing half-way. recursive_triggers: without it the guard of
    # published rows does not see the delete inside INSERT OR REPLACE.
    DATABASES["default"]["OPTIONS"] = {
        "transaction_mode": "IMMEDIATE",
        "timeout": 20,
        "init_command": "PRAGMA journal_mode=WAL; PRAGMA recursive_triggers=ON; PRAGMA synchronous=FULL;",
    }

AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{name}"}
    for name in (
        "UserAttributeSimilarityValidator",
        "MinimumLengthValidator",
        "CommonPasswordValidator",
        "NumericPasswordValidator",
    )
]
LOGIN_URL = "admin:login"
CSRF_FAILURE_VIEW = "parindex.accounts.unsent.not_taken"

LANGUAGE_CODE = "vi"
LANGUAGES = [("vi", _("Tiếng Việt"))]
LOCALE_PATHS = [BASE_DIR / "locale"]
USE_I18N = True
USE_TZ = True
TIME_ZONE = "Asia/Ho_Chi_Minh"
FORMAT_MODULE_PATH = "parindex.formats"
# With it on, the year 2025 prints as 2.025 under "vi".
USE_THOUSAND_SEPARATOR = False

STATIC_URL = "/static/"
STATIC_ROOT = VAR_DIR / "static"
# var/assets: fonts and the chart script, taken from installed packages by `python -m tools.assets`.
ASSETS_DIR = VAR_DIR / "assets"
ASSETS_DIR.mkdir(exist_ok=True)
STATICFILES_DIRS = [BASE_DIR / "static", ASSETS_DIR]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "parindex.storage.HashedStaticFiles"},
}

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "img-src": [SELF, "data:"],
        "object-src": [NONE],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
        "form-action": [SELF],
    }
}
# What the agency that publishes has decided; the portal claims nothing in its place (parindex/portal/opendata/licence.py).
DATA_LICENCE = os.environ.get("PARINDEX_DATA_LICENCE", "")
DATA_LICENCE_URL = os.environ.get("PARINDEX_DATA_LICENCE_URL", "")
# The files of open data, made once for each state of what is published.
OPEN_DATA_DIR = VAR_DIR / "open-data"

# A sheet of a hundred leaves has nine fields a leaf; Django stops at a thousand fields.
DATA_UPLOAD_MAX_NUMBER_FIELDS = 5000
X_FRAME_OPTIONS = "DENY"
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SESSION_COOKIE_AGE = 8 * 60 * 60
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
if not DEMO:
    SECURE_SSL_REDIRECT = True
    SECURE_HSTS_SECONDS = 31_536_000
    SECURE_HSTS_INCLUDE_SUBDOMAINS = True
    SECURE_HSTS_PRELOAD = True
    SESSION_COOKIE_SECURE = True
    CSRF_COOKIE_SECURE = True
    SECURE_PROXY_SSL_HEADER = (
        ("HTTP_X_FORWARDED_PROTO", "https") if os.environ.get("PARINDEX_BEHIND_PROXY") == "1" else None
    )

DJANGO_TABLES2_TEMPLATE = "components/_table.html"

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "handlers": {"console": {"class": "logging.StreamHandler"}},
    "root": {"handlers": ["console"], "level": "WARNING"},
}
