"""Settings of the registry, read from the environment.

Required: SECRET_KEY, DATABASE_URL, ALLOWED_HOSTS, and who publishes the registry. If settings are missing or invalid,
the start fails with a sentence for each (config/environment.py). docs/configuration.md lists every setting. Secrets can
also be in files.
"""

from datetime import timedelta
from pathlib import Path

from django.utils.csp import CSP

from . import log, pool
from .environment import Environment

BASE_DIR = Path(__file__).resolve().parent.parent
env = Environment()

# The site

SECRET_KEY = env.secret("SECRET_KEY")
SECRET_KEY_FALLBACKS = env.secrets("SECRET_KEY_FALLBACKS")  # earlier keys: they verify, but never sign
ALLOWED_HOSTS = env.hosts("ALLOWED_HOSTS")
DEBUG = env.switch("DEBUG", False)
HOME_COUNTRY = env.country("HOME_COUNTRY", "KOR")
SITE_ID = 1
ROOT_URLCONF = "config.urls"
WSGI_APPLICATION = "config.wsgi.application"
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "admin:index"

# Who publishes the registry: on every page

SITE_NAME = env.required("SITE_NAME", "the name of the site, as readers see it")
OWNER = env.required("OWNER", "the name of the ministry or body that publishes the registry")
OWNER_URL = env.website("OWNER_URL", "the address of the owner's own website")
# The same for Korean pages. Without a value they show the one above.
SITE_NAME_KO = env.text("SITE_NAME_KO")
OWNER_KO = env.text("OWNER_KO")
OWNER_URL_KO = env.website("OWNER_URL_KO")
CONTACT = env.contact("CONTACT")
DATA_LICENCE = env.licence("DATA_LICENCE")
PREVIEW_IMAGE = env.image("PREVIEW_IMAGE")  # for links in messages and social media; "" is static/img/preview.png
DEMONSTRATION = env.switch("DEMONSTRATION", False)  # every page says that it is not the owner's own site

INSTALLED_APPS = [
    "cooperation.apps.StaffConfig",  # Django's admin, with a custom site
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.humanize",  # translations of "13th"
    "django.contrib.postgres",
    "django.contrib.sites",
    "django.contrib.redirects",
    "django_filters",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "regions",
    "cooperation",
]

MIDDLEWARE = [
    "config.request_log.NoteRequest",  # first: every log line of a request names it
    "cooperation.middleware.Language",  # before all middleware that answers with text
    # Every response gets the headers of these three.
    "config.headers.ResponseHeaders",
    "django.middleware.security.SecurityMiddleware",
    "django.middleware.csp.ContentSecurityPolicyMiddleware",
    "config.health.HealthMiddleware",  # health checks use neither https nor a known host name
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "cooperation.exchange.api.middleware.JsonApi",  # before anything that answers with an error page
    "cooperation.middleware.refuse_other_methods",
    "cooperation.public.throttle.Throttle",  # before a refused request takes the place of another one
    "cooperation.sign_in.turns.TakeTurns",  # requests that wait here hold no place of the next one
    "config.busy.LimitRequests",  # middleware after this one may query the database
    "cooperation.middleware.LimitBodies",  # before anything that reads a body
    "cooperation.middleware.answer_head",
    "cooperation.public.page_cache.PageCache",  # before anything that is the same for every page
    "cooperation.middleware.Sessions",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "cooperation.sign_in.middleware.require_second_factor",
    "cooperation.sign_in.middleware.speak_to_account",
    "cooperation.sign_in.middleware.forget_sender",
    "allauth.account.middleware.AccountMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "cooperation.middleware.attribute_changes",
    "cooperation.middleware.RedirectOldAddresses",
]

TEMPLATES = [
    {
        # The public pages and the error pages (cooperation/public/templating.py).
        "BACKEND": "django.template.backends.jinja2.Jinja2",
        "DIRS": [BASE_DIR / "templates" / "jinja"],
        "OPTIONS": {"environment": "cooperation.public.templating.environment", "auto_reload": DEBUG},
    },
    {
        # The admin, forms and mails.
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            # The admin needs all three. They are lazy: a public page that does not use `user` or `messages` reads no
            # cookie and is the same for every reader.
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ],
        },
    },
]

