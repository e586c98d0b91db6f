"""Every setting, read from the environment. `.env.example` lists them with their meaning and unit.

Nothing here starts a server: `manage.py` puts the URLs of the embedded servers into the environment first.
"""

from importlib.util import find_spec
from pathlib import Path

from product_importer import contradictions
from product_importer.import_settings import *  # noqa: F403
from product_importer.launch import data_folder, mail_settings, secrets_file, server_urls, store_settings, variables
from product_importer.launch.variables import (
    env,
    list_required_in_production,
    refuse_short_keys,
    required_in_production,
)
from product_importer.lib import database, logs
from product_importer.lib.outbound.addresses import networks

BASE_DIR = Path(__file__).resolve().parent.parent
NINJA = Path(getattr(find_spec("ninja"), "origin", "")).parent  # not an app: workers would load it, too
variables.read()

PRODUCTION = variables.is_production()
DEBUG = env.bool("DEBUG", False)
DATA_DIR = data_folder.chosen()
SECRET_KEY = required_in_production("SECRET_KEY")  # without, all that signs something fails
SECRET_KEY_FALLBACKS = env.list("SECRET_KEY_FALLBACKS")
WEBHOOK_MASTER_KEYS = list_required_in_production("WEBHOOK_MASTER_KEY")
CREDENTIALS_KEYS = list_required_in_production("CREDENTIALS_KEY")
refuse_short_keys("SECRET_KEY", [SECRET_KEY])
refuse_short_keys("WEBHOOK_MASTER_KEY", WEBHOOK_MASTER_KEYS)
refuse_short_keys("CREDENTIALS_KEY", CREDENTIALS_KEYS)
MISSING_KEYS = variables.missing(secrets_file.NAMES)
ALLOWED_HOSTS = list_required_in_production("ALLOWED_HOSTS", "127.0.0.1,localhost,[::1]")

# Applications

INSTALLED_APPS = [
    "product_importer",
    "product_importer.accounts",
    "product_importer.notices",
    "products",
    "products.bulk",
    "products.imports",
    "products.own_fields",
    "webhooks",
    "django.contrib.admin.apps.SimpleAdminConfig",  # urls loads the pages, where there are any
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.humanize",
    "django.contrib.messages",
    "django.contrib.postgres",
    "django.contrib.sessions",
    "django.contrib.staticfiles",
    "django.forms",  # its templates, for TemplatesSetting
]
MIDDLEWARE = [
    "product_importer.middleware.metrics.MetricsMiddleware",
    "product_importer.middleware.request_id.RequestIdMiddleware",
    "product_importer.middleware.cors.CorsMiddleware",
    "product_importer.middleware.headers.ContentSecurityPolicyMiddleware",
    "product_importer.middleware.headers.PermissionsPolicyMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "product_importer.middleware.headers.PrivateMiddleware",
    "product_importer.middleware.api_errors.ApiErrorsMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "product_importer.middleware.api_tokens.ApiTokenMiddleware",
    "product_importer.middleware.access.StaffOnlyMiddleware",
    "product_importer.middleware.second_factor.SecondFactorMiddleware",
    "product_importer.middleware.audit.AuditMiddleware",
    "product_importer.middleware.costly_actions.CostlyActionsMiddleware",
    "product_importer.middleware.body_gate.BodyGateMiddleware",
    "product_importer.middleware.slashes.SlashMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "product_importer.middleware.guessing.GuessingMiddleware",
]
ROOT_URLCONF = "product_importer.urls"
WSGI_APPLICATION = "product_importer.wsgi.application"
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
            "libraries": {"interface": "product_importer.lib.templatetags.interface"},
        },
    }
]
FORM_RENDERER = "django.forms.renderers.TemplatesSetting"

# PostgreSQL

DATABASE_URL = required_in_production("DATABASE_URL", "postgresql:///app")
DATABASES = {
    "default": database.settings_of(
        server_urls.usable_database(DATABASE_URL),
        password=env.str("DATABASE_PASSWORD", ""),
        pool_size=env.int("DATABASE_POOL_SIZE", 0, at_most=10_000),
        statement_timeout_ms=env.int("DATABASE_STATEMENT_TIMEOUT_MS", 0),
        lock_timeout_ms=env.int("DATABASE_LOCK_TIMEOUT_MS", 0),
    )
}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# Redis or Valkey: the queue and the live progress. It holds nothing that PostgreSQL does not know.

