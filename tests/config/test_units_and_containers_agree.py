"""The units of systemd, compose.yaml, the Dockerfile, nginx's configuration and the guide agree with each other."""

import configparser
import re
import runpy
import shlex
from datetime import datetime, timedelta
from pathlib import Path

import pytest
import yaml
from django.conf import settings
from django.http import HttpResponse
from django.test import RequestFactory
from psycopg.conninfo import conninfo_to_dict

from config.database_url import parse
from cooperation.domain.choices import Job
from cooperation.operations.doctor.timers import LATE
from cooperation.public.page_cache import _with_cache_headers
from cooperation.public.throttle import RATES

ROOT = Path(__file__).resolve().parents[2]
SYSTEMD = ROOT / "deploy" / "systemd"
GUIDE = (ROOT / "docs" / "deploy.md").read_text()
MACHINES = (ROOT / "docs" / "machines.md").read_text()
NGINX = (ROOT / "deploy" / "nginx" / "registry.conf.template").read_text()
UPSTREAMS = (ROOT / "deploy" / "nginx" / "upstreams.conf").read_text()
OF_MACHINES = (ROOT / "deploy" / "nginx" / "upstreams-machines.conf").read_text()
CACHE = (ROOT / "deploy" / "nginx" / "cache.conf").read_text()
COMPOSE = yaml.safe_load((ROOT / "compose.yaml").read_text())
TIMERS = runpy.run_path(str(ROOT / "deploy" / "containers" / "timers.py"))


def unit(name):
    parser = configparser.ConfigParser(strict=False, interpolation=None)
    parser.optionxform = str
    parser.read(SYSTEMD / name)
    return parser


def timers():
    """{name of the timer: (unit that it starts, when)}"""
    read = {path.name: unit(path.name)["Timer"] for path in SYSTEMD.glob("*.timer")}
    return {name: (timer["Unit"], timer["OnCalendar"]) for name, timer in read.items()}


def test_every_timer_starts_a_unit_that_exists_and_stands_in_the_guide():
    assert len(timers()) == 7
    rows = re.findall(r"^\| .*? \| `([\w ]+)`.*? \| .*? \| `(registry-\w+\.timer)`", GUIDE, re.MULTILINE)
    assert {timer for _command, timer in rows} == set(timers())
    for command, timer in rows:
        started = timers()[timer][0]
        template, _, instance = started.partition("@")
        file = SYSTEMD / (f"{template}@.service" if instance else started)
        executed = unit(file.name)["Service"]["ExecStart"].replace("%i", instance.removesuffix(".service"))
        assert f"manage.py {command.split()[0]}" in executed


def test_the_guide_enables_every_timer_but_the_one_for_machines_without_a_server():
    enabled = set(
        re.findall(r"registry-\w+\.timer", re.search(r"systemctl enable --now (registry-backup.*)", GUIDE)[1])
    )
    assert enabled == set(timers()) - {"registry-publication.timer"}


def test_the_container_of_timers_runs_the_same_at_the_same_times():
    of_systemd = {name: when for name, (_unit, when) in timers().items() if name != "registry-publication.timer"}
    assert sorted(TIMERS["jobs"]().values()) == sorted(of_systemd.values())
    assert set(TIMERS["jobs"]()) == {
        *("backup", "clearsessions", "doctor", "export_public", "rehearse_restore", "retention")
    }


@pytest.mark.parametrize(
    ("calendar", "minute", "is_due"),
    [
        ("*-*-* 02:30", datetime(2026, 11, 28, 2, 30), True),
        ("*-*-* 02:30", datetime(2026, 11, 28, 2, 31), False),
        ("*-*-* 02:30", datetime(2026, 11, 28, 14, 30), False),
        ("Sun *-*-* 04:00", datetime(2026, 11, 29, 4, 0), True),
        ("Sun *-*-* 04:00", datetime(2026, 11, 28, 4, 0), False),
        ("*-*-01 03:30", datetime(2026, 12, 1, 3, 30), True),
        ("*-*-01 03:30", datetime(2026, 12, 11, 3, 30), False),
    ],
)
def test_a_job_is_due_at_its_minute(calendar, minute, is_due):
    assert TIMERS["is_due"](calendar, minute) is is_due


