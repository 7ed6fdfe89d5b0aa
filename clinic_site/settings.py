"""Every setting of the site, from the environment alone (see .env.example)."""

from datetime import timedelta
from pathlib import Path

from clinic_site.databases import SQLITE
from clinic_site.environment import Environment
from clinic_site.headers import PUBLIC_CSP, add_to_static
from clinic_site.hosts import LOOPBACK

BASE_DIR = Path(__file__).resolve().parent.parent
VAR = BASE_DIR / "var"

environment = Environment(BASE_DIR)
DEBUG = environment.boolean("DEBUG", default=False)
SECRET_KEY = environment.secret_key()
_site = environment.site_url(default="http://127.0.0.1:8000")
SITE_URL = f"{_site.scheme}://{_site.netloc}"
SITE_IS_LOCAL = _site.scheme == "http" and _site.hostname in LOOPBACK
TRUSTED_PROXIES = environment.count("TRUSTED_PROXIES", default=0)
if _site.scheme == "https" and not TRUSTED_PROXIES:
    environment.fault(
        "TRUSTED_PROXIES",
        "it is 0, but SITE_URL starts with https",
        "Write how many proxies stand in front",
        1,
    )

WEB_WORKERS = environment.count("WEB_WORKERS", default=2, least=1)  # read by gunicorn.conf.py

ALLOWED_HOSTS = [_site.hostname]
if SITE_IS_LOCAL:
    ALLOWED_HOSTS = ["127.0.0.1", "localhost", "[::1]"]

INSTALLED_APPS = [
    "clinic_site.apps.ClinicSiteConfig",
    "booking",
    "testimonials",
    "techniques",
    "staff",
    "clinic",
    "outbox",
    "clinic_site.apps.ClinicAdminConfig",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "django.forms",
    "crispy_forms",
    "phonenumber_field",
    "pictures",
    "reversion",
    "django_otp",
    "django_otp.plugins.otp_totp",
    "django_otp.plugins.otp_static",
    "axes",
]

MIDDLEWARE = [
    "clinic_site.headers.HeadersMiddleware",
    "clinic_site.page_cache.PublicPagesMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "clinic_site.refusals.RefusalsMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "axes.middleware.AxesMiddleware",
]

ROOT_URLCONF = "clinic_site.urls"
WSGI_APPLICATION = "clinic_site.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        # static/ too, so that pages inline the drawings of static/art and these follow the theme.
        "DIRS": [BASE_DIR / "templates", BASE_DIR / "static"],
        "APP_DIRS": True,
        "OPTIONS": {
            "builtins": ["clinic.templatetags.clinic"],
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "clinic_site.context_processors.clinic",
            ],
        },
    }
]
FORM_RENDERER = "django.forms.renderers.TemplatesSetting"
CRISPY_TEMPLATE_PACK = CRISPY_ALLOWED_TEMPLATE_PACKS = "clinic"

DATABASES = {"default": environment.database(default=VAR / "db.sqlite3")}
DIRECT_DATABASE = environment.direct_database(DATABASES["default"])  # None: the one above
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
if DATABASES["default"]["ENGINE"] == SQLITE:
    # In memory, the tests would run without the PRAGMAs of the real file.
    DATABASES["default"]["TEST"] = {"NAME": VAR / "test.sqlite3"}
    VAR.mkdir(mode=0o700, exist_ok=True)

AUTH_USER_MODEL = "staff.StaffMember"
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "staff.passwords.LongEnough"},
    {"NAME": "staff.passwords.NotCommon"},
    {"NAME": "staff.passwords.NotOurs"},
]
AUTHENTICATION_BACKENDS = [
    "axes.backends.AxesStandaloneBackend",  # first: it refuses before a password is hashed
    "django.contrib.auth.backends.ModelBackend",
]
PASSWORD_RESET_TIMEOUT = 60 * 60
SESSION_ENGINE = "staff.sessions"
SESSION_COOKIE_AGE = 12 * 60 * 60  # a working day
SESSION_COOKIE_SAMESITE = "Lax"
# Tries at signing in are counted per network, so that whoever is elsewhere still gets in.
AXES_HANDLER = "staff.tries.TryCounter"
AXES_LOCKOUT_PARAMETERS = ["ip_address", ["username", "ip_address"]]
AXES_FAILURE_LIMIT = 8
AXES_COOLOFF_TIME = timedelta(minutes=15)
AXES_RESET_COOL_OFF_ON_FAILURE_DURING_LOCKOUT = False
AXES_RESET_ON_SUCCESS = True
AXES_CLIENT_IP_CALLABLE = "clinic.network.address_of"
AXES_LOCKOUT_CALLABLE = "staff.tries.locked_out"
AXES_USERNAME_FORM_FIELD = "username"
# It keeps what was posted beside each failed try; only what is counted may stay.
AXES_SENSITIVE_PARAMETERS = ["username", "ip_address", "csrfmiddlewaretoken", "next", "typed"]
AXES_ENABLE_ADMIN = False
AXES_DISABLE_ACCESS_LOG = True
AXES_VERBOSE = False

LANGUAGE_CODE = "en-us"
TIME_ZONE = environment.time_zone(default="America/New_York")
USE_I18N = False
USE_TZ = True
PHONE_NOTE = VAR / "phone"  # for the page that says that the database is away
PHONENUMBER_DEFAULT_REGION = "US"
PHONENUMBER_DEFAULT_FORMAT = "NATIONAL"

