"""One settings module for every machine: the environment, or `.env` beside manage.py, decides."""

from pathlib import Path

from django.utils.translation import gettext_lazy as _

from oms.appearance import UNFOLD as UNFOLD
from oms.environment import (
    broker,
    checked,
    database,
    days,
    encryption_keys,
    listed,
    mail,
    network,
    seconds,
    secret,
    switch,
    text,
    time_zone,
)

BASE_DIR = Path(__file__).resolve().parent.parent

# Who we are and where we stand

DEBUG = checked("DEBUG", switch, False)
SECRET_KEY = secret("SECRET_KEY")
FIELD_ENCRYPTION_KEYS = encryption_keys("FIELD_ENCRYPTION_KEYS")
ALLOWED_HOSTS = checked("ALLOWED_HOSTS", listed(str), ["localhost", "127.0.0.1", "[::1]"])
ROOT_URLCONF = "oms.urls"
WSGI_APPLICATION = "oms.wsgi.application"
APPEND_SLASH = False  # a redirect would turn a POST into a GET
DATA_UPLOAD_MAX_MEMORY_SIZE = 1024 * 1024
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

INSTALLED_APPS = [
    "unfold",
    "unfold.contrib.filters",
    "unfold.contrib.import_export",
    "unfold.contrib.simple_history",
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "rest_framework",
    "django_filters",
    "drf_spectacular",
    "drf_spectacular_sidecar",
    "simple_history",
    "import_export",
    "oms",
    "orders",
    "webhooks",
    "integrations",
]

MIDDLEWARE = [
    "oms.logs.RequestId",
    "oms.errors.JsonErrors",
    "oms.plainhttp.NoPlainWrites",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "simple_history.middleware.HistoryRequestMiddleware",
    "oms.statement_limits.Screens",
    "orders.admin.zone.StaffZone",
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
            ],
        },
    },
]

# What we remember

DATABASES = {"default": database("DATABASE_URL", BASE_DIR / "oms.sqlite3")}

STATEMENT_SECONDS = seconds("STATEMENT_SECONDS", screens=10, api=20, jobs=600, idle=60)

REDIS_URL = text("REDIS_URL")
CACHES = {
    "default": {
        "BACKEND": "oms.caching.Forgiving",
        "LOCATION": REDIS_URL,
        "KEY_PREFIX": "oms",
        "OPTIONS": {"socket_timeout": 2, "socket_connect_timeout": 2},
    }
    if REDIS_URL
    else {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}
}

# How people and programs come in

AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{name}"}
    for name in [
        "UserAttributeSimilarityValidator",
        "MinimumLengthValidator",
        "CommonPasswordValidator",
        "NumericPasswordValidator",
    ]
]

HTTPS = checked("HTTPS", switch, False)  # on wherever the proxy in front of us speaks TLS
SECURE_SSL_REDIRECT = SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = HTTPS
SECURE_REDIRECT_EXEMPT = [r"^(live|ready|metrics)$"]  # a monitor stands behind the proxy
REDIRECTED_WRITES = ["/api/vs/"]
SECURE_HSTS_SECONDS = 365 * 24 * 3600 if HTTPS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = HTTPS
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if HTTPS else None
CSRF_TRUSTED_ORIGINS = checked("CSRF_TRUSTED_ORIGINS", listed(str), [])
X_FRAME_OPTIONS = "DENY"
LOGIN_REDIRECT_URL = "admin:index"

LANGUAGE_CODE = "en"
LANGUAGES = [("en", _("English")), ("tr", _("Turkish"))]
USE_I18N = True
TIME_ZONE = "UTC"
USE_TZ = True
STAFF_TIME_ZONE = checked("STAFF_TIME_ZONE", time_zone, "UTC")

STATIC_URL = "static/"
STATIC_ROOT = BASE_DIR / "staticfiles"
WHITENOISE_USE_FINDERS = True  # `make run` serves without collectstatic

REST_FRAMEWORK = {
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
    "DEFAULT_PARSER_CLASSES": ["oms.strictjson.StrictJSONParser"],
    "DEFAULT_AUTHENTICATION_CLASSES": ["integrations.auth.TokenAuthentication"],
    "DEFAULT_PERMISSION_CLASSES": ["integrations.auth.HasRight"],
    "DEFAULT_PAGINATION_CLASS": "oms.pagination.PageLimit",
    "DEFAULT_FILTER_BACKENDS": ["django_filters.rest_framework.DjangoFilterBackend"],
    "DEFAULT_SCHEMA_CLASS": "drf_spectacular.openapi.AutoSchema",
    "DEFAULT_CONTENT_NEGOTIATION_CLASS": "oms.errors.Negotiation",
    "DEFAULT_METADATA_CLASS": None,  # OPTIONS tells nothing
    "EXCEPTION_HANDLER": "oms.errors.exception_handler",
    "DEFAULT_THROTTLE_CLASSES": ["oms.throttling.PerToken"],
    "DEFAULT_THROTTLE_RATES": {"token": checked("API_RATE", str, "6000/min")},
    "UNAUTHENTICATED_USER": None,
    "COERCE_DECIMAL_TO_STRING": True,
    "NUM_PROXIES": checked("NUM_PROXIES", int, 0),
    "TEST_REQUEST_DEFAULT_FORMAT": "json",
}