def test_what_was_due_while_the_container_did_not_run_is_started_once():
    saturday = datetime(2026, 11, 28, 4, 30)
    assert TIMERS["due"](saturday, saturday + timedelta(seconds=59)) == []
    assert TIMERS["due"](saturday, saturday + timedelta(hours=1)) == []
    days = TIMERS["due"](saturday, saturday + timedelta(days=2))
    assert sorted(days) == ["backup", "clearsessions", "doctor", "rehearse_restore", "retention"]
    assert days.index("backup") < days.index("rehearse_restore")
    assert sorted(TIMERS["due"](saturday, saturday + timedelta(days=3000))) == sorted(TIMERS["jobs"]())


def test_an_alert_comes_when_doctor_warns():
    text = (ROOT / "docs" / "operations.md").read_text()
    alerts = re.findall(r'registry_job_succeeded_timestamp_seconds\{name="(\w+)"\} > (\d+) \* (\d+)', text)
    assert {name for name, _number, _unit in alerts} == {"backup", "rehearsal"}
    for name, number, unit in alerts:
        assert timedelta(seconds=int(number) * int(unit)) == LATE[Job(name)], name


def test_the_zip_of_a_month_has_a_folder_of_its_own():
    assert TIMERS["arguments"]("export_public", datetime(2026, 12, 1)) == ["export_public", "/srv/archive/2026-12"]
    assert TIMERS["arguments"]("backup", datetime(2026, 12, 1)) == ["backup"]
    assert "archive:/srv/archive" in COMPOSE["services"]["timers"]["volumes"]
    assert "archive:/srv/archive:ro" in COMPOSE["services"]["web"]["volumes"]


def test_the_server_is_started_in_the_same_way_everywhere():
    started = shlex.split(unit("registry-web.service")["Service"]["ExecStart"])
    command = re.search(r"^CMD (\[.*\])$", (ROOT / "Dockerfile").read_text(), re.MULTILINE)[1]
    assert started[1:] == yaml.safe_load(command)[1:]


def test_the_two_servers_of_a_machine_differ_only_in_settings():
    web, reader = (dict(unit(f"registry-{name}.service")["Service"]) for name in ("web", "reader"))
    assert web == reader
    # systemd reads the files in the order of their names, whatever the folder, and the last setting counts.
    [file] = (SYSTEMD / "registry-reader.service.d").iterdir()
    [common] = (SYSTEMD / "registry-.service.d").iterdir()
    assert file.name > common.name
    assert unit(f"{file.parent.name}/{file.name}")["Service"]["EnvironmentFile"] == "/etc/registry/reader.env"


def settings_of(name):
    lines = (SYSTEMD / name).read_text().splitlines()
    return dict(shlex.split(line)[0].split("=", 1) for line in lines if line[:1].isalpha())


def test_the_processes_for_readers_are_found_and_find_a_standby():
    reader = settings_of("reader.env")
    assert set(reader) == {"DATABASE_URL", "BIND"}
    address, port = reader["BIND"].split(":")
    service = (ROOT / "deploy" / "postgresql" / "pg_service.conf").read_text()
    machines = re.search(r"^host=(.*)$", service, re.MULTILINE)[1].split(",")
    asked = re.findall(r"^    server ([\w.]+:\d+) ", OF_MACHINES, re.MULTILINE)
    assert asked == [f"{machine}:{port}" for machine in machines]
    assert f"{address} {machines[0]}" in MACHINES
    database = conninfo_to_dict(reader["DATABASE_URL"])
    assert database["host"].split(",") == ["/run/postgresql", *machines]
    assert (database["target_session_attrs"], database["sslmode"]) == ("standby", "verify-full")
    assert parse("DATABASE_URL", reader["DATABASE_URL"], {}, must_verify=True)[1] == []
    # The processes for staff, and the standbys, look for the primary.
    assert (
        len(re.findall(r"^DATABASE_\w+=.*host=\$HOSTS&target_session_attrs=read-write&", MACHINES, re.MULTILINE)) == 3
    )
    assert f"HOSTS=/run/postgresql,{','.join(machines)}\n" in MACHINES
    assert "target_session_attrs=read-write\n" in service
    assert "service=registry_primary" in (ROOT / "deploy" / "postgresql" / "machines.conf").read_text()