# The database. A pool keeps connections open between requests. Its size is per server process; 0 means no pool.

DATABASES = {"default": env.database("DATABASE_URL")}
DATABASE_POOL = env.number("DATABASE_POOL", 0)
if DATABASE_POOL and DATABASES["default"]:
    # The pool checks each connection before use, so that a database restart causes no errors for readers.
    # A failed attempt to connect ends after a second: the next request makes a new one, and so notices at once that the
    # database is back. The pool's own attempts would come at ever longer intervals.
    options = {"min_size": 1, "max_size": DATABASE_POOL, "timeout": 5, "reconnect_timeout": 1, "check": pool.check}
    if DATABASES["default"]["OPTIONS"].get("target_session_attrs") == "standby":
        # Connections to a promoted standby are dropped at once. A standby that was unreachable is used again after a
        # minute, if it is named first.
        options |= {"check": pool.check_standby, "max_lifetime": 60}
    DATABASES["default"]["OPTIONS"]["pool"] = options
# Commands that need the owner of the tables connect as the owner by themselves (cooperation/management/owner.py), and
# `migrate` gives the other two roles their rights (cooperation/database/grants.py).
OWNER_DATABASE = env.owner_database("DATABASE_OWNER_URL", DATABASES["default"])
WEB_ROLE = DATABASES["default"].get("USER", "")
# Limits for every connection of the web server (config/wsgi.py). Commands have none; imports and scheduled tasks have
# their own (cooperation/database/timeouts.py). The `options` in DATABASE_URL come last and take precedence.
if env.switch("DATABASE_TIMEOUTS", False) and DATABASES["default"]:
    # The warning that no standby confirmed a commit is a notice: it must arrive even if the role asks for errors only.
    limits = "-c lock_timeout=5s -c statement_timeout=30s -c idle_in_transaction_session_timeout=60s"
    limits += " -c client_min_messages=notice"
    options = DATABASES["default"]["OPTIONS"]
    options["options"] = f"{limits} {options.get('options', '')}".strip()

# Seconds that a standby may be behind and still answer readers (cooperation/database/standby.py); 0 means no limit.

STANDBY_LAG = env.number("STANDBY_LAG", 10)

# Backups (cooperation/operations/backup.py). Django does not open these two databases; an empty one means the default.

BACKUP_DATABASE = env.other_database("DATABASE_BACKUP_URL")
REHEARSAL_DATABASE = env.other_database("REHEARSAL_DATABASE_URL")
BACKUP_FOLDER = env.folder("BACKUP_FOLDER")
BACKUP_KEEP = env.keep("BACKUP_KEEP", "7 daily, 5 weekly, 12 monthly")
BACKUP_AGE_RECIPIENTS = env.several("BACKUP_AGE_RECIPIENT")
BACKUP_GPG_RECIPIENTS = env.several("BACKUP_GPG_RECIPIENT", instead_of="BACKUP_AGE_RECIPIENT")
BACKUP_AGE_IDENTITY = env.folder("BACKUP_AGE_IDENTITY")  # a file
POSTGRES_BIN = env.folder("POSTGRES_BIN")

# Requests that a server process handles at once (config/busy.py); 0 means no limit. config/gunicorn.py sets it.

REQUESTS_AT_ONCE = env.number("REQUESTS_AT_ONCE", 0)

# Limits for each address (cooperation/public/throttle.py): a factor for their numbers; 0 means no limit.

RATE_LIMITS = env.number("RATE_LIMITS", 1)

# The page cache (cooperation/public/page_cache.py). Without it, browsers still cache pages and revalidate them.

PAGE_CACHE = env.switch("PAGE_CACHE", True)

# Language and time

