"""All settings, from environment variables. The table of them is in README.md.

An empty environment gives the embedded server: SQLite and a generated key in DATA_DIR. With
DATABASE_URL it is a team's server, and then SECRET_KEY must be given too.
"""

import copy
from pathlib import Path
from typing import Any

from csp.constants import NONE, SELF
from django.db.backends.postgresql.psycopg_any import IsolationLevel

from factcheck import VERSION
from factcheck.environment import (
    make_data_dir,
    read_choice,
    read_database,
    read_days,
    read_email_host,
    read_flag,
    read_hosts,
    read_list,
    read_number,
    read_origins,
    read_redis_url,
    read_secret_key,
    read_single_sign_on,
    read_storage,
    read_text,
    read_token,
)

SOFTWARE_VERSION = VERSION
BASE_DIR = Path(__file__).resolve().parent.parent
DATA_DIR = Path(read_text("DATA_DIR") or BASE_DIR / "data").resolve()
make_data_dir(DATA_DIR)

DATABASE_URL = read_text("DATABASE_URL")
DEBUG = read_flag("DEBUG", default=False)
SECRET_KEY = read_secret_key(DATA_DIR, embedded=not DATABASE_URL)
ALLOWED_HOSTS = read_hosts("ALLOWED_HOSTS", "localhost,127.0.0.1,[::1]")
CSRF_TRUSTED_ORIGINS = read_origins("CSRF_TRUSTED_ORIGINS")

# How many proxies in front add to X-Forwarded-For; without one the header is never believed.
PROXY_COUNT = read_number("PROXY_COUNT", 0)

# Limits, in bytes unless the name says otherwise.
ARTICLE_MAX_BYTES = read_number("ARTICLE_MAX_BYTES", 1_000_000, least=1)
# At most what a backup can hold of one upload (claims/exchange/backups.py, LINE_LIMIT).
IMPORT_MAX_BYTES = read_number("IMPORT_MAX_BYTES", 20_000_000, least=1, most=100_000_000)
IMPORT_MAX_ROWS = read_number("IMPORT_MAX_ROWS", 10_000, least=1)
# Whose pages may be imported by link: "example.org", ".example.org" with all below; none: off.
IMPORT_HOSTS = read_list("IMPORT_HOSTS")
# A form or a JSON body: an article at its limit, every character escaped six-fold, plus the rest.
DATA_UPLOAD_MAX_MEMORY_SIZE = max(IMPORT_MAX_BYTES, 6 * ARTICLE_MAX_BYTES) + 100_000

# Requests a minute over REST: of all tokens of a person together, and of an address that does not
# sign in; 0: any number. People at their browsers are not counted.
API_RATE_LIMIT = read_number("API_RATE_LIMIT", 1200)
API_RATE_LIMIT_ANONYMOUS = read_number("API_RATE_LIMIT_ANONYMOUS", 60)

# How long an API token may last, in days; 0: until it is revoked, if its maker says so.
TOKEN_MAX_DAYS = read_number("TOKEN_MAX_DAYS", 0)
# How long the link of an invitation opens.
INVITATION_DAYS = read_number("INVITATION_DAYS", 7, least=1)

# How long things are kept, in days (docs/people.md); 0: for good. Triggers hold the least of the
# last two, too.
DRAFT_DAYS = read_days("DRAFT_DAYS", 90)
ADDRESS_DAYS = read_days("ADDRESS_DAYS", 365, least=30)
AUDIT_DAYS = read_days("AUDIT_DAYS", 0, least=365)

INSTALLED_APPS = [
    "claims",
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.socialaccount",
    "allauth.socialaccount.providers.openid_connect",
    "allauth.usersessions",
    "csp",
    "rest_framework",
    "drf_spectacular",
    "drf_spectacular_sidecar",
    "django_tasks",
    "factcheck.apps.TaskQueueConfig",
]

MIDDLEWARE = [
    "claims.web.middleware.ForegroundMiddleware",
    "claims.web.middleware.RequestOriginMiddleware",
    "claims.web.access.AccessMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "claims.web.middleware.OwnLanguageMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "claims.web.middleware.PrivatePagesMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "claims.web.middleware.SamePersonMiddleware",
    "claims.web.signing_in.middleware.LastSeenMiddleware",
    "claims.web.signing_in.middleware.SecondFactorMiddleware",
    "claims.web.middleware.RefusalMiddleware",
    "claims.web.middleware.ConsentMiddleware",
]