REDIS_URL = required_in_production("REDIS_URL", "redis://127.0.0.1:6379/0")
REDIS_TIMEOUT_SECONDS = env.float("REDIS_TIMEOUT_SECONDS", 0.5, at_least=0.01)
CACHES = {
    "default": {
        "BACKEND": "product_importer.lib.cache.FailOpenRedisCache",
        "LOCATION": REDIS_URL,
    }
}
CELERY_BROKER_URL = env.str("CELERY_BROKER_URL", "") or REDIS_URL

# Files

MEDIA_ROOT = DATA_DIR / "uploads"
FILE_UPLOAD_TEMP_DIR = MEDIA_ROOT / "incoming"  # the same disk as MEDIA_ROOT: storing a file is then a rename
FILE_UPLOAD_HANDLERS = [
    "django.core.files.uploadhandler.MemoryFileUploadHandler",
    "product_importer.lib.uploads.HashedFileUploadHandler",
]
FILE_UPLOAD_PERMISSIONS = 0o600
FILE_UPLOAD_DIRECTORY_PERMISSIONS = 0o700
STATIC_URL = "/static/"
STATIC_ROOT = Path(env.str("STATIC_ROOT", "") or DATA_DIR / "static")
STATICFILES_DIRS = [BASE_DIR / "static", ("ninja", NINJA / "static" / "ninja")]
FILE_STORE = store_settings.read()
UPLOADS_DIRECT_OVER = FILE_STORE.direct_over
STORAGES = {
    "default": store_settings.storage_of(FILE_STORE),
    "staticfiles": {
        "BACKEND": "product_importer.static_files.ModuleManifestStorage",
        "OPTIONS": {"file_permissions_mode": 0o644, "directory_permissions_mode": 0o755},  # others serve them
    },
}

# Web processes

WEB_HEAD_SECONDS = env.float("WEB_HEAD_SECONDS", 10.0, at_least=0.1)
WEB_HEADS_PER_ADDRESS = env.int("WEB_HEADS_PER_ADDRESS", 50, at_least=1)
WEB_CONNECTIONS_PER_ADDRESS = env.int("WEB_CONNECTIONS_PER_ADDRESS", 200, at_least=1)
STREAM_MAX_PER_PROCESS = env.int("STREAM_MAX_PER_PROCESS", 500)
STREAM_POLL_SECONDS = env.float("STREAM_POLL_SECONDS", 0.5, at_least=0.01)
STREAM_HEARTBEAT_SECONDS = env.float("STREAM_HEARTBEAT_SECONDS", 15.0, at_least=0.01)

# Webhooks

WEBHOOK_ALLOW_HTTP = env.bool("WEBHOOK_ALLOW_HTTP", False)
WEBHOOK_ALLOWED_NETWORKS = networks(env.checked_list("WEBHOOK_ALLOWED_NETWORKS", contradictions.fault_of_networks))
WEBHOOK_CA_FILE = env.str("WEBHOOK_CA_FILE", "")
WEBHOOK_CONNECT_SECONDS = env.float("WEBHOOK_CONNECT_SECONDS", 5.0, at_least=0.01)
WEBHOOK_TIMEOUT_SECONDS = env.float("WEBHOOK_TIMEOUT_SECONDS", 15.0, at_least=0.01)
WEBHOOK_TEST_TIMEOUT_SECONDS = env.float("WEBHOOK_TEST_TIMEOUT_SECONDS", 9.0, at_least=0.01)
WEBHOOK_TESTS_PER_MINUTE = env.int("WEBHOOK_TESTS_PER_MINUTE", 10, at_least=1)
WEBHOOK_MAX_IN_FLIGHT = env.int("WEBHOOK_MAX_IN_FLIGHT", 4, at_least=1)
WEBHOOK_DISPATCH_SECONDS = env.float("WEBHOOK_DISPATCH_SECONDS", 2.0, at_least=0.01)
WEBHOOK_BATCH_PRODUCTS = env.int("WEBHOOK_BATCH_PRODUCTS", 500, at_least=1)
WEBHOOK_BATCH_BYTES = env.int("WEBHOOK_BATCH_BYTES", 256 * 1024, at_least=1)
WEBHOOK_HELD_MAX = env.int("WEBHOOK_HELD_MAX", 100_000)
WEBHOOK_HELD_DAYS = env.int("WEBHOOK_HELD_DAYS", 30)
WEBHOOK_KEEP_SUCCESSES_DAYS = env.int("WEBHOOK_KEEP_SUCCESSES_DAYS", 30)
WEBHOOK_KEEP_FAILURES_DAYS = env.int("WEBHOOK_KEEP_FAILURES_DAYS", 90)