SPECTACULAR_SETTINGS = {
    "TITLE": "OMS",
    "DESCRIPTION": "Orders, packages and webhooks of one Omnitron installation.",
    "VERSION": "1",
    "SCHEMA_PATH_PREFIX": "/api/v1/oms",
    "DEFAULT_GENERATOR_CLASS": "integrations.schemas.Native",
    "SERVE_INCLUDE_SCHEMA": False,
    "SERVE_AUTHENTICATION": [],
    "SERVE_PERMISSIONS": ["rest_framework.permissions.AllowAny"],
    "SWAGGER_UI_DIST": "SIDECAR",
    "SWAGGER_UI_FAVICON_HREF": "SIDECAR",
}

# What we copy, whom we tell. Dotted paths are read like MIDDLEWARE: in this order.

MIN_ORDER_OMNITRON_ID = checked("MIN_ORDER_OMNITRON_ID", int, 0)
ALLOWED_CHANNEL_IDS = checked("ALLOWED_CHANNEL_IDS", listed(int), [])  # empty: every channel
PULL_OVERLAP = 5 * 60  # seconds
PULL_PAGE_SIZE = 100
BACKFILLS_AT_ONCE = checked("BACKFILLS_AT_ONCE", int, 2)  # workers at one channel's past
RECONCILE_DAYS = 7
PULL_REQUESTS_PER_SECOND = checked("PULL_REQUESTS_PER_SECOND", int, 20)  # 0: as many as it takes
PULL_LATE_AFTER = checked("PULL_LATE_AFTER", int, 10 * 60)  # seconds without a complete pull
QUARANTINE_GROWS = checked("QUARANTINE_GROWS", int, 1)  # new rows in an hour that are news
OUTBOUND_ALLOWED_NETWORKS = checked("OUTBOUND_ALLOWED_NETWORKS", listed(network), [])
PUSHES_AT_ONCE = checked("PUSHES_AT_ONCE", int, 2)  # to one address; fewer than a worker's slots
KEPT_DAYS = days("KEPT_DAYS", attempts=30, delivered=84, tokens=30, hooks=84, compared=84)
PARTNER_DIALECTS = {"akinon": "integrations.dialects.AKINON"} | {
    name: f"integrations.{name}.dialect.DIALECT" for name in ("uniware", "xstak", "vijaysales")
}
XSTAK_TOKEN_SECONDS = checked("XSTAK_TOKEN_SECONDS", int, 300)
BUNDLE_MIXED_SUPPLY = checked("BUNDLE_MIXED_SUPPLY", switch, False)  # a bundle at its highest rate
GST_BILL_TO_SHIP_TO = checked("GST_BILL_TO_SHIP_TO", switch, True)  # orders.gst.place_of_supply
GSTIN_DIRECTORY = text("GSTIN_DIRECTORY")  # see integrations.vijaysales.gstin.Registration
GSTIN_COLLECTORS = checked("GSTIN_COLLECTORS", switch, False)  # orders.gstin.check
PUBLIC_BASE_URL = text("PUBLIC_BASE_URL")  # where customers reach us; empty: no links to invoices
INVOICE_LINK_DAYS = checked("INVOICE_LINK_DAYS", int, 90)
INVOICE_ROUND_OFF = checked("INVOICE_ROUND_OFF", switch, False)  # to the whole rupee, 50 paise up
ORDER_EVENT_SUBSCRIBERS = [
    "webhooks.fanout.on_order_event",
    "integrations.omnitron.healing.on_order_event",
]
PUSH_TARGETS = {
    "standard": "webhooks.targets.Standard",
    "pos": "integrations.pos.target.Pos",
    "omnitron": "integrations.omnitron.target.Omnitron",
    "alert": "webhooks.alerts.Alert",
}
ORDER_PANELS = ["integrations.panels.pulls", "webhooks.panels.pushes"]
ORDER_CAUSES = ["integrations.panels.waiting", "webhooks.panels.untaken"]
ANSWERS_KEPT = {
    "together": "integrations.idempotency.once_per_token",
    "apart": "integrations.idempotency.once_apart",
}
API_ENVELOPES = {
    "/api/": "oms.errors.native",
    "/whisperer/": "oms.errors.native",
    "/oauth/": "integrations.uniware.envelope.login_error",
    "/services/": "integrations.uniware.envelope.error",
    "/v1/admin/": "integrations.xstak.envelope.error",
    "/auth/": "integrations.xstak.envelope.error",
    "/oe/": "integrations.xstak.envelope.error",
    "/api/vs/": "integrations.vijaysales.envelope.error",
}
HEALTH_CHECKS = [
    "orders.checks.relay",
    "orders.checks.unplanned",
    "webhooks.checks.pushes",
    "integrations.checks.pulls",
]
NOTICE_SENDERS = {"EMAIL": "orders.notices.by_mail"}  # SMS and WHATSAPP join here
ALERT_EMAILS = checked("ALERT_EMAILS", listed(str), [])
ALARM_TELLERS = ["oms.alarms.by_mail", "webhooks.alerts.tell"]
vars().update(mail("EMAIL_URL"))  # else localhost, port 25
EMAIL_TIMEOUT = 10  # seconds
DEFAULT_FROM_EMAIL = SERVER_EMAIL = text("EMAIL_FROM") or "oms@localhost"

# Celery is the doorbell: nothing that must not be lost goes through it; see oms/celery.py.

CELERY_BROKER_URL = broker(REDIS_URL)

LOG_LEVEL = text("LOG_LEVEL") or "INFO"
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"json": {"()": "oms.logs.JsonFormatter"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "json"}},
    "root": {"handlers": ["console"], "level": LOG_LEVEL},
    "loggers": dict.fromkeys(["django", "django.server"], {"level": LOG_LEVEL, "propagate": True}),
}
