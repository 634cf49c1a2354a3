"""All settings in one place: development by default, production by environment.

`DESK_ENV=production` turns off every default that is only fit for a laptop; a value that is then
missing stops the start and names its variable, and so does a word that is none of those it may be. Each
secret NAME may be given as NAME or as NAME_FILE (a mounted file); the two keys are, in development only,
made once under `var/keys/`.
"""

from __future__ import annotations

import os
import secrets
from contextlib import suppress
from datetime import timedelta
from pathlib import Path
from typing import Any

import environ
from csp.constants import NONE, SELF
from django.core.exceptions import ImproperlyConfigured

env = environ.Env()

BASE_DIR = Path(__file__).resolve().parent.parent


def choice(name: str, default: str, words: tuple[str, ...]) -> str:
    """The variable's value, which must be one of `words`: a mistyped one would turn off what it means."""
    value = env.str(name, default)
    if value in words:
        return value
    raise ImproperlyConfigured(f"{name} is none of {', '.join(words)}.")


def given(name: str, default: str = "") -> str:
    """The variable's value, or what stands in the file that NAME_FILE names; `default` without either."""
    if value := env.str(name, ""):
        return value
    if file := env.str(f"{name}_FILE", ""):
        try:
            return Path(file).read_text(encoding="utf-8").strip()
        except (OSError, UnicodeDecodeError):
            # Without the cause: its text could hold a piece of a secret that was given as a file's name.
            raise ImproperlyConfigured(f"The file that {name}_FILE names cannot be read.") from None
    return default


PRODUCTION = choice("DESK_ENV", "development", ("development", "production")) == "production"
DESK_VAR = Path(env.str("DESK_VAR", str(BASE_DIR / "var")))


def required(name: str, development: str) -> str:
    """What `given` says; `development` when it is missing outside production."""
    value = given(name)
    if value or not PRODUCTION:
        return value or development
    raise ImproperlyConfigured(f"Set {name} or {name}_FILE: it has no default in production.")


def secret(name: str) -> str:
    """One of the desk's own keys: given, or made once in `var/keys` (development)."""
    if value := given(name):
        return value
    if PRODUCTION:
        raise ImproperlyConfigured(f"Set {name} or {name}_FILE: it has no default in production.")
    path = DESK_KEYS / f"{name.lower()}.txt"
    DESK_KEYS.mkdir(mode=0o700, parents=True, exist_ok=True)
    if not path.exists():
        make_secret(path)
    return path.read_text(encoding="ascii").strip()


def make_secret(path: Path) -> None:
    """Put a new secret there, whole from its first moment; one that another process put there stays."""
    draft = path.with_name(f"{path.name}.{secrets.token_hex(8)}")
    try:
        with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as new:
            new.write(secrets.token_urlsafe(48))
            new.flush()
            os.fsync(new.fileno())
        # A link, not a rename: that would replace a key which another process uses already.
        with suppress(FileExistsError):
            os.link(draft, path)
    finally:
        draft.unlink(missing_ok=True)


# Keys live apart from the database and its backups: a key destroyed here must not come back from there.
DESK_KEYS = Path(env.str("DESK_KEYS", str(DESK_VAR / "keys")))
# What was erased, for the day an old backup is restored; apart from the database for the same reason.
DESK_TOMBSTONES = Path(env.str("DESK_TOMBSTONES", str(DESK_KEYS / "tombstones.jsonl")))
SECRET_KEY = secret("SECRET_KEY")
MASTER_KEY = secret("MASTER_KEY")

DEBUG = False
ALLOWED_HOSTS = env.list("DESK_HOSTS", default=[] if PRODUCTION else ["localhost", "127.0.0.1", "[::1]"])
# Absolute links in mails, feeds and certificates start with this.
DESK_ORIGIN = required("DESK_ORIGIN", "http://localhost:8000").rstrip("/")
# The address of the proxy whose X-Forwarded headers are true; `web` believes nobody else's.
DESK_TRUSTED_PROXY = env.str("DESK_TRUSTED_PROXY", "")
if PRODUCTION and not ALLOWED_HOSTS:
    raise ImproperlyConfigured("Set DESK_HOSTS: the host names this desk answers to, separated by commas.")

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django_htmx",
    "django_tasks",
    "django_tasks_db",
    "csp",
    "desk",
    "desk.audit",
    "desk.accounts",
    "desk.files",
    "desk.mail",
    "desk.factors",
    "desk.tickets",
    "desk.publishing",
    "desk.rights",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "desk.http.no_store_for_people",
]

ROOT_URLCONF = "desk.urls"
WSGI_APPLICATION = "desk.wsgi.application"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = ["desk.factors.backend.MailedLink"]
LOGIN_URL = "accounts:sign_in"
LOGIN_REDIRECT_URL = "accounts:home"