def test_the_cache_of_nginx_stores_what_the_registry_says_of_public_pages():
    stored = re.search(
        r'^map \$upstream_http_cache_control \$registry_not_stored \{\n    "(.*)" "";', CACHE, re.MULTILINE
    )[1]
    assert stored == _with_cache_headers(HttpResponse(), "")["Cache-Control"]
    assert "proxy_cache_use_stale" not in CACHE  # nobody knows whether it is withdrawn
    block = re.search(r"map \$registry_answers \$registry_cache \{\n(.*?)^\}", CACHE, re.MULTILINE | re.DOTALL)[1]
    assert re.findall(r"^    (\w+) ", block, re.MULTILINE) == ["readers", "default"]


def test_nginx_finds_the_sockets_where_the_server_listens():
    named = set(re.findall(r"server unix:(\S+)", UPSTREAMS))
    assert unit("registry-web.socket")["Socket"]["ListenStream"] in named
    binds = {COMPOSE["services"][name]["environment"]["BIND"].removeprefix("unix:") for name in ("web", "spare")}
    assert named == binds
    for service in ("web", "spare"):
        assert "web-socket:/run/registry" in COMPOSE["services"][service]["volumes"]
    assert "web-socket:/run/registry:ro" in COMPOSE["services"]["nginx"]["volumes"]
    assert set(re.findall(r"server unix:(\S+)", OF_MACHINES)) == {unit("registry-web.socket")["Socket"]["ListenStream"]}


@pytest.mark.parametrize("text", [UPSTREAMS, OF_MACHINES])
def test_each_file_of_upstreams_has_what_the_main_one_asks_for(text):
    asked = set(re.findall(r"proxy_pass http://(\w+);", NGINX))
    assert asked == set(re.findall(r"^upstream (\w+) \{", text, re.MULTILINE)) == {"registry", "registry_readers"}
    answers = set(re.findall(r"\$registry_answers = (\w+)\)", NGINX))
    block = re.search(r"^map .* \$registry_answers \{\n(.*?)^\}", text, re.MULTILINE | re.DOTALL)[1]
    named = set(re.findall(r" (\w+);$", block, re.MULTILINE))
    assert named in ({"web"}, answers | {"web"})


def test_both_ways_to_start_nginx_read_the_upstreams():
    mounted = [volume for volume in COMPOSE["services"]["nginx"]["volumes"] if "/etc/nginx/templates/" in volume]
    assert [volume.split(":")[0] for volume in mounted] == [
        *("./deploy/nginx/registry.conf.template", "./deploy/nginx/upstreams.conf")
    ]
    assert "cp deploy/nginx/upstreams.conf /etc/nginx/conf.d/" in GUIDE


SESSION = f"{settings.SESSION_COOKIE_NAME}=x"
SECURE = f"a=b; __Host-{SESSION}"


