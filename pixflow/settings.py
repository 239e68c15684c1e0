"""The one settings file. Everything an operator may change is an environment variable (docs/production.md)."""

import os
from pathlib import Path
from typing import Any

import environ
from celery.schedules import crontab
from csp.constants import NONE, SELF

from pixflow.postgres.options import options
from pixflow.secret import kept_secret

env = environ.Env()
BASE_DIR = Path(__file__).resolve().parent.parent
environ.Env.read_env(BASE_DIR / ".env")

# --- The operator's choices -------------------------------------------------------------------------------------------

DATA = Path(env("PIXFLOW_DATA", default=str(BASE_DIR / "data"))).resolve()
DATA.mkdir(parents=True, exist_ok=True)
REDIS_URL: str = env("REDIS_URL", default="")
EMBEDDED = not REDIS_URL
PUBLIC_URL: str = env("PIXFLOW_PUBLIC_URL", default="").rstrip("/")
HOST: str = env("PIXFLOW_HOST", default="127.0.0.1")
PORT: int = env.int("PIXFLOW_PORT", default=8000)
SIGNUP_OPEN = env("PIXFLOW_SIGNUP", default="closed") == "open"
ADMIN_EMAIL: str = env("PIXFLOW_ADMIN_EMAIL", default="admin@localhost")
ADMIN_PASSWORD: str = env("PIXFLOW_ADMIN_PASSWORD", default="")

FAL_KEY: str = env("FAL_KEY", default="")
FAL_URL: str = env("PIXFLOW_FAL_URL", default="")
# The account whose deliveries are believed; fal signs those of all its customers with the same keys.
FAL_USER_ID: str = env("PIXFLOW_FAL_USER_ID", default="")
OPENAI_KEY: str = env("OPENAI_API_KEY", default="")
OPENAI_URL: str = env("OPENAI_BASE_URL", default="")
# Writes prompts; a compatible server has names of its own.
OPENAI_TEXT_MODEL: str = env("OPENAI_TEXT_MODEL", default="gpt-6-luna")
# How many generations may run at each engine at once.
SLOTS: dict[str, int] = {
    "local": max(1, env.int("PIXFLOW_LOCAL_SLOTS", default=os.cpu_count() or 1)),
    "fal": max(1, env.int("PIXFLOW_FAL_SLOTS", default=10)),
    "openai": max(1, env.int("PIXFLOW_OPENAI_SLOTS", default=8)),
}

# --- Django -----------------------------------------------------------------------------------------------------------

DEBUG = env.bool("PIXFLOW_DEBUG", default=False)
SECRET_KEY: str = env("PIXFLOW_SECRET_KEY", default="") or kept_secret(DATA / "secret_key")
ALLOWED_HOSTS: list[str] = env.list("PIXFLOW_ALLOWED_HOSTS", default=["localhost", "127.0.0.1", "[::1]"])
CSRF_TRUSTED_ORIGINS = [PUBLIC_URL] if PUBLIC_URL else []
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if PUBLIC_URL.startswith("https://") else None
ROOT_URLCONF = "pixflow.urls"
ASGI_APPLICATION = "pixflow.asgi.application"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
AUTH_USER_MODEL = "accounts.User"
LANGUAGE_CODE = "en"
TIME_ZONE = "UTC"
USE_TZ = True

INSTALLED_APPS = [
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "channels",
    "csp",
    "django_htmx",
    "rest_framework",
    "drf_spectacular",
    "drf_spectacular_sidecar",
    "allauth",
    "allauth.account",
    "pixflow.apps.PixflowConfig",
    "accounts",
    "live",
    "projects",
    "prompts",
    "generations",
    "conversations",
    "ratings",
    "library",
]

MIDDLEWARE = [
    "pixflow.middleware.measure_body",
    "pixflow.middleware.refuse_nul",
    "django.middleware.security.SecurityMiddleware",
    "csp.middleware.CSPMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "pixflow.middleware.keep_private",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
]

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
                "pixflow.context.studio",
            ],
            "builtins": ["pixflow.templatetags.studio"],
        },
    }
]

# --- Database ---------------------------------------------------------------------------------------------------------