TEMPLATES: list[dict[str, Any]] = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "desk.http.product",
            ],
        },
    }
]
MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"

# Database: SQLite beside the keys by default; PostgreSQL by DATABASE_URL.
DATABASES = {
    "default": env.db_url_config(required("DATABASE_URL", f"sqlite:///{DESK_VAR / 'desk.sqlite3'}")),
}
if DATABASES["default"]["ENGINE"] == "django.db.backends.sqlite3":
    DATABASES["default"]["OPTIONS"] = {
        # A writer takes its lock at BEGIN: two of them wait for each other instead of failing half-way.
        "transaction_mode": "IMMEDIATE",
        "timeout": 20,
        # secure_delete overwrites what a removal deleted, instead of leaving it in free pages.
        "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA foreign_keys=ON; "
        "PRAGMA secure_delete=ON;",
    }
    # A file, as in use: SQLite's memory databases lock whole tables among the threads of a test.
    DATABASES["default"]["TEST"] = {"NAME": DESK_VAR / "test.sqlite3"}
else:
    DATABASES["default"]["CONN_MAX_AGE"] = 60
    DATABASES["default"]["CONN_HEALTH_CHECKS"] = True

# Rate limits count in a cache that every process shares.
CACHES: dict[str, dict[str, Any]] = {
    "default": {
        "BACKEND": "django.core.cache.backends.db.DatabaseCache",
        "LOCATION": "desk_cache",
        # Every further count gives a counter this lifetime anew, whatever its first one was. So it is
        # longer than the longest limit, a day; Django's default is five minutes.
        "TIMEOUT": 25 * 3600,
        # The default of 300 would throw live counters away as soon as somebody makes many.
        "OPTIONS": {"MAX_ENTRIES": 1_000_000},
    }
}
SILENCED_SYSTEM_CHECKS = ["django_ratelimit.E003", "django_ratelimit.W001"]  # DatabaseCache is shared
RATELIMIT_USE_CACHE = "default"

# Background work: the same tasks on the database or on Celery.
DESK_TASKS = choice("DESK_TASKS", "db", ("db", "celery"))
TASKS = {
    "default": {
        "BACKEND": {
            "db": "desk.jobs.DatabaseBackend",
            "celery": "desk.jobs.CeleryBackend",
        }[DESK_TASKS],
        "QUEUES": ["default", "scan", "publish", "mail"],
    }
}
CELERY_BROKER_URL = given("CELERY_BROKER_URL", "amqp://guest:guest@127.0.0.1:5672//")

# A clamd that looks at every file that comes in: `host:port`, or the path of its socket. Without it files are
# shown as not checked.
CLAMD_ADDRESS = env.str("CLAMD_ADDRESS", "")

# The detector process; `up` starts one and sets both. Without it nothing is scanned and nothing published.
DETECTOR_URL = env.str("DETECTOR_URL", "http://127.0.0.1:8765")
DETECTOR_TOKEN = given("DETECTOR_TOKEN")
DETECTOR_TIMEOUT = env.int("DETECTOR_TIMEOUT", 120)
DESK_POLICY: dict[str, Any] = {"never_hide": env.list("DESK_NEVER_HIDE", default=[])}

# Kinds of which a second agent has to agree before they stay visible in a public copy.
DESK_SECOND_PERSON = env.list(
    "DESK_SECOND_PERSON", default=["NATIONAL_ID", "DOCUMENT_ID", "HEALTH_ID", "BANK_ACCOUNT", "CREDIT_CARD"]
)
# Who has to have a second step beside the mailed link: none, staff or everybody (check desk.E006).
DESK_SECOND_FACTOR = env.str("DESK_SECOND_FACTOR", "staff" if PRODUCTION else "none")

# The highest risk (low, medium, high) that may be left in a copy which one person reviews and publishes.
DESK_RISK_LIMIT = env.str("DESK_RISK_LIMIT", "medium")

# Where a product asks its customers before the first publication: whether an unanswered question stops
# holding the copy back after the quiet period. Without it only the customer's approval does.
PUBLISH_AFTER_QUIET = env.bool("DESK_PUBLISH_AFTER_QUIET", False)
QUIET_PERIOD = timedelta(hours=48)

# Two storages that may never be the same place (check desk.E001).
S3_OPTIONS = {
    "endpoint_url": env.str("S3_ENDPOINT", "") or None,
    "access_key": given("S3_ACCESS_KEY"),
    "secret_key": given("S3_SECRET_KEY"),
    "region_name": env.str("S3_REGION", "us-east-1"),
    "addressing_style": "path",
    "signature_version": "s3v4",
    "file_overwrite": False,
    "default_acl": None,
    "querystring_auth": True,
    "querystring_expire": 60,
    # The desk reads both buckets itself. Whoever puts a cache before one must not keep what may be recalled.
    "object_parameters": {"CacheControl": "no-store"},
}