@pytest.mark.parametrize(
    ("method", "path", "cookies", "answers"),
    [
        ("GET", "/", "", "readers"),
        ("HEAD", "/ko/meetings/", "__Host-csrftoken=x", "readers"),
        ("OPTIONS", "/api/v1/meetings", "", "readers"),
        ("GET", "/data/registry.zip", "", "files"),
        ("GET", "/ko/meetings.ics", "", "readers"),
        ("GET", "/meetings.xlsx", "", "files"),
        ("GET", "/meetings.xlsx", SESSION, "web"),
        ("GET", "/admin/imports/meetings/all.csv", "", "web"),
        ("GET", "/administration/", "", "readers"),
        ("GET", "/", SESSION, "web"),
        ("GET", "/meetings/", SECURE, "web"),
        ("POST", "/rating/", "", "web"),
        ("POST", "/ko/rating/", SECURE, "web"),
        ("DELETE", "/", "", "web"),
        ("GET", "/admin/", "", "web"),
        ("GET", "/admin/login/", SECURE, "web"),
        ("POST", "/admin/login/", "", "web"),
        ("GET", "/static/css/base.css", "", "static"),
        ("GET", "/static/css/base.css", SECURE, "static"),
        ("POST", "/static/css/base.css", "", "web"),
    ],
)
def test_with_several_machines_readers_are_answered_by_standbys_and_nobody_else_is(method, path, cookies, answers):
    person = re.search(r'map \$http_cookie \$registry_person \{\n    "~(.*)" staff;', OF_MACHINES)[1]
    who = "staff" if re.search(person, cookies) else "reader"
    block = re.search(r"^map .* \$registry_answers \{\n(.*?)^\}", OF_MACHINES, re.MULTILINE | re.DOTALL)[1]
    patterns = re.findall(r'^    "~(.*)" (\w+);$', block, re.MULTILINE)
    found = next((name for pattern, name in patterns if re.search(pattern, f"{who} {method} {path}")), "web")
    assert found == answers


def test_what_is_not_for_readers_is_sent_once():
    blocks = dict(re.findall(r"^    location (\S+) \{\n(.*?)^    \}", NGINX, re.MULTILINE | re.DOTALL))
    tried = {
        name: re.search(r"proxy_next_upstream (.*?);", block)[1]
        for name, block in blocks.items()
        if "proxy_pass" in block
    }
    assert tried == {
        "/": "error",
        "@readers": "error timeout http_503",
        "@files": "error timeout http_503",
        "@static": "error timeout http_503 http_404",
    }


def test_nginx_replaces_what_a_client_says_about_itself():
    sent = dict(re.findall(r"^    proxy_set_header (\S+) (\S+);", NGINX, re.MULTILINE))
    # A location that sets one of its own would send none of them.
    assert len(re.findall("proxy_set_header", NGINX + UPSTREAMS + OF_MACHINES + CACHE)) == len(sent)
    assert sent["X-Forwarded-For"] == "$remote_addr"
    assert sent["X-Forwarded-Proto"] == "$scheme"
    assert sent["Host"] == "$host"
    assert {name for name, value in sent.items() if value == '""'} >= {"Forwarded", "X-Forwarded-Host", "X-Real-IP"}


def test_nginx_limits_what_the_registry_limits_by_the_same_numbers():
    zones = dict(re.findall(r"zone=([\w-]+):\d+m rate=(\d+r/[sm]);", NGINX))
    bursts = dict(re.findall(r"limit_req zone=([\w-]+) burst=(\d+) nodelay;", NGINX))
    assert list(zones) == list(bursts) == [*(rate.name for rate in RATES), "pages"]
    for rate in RATES:
        number, unit = zones[rate.name].split("r/")
        assert int(number) / {"s": 1, "m": 60}[unit] == rate.most / rate.seconds, rate.name
        assert int(bursts[rate.name]) == rate.most - 1
        # Each zone counts the requests of its class only.
        key = re.search(rf"limit_req_zone (\$\w+) zone={rate.name}:", NGINX)[1]
        assert f"map $registry_class {key} {{ {rate.name} $registry_address; }}" in NGINX


