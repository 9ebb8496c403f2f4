"""Runs the instructions of the registry's Dockerfile in empty Debian roots."""

import json
import re
import shlex
import shutil
import subprocess
from dataclasses import dataclass, field
from pathlib import Path

from roots import PATH, REPOSITORY, base, copy, shell


@dataclass
class Image:
    """A root, and how a container of it is started."""

    root: Path
    environment: dict = field(default_factory=dict)
    folder: str = "/"
    user: str = "root"
    command: list = field(default_factory=list)
    health: list = field(default_factory=list)


# Replaces the images that are pulled: Debian's packages of the same programs, and other differences.
PACKAGES = {"python": "python3 python3-venv", "postgres": "postgresql", "nginx": "nginx"}
LIKE_THE_IMAGE = """
rm /etc/nginx/sites-enabled/default
ln -sf /dev/stdout /var/log/nginx/access.log
ln -sf /dev/stderr /var/log/nginx/error.log
rm -r /var/lib/nginx
ln -s /var/cache/nginx /var/lib/nginx
"""


def pulled(name, work):
    """Return the root that replaces an official image; it is created once."""
    kind = re.match(r"\w+", name)[0]
    root = work / f"pulled-{kind}"
    if not root.exists():
        unfinished = copy(base(work), work / f"unfinished-{kind}")
        install = f"apt-get install -qq --yes --no-install-recommends {PACKAGES[kind]} >/dev/null"
        shell(unfinished, f"apt-get update -qq\n{install}\n{LIKE_THE_IMAGE if kind == 'nginx' else ''}")
        unfinished.rename(root)
    return root


def instructions():
    """Yield the instructions of the Dockerfile as (name, rest)."""
    text = re.sub(r"(?m)^#.*\n", "", (REPOSITORY / "Dockerfile").read_text())
    for line in re.sub(r"\\\n\s*", "", text).splitlines():
        if line.strip():
            name, rest = line.split(maxsplit=1)
            yield name, rest


def context(folder):
    """Copy the files that .dockerignore admits."""
    lines = (REPOSITORY / ".dockerignore").read_text().splitlines()
    for name in [line[1:] for line in lines if line.startswith("!")]:
        source = REPOSITORY / name
        if source.is_dir():
            shutil.copytree(source, folder / name, ignore=shutil.ignore_patterns("__pycache__"))
        elif source.exists():
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(source, folder / name)


def copy_into(image, rest, stages, files):
    """COPY: from the context or another stage, with wildcards; a name that ends in a slash is a folder."""
    words = shlex.split(rest)
    source = stages[words.pop(0).partition("=")[2]].root if words[0].startswith("--from=") else files
    *patterns, target = words
    place = image.root / Path(image.folder, target).relative_to("/")
    for pattern in patterns:
        found = [source] if pattern == "." else sorted(source.glob(pattern.lstrip("/")))
        if not found:
            raise SystemExit(f"COPY finds no {pattern}.")
        for each in found:
            if each.is_dir():
                shutil.copytree(each, place, symlinks=True, dirs_exist_ok=True)
            else:
                (place if target.endswith("/") else place.parent).mkdir(parents=True, exist_ok=True)
                shutil.copy(each, place / each.name if target.endswith("/") else place, follow_symlinks=False)


def build(work):
    """Run all stages and return the last one."""
    files = work / "context"
    shutil.rmtree(files, ignore_errors=True)
    context(files)
    arguments, stages, image = {}, {}, None
    for name, rest in instructions():
        print(f"{name} {rest[:100]}", flush=True)
        if name == "ARG":
            variable, _, value = rest.partition("=")
            arguments[variable] = value
        elif name == "FROM":
            parent, *alias = re.sub(r"\$\{(\w+)\}", lambda found: arguments[found[1]], rest).split(" AS ")
            stage = alias[0] if alias else "image"
            image = stages[stage] = Image(copy(pulled(parent, work), work / f"stage-{stage}"))
        elif name == "ENV":
            values = dict(part.split("=", 1) for part in shlex.split(rest))
            image.environment |= {key: value.replace("$PATH", PATH) for key, value in values.items()}
        elif name == "WORKDIR":
            image.folder = rest
            (image.root / rest.lstrip("/")).mkdir(parents=True, exist_ok=True)
        elif name == "COPY":
            copy_into(image, rest, stages, files)
        elif name == "RUN":
            shell(image.root, f"cd {image.folder}\n{rest}", **arguments, **image.environment)
        elif name == "USER":
            image.user = rest
        elif name == "CMD":
            image.command = json.loads(rest)
        elif name == "HEALTHCHECK":
            image.health = json.loads(rest.partition("CMD ")[2])
        elif name not in ("LABEL", "EXPOSE"):
            raise SystemExit(f"{name} is not known here.")
    return image


def size(root):
    """Return the size of a root in MB."""
    return int(subprocess.run(["du", "-sm", root], capture_output=True, text=True, check=True).stdout.split()[0])
