"""Make .venv with the locked packages: `python3 config/bootstrap.py`, before anything else of the project can run.

The registry needs Python 3.12 to 3.14, the python3 that runs this file need only be 3.8. The right one is found, else
brought (as root from the distribution, else by uv), else asked for in a sentence. Nothing is done twice: a stamp in
.venv remembers the lock that was installed.
"""

import glob
import hashlib
import os
import shutil
import subprocess
import sys
import time

ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
LOCK = os.path.join(ROOT, "requirements", "dev.txt")
VENV = os.path.join(ROOT, ".venv")
STAMP = os.path.join(VENV, "installed")
VENV_PYTHON = os.path.join(VENV, "bin", "python")
VERSIONS = ["3.13", "3.12", "3.14"]  # in the order in which they are preferred
ADVICE = "Install Python 3.13 (3.12 and 3.14 will do), or uv, and run the command again."
# pyenv's shims are called python3.12 even where there is none: only running one tells, and tells where the real one is.
# "bare" is a Python whose venv module Debian keeps in a package of its own.
PROBE = """
import sys
try:
    import venv
    from ensurepip import version
    whole = "whole"
except ImportError:
    whole = "bare"
print("%d.%d" % sys.version_info[:2], whole, sys.executable)
"""


def say(text):
    print(text, flush=True)


def run(*command, **options):
    """Run a command; its output is shown only if it fails."""
    done = subprocess.run(
        command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, **options
    )
    if done.returncode:
        say(done.stdout.decode(errors="replace").strip())
        say("This failed: " + " ".join(command))
    return done.returncode == 0


def candidates():
    """Every program that may be a Python of the right version."""
    yield sys.executable
    for version in VERSIONS:
        name = "python" + version
        for folder in [
            *os.environ.get("PATH", "").split(os.pathsep),
            "/usr/local/bin",
            "/usr/bin",
            "/opt/homebrew/bin",
        ]:
            yield os.path.join(folder, name)
        for pyenv in [os.environ.get("PYENV_ROOT", ""), os.path.expanduser("~/.pyenv")]:
            if pyenv:
                yield from sorted(
                    glob.glob(os.path.join(pyenv, "versions", version + ".*", "bin", "python")), reverse=True
                )


def find_python():
    """(program, version, "whole" or "bare") of the best Python on this machine, or None. Whole ones come first."""
    bare = None
    seen = set()
    for program in candidates():
        if program in seen or not os.access(program, os.X_OK):
            continue
        seen.add(program)
        try:
            done = subprocess.run(
                [program, "-I", "-c", PROBE],
                stdin=subprocess.DEVNULL,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                timeout=30,
            )
        except (OSError, subprocess.TimeoutExpired):
            continue
        answer = done.stdout.decode(errors="replace").strip().split(" ", 2)
        if done.returncode or len(answer) != 3 or answer[0] not in VERSIONS:
            continue
        version, kind, real = answer
        if kind == "whole":
            return real, version, kind
        bare = bare or (real, version, kind)
    return bare


def install_from_distribution(found):
    """As root on Debian or Ubuntu: the missing venv package, or a whole Python. True if something was installed."""
    if os.geteuid() != 0 or not shutil.which("apt-get"):
        return False
    say("Asking the distribution for Python with apt-get ...")
    environment = dict(os.environ, DEBIAN_FRONTEND="noninteractive")
    run("apt-get", "update", env=environment)
    for version in [found[1]] if found else VERSIONS:
        names = ["python%s" % version, "python%s-venv" % version]
        known = subprocess.run(["apt-cache", "show", *names], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
        if known.returncode == 0:
            return run("apt-get", "install", "-y", "--no-install-recommends", *names, env=environment)
    return False


def find_uv():
    """The uv program, brought by pip into .venv's place for a moment if it is not here; None if it cannot be had."""
    found = shutil.which("uv")
    for place in ["~/.local/bin/uv", "~/.cargo/bin/uv"]:
        place = os.path.expanduser(place)
        found = found or (place if os.access(place, os.X_OK) else None)
    if found:
        return found
    tools = os.path.join(VENV, "uv")
    say("Bringing uv with pip ...")
    if run(sys.executable, "-m", "pip", "install", "--quiet", "--target", tools, "uv"):
        return os.path.join(tools, "bin", "uv")
    return None


def make_with_venv(program):
    return run(program, "-m", "venv", VENV) and run(
        VENV_PYTHON, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--no-input",
        "--only-binary", ":all:", "--require-hashes", "-r", LOCK,
    )  # fmt: skip


def make_with_uv(uv, python):
    return run(uv, "venv", "--quiet", "--allow-existing", "--python", python, VENV) and run(
        uv, "pip", "sync", "--quiet", "--python", VENV_PYTHON, "--require-hashes", LOCK
    )


def fingerprint():
    with open(LOCK, "rb") as lock:
        return hashlib.sha256(lock.read()).hexdigest()


def is_made():
    """True if .venv holds this very lock and its Python still is where it was."""
    try:
        with open(STAMP) as stamp:
            return stamp.read() == fingerprint() and os.access(VENV_PYTHON, os.X_OK)
    except OSError:
        return False


def make():
    """Make .venv; the reason as a sentence if it cannot be made, else None."""
    shutil.rmtree(VENV, ignore_errors=True)
    found = find_python()
    if (not found or found[2] == "bare") and install_from_distribution(found):
        found = find_python()
    if found and found[2] == "whole":
        say("Installing the locked packages into .venv with Python %s (%s) ..." % (found[1], found[0]))
        made = make_with_venv(found[0])
    else:
        uv = find_uv()
        if not uv:
            return "The registry needs Python 3.12 to 3.14 with its venv module, and there is none here. " + ADVICE
        say("Installing the locked packages into .venv with uv ...")
        made = make_with_uv(uv, found[0] if found else VERSIONS[0])
    if not made:
        shutil.rmtree(VENV, ignore_errors=True)
        return "The packages of requirements/dev.txt could not be installed. Is the network there? " + ADVICE
    with open(STAMP, "w") as stamp:
        stamp.write(fingerprint())
    return None


if __name__ == "__main__":
    if not is_made():
        began = time.time()
        problem = make()
        if problem:
            sys.exit(problem)
        say("The packages are installed: %.0f s." % (time.time() - began))