ROOT_URLCONF = "factcheck.urls"
WSGI_APPLICATION = "factcheck.wsgi.application"

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
                "claims.web.context.project_navigation",
            ],
        },
    },
]


# Databases. IMMEDIATE, so that a transaction that reads and then writes waits instead of failing;
# FULL, so that an acknowledged label survives a power cut (docs/decisions/0005-sqlite.md).
def _sqlite(name: Path) -> dict[str, Any]:
    return {
        "ENGINE": "factcheck.sqlite",
        "NAME": name,
        "OPTIONS": {
            "transaction_mode": "IMMEDIATE",
            "timeout": 20,
            "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; "
            # 16 MB of what was written go into the database at once: at its own 4, each 50 articles
            # of an import did, and waited for the disk.
            "PRAGMA wal_autocheckpoint=4000; "
            # So that INSERT OR REPLACE meets the triggers that keep rows from being deleted.
            "PRAGMA recursive_triggers=ON;",
        },
        # A file, not memory: the tests' threads and browsers need the real locking.
        "TEST": {"NAME": DATA_DIR / "test.sqlite3"},
    }


def _snapshot_of(database: dict[str, Any]) -> dict[str, Any]:
    """The same database for long reads: one moment in time, and no lock that a writer waits for."""
    snapshot = copy.deepcopy(database)
    options = snapshot.setdefault("OPTIONS", {})
    if snapshot["ENGINE"].endswith("sqlite"):
        options["transaction_mode"] = "DEFERRED"
        options["init_command"] += " PRAGMA query_only=ON;"
    else:
        options["isolation_level"] = IsolationLevel.REPEATABLE_READ
        options["options"] += " -c default_transaction_read_only=on"
    snapshot["TEST"] = {"MIRROR": "default"}
    return snapshot


_given = read_database("DATABASE_URL")
if _given is None:
    _default = _sqlite(DATA_DIR / "factcheck.sqlite3")
elif _given["ENGINE"].endswith("sqlite3"):
    _default = _sqlite(Path(_given["NAME"]))
else:
    _default = _given
    _options = _default.setdefault("OPTIONS", {})
    # Seconds: a host that is gone says nothing, and every thread would wait for minutes.
    _options.setdefault("connect_timeout", 10)
    # Compiling our short queries costs more than running them: 350 ms for one of 120 ms. So does
    # planning prepared ones anew: they are written so that one plan fits all values.
    tuned = "-c jit=off -c plan_cache_mode=force_generic_plan"
    _options["options"] = f"{_options.get('options', '')} {tuned}".strip()
DATABASES = {"default": _default, "snapshot": _snapshot_of(_default)}
# The alias that exports read from. Tests inside one transaction read from "default".
SNAPSHOT_DATABASE = "snapshot"
# Seconds that `manage.py migrate` waits for a lock on PostgreSQL, before it lets others pass.
LOCK_TIMEOUT = read_number("LOCK_TIMEOUT", 5, least=1)
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# People and sessions.
AUTH_USER_MODEL = "claims.User"
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "home"
LOGOUT_REDIRECT_URL = "account_login"
# The only one: a session from before it was is one of nobody, so everybody signs in once again.
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{name}", "OPTIONS": options}
    for name, options in (
        (
            "UserAttributeSimilarityValidator",
            # Not Django's own: here a person's name is one column.
            {"user_attributes": ("username", "name", "email")},
        ),
        ("MinimumLengthValidator", {}),
        ("CommonPasswordValidator", {}),
        ("NumericPasswordValidator", {}),
    )
]

