"""All settings, in one file, from the environment only; a wrong value stops the start with a sentence.

Nothing here starts a server, opens a file or reads a key: that happens on first use.
"""

import os
from pathlib import Path
from urllib.parse import urlsplit

import dj_database_url
import dj_email_url
from csp.constants import NONE, SELF
from django.core.exceptions import ImproperlyConfigured
from django.utils.functional import SimpleLazyObject

from vault.ring import secret_key

BASE = Path(__file__).resolve().parent.parent


# --- Where things are -------------------------------------------------------------------------------------

VAR = Path(os.environ.get("BOTHWAYS_VAR") or BASE / "var").resolve()
BOTHWAYS_KEYS = Path(os.environ.get("BOTHWAYS_KEYS") or VAR / "keys").resolve()
PORT = os.environ.get("PORT", "8000")
if not PORT.isdecimal() or not 0 < int(PORT) < 65536:
    raise ImproperlyConfigured(f"PORT must be a number from 1 to 65535, not {PORT!r}.")

# The address people type. https there turns on everything that needs TLS.
ORIGIN = os.environ.get("BOTHWAYS_ORIGIN", f"http://localhost:{PORT}").rstrip("/")
_origin = urlsplit(ORIGIN)
if _origin.scheme not in ("http", "https") or not _origin.hostname or _origin.path:
    raise ImproperlyConfigured(f"BOTHWAYS_ORIGIN must look like https://notes.example.org, not {ORIGIN!r}.")
TLS = _origin.scheme == "https"
LOCAL = _origin.hostname in ("localhost", "127.0.0.1")

# Read on first use: importing settings must not create or need the key file.
SECRET_KEY = SimpleLazyObject(lambda: secret_key(BOTHWAYS_KEYS))

DEBUG = False
# Set by bin/run for its children when the database holds demo people; every page then says so.
DEMO = os.environ.get("BOTHWAYS_DEMO") == "1"
ALLOWED_HOSTS = [_origin.hostname] + (["localhost", "127.0.0.1"] if LOCAL else [])
CSRF_TRUSTED_ORIGINS = [ORIGIN]
ROOT_URLCONF = "config.urls"
WSGI_APPLICATION = "config.wsgi.application"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# Where "Leave now" goes.
LEAVE_TO = os.environ.get("LEAVE_TO", "https://www.wikipedia.org/")


# --- Apps and middleware ----------------------------------------------------------------------------------

INSTALLED_APPS = [
    "config",
    "vault",
    "accounts",
    "journal",
    "questionnaires",
    "sharing",
    "config.admin.BothwaysAdminConfig",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.forms",
    "allauth",
    "allauth.account",
    "csp",
    "django_htmx",
    "procrastinate.contrib.django",
    "template_partials",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "config.middleware.CompressMiddleware",
    "csp.middleware.CSPMiddleware",
    "config.middleware.HeadersMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "vault.session.VaultMiddleware",
    "config.middleware.PreferencesMiddleware",
    "config.middleware.DoorMiddleware",
]

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "config.context.page",
            ],
            "builtins": ["config.quick_tags"],
            "libraries": {"i18n": "config.quick_i18n"},
        },
    }
]
FORM_RENDERER = "django.forms.renderers.TemplatesSetting"
MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"


# --- Database ---------------------------------------------------------------------------------------------

# The embedded server has a login role for each kind of process. Elsewhere DATABASE_URL is the web role's
# address and DATABASE_OWNER_URL the owner's; the worker uses the owner's direct connection as bothways_worker.
LOGIN = os.environ.get("BOTHWAYS_LOGIN", "web")
if LOGIN not in ("web", "worker"):
    raise ImproperlyConfigured(f"BOTHWAYS_LOGIN must be web or worker, not {LOGIN!r}.")
EMBEDDED = "DATABASE_URL" not in os.environ