DATABASES = {"default": env.db_url("DATABASE_URL", default=f"sqlite:///{DATA / 'pixflow.sqlite3'}")}
_database = DATABASES["default"]
if _database["ENGINE"].endswith("sqlite3"):
    # IMMEDIATE takes the write lock at BEGIN: a read that later writes can otherwise fail at once, time-out or not.
    # No mmap_size: SQLite before 3.51.3 can corrupt a WAL database with it.
    # No automatic indexes: of the whole table for one query, where statistics take a column of NULLs for one value.
    _pragmas = ("journal_mode=WAL", "synchronous=NORMAL", "journal_size_limit=27103364", "automatic_index=0")
    _database["OPTIONS"] = {"timeout": 20, "transaction_mode": "IMMEDIATE"}
    _database["OPTIONS"]["init_command"] = "".join(f"PRAGMA {pragma};" for pragma in _pragmas)
else:
    _database["ENGINE"] = "pixflow.postgres"
    _database["OPTIONS"] = _database.get("OPTIONS", {}) | options(pool=env.int("PIXFLOW_DATABASE_POOL", default=20))

# --- Cache, Celery, live ----------------------------------------------------------------------------------------------

_redis_cache = {"BACKEND": "pixflow.cache.ForgivingCache", "LOCATION": REDIS_URL}
_local_cache: dict[str, Any] = {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}
CACHES: dict[str, Any] = {
    "default": {**_redis_cache, "OPTIONS": {"socket_timeout": 2, "socket_connect_timeout": 1}}
    if REDIS_URL
    else _local_cache,
    # Rendered once for everybody who may see it; whoever edits templates wants to see them at once.
    "fragments": {"BACKEND": "django.core.cache.backends.dummy.DummyCache"}
    if DEBUG
    else {**_local_cache, "LOCATION": "fragments", "OPTIONS": {"MAX_ENTRIES": 10_000}},
}

# Messages are doorbells: losing one costs a moment, never work. So no results, no long countdowns, JSON only, and no
# acknowledgements in Redis: with them a worker that loses Redis while it is busy ends, and each message costs more.
CELERY_BROKER_URL = REDIS_URL or "memory://localhost/"
CELERY_BROKER_TRANSPORT_OPTIONS: dict[str, Any] = (
    {"socket_timeout": 10, "socket_connect_timeout": 2, "max_connections": 2000, "ack_emulation": False}
    if REDIS_URL
    else {"polling_interval": 0.02}
)
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_PUBLISH_RETRY = False
# A worker takes no more than it has threads for; the rest is for others.
CELERY_TASK_ACKS_LATE = True
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
CELERY_ACCEPT_CONTENT = ["json"]
CELERY_TASK_SERIALIZER = "json"
CELERY_BEAT_SCHEDULE = {
    "sweep": {"task": "generations.tasks.sweep", "schedule": 1.0, "options": {"expires": 5}},
    "tidy": {"task": "generations.tasks.tidy", "schedule": 60.0, "options": {"expires": 60}},
    "settle": {"task": "generations.tasks.settle", "schedule": crontab(minute=0)},
    "inspect": {"task": "generations.tasks.begin_inspection", "schedule": crontab(hour=3, minute=0)},
}

# --- Files ------------------------------------------------------------------------------------------------------------

MEDIA_ROOT = DATA / "media"
SPOOL_ROOT = DATA / "spool"
# A proxy that serves MEDIA_ROOT itself under this internal address (X-Accel-Redirect); empty = the studio serves.
MEDIA_ACCEL: str = env("PIXFLOW_MEDIA_ACCEL", default="")
UPLOAD_MAX_BYTES = 50 * 1024 * 1024
# An upload of the largest size with its form around it fits; Django says in words what is wrong with a larger file.
BODY_MAX_BYTES = UPLOAD_MAX_BYTES + 16 * 1024 * 1024
# As many as find room in the memory of a decoder (generations/media/decode.py).
UPLOAD_MAX_PIXELS = 80_000_000
RESULT_MAX_PIXELS = 89_000_000
DATA_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024
FILE_UPLOAD_HANDLERS = [
    "generations.media.uploads.LimitHandler",
    "django.core.files.uploadhandler.TemporaryFileUploadHandler",
]

STATIC_URL = "/static/"
STATIC_ROOT = env.path("PIXFLOW_STATIC_ROOT", default=str(DATA / "static"))()
STATICFILES_DIRS = [BASE_DIR / "static"]
STORAGES = {
    "default": {"BACKEND": "generations.media.storage.ContentStorage", "OPTIONS": {"location": str(MEDIA_ROOT)}},
    "staticfiles": {"BACKEND": "pixflow.static.StaticStorage"},
}