# Signing in (docs/signing-in.md). Nobody signs up by themselves.
ACCOUNT_ADAPTER = "claims.web.signing_in.adapters.AccountAdapter"
ACCOUNT_LOGIN_METHODS = {"username", "email"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "email", "password1*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
# Theirs count in each process by itself; ours (operations/attempts.py) in the database.
ACCOUNT_RATE_LIMITS = False
MFA_ADAPTER = "claims.web.signing_in.adapters.SecondFactorAdapter"
# Clocks of telephones may be off by half a minute.
MFA_TOTP_TOLERANCE = 1
# Who must have a second factor: it is set up before anything else.
TOTP_REQUIRED = read_choice("TOTP_REQUIRED", "NONE", ("NONE", "STAFF", "ALL"))
SOCIALACCOUNT_ADAPTER = "claims.web.signing_in.adapters.SingleSignOnAdapter"
SOCIALACCOUNT_AUTO_SIGNUP = False
SINGLE_SIGN_ON = read_single_sign_on()
SOCIALACCOUNT_PROVIDERS = {
    "openid_connect": {
        "OAUTH_PKCE_ENABLED": True,
        "APPS": [SINGLE_SIGN_ON] if SINGLE_SIGN_ON else [],
    }
}

# Static files: plain names while developing, hashed and compressed ones in production.
STATIC_URL = "static/"
STATIC_ROOT = DATA_DIR / "static"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if DEBUG
        else "factcheck.storage.HashedModulesStorage"
    },
}
# Files of releases: in DATA_DIR, or on any Django storage.
RELEASES_ROOT = DATA_DIR / "releases"
STORAGES["releases"] = read_storage("RELEASES_STORAGE", RELEASES_ROOT)
WHITENOISE_USE_FINDERS = DEBUG
WHITENOISE_AUTOREFRESH = DEBUG

# Transport. HTTPS=0 is for a host that nobody reaches but through its own loopback.
HTTPS = read_flag("HTTPS", default=not DEBUG)
SECURE_SSL_REDIRECT = HTTPS
SECURE_REDIRECT_EXEMPT = [r"^healthz$", r"^readyz$", r"^metrics$"]
SECURE_HSTS_SECONDS = 31_536_000 if HTTPS else 0
# Other hosts of the domain, and browsers' built-in lists, are for their owner to bind, not for us.
SILENCED_SYSTEM_CHECKS = ["security.W005", "security.W021"]
SECURE_REFERRER_POLICY = "same-origin"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = HTTPS
SESSION_COOKIE_NAME = "__Host-session" if HTTPS else "session"
CSRF_COOKIE_NAME = "__Host-csrf" if HTTPS else "csrf"
CSRF_COOKIE_HTTPONLY = SESSION_COOKIE_HTTPONLY = True
CSRF_FAILURE_VIEW = "factcheck.failures.csrf_failed"
X_FRAME_OPTIONS = "DENY"
if PROXY_COUNT:
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "form-action": [SELF],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
    }
}

# Language and time: stored and exported in UTC.
LANGUAGE_CODE = "en"
# Each by its own name; the texts are in claims/locale (docs/translating.md).
LANGUAGES = [("en", "English"), ("de", "Deutsch"), ("ar", "العربيّة")]
LANGUAGE_COOKIE_AGE = 31_536_000
LANGUAGE_COOKIE_SECURE = HTTPS
LANGUAGE_COOKIE_HTTPONLY = True
LANGUAGE_COOKIE_SAMESITE = "Lax"
TIME_ZONE = "UTC"

# E-mail, for password resets and invitations. Without EMAIL_HOST it is written to the console.
EMAIL_HOST = read_email_host("EMAIL_HOST")
EMAIL_PORT = read_number("EMAIL_PORT", 587)
EMAIL_HOST_USER = read_text("EMAIL_HOST_USER")
EMAIL_HOST_PASSWORD = read_text("EMAIL_HOST_PASSWORD")
EMAIL_USE_TLS = read_flag("EMAIL_USE_TLS", default=True)
DEFAULT_FROM_EMAIL = read_text("DEFAULT_FROM_EMAIL", "factcheck@localhost")
# Seconds: whoever waits for a mail to be sent waits for the page.
EMAIL_TIMEOUT = 10
EMAIL_BACKEND = f"django.core.mail.backends.{'smtp' if EMAIL_HOST else 'console'}.EmailBackend"