def database(login: str, **options: object) -> dict[str, object]:
    if EMBEDDED:
        return {
            "ENGINE": "config.postgres",
            "NAME": "bothways",
            "USER": f"bothways_{login}",
            "EMBEDDED": VAR / "postgres",
            "OPTIONS": options,
        }
    if login == "worker":
        options["options"] = "-c role=bothways_worker"
    name = "DATABASE_URL" if login == "web" else "DATABASE_OWNER_URL"
    url = os.environ.get(name)
    if not url:
        raise ImproperlyConfigured(
            f"DATABASE_URL is set, so {name} is needed here too (see docs/operating.md)."
        )
    try:
        config = dj_database_url.parse(url)
    except ValueError as error:
        raise ImproperlyConfigured(f"A database address cannot be read: {error}") from None
    # PgBouncer in transaction mode cannot keep server-side cursors.
    return {
        **config,
        "DISABLE_SERVER_SIDE_CURSORS": True,
        "OPTIONS": {**config.get("OPTIONS", {}), **options},
    }


POOL = {"min_size": 1, "max_size": 8, "timeout": 10}
DATABASES = {"default": database(LOGIN, **({"pool": POOL} if LOGIN == "web" else {}))}
# For migrations and the rotation of keys. bin/run keeps the owner's address from the web process.
if EMBEDDED or "DATABASE_OWNER_URL" in os.environ:
    DATABASES["owner"] = database("owner")

# The cache holds what limits guesses: with Django's 300 entries, a busy day would forget them.
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.db.DatabaseCache",
        "LOCATION": "cache",
        "OPTIONS": {"MAX_ENTRIES": 50_000},
    }
}


# --- People -----------------------------------------------------------------------------------------------

AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
PASSWORD_HASHERS = ["vault.hashers.SealedArgon2Hasher"]
# For password hashes and key slots alike: about 0.2 s and 64 MiB a guess. At most two run at once a process.
ARGON2 = {"memory_kib": 64 * 1024, "passes": 3, "lanes": 1}
AUTH_PASSWORD_VALIDATORS = [
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 12},
    },
    {"NAME": "accounts.passwords.CommonAtHeartValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
    {
        "NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator",
        "OPTIONS": {"user_attributes": ["email"]},
    },
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/"

ACCOUNT_ADAPTER = "accounts.adapter.Adapter"
ACCOUNT_FORMS = {
    "login": "accounts.forms.LoginForm",
    "signup": "accounts.forms.SignupForm",
    "reset_password": "accounts.forms.ResetPasswordForm",
    "reset_password_from_key": "accounts.forms.ResetPasswordKeyForm",
    "confirm_email_verification_code": "accounts.forms.ConfirmEmailForm",
}
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_EMAIL_VERIFICATION = "mandatory"
ACCOUNT_EMAIL_VERIFICATION_BY_CODE_ENABLED = True
ACCOUNT_EMAIL_VERIFICATION_SUPPORTS_RESEND = True
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
ACCOUNT_DEFAULT_HTTP_PROTOCOL = _origin.scheme
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_LOGIN_ON_PASSWORD_RESET = True
ACCOUNT_LOGOUT_REDIRECT_URL = "account_login"
ALLAUTH_USER_CODE_FORMAT = {"numeric": True, "dashed": False, "length": 6}
# TLS ends in the operator's proxy, which says from where somebody came; without one, nobody is believed.
ALLAUTH_TRUSTED_PROXY_COUNT = 1 if TLS else 0
ACCOUNT_RATE_LIMITS = {
    "login": "60/m/ip",
    # The key is e-mail address and network together, so that a stranger's guesses slow only the stranger ...
    "login_failed": "10/15m/key,30/15m/ip",
    # ... and one e-mail address, for all networks together from which nobody has come in with it.
    "login_elsewhere": "100/d/key",
    "signup": "20/h/ip",
    "reset_password": "20/h/ip",
    # Quiet: what goes beyond is answered as usual, and sends nothing. One e-mail address: from here, from all.
    "reset_here": "5/h/key",
    "reset_everywhere": "10/h/key",
    "reset_password_from_key": "20/h/ip",
    "confirm_email": "1/30s/key",
    # Person and network.
    "unlock": "10/15m/key",
}

# A mail that nobody used may still lie in the mailbox.
PASSWORD_RESET_TIMEOUT = 60 * 60

SESSION_ENGINE = "vault.sessions"
# Longer than the twelve hours after which vault/session.py signs people out, and leaves nothing in the browser.
SESSION_COOKIE_AGE = 13 * 60 * 60
SESSION_EXPIRE_AT_BROWSER_CLOSE = True
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_HTTPONLY = CSRF_COOKIE_HTTPONLY = True
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = TLS
SESSION_COOKIE_NAME = "__Host-session" if TLS else "session"
CSRF_COOKIE_NAME = "__Host-csrf" if TLS else "csrf"
CSRF_FAILURE_VIEW = "config.views.csrf_failure"


# --- Mail -------------------------------------------------------------------------------------------------

_email = dj_email_url.parse(os.environ.get("EMAIL_URL", "console:"))
EMAIL_BACKEND = _email["EMAIL_BACKEND"]
EMAIL_HOST = _email["EMAIL_HOST"] or "localhost"
EMAIL_PORT = _email["EMAIL_PORT"] or 25
EMAIL_HOST_USER = _email["EMAIL_HOST_USER"] or ""
EMAIL_HOST_PASSWORD = _email["EMAIL_HOST_PASSWORD"] or ""
EMAIL_USE_TLS = _email["EMAIL_USE_TLS"]
EMAIL_USE_SSL = _email["EMAIL_USE_SSL"]
EMAIL_TIMEOUT = 15
DEFAULT_FROM_EMAIL = SERVER_EMAIL = (
    f"Notes <{_email.get('DEFAULT_FROM_EMAIL') or f'notes@{_origin.hostname}'}>"
)


# --- Security headers (docs/decisions) ----------------------------------------------------------------------

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "manifest-src": [SELF],
        "form-action": [SELF],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
    }
}
# "no-referrer" would break Django's CSRF check of the Referer.
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
SILENCED_SYSTEM_CHECKS = [
    "security.W002",  # "frame-ancestors" above says it better than X-Frame-Options
    "templates.W003",  # config/quick_i18n.py stands in the place of Django's, as it should
]
SECURE_SSL_REDIRECT = TLS
SECURE_HSTS_SECONDS = 63_072_000 if TLS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = TLS
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if TLS else None

