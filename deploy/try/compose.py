#!/usr/bin/env python3
"""Follow the guide for containers in empty roots: `.venv/bin/python deploy/try/compose.py FOLDER`.

Runs the steps of the Dockerfile, then the services of compose.yaml as it says: users, read-only file systems, volumes,
secrets, no capabilities, no network for the database. Debian's packages replace the images that are pulled, so
their entry points are repeated here. Needs root, debootstrap, a network, and the ports 80 and 443.
"""

import os
import re
import shlex
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import yaml
from guide import ACCOUNT, HOST, commands, publish
from image import Image, build, pulled, size
from roots import PATH, REPOSITORY

COMPOSE = yaml.safe_load((REPOSITORY / "compose.yaml").read_text())
CONFINED = """
mount --bind "$ROOT" "$ROOT"
for pair in $BINDS; do
    source="${pair%%:*}" place="$ROOT${pair#*:}"
    if [ -d "$source" ]; then mkdir -p "$place"; else mkdir -p "${place%/*}"; touch "$place"; fi
done
for place in $TMPFS; do mkdir -p "$ROOT$place"; done
mount -t proc proc "$ROOT/proc"
mount --rbind /dev "$ROOT/dev"
mount -o remount,bind,ro "$ROOT"
for place in $TMPFS; do mount -t tmpfs -o mode=1777 tmpfs "$ROOT$place"; done
for pair in $BINDS; do
    source="${pair%%:*}" place="$ROOT${pair#*:}"
    [ -e "$place" ] || mkdir -p "$place"
    mount --bind "$source" "$place"
done
exec chroot "$ROOT" setpriv $PRIVILEGES --no-new-privs env --ignore-environment --chdir "$FOLDER" "$@"
"""
# What the entry points of the pulled images do first.
DATABASE = """
bin="$(ls -d /usr/lib/postgresql/*/bin)"
export PATH="$bin:$PATH" PGDATA=/var/lib/postgresql/data
if [ ! -e "$PGDATA" ]; then
    initdb --username postgres --pwfile "$POSTGRES_PASSWORD_FILE" $POSTGRES_INITDB_ARGS >/dev/null
    pg_ctl --wait --silent --options "-c unix_socket_directories=/var/run/postgresql" start >/dev/null
    sh /docker-entrypoint-initdb.d/create-roles.sh
    pg_ctl --wait --silent stop
    touch /var/lib/postgresql/is-made
fi
exec postgres -c unix_socket_directories=/var/run/postgresql
"""
CONNECTS = 'PGPASSWORD="$(cat "$DATABASE_PASSWORD_FILE")" psql --quiet --command "SELECT 1" "$DATABASE_URL" >/dev/null'
NGINX = """
for template in /etc/nginx/templates/*.template; do
    sed "s/\\${SERVER_NAME}/$SERVER_NAME/" "$template" > "/etc/nginx/conf.d/$(basename "$template" .template)"
done
exec nginx -g "daemon off;"
"""


def interpolated(value, variables):
    """Return the text with ${NAME}, ${NAME:-default} and ${NAME:?sentence} replaced, the innermost first."""
    pattern = re.compile(r"\$\{(\w+)(?::([-?])([^${}]*))?\}")
    while found := pattern.search(value):
        name, kind, rest = found.groups()
        if kind == "?" and not variables.get(name):
            raise SystemExit(rest)
        value = value.replace(found[0], variables.get(name) or (rest if kind == "-" else ""))
    return value