REST_FRAMEWORK = {
    "DEFAULT_AUTHENTICATION_CLASSES": [
        "claims.api.authentication.TokenAuthentication",
        "claims.api.authentication.OwnPagesAuthentication",
    ],
    "DEFAULT_PERMISSION_CLASSES": ["claims.api.permissions.IsSignedIn"],
    "DEFAULT_THROTTLE_CLASSES": ["claims.api.throttles.ProgramThrottle"],
    "DEFAULT_PARSER_CLASSES": ["claims.api.parsers.StrictJSONParser"],
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
    "DEFAULT_PAGINATION_CLASS": "claims.api.pagination.PublicCursorPagination",
    "DEFAULT_SCHEMA_CLASS": "drf_spectacular.openapi.AutoSchema",
    "EXCEPTION_HANDLER": "claims.api.errors.answer_error",
    # `format` is a parameter of the export; DRF must not read it as its own.
    "URL_FORMAT_OVERRIDE": None,
    "TEST_REQUEST_DEFAULT_FORMAT": "json",
}
SPECTACULAR_SETTINGS = {
    "TITLE": "Factcheck",
    "DESCRIPTION": "Articles in, claims labelled, labels out. Guide: docs/api.md",
    "VERSION": "1",
    "OAS_VERSION": "3.1.0",
    "SERVE_INCLUDE_SCHEMA": False,
    "SWAGGER_UI_DIST": "SIDECAR",
    "SWAGGER_UI_FAVICON_HREF": "SIDECAR",
    "ENUM_NAME_OVERRIDES": {
        "CaseReason": "claims.models.cases.REASONS",
        "ClaimKind": "claims.models.Claim.Kind",
        "ChoosableKind": "claims.api.speakers.KINDS",
        "DeliveryState": "claims.models.Delivery.State",
        "EditKind": "claims.api.boundaries.EDIT_KINDS",
        "EvidenceKind": "claims.models.Evidence.Kind",
        "LabelField": "claims.models.LabelSuggestion.Field",
        "ProposalStatus": "claims.models.BoundaryProposal.Status",
        "PublicationState": "claims.models.Publication.State",
        "ClaimState": "claims.api.work.STATE_NAMES",
        "ReleaseState": "claims.models.Release.State",
        "RoundKind": "claims.models.Round.Kind",
        "SpeakerKind": "claims.models.Speaker.Kind",
        "WaitingReason": "claims.queries.attention.Reason",
    },
}

# What was measured (claims/queries/figures/memory.py): in each process by itself, and nothing that
# could not be measured again. Figures of many speakers take some megabytes.
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.locmem.LocMemCache",
        "OPTIONS": {"MAX_ENTRIES": 100},
    }
}

# Work in the background: queued in the database, done by `manage.py work`; with RQ workers hear of
# it by Redis (claims/queued.py).
TASKS_BACKEND = read_choice("TASKS_BACKEND", "database", ("DATABASE", "RQ"))
REDIS_URL = read_redis_url("REDIS_URL", is_needed=TASKS_BACKEND == "RQ")
_backends = {
    "DATABASE": "django_tasks_db.DatabaseBackend",
    "RQ": "claims.queued.AnnouncingBackend",
}
TASKS = {"default": {"BACKEND": _backends[TASKS_BACKEND]}}
# Whom webhooks may send to, as "example.org", "example.org:8443" or ".example.org" for all below
# it; empty: webhooks are off. Without TLS only where that is allowed too.
WEBHOOK_HOSTS = read_list("WEBHOOK_HOSTS")
WEBHOOK_HTTP = read_flag("WEBHOOK_HTTP", default=DEBUG)

# The one task there is: it does the job whose UUID it is given.
JOB_TASK = "claims.tasks.run_job"

# How gunicorn serves (factcheck/serving.py): processes, and threads of each.
WEB_WORKERS = read_number("WEB_WORKERS", 2, least=1)
WEB_THREADS = read_number("WEB_THREADS", 8, least=1)

# Who gives this as a Bearer token may read /metrics; empty: there is no such page.
METRICS_TOKEN = read_token("METRICS_TOKEN")

# Logs: one line each with the request's id; never article text, never a body.
LOG_FORMAT = read_choice("LOG_FORMAT", "text", ("TEXT", "JSON"))
LOG_LEVEL = read_choice("LOG_LEVEL", "INFO", ("DEBUG", "INFO", "WARNING", "ERROR"))
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "filters": {
        "origin": {"()": "claims.web.logs.OriginFilter"},
        "outage": {"()": "claims.web.logs.OutageFilter"},
    },
    "formatters": {
        "TEXT": {"()": "claims.web.logs.OneLineFormatter"},
        "JSON": {"()": "claims.web.logs.JSONFormatter"},
    },
    "handlers": {
        "console": {
            "class": "logging.StreamHandler",
            "filters": ["origin", "outage"],
            "formatter": LOG_FORMAT,
        }
    },
    "root": {"handlers": ["console"], "level": LOG_LEVEL},
    "loggers": {
        "django": {"handlers": ["console"], "level": LOG_LEVEL, "propagate": False},
    },
}