STATIC_URL = "static/"
STATIC_ROOT = VAR / "static"
STATICFILES_DIRS = [BASE_DIR / "static"]
STORAGES = {
    "default": environment.pictures(),
    "staticfiles": {"BACKEND": "clinic_site.static_files.StaticFilesStorage"},
}
WHITENOISE_ALLOW_ALL_ORIGINS = False
# Browsers and phones ask for /favicon.ico and /apple-touch-icon.png without being told to.
WHITENOISE_ROOT = BASE_DIR / "static/icons"
WHITENOISE_ADD_HEADERS_FUNCTION = add_to_static
MEDIA_ROOT = VAR / "media"
MEDIA_URL = "media/"
PICTURES = {
    "PICTURE_CLASS": "clinic.pictures.PublicPicture",
    "FILE_TYPES": ["AVIF", "WEBP"],
    # Up to five widths from 266 to 1600 dots: made while the form is saved, in about a second.
    "CONTAINER_WIDTH": 800,
    "GRID_COLUMNS": 3,
    "USE_PLACEHOLDERS": False,
}
# Backups and the erasure list; several hosts share one place.
BACKUP_FOLDER = environment.folder("BACKUP_FOLDER", default=VAR / "backups")
BACKUP_AGE_RECIPIENT = environment.age_recipient()

_email = environment.email()
MAIL_LEAVES = _email is not None
if MAIL_LEAVES:
    vars().update(_email)
else:
    EMAIL_BACKEND = "outbox.folder.EmailBackend"
LETTER_FOLDER = VAR / "mail"
EMAIL_TIMEOUT = 10
DEFAULT_FROM_EMAIL = environment.sender(_email, default=f"letters@{_site.hostname}")
DELIVER_LETTERS = environment.boolean("DELIVER_LETTERS", default=True)  # read by gunicorn.conf.py
# What the outbox, which knows no other room, is handed by them.
LETTERHEAD = "clinic.letterhead.letterhead"
LETTER_DAYS = "clinic.letterhead.days_letters_are_kept"
LETTER_KINDS = [
    "booking.letters.KINDS",
    "testimonials.letters.KINDS",
    "outbox.letters.KINDS",
    "staff.letters.KINDS",
    "clinic_site.letters.KINDS",
]
DAILY_ROUND = [
    "clinic_site.backup.JOB",
    "clinic_site.disk.JOB",
    "booking.rounds.EXPIRE",
    "booking.rounds.REMIND",
    "booking.telling.LATE",
    "booking.rounds.ERASE",
    "booking.rounds.FORGET",
    "testimonials.rounds.ASK",
    "testimonials.rounds.UNCONFIRMED",
    "testimonials.rounds.ENDED",
    "testimonials.rounds.PROOF",
    "testimonials.rounds.INVITED",
    "staff.rounds.FORGET",
    "outbox.emptying.JOB",
    "clinic_site.jobs.HOLD_BLOCKED_PLANS",
    "clinic_site.jobs.SWEEP_PICTURES",
]
# How a restore erases once more what the erasure list names: {kind: function of ids}.
ERASE_AGAIN = {
    "requests": "booking.rounds.erase_again",
    "stories": "testimonials.erasing.erase_again",
    "withdrawals": "testimonials.writer.withdraw_again",
    "removals": "testimonials.decisions.take_down_again",
}

# An admin form with forty parts of each kind holds thousands of fields.
DATA_UPLOAD_MAX_NUMBER_FIELDS = 10_000

SECURE_CSP = PUBLIC_CSP
SECURE_REFERRER_POLICY = "same-origin"  # no-referrer makes browsers send "Origin: null"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
CSRF_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_HTTPONLY = True
CSRF_FAILURE_VIEW = "clinic_site.faults.without_token"
if _site.scheme == "https":
    SECURE_SSL_REDIRECT = True
    # Programs ask these: one that leaves https out has to notice. nginx refuses them over http.
    SECURE_REDIRECT_EXEMPT = [r"^(healthz|readyz|metrics)$"]
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    SECURE_HSTS_SECONDS = 63_072_000
    SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = True
    SESSION_COOKIE_NAME = "__Host-sessionid"
    CSRF_COOKIE_NAME = "__Host-csrftoken"
    # Sub-domains and preloading bind addresses that may not be ours: the owner decides.
    SILENCED_SYSTEM_CHECKS = ["security.W005", "security.W021"]

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "filters": {"mask": {"()": "clinic_site.logs.Mask"}},
    "formatters": {"json": {"()": "clinic_site.logs.JsonLines"}},
    "handlers": {
        "console": {
            "class": "logging.StreamHandler",
            "filters": ["mask"],
            # A developer wants to read the whole of a fault.
            "formatter": None if DEBUG else "json",
        }
    },
    "root": {"handlers": ["console"], "level": "WARNING"},
    # Who came in, and who was refused.
    "loggers": {"staff": {"level": "INFO"}},
}
SENTRY_DSN = environment.sentry_dsn()
METRICS_KEY = environment.metrics_key()
METRICS_FOLDER = VAR / "metrics"

environment.refuse_harm(
    site=_site,
    debug=DEBUG,
    key=SECRET_KEY,
    database=DATABASES["default"],
    pictures=STORAGES["default"],
)

environment.check()