def storage(name: str) -> dict[str, Any]:
    """S3 when S3_BUCKET_PRIVATE / S3_BUCKET_PUBLIC is set, else a folder under `var/`."""
    if bucket := env.str(f"S3_BUCKET_{name.upper()}", ""):
        return {"BACKEND": "desk.files.s3.ErasingS3Storage", "OPTIONS": {**S3_OPTIONS, "bucket_name": bucket}}
    return {
        "BACKEND": "django.core.files.storage.FileSystemStorage",
        "OPTIONS": {
            "location": DESK_VAR / "files" / name,
            "file_permissions_mode": 0o600,
            "directory_permissions_mode": 0o700,
        },
    }


STORAGES = {
    "private": storage("private"),
    "public": storage("public"),
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"}
    if PRODUCTION
    else {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
    # Nothing may use Django's default storage by accident: its folder holds no file.
    "default": {"BACKEND": "django.core.files.storage.InMemoryStorage"},
}
STATIC_URL = "static/"
STATIC_ROOT = DESK_VAR / "static" if PRODUCTION else None  # collected for production only
WHITENOISE_USE_FINDERS = not PRODUCTION
UPLOAD_LIMIT = 25 * 1024 * 1024  # bytes per file
UPLOADS_PER_MESSAGE = 10
DATA_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024
# Uploads stay in memory: a temporary file on disk would outlive the card gate.
FILE_UPLOAD_HANDLERS = [
    "django.core.files.uploadhandler.MemoryFileUploadHandler",
    "desk.http.RefuseLargeUpload",
]
FILE_UPLOAD_MAX_MEMORY_SIZE = UPLOAD_LIMIT

# Mail: files under var/mail by default, SMTP by setting.
EMAIL_BACKEND = (
    "django.core.mail.backends.smtp.EmailBackend"
    if env.str("SMTP_HOST", "")
    else "django.core.mail.backends.filebased.EmailBackend"
)
EMAIL_FILE_PATH = DESK_VAR / "mail"
EMAIL_HOST = env.str("SMTP_HOST", "")
EMAIL_PORT = env.int("SMTP_PORT", 587)
EMAIL_HOST_USER = env.str("SMTP_USER", "")
EMAIL_HOST_PASSWORD = given("SMTP_PASSWORD")
EMAIL_USE_TLS = env.bool("SMTP_TLS", True)
EMAIL_TIMEOUT = 20
DEFAULT_FROM_EMAIL = required("DESK_MAIL_FROM", "Discreet desk <desk@localhost>")

# Time and language.
USE_TZ = True
TIME_ZONE = env.str("DESK_TIME_ZONE", "UTC")
# Where our office is (ISO 3166, such as US-CA): its holidays count for business days of personal requests.
DESK_OFFICE_PLACE = env.str("DESK_OFFICE_PLACE", "US")
LANGUAGE_CODE = "en-gb"
LANGUAGES = [("en-gb", "English")]

# Doors and headers. Scripts and styles come from here alone; nothing is inlined.
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:", "blob:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "form-action": [SELF],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
        "frame-src": [SELF],
        "manifest-src": [SELF],
    }
}
X_FRAME_OPTIONS = "DENY"
# Nothing is said to other sites. "no-referrer" would also turn the Origin of our own forms into "null",
# which the CSRF check must refuse.
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_AGE = 14 * 24 * 3600
PASSWORD_RESET_TIMEOUT = 3600  # seconds a sign-in link lives
CSRF_COOKIE_HTTPONLY = True
CSRF_COOKIE_SAMESITE = "Strict"
CSRF_FAILURE_VIEW = "desk.http.forbidden"
if PRODUCTION:
    SECURE_SSL_REDIRECT = True
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    SECURE_HSTS_SECONDS = 365 * 24 * 3600
    SECURE_HSTS_INCLUDE_SUBDOMAINS = True
    SECURE_HSTS_PRELOAD = True
    SESSION_COOKIE_SECURE = True
    CSRF_COOKIE_SECURE = True
    CSRF_TRUSTED_ORIGINS = [DESK_ORIGIN]

LOG_LEVEL = choice("DESK_LOG_LEVEL", "WARNING", ("DEBUG", "INFO", "WARNING", "ERROR", "CRITICAL"))
# Logs hold codes and ids. Request lines may hold tokens and search words, so they are not logged.
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "filters": {"no_values": {"()": "desk.http.NoValues"}},
    "formatters": {"plain": {"format": "{asctime} {levelname} {name} {message}", "style": "{"}},
    "handlers": {
        "console": {"class": "logging.StreamHandler", "filters": ["no_values"], "formatter": "plain"},
    },
    "root": {"handlers": ["console"], "level": LOG_LEVEL},
    # Django's own loggers would bring their own handlers, without our filter.
    "loggers": {"django": {"handlers": [], "propagate": True}},
}