# Notices and mail

SITE_URL = env.str("SITE_URL").rstrip("/")
DEFAULT_FROM_EMAIL = SERVER_EMAIL = env.str("DEFAULT_FROM_EMAIL")
EMAIL_URL = env.str("EMAIL_URL")  # only the webhooks worker needs it: that one sends
MAIL_IS_ON = bool(DEFAULT_FROM_EMAIL)  # with the other two, or nothing starts
EMAIL_HOST, EMAIL_PORT, EMAIL_HOST_USER, EMAIL_HOST_PASSWORD, EMAIL_USE_TLS, EMAIL_USE_SSL = mail_settings.server_of(
    EMAIL_URL
)
EMAIL_TIMEOUT = MAIL_TIMEOUT_SECONDS = env.float("MAIL_TIMEOUT_SECONDS", 30.0, at_least=0.1)
MAIL_DISPATCH_SECONDS = env.float("MAIL_DISPATCH_SECONDS", 10.0, at_least=0.1, at_most=3_600)
MAIL_DIGEST_HOURS = env.int("MAIL_DIGEST_HOURS", 4, at_most=24 * 7)
MAIL_GIVE_UP_HOURS = env.int("MAIL_GIVE_UP_HOURS", 72, at_least=1, at_most=24 * 30)
NOTICES_KEEP_DAYS = env.int("NOTICES_KEEP_DAYS", 90, at_least=1)

# People, sessions, headers

AUTHENTICATION_BACKENDS = ["product_importer.accounts.backends.GuardedBackend"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 10},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
    {"NAME": "product_importer.accounts.passwords.FewCharactersValidator"},
]
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
LOGIN_URL = "login"
LOGIN_REDIRECT_URL = "dashboard"
LOGOUT_REDIRECT_URL = "login"
SIGN_IN_FAILURE_LIMIT = env.int("SIGN_IN_FAILURE_LIMIT", 5, at_least=1)
SIGN_IN_USER_FAILURE_LIMIT = env.int("SIGN_IN_USER_FAILURE_LIMIT", 20, at_least=1)
SIGN_IN_ADDRESS_FAILURE_LIMIT = env.int("SIGN_IN_ADDRESS_FAILURE_LIMIT", 30, at_least=1)
PASSWORD_LINKS_PER_MINUTE = env.int("PASSWORD_LINKS_PER_MINUTE", 5, at_least=1)
PASSWORD_RESET_TIMEOUT = 3600 * env.int("PASSWORD_LINK_HOURS", 72, at_least=1)
SECOND_FACTOR_REQUIRED = env.one_of("SECOND_FACTOR_REQUIRED", "nobody", ("nobody", "managers", "everyone"))
TRUSTED_PROXY_HOPS = env.int("TRUSTED_PROXY_HOPS", 0)

AUDIT_KEEP_DAYS = env.int("AUDIT_KEEP_DAYS", 365, at_least=1)
API_REQUESTS_PER_MINUTE = env.int("API_REQUESTS_PER_MINUTE", 600, at_least=1)
UPLOADS_PER_MINUTE = env.int("UPLOADS_PER_MINUTE", 300, at_least=1)
EXPORTS_PER_MINUTE = env.int("EXPORTS_PER_MINUTE", 120, at_least=1)
EXPORTS_AT_ONCE = env.int("EXPORTS_AT_ONCE", 8, at_least=1)