@pytest.mark.parametrize("method", ["GET", "HEAD", "POST"])
@pytest.mark.parametrize(
    "path",
    [
        *("/", "/meetings/", "/static/css/base.css", "/admin/", "/admin/login/", "/admin/password/reset/", "/rating/"),
        *("/admin/login/passkey/", "/admin/login/code/", "/admin/password_change/"),
        *("/admin/security/confirm/", "/search/", "/search/suggest/", "/search.csv"),
        *("/api/", "/api/v1/meetings", "/api/v1/openapi.json", "/feed.atom", "/meetings.ics", "/admin/meetings.ics"),
        *("/meetings.csv", "/meetings.xlsx", "/meetings.json", "/meetings/temm-14.csl.json", "/meetings/temm-14.bib"),
        *("/ko/", "/ko/rating/", "/ko/search/", "/ko/search/suggest/", "/ko/meetings.atom", "/ko/api/v1/", "/ko/data/"),
        *("/admin/imports/meetings/all.csv", "/data/", "/data/registry.zip", "/data/iati.xml", "/data/catalog.jsonld"),
        "/data/2026-10/registry.zip",
    ],
)
def test_nginx_and_the_registry_limit_the_same_requests(path, method):
    block = re.search(r"map \"\$request_method \$uri\" \$registry_class \{\n(.*?)\n\}", NGINX, re.DOTALL)[1]
    patterns = re.findall(r"^    \"~(.*)\" (\S+);$", block, re.MULTILINE)
    of_nginx = next((name for pattern, name in patterns if re.search(pattern, f"{method} {path}")), "pages").strip('"')
    request = RequestFactory().generic(method, path)
    of_the_registry = next((rate.name for rate in RATES if rate.covers(request)), "pages")
    if path.startswith("/static/"):
        of_the_registry = ""  # nginx does not count them
    assert of_nginx == of_the_registry


def test_no_container_can_write_into_its_system_or_gain_privileges():
    for name, service in COMPOSE["services"].items():
        assert service["read_only"] is True, name
        assert service["cap_drop"] == ["ALL"], name
        assert service["security_opt"] == ["no-new-privileges:true"], name
        assert not service.get("ports"), name
    assert {name for name, service in COMPOSE["services"].items() if service.get("cap_add")} == {"nginx"}
    assert COMPOSE["services"]["db"]["network_mode"] == "none"


def test_the_keys_of_backups_reach_the_timers_and_nobody_else():
    folders = dict(volume.split(":")[1::-1] for volume in COMPOSE["services"]["timers"]["volumes"])
    assert folders["/run/keys"] == "./keys"
    assert folders[COMPOSE["services"]["timers"]["environment"]["GNUPGHOME"]] == "./gnupg"
    assert re.search(r"^install -d .* keys gnupg$", GUIDE, re.MULTILINE)
    for name, service in COMPOSE["services"].items():
        mounted = {volume.split(":")[0] for volume in service.get("volumes", [])}
        assert name == "timers" or not mounted & {"./keys", "./gnupg"}, name
    # gpg writes locks into its folder.
    backup = (ROOT / "docs" / "backup.md").read_text()
    made = re.search(r"^install -d -m 700 -o registry_owner -g registry (\S+)$", backup, re.MULTILINE)[1]
    assert f"-{made}" in unit("registry-job@.service")["Service"]["ReadWritePaths"].split()


def test_every_service_of_systemd_is_confined():
    common = unit("registry-.service.d/common.conf")["Service"]
    assert common["ProtectSystem"] == "strict"
    assert common["NoNewPrivileges"] == "yes"
    assert common["CapabilityBoundingSet"] == ""
    assert common["EnvironmentFile"] == "/etc/registry/registry.env"
    for path in SYSTEMD.glob("*.service"):
        service = unit(path.name)["Service"]
        assert service["User"] in ("registry_web", "registry_owner")
        assert not set(service) & set(common), path.name


def test_the_guide_names_files_that_exist():
    named = set(re.findall(r"\b(?:deploy|config|fixtures|requirements)/[\w./*-]*\w", GUIDE + MACHINES))
    assert len(named) > 8
    assert [name for name in named if not list(ROOT.glob(name))] == []
    assert re.search(r"^ARG VERSION=(\S+)", (ROOT / "Dockerfile").read_text(), re.MULTILINE)