class Containers:
    """Starts the services of compose.yaml in roots below `work`, as if `project` were the folder of the clone."""

    def __init__(self, work, project, image):
        self.work, self.project, self.built = work, project, image
        lines = (project / ".env").read_text().splitlines()
        self.variables = dict(line.split("=", 1) for line in lines)
        self.running = {}
        self.other = {name: Image(pulled(kind, work)) for name, kind in {"db": "postgres", "nginx": "nginx"}.items()}
        shutil.rmtree(work / "volumes", ignore_errors=True)

    def binds(self, service, root):
        """Yield `folder:place` for each volume and secret. A new volume gets the owner of its folder in the image."""
        for volume in service.get("volumes", []):
            source, place, *_mode = volume.split(":")
            place = place.replace("/var/run/", "/run/")
            folder = self.project / source if source.startswith(".") else self.work / "volumes" / source
            if not folder.exists():
                folder.mkdir(parents=True)
                status = (root / place.lstrip("/")).stat()
                os.chown(folder, status.st_uid, status.st_gid)
                folder.chmod(0o755)
            yield f"{folder}:{place}"
        for secret in service.get("secrets", []):
            yield f"{self.project / COMPOSE['secrets'][secret]['file']}:/run/secrets/{secret}"

    def command(self, name, *command, **given):
        """Return arguments and environment to run a command in a service's container."""
        service = COMPOSE["services"][name]
        image = self.other.get(name, self.built)
        settings = {
            key: self.variables.get(key) if value is None else interpolated(value, self.variables)
            for key, value in service.get("environment", {}).items()
        }
        values = {"PATH": PATH, **image.environment, **settings, **given}
        user = service.get("user", image.user)
        capabilities = ",".join(["-all", *(f"+{each.lower()}" for each in service.get("cap_add", []))])
        privileges = [f"--bounding-set={capabilities}"]
        if user != "root":
            privileges += ["--reuid", user, "--regid", user, "--clear-groups", "--inh-caps=-all"]
        starts = ["unshare", "--mount", "--pid", "--fork", "--kill-child"]
        if service.get("network_mode") == "none":
            starts.append("--net")
        variables = [f"{key}={value}" for key, value in values.items() if value is not None]
        return [*starts, "sh", "-euc", CONFINED, "-", *variables, *command], {
            "PATH": os.environ["PATH"],
            "ROOT": str(image.root),
            "FOLDER": image.folder,
            "PRIVILEGES": " ".join(privileges),
            "BINDS": " ".join(self.binds(service, image.root)),
            "TMPFS": " ".join(service.get("tmpfs", [])),
        }

    def run(self, name, *command, **given):
        """Run a command in a container of the service, and wait for its end."""
        is_certain = "doctor" not in command  # it has findings here
        command, environment = self.command(name, *command, **given)
        subprocess.run(command, env=environment, check=is_certain)

    def start(self, name, *command):
        service = COMPOSE["services"][name]
        command = command or shlex.split(service.get("command", "")) or self.built.command
        command, environment = self.command(name, *command)
        self.running[name] = subprocess.Popen(command, env=environment, start_new_session=True)

    def stop(self, name):
        """Stop the service as an engine does: SIGTERM to its first process."""
        process = self.running.pop(name)
        children = Path(f"/proc/{process.pid}/task/{process.pid}/children").read_text().split()
        for child in children:
            os.kill(int(child), signal.SIGINT if name == "db" else signal.SIGTERM)  # its image's STOPSIGNAL
        process.wait(40)

    def until(self, name, *command):
        """Run a command in the container until it succeeds."""
        command, environment = self.command(name, *command)
        for _attempt in range(120):
            if subprocess.run(command, env=environment, stderr=subprocess.DEVNULL).returncode == 0:
                return
            time.sleep(0.5)
        raise SystemExit(f"{name}: {command} fails.")

    def up(self):
        """docker compose up."""
        self.start("db", "bash", "-euc", DATABASE)
        while not (self.work / "volumes/postgres/is-made").exists():
            time.sleep(0.2)
        self.until("migrate", "sh", "-c", CONNECTS)
        self.run("migrate", *shlex.split(COMPOSE["services"]["migrate"]["command"]))
        self.start("web")
        self.until("web", *self.built.health)
        self.start("timers")
        self.start("nginx", "sh", "-euc", NGINX)

    def restart(self):
        """The steps of docs/upgrade.md."""
        self.start("spare")
        self.until("spare", *self.built.health)
        self.stop("web")
        self.start("web")
        self.until("web", *self.built.health)
        self.stop("spare")


def follow(guide, containers):
    """Run the lines of the guide for `docker compose`."""
    for line in re.findall(r"(?m)^docker compose (.*)$", guide):
        print(f"+ docker compose {line}", flush=True)
        words = shlex.split(line)
        if words[0] == "up":
            containers.up()
        elif words[0] == "exec":
            containers.run(*words[1:], **ACCOUNT)
        else:
            raise SystemExit(f"docker compose {line} is not known here.")


def main(work):
    work = Path(work).absolute()
    project = work / "project"
    for folder in (project, work / "source"):
        shutil.rmtree(folder, ignore_errors=True)
    publish(work / "source")
    guide = commands("With containers", work / "source").replace("/opt/registry", str(project))
    on_the_machine = re.sub(r"(?m)^(docker|certbot) .*(\n    .*)*", "", guide)
    subprocess.run(["bash", "-euxc", on_the_machine], check=True)
    image = build(work)
    print(f"The image has {size(image.root)} MB, of which {size(pulled('python', work))} MB are its base.")
    containers = Containers(work, project, image)
    flag = work / "restart"
    flag.unlink(missing_ok=True)
    try:
        follow(guide, containers)
        check = Path(__file__).with_name("check.py")
        checking = subprocess.Popen([sys.executable, check, HOST, project / "tls/fullchain.pem", "touch", flag])
        while checking.poll() is None:
            if flag.exists():
                flag.unlink()
                containers.restart()
            time.sleep(0.2)
        if checking.returncode:
            raise SystemExit("The registry does not answer as it should.")
    finally:
        for name in reversed(list(containers.running)):
            containers.stop(name)


if __name__ == "__main__":
    main(*sys.argv[1:])
