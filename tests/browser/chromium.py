"""The browser of the tests: `python -m tests.browser.chromium` finds, as root installs, else asks for one.

CHROMIUM names a browser of one's own: any Chromium or Chrome.
"""

import os
import shutil
import subprocess
import sys

NAMES = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable"]
MAC = "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome"
# Without fonts of its own a slim machine draws empty boxes; the registry's words are Latin and Korean.
PACKAGES = ["chromium", "fonts-liberation", "fonts-nanum"]
ADVICE = "The tests need a browser: install Chromium or Chrome, or name one that you have, CHROMIUM=/path/to/it."


def find():
    """The browser's program, or None."""
    if named := os.environ.get("CHROMIUM"):
        return shutil.which(named)
    return next((program for name in [*NAMES, MAC] if (program := shutil.which(name))), None)


def install():
    """Bring the distribution's browser, which only root on Debian or Ubuntu can."""
    if os.geteuid() != 0 or not shutil.which("apt-get"):
        sys.exit(ADVICE)
    print("Installing a browser for the tests with apt-get ...", flush=True)
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    for command in (["update"], ["install", "-y", "--no-install-recommends", *PACKAGES]):
        done = subprocess.run(
            ["apt-get", "-q", *command],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            env=environment,
        )
    if done.returncode:
        sys.exit(f"{done.stdout[-2000:]}\n{ADVICE}")


if __name__ == "__main__":
    if os.environ.get("CHROMIUM") and not find():
        sys.exit(f"CHROMIUM is {os.environ['CHROMIUM']}, and there is no such program.")
    if not find():
        install()