# The languages of the interface. Addresses in the first one have no prefix; those in another one begin with its code
# (docs/languages.md).
LANGUAGES = [("en", "English"), ("ko", "한국어")]
LANGUAGE_CODE = "en"
LOCALE_PATHS = [BASE_DIR / "locale"]
FORMAT_MODULE_PATH = ["config.formats"]
TIME_ZONE = env.time_zone("TIME_ZONE", "Asia/Seoul")
USE_TZ = True

# The beginning of links that are made outside a request: in mails and in the zip of everything public

SITE_ADDRESS = env.site_address("SITE_ADDRESS", needed_by=("EMAIL_HOST", "EXPORT_FOLDER"))

# Open data: the folders of the zip with everything public and of those of earlier months, and who reports to IATI

EXPORT_FOLDER = env.folder("EXPORT_FOLDER")
ARCHIVE_FOLDER = env.folder("ARCHIVE_FOLDER")
IATI_ORGANISATION = env.iati_organisation("IATI_ORGANISATION")

# Mail to staff about submissions and passwords; none is sent without EMAIL_HOST

MAILERS, mail_from = env.mail()
SENDS_MAIL = bool(mail_from)
DEFAULT_FROM_EMAIL = SERVER_EMAIL = mail_from or "registry@localhost"

# Static files: hashed names, compressed copies, served by the registry itself

STATIC_URL = "static/"
STATIC_ROOT = env.folder("STATIC_ROOT", BASE_DIR / "staticfiles")
STATICFILES_DIRS = [BASE_DIR / "static"]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "config.staticfiles.HashedStaticFilesStorage"},
}

# Security. The scheme comes from the server: config/gunicorn.py trusts X-Forwarded-Proto only from TRUSTED_PROXIES.

TRUSTED_PROXIES = env.networks("TRUSTED_PROXIES")  # also trusted for X-Forwarded-For (cooperation/public/clients.py)
SECURE_COOKIES = env.switch("SECURE_COOKIES", True)
SESSION_COOKIE_SECURE = SECURE_COOKIES
CSRF_COOKIE_SECURE = SECURE_COOKIES
CSRF_COOKIE_HTTPONLY = True  # no script reads it
# With this prefix, browsers take the cookies from this host only, over https. Their SameSite is Django's: Lax, so that
# a link in a mail finds its reader signed in.
COOKIE_PREFIX = "__Host-" if SECURE_COOKIES else ""
SESSION_COOKIE_NAME = f"{COOKIE_PREFIX}sessionid"
CSRF_COOKIE_NAME = f"{COOKIE_PREFIX}csrftoken"
MESSAGE_STORAGE = "config.messages.Messages"
# A session ends when it is not used for a while, and some time after the sign-in (cooperation/models/session.py). The
# cookie is deleted when the browser closes.
SESSION_ENGINE = "cooperation.models.session"
SESSION_IDLE = timedelta(minutes=env.number("SESSION_IDLE_MINUTES", 60, least=1))
SESSION_LIMIT = timedelta(hours=env.number("SESSION_HOURS", 12, least=1))
SESSION_EXPIRE_AT_BROWSER_CLOSE = True
SECURE_SSL_REDIRECT = env.switch("HTTPS_REDIRECT", True)
SECURE_REDIRECT_EXEMPT = [r"^healthz(/|$)"]
SECURE_HSTS_SECONDS = env.number("HSTS_SECONDS", 2 * 365 * 24 * 60 * 60)
SECURE_HSTS_INCLUDE_SUBDOMAINS = env.switch("HSTS_SUBDOMAINS", True)
# Whether other hosts of the domain have https, and whether the domain joins browsers' preload lists, is the operator's
# decision. Without EMAIL_HOST no mail is sent, on purpose.
SILENCED_SYSTEM_CHECKS = ["security.W005", "security.W021", "mail.E001"]
SECURE_CSP = {
    "default-src": [CSP.NONE],
    "script-src": [CSP.SELF],
    "style-src": [CSP.SELF],
    "img-src": [CSP.SELF, "data:"],  # data: for icons in the admin's style sheets
    "font-src": [CSP.SELF],
    "connect-src": [CSP.SELF],
    "manifest-src": [CSP.SELF],
    "form-action": [CSP.SELF],
    "object-src": [CSP.NONE],  # same as default-src; some scanners look for it
    "base-uri": [CSP.NONE],
    "frame-ancestors": [CSP.NONE],
}
X_FRAME_OPTIONS = "DENY"
CSRF_FAILURE_VIEW = "config.errors.csrf_failure"
# A meeting with a hundred outcomes is one form; with Django's default limit it would get a 400 and lose the input.
DATA_UPLOAD_MAX_NUMBER_FIELDS = 20_000
DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024**2  # bytes of a form without its files (cooperation/middleware.py)

AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "cooperation.domain.passwords.MaximumLengthValidator", "OPTIONS": {"max_length": 128}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "cooperation.domain.passwords.RepetitionValidator"},
    {"NAME": "cooperation.domain.passwords.NameValidator"},
]

# Django's cache: only signing in uses it. All processes share it, so that no code is accepted twice.

CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.db.DatabaseCache",
        "LOCATION": "cooperation_cache",
        "OPTIONS": {"MAX_ENTRIES": 100_000},  # beyond it, used codes would be forgotten before they expire
    },
}

# Signing in (cooperation/sign_in/): by user name and password and a second factor, or by a passkey

AUTHENTICATION_BACKENDS = ["cooperation.sign_in.backend.AccountBackend"]
REQUIRE_SECOND_FACTOR = env.switch("REQUIRE_SECOND_FACTOR", True)
CONFIRM_CHANGES = True  # the password or a factor is asked again before accounts, factors or sessions are changed
SIGN_IN_PACE = 1  # seconds between two passwords of strangers in a server process (cooperation/sign_in/turns.py)
KNOWN_BROWSER_COOKIE = "__Host-known_browser" if SECURE_COOKIES else "known_browser"  # cooperation/sign_in/throttle.py
ACCOUNT_ADAPTER = "cooperation.sign_in.adapter.AccountAdapter"
ACCOUNT_FORMS = {
    "login": "cooperation.sign_in.forms.SignInForm",
    "reauthenticate": "cooperation.sign_in.forms.PasswordAgainForm",
}
ACCOUNT_LOGIN_METHODS = {"username"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "password1*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
FORMER_STAFF_MONTHS = env.number("FORMER_STAFF_MONTHS", 12)  # then personal data is erased; 0 means never
ACCOUNT_SESSION_REMEMBER = False  # the cookie goes when the browser is closed
ACCOUNT_RATE_LIMITS = {"login": None}  # cooperation/sign_in/throttle.py limits passwords
MFA_ADAPTER = "cooperation.sign_in.adapter.SecondFactorAdapter"
MFA_FORMS = {"add_webauthn": "cooperation.sign_in.forms.AddPasskeyForm"}
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_ALLOW_UNVERIFIED_EMAIL = True
MFA_RECOVERY_CODES_SHOW_ONCE = True
MFA_TOTP_ISSUER = SITE_NAME
MFA_TOTP_TOLERANCE = 1  # codes before and after the current one: clocks of phones differ

PASSWORD_RESET_TIMEOUT = 60 * 60  # seconds that a link to set a password works (cooperation/workflow/password_links.py)

# Metrics for Prometheus (config/metrics.py): an address that readers cannot reach; none are served without it

METRICS_BIND = env.address("METRICS_BIND")

# Logging: one line per event to standard output (docs/operations.md)

LOG_LEVEL = env.choice("LOG_LEVEL", "INFO", ["DEBUG", "INFO", "WARNING", "ERROR"])
LOGGING = log.configuration(
    env.choice("LOG_FORMAT", "JSON", log.FORMATS),
    LOG_LEVEL,
    {
        # Django's default handlers would e-mail a log record to an empty list.
        "django": {"handlers": [], "level": LOG_LEVEL, "propagate": True},
        # The access log and cooperation/workflow/audit.py already log responses below 500.
        "django.request": {"level": "ERROR", "filters": ["unavailable"]},
        "django.security.csrf": {"level": "ERROR"},
    },
)

env.check()