OWN_FIELDS_MAX = env.int("OWN_FIELDS_MAX", 100)
PRODUCT_ATTRIBUTES_MAX_BYTES = env.int("PRODUCT_ATTRIBUTES_MAX_BYTES", 64 * 1024)
COSTLY_ACTIONS = {
    "POST api:upload": ("upload", UPLOADS_PER_MINUTE),
    "POST api:direct_upload": ("upload", UPLOADS_PER_MINUTE),
    "POST imports:list": ("upload", UPLOADS_PER_MINUTE),
    "GET audit_file": ("export", EXPORTS_PER_MINUTE),
    "GET api:export": ("export", EXPORTS_PER_MINUTE),
    "POST bulk:selection": ("export", EXPORTS_PER_MINUTE),
}

OVER_TLS = env.bool("OVER_TLS", PRODUCTION)
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = OVER_TLS
SESSION_COOKIE_NAME = "__Host-sessionid" if OVER_TLS else "sessionid"
DEVICE_COOKIE_NAME = "__Host-device" if OVER_TLS else "device"
CSRF_COOKIE_NAME = "__Host-csrftoken" if OVER_TLS else "csrftoken"
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_HTTPONLY = True  # the pages hand the token to their modules in the form
CSRF_TRUSTED_ORIGINS = env.list("CSRF_TRUSTED_ORIGINS")
CORS_ALLOWED_ORIGINS = [origin.lower() for origin in env.list("CORS_ALLOWED_ORIGINS")]  # as browsers send them
CSRF_FAILURE_VIEW = "product_importer.lib.errors.csrf_failure"
SSL_REDIRECT = env.bool("SSL_REDIRECT", OVER_TLS)
SECURE_SSL_REDIRECT = OVER_TLS and SSL_REDIRECT
SECURE_REDIRECT_EXEMPT = [r"^health/", r"^metrics$"]  # load balancers and Prometheus ask over plain http
HSTS_SECONDS = env.int("HSTS_SECONDS", 31_536_000)
SECURE_HSTS_SECONDS = HSTS_SECONDS if OVER_TLS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = OVER_TLS
SECURE_REFERRER_POLICY = "same-origin"
BEHIND_TLS_PROXY = env.bool("BEHIND_TLS_PROXY", False)
if BEHIND_TLS_PROXY:
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
SECURE_CSP = {
    "default-src": ["'none'"],
    "script-src": ["'self'"],
    "style-src": ["'self'"],
    "img-src": ["'self'", "data:"],
    "font-src": ["'self'"],
    "connect-src": ["'self'", *store_settings.origins_for_browsers(FILE_STORE)],
    "form-action": ["'self'"],
    "frame-ancestors": ["'none'"],
    "base-uri": ["'none'"],
    "manifest-src": ["'self'"],
}
UPLOAD_VIEWS = {"api:upload", "imports:list"}  # the only ones that take bodies as large as IMPORT_MAX_BYTES
UPLOAD_PERMISSION = "imports.add_importjob"
DATA_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024**2  # form fields and JSON bodies; files have their own limit

# Seen from outside

METRICS_TOKEN = env.str("METRICS_TOKEN", "")
refuse_short_keys("METRICS_TOKEN", [METRICS_TOKEN])
SENTRY_DSN = env.str("SENTRY_DSN", "")
OTEL_EXPORTER_OTLP_ENDPOINT = env.str("OTEL_EXPORTER_OTLP_ENDPOINT", "")
if OTEL_EXPORTER_OTLP_ENDPOINT:
    MIDDLEWARE.insert(0, "product_importer.observe.traces.TracesMiddleware")

# Language, time, logs

LANGUAGE_CODE = "en"
USE_I18N = False
TIME_ZONE = "UTC"
USE_TZ = True
USE_THOUSAND_SEPARATOR = True
LOGGING = logs.settings_of(
    shape=env.one_of("LOG_FORMAT", "json" if PRODUCTION else "text", logs.SHAPES),
    level=env.one_of("LOG_LEVEL", "INFO", logs.LEVELS),
    filters={"without_routine": "webhooks.sending.log_filter.WithoutRoutine"},
)

for fault in filter(None, contradictions.found(globals())):
    env.note(fault)
variables.refuse_faults()