# Nothing is ever spooled to a clear temporary file: a photo of 15 MB with the form around it is read into memory, a
# larger upload is read past, and its view says so (journal/photos.py).
FILE_UPLOAD_HANDLERS = ["django.core.files.uploadhandler.MemoryFileUploadHandler"]
FILE_UPLOAD_MAX_MEMORY_SIZE = 15 * 1024**2 + 64 * 1024
# An entry holds 200,000 characters, at most 2.4 MB form-encoded. Much more is read, so that its own form refuses a text
# that is too long, with the words still on the page.
DATA_UPLOAD_MAX_MEMORY_SIZE = 10_000_000


# --- Language, time, files ------------------------------------------------------------------------------------

LANGUAGE_CODE = "en"
LANGUAGES = [("en", "English"), ("de", "Deutsch"), ("ar", "العربية")]
LOCALE_PATHS = [BASE / "locale"]
FORMAT_MODULE_PATH = "config.formats"
USE_TZ = True
TIME_ZONE = "UTC"

STATIC_URL = "/static/"
STATICFILES_DIRS = [BASE / "static"]
STATIC_ROOT = VAR / "static"
# Sealed photos, under random names (journal/models/photo.py). No URL: they are answered by their entry's door only.
MEDIA_ROOT = VAR / "photos"
FILE_UPLOAD_PERMISSIONS = 0o600
FILE_UPLOAD_DIRECTORY_PERMISSIONS = 0o700
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "config.static.Storage"},
}
WHITENOISE_KEEP_ONLY_HASHED_FILES = True

# Words never reach a log: requests are not logged, and errors only by type and place (config/logs.py).
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"no_words": {"()": "config.logs.NoWords"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "no_words"}},
    "root": {"handlers": ["console"], "level": "WARNING"},
    "loggers": {"django": {"handlers": ["console"], "level": "ERROR", "propagate": False}},
}
