"""What nginx offers to browsers, and what the registry asks of the mail server."""

import re
import ssl
from pathlib import Path

from django.core.mail import mailers

NGINX = (Path(__file__).resolve().parents[2] / "deploy" / "nginx" / "registry.conf.template").read_text()


def values(directive):
    return re.findall(rf"^\s*{directive} ([^;]+);", NGINX, re.MULTILINE)


def test_nginx_offers_current_protocols_and_ciphers_only():
    assert values("ssl_protocols") == ["TLSv1.2 TLSv1.3"]
    [ciphers] = values("ssl_ciphers")
    for cipher in ciphers.split(":"):
        assert re.fullmatch(r"ECDHE-(ECDSA|RSA)-(AES(128|256)-GCM-SHA(256|384)|CHACHA20-POLY1305)", cipher), cipher
    assert values("ssl_session_tickets") == ["off"]


def test_nginx_redirects_http_answers_no_other_host_and_shows_no_folders():
    assert "return 301 https://${SERVER_NAME}$request_uri" in NGINX
    assert values("ssl_reject_handshake") == ["on"]
    assert set(values("server_tokens")) == {"off"}
    assert not values("autoindex")


def test_the_certificate_of_the_mail_server_is_verified(settings):
    options = {"host": "mail.example", "use_tls": True}
    settings.MAILERS = {"default": {"BACKEND": "django.core.mail.backends.smtp.EmailBackend", "OPTIONS": options}}
    context = mailers["default"].ssl_context
    assert (context.verify_mode, context.check_hostname) == (ssl.CERT_REQUIRED, True)