# --- People -----------------------------------------------------------------------------------------------------------

AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{name}"}
    for name in ("UserAttributeSimilarityValidator", "MinimumLengthValidator", "CommonPasswordValidator")
]
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*", "password2*"]
ACCOUNT_EMAIL_VERIFICATION = env("PIXFLOW_EMAIL_VERIFICATION", default="none")
ACCOUNT_ADAPTER = "accounts.adapter.AccountAdapter"
# So many proxies of ours stand in front; without the right number everybody shares one sign-in rate limit.
ALLAUTH_TRUSTED_PROXY_COUNT = env.int("PIXFLOW_PROXIES", default=1 if PUBLIC_URL else 0)
ACCOUNT_LOGOUT_ON_GET = False
ACCOUNT_SESSION_REMEMBER = True
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/"
EMAIL_CONFIG = env.email_url("EMAIL_URL", default="consolemail://")
vars().update(EMAIL_CONFIG)
DEFAULT_FROM_EMAIL: str = env("PIXFLOW_FROM_EMAIL", default="pixflow@localhost")

# --- Security ---------------------------------------------------------------------------------------------------------

SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = PUBLIC_URL.startswith("https://")
SESSION_COOKIE_HTTPONLY = True
SECURE_HSTS_SECONDS = 31_536_000 if SESSION_COOKIE_SECURE else 0
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
# Nothing inline anywhere, so no nonce; data: images are the tiny previews inside skeletons.
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:", "blob:"],
        "media-src": [SELF, "blob:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "form-action": [SELF],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
        "report-uri": ["/csp-report"],
    }
}
# Browsers that send an Origin may open the socket only from here.
SOCKET_ORIGINS = [PUBLIC_URL] if PUBLIC_URL else []

# --- REST -------------------------------------------------------------------------------------------------------------

REST_FRAMEWORK = {
    "DEFAULT_AUTHENTICATION_CLASSES": [
        "accounts.authentication.TokenAuthentication",
        "accounts.authentication.BrowserAuthentication",
    ],
    "DEFAULT_PERMISSION_CLASSES": ["accounts.permissions.HasScope"],
    "DEFAULT_RENDERER_CLASSES": ["accounts.renderers.AnyTextRenderer"],
    "DEFAULT_PARSER_CLASSES": ["accounts.parsers.BoundedJSONParser"],
    "DEFAULT_PAGINATION_CLASS": "accounts.pagination.KeysetPagination",
    "DEFAULT_SCHEMA_CLASS": "drf_spectacular.openapi.AutoSchema",
    "DEFAULT_THROTTLE_CLASSES": ["rest_framework.throttling.UserRateThrottle"],
    "DEFAULT_THROTTLE_RATES": {"user": env("PIXFLOW_API_RATE", default="600/min")},
    "EXCEPTION_HANDLER": "accounts.errors.handle",
    "DEFAULT_VERSIONING_CLASS": None,
    # The OpenAPI document says what is taken; OPTIONS would look for rows by names that not all views have.
    "DEFAULT_METADATA_CLASS": None,
    "COERCE_DECIMAL_TO_STRING": False,
}
SPECTACULAR_SETTINGS = {
    "TITLE": "Pixflow",
    "DESCRIPTION": "Everything that a screen of the studio can do.",
    "VERSION": "1.0.0",
    "OAS_VERSION": "3.1.0",
    "DEFAULT_GENERATOR_CLASS": "accounts.schema.StudioSchema",
    "SERVE_INCLUDE_SCHEMA": False,
    "SWAGGER_UI_DIST": "SIDECAR",
    "SWAGGER_UI_FAVICON_HREF": "SIDECAR",
    "ENUM_GENERATE_CHOICE_DESCRIPTION": False,
    "ENUM_NAME_OVERRIDES": {
        "KindEnum": "projects.models.SessionKind.choices",
        "PromptKindEnum": "prompts.asked.KINDS",
        "StateEnum": "generations.states.State.choices",
    },
}

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "line": {
            "class": "pixflow.logs.LineFormatter",
            "format": "{asctime} {levelname} {name}: {message}",
            "style": "{",
        }
    },
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    # A page that is not there is no news for an operator.
    "loggers": {"django.request": {"level": "ERROR"}},
    "root": {"handlers": ["console"], "level": env("PIXFLOW_LOG_LEVEL", default="WARNING")},
}
