"""Create .venv with the locked packages: `python3 config/bootstrap.py`. Run it before anything else in the project.

With `audit`, create .audit with the packages of requirements/audit.txt instead.

The registry needs Python 3.12 to 3.14, but Python 3.8 is enough to run this file. It looks for a suitable Python, else
installs one (as root from the distribution, else with uv), else explains what to install. A stamp in .venv records the
installed lock file, so that a second run does nothing.
"""

import glob
import hashlib
import os
import shutil
import subprocess
import sys
import time

ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
NAME, FOLDER = ("audit", ".audit") if sys.argv[1:] == ["audit"] else ("dev", ".venv")
LOCK = os.path.join(ROOT, "requirements", NAME + ".txt")
VENV = os.path.join(ROOT, FOLDER)
STAMP = os.path.join(VENV, "installed")
VENV_PYTHON = os.path.join(VENV, "bin", "python")
VERSIONS = ["3.13", "3.12", "3.14"]  # in order of preference
ADVICE = "Install Python 3.13 (3.12 and 3.14 will do), or uv, and run the command again."
# pyenv has shims such as python3.12 even for versions that are not installed, so each candidate is run; it also prints
# its real path. "bare" is a Python without the venv module, which Debian packages separately.
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
    """Run a command; show its output only if it fails."""
    done = subprocess.run(
        command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, **options
    )
    if done.returncode:
        say(done.stdout.decode(errors="replace").strip())
        say("This failed: " + " ".join(command))
    return done.returncode == 0


def candidates():
    """Yield every program that may be a Python of a suitable version."""
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
    """Return (program, version, "whole" or "bare") of the best Python here, or None. Whole ones come first."""
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
    """As root on Debian or Ubuntu, install the missing venv package or a whole Python. Return True if it succeeded."""
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
    """Return the path of uv, or None. If it is missing, install it temporarily into .venv with pip."""
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
    """Return True if the environment has the current lock file's packages and its Python still exists."""
    try:
        with open(STAMP) as stamp:
            return stamp.read() == fingerprint() and os.access(VENV_PYTHON, os.X_OK)
    except OSError:
        return False


def make():
    """Create the environment. Return None, or the reason if it cannot be created."""
    shutil.rmtree(VENV, ignore_errors=True)
    found = find_python()
    if (not found or found[2] == "bare") and install_from_distribution(found):
        found = find_python()
    if found and found[2] == "whole":
        say("Installing the locked packages into %s with Python %s (%s) ..." % (FOLDER, found[1], found[0]))
        made = make_with_venv(found[0])
    else:
        uv = find_uv()
        if not uv:
            return "The registry needs Python 3.12 to 3.14 with its venv module, and there is none here. " + ADVICE
        say("Installing the locked packages into %s with uv ..." % FOLDER)
        made = make_with_uv(uv, found[0] if found else VERSIONS[0])
    if not made:
        shutil.rmtree(VENV, ignore_errors=True)
        return "The packages of requirements/%s.txt could not be installed. Is the network there? %s" % (NAME, ADVICE)
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
