"""`python -m tests.browser.chromium` finds the browser of the tests and a Korean font; root installs missing ones.

CHROMIUM names another browser: any Chromium or Chrome.
"""

import os
import shutil
import subprocess
import sys
from pathlib import Path

# Debian's headless shell comes first: it draws no windows, so it needs a third less time.
NAMES = ["chromium-headless-shell", "chromium", "chromium-browser", "google-chrome", "google-chrome-stable"]
MAC = "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome"
# Without fonts, a slim machine draws empty boxes; the registry's texts are Latin and Korean.
PACKAGES = ["chromium-headless-shell | chromium", "fonts-liberation"]
FONTS = ["fonts-nanum"]
ADVICE = "The tests need a browser: install Chromium or Chrome, or name one that you have, CHROMIUM=/path/to/it."
FONT_ADVICE = (
    "The tests need a Korean font, else the browser draws empty boxes: install Nanum or Noto Sans CJK "
    "(Debian: fonts-nanum or fonts-noto-cjk). `fc-list :lang=ko` must name it."
)
FOLDERS = ["/usr/share/fonts", "/usr/local/share/fonts", "~/.local/share/fonts", "~/.fonts"]
KOREAN = ("Nanum", "NotoSansCJK", "NotoSansKR", "NotoSansMonoCJK", "UnBatang", "UnDotum", "Baekmuk", "malgun")


def find():
    """The browser's program, or None."""
    if named := os.environ.get("CHROMIUM"):
        return shutil.which(named)
    return next((program for name in [*NAMES, MAC] if (program := shutil.which(name))), None)


def has_korean_font():
    """Whether the machine has a font for Hangul: according to fontconfig or, without it, file names."""
    if sys.platform in {"darwin", "win32"}:
        return True  # both come with one
    if shutil.which("fc-list"):
        done = subprocess.run(["fc-list", ":lang=ko", "family"], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
        return bool(done.stdout.strip())
    files = (path for folder in FOLDERS for path in Path(folder).expanduser().rglob("*.[ot]t[fc]"))
    return any(path.name.startswith(KOREAN) for path in files)


def install(packages, advice):
    """Install packages (names or alternatives) with apt-get as root; exit with `advice` if that fails."""
    if os.geteuid() != 0 or not shutil.which("apt-get"):
        sys.exit(advice)
    print(f"Installing {', '.join(packages)} for the tests with apt-get ...", flush=True)
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    for command in (["update"], ["satisfy", "-y", "--no-install-recommends", *packages]):
        done = subprocess.run(
            ["apt-get", "-q", *command],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            env=environment,
        )
    if done.returncode:
        sys.exit(f"{done.stdout[-2000:]}\n{advice}")


def main():
    if os.environ.get("CHROMIUM") and not find():
        sys.exit(f"CHROMIUM is {os.environ['CHROMIUM']}, and there is no such program.")
    # One message names everything missing.
    lacks = {
        ADVICE: [] if find() else PACKAGES,
        FONT_ADVICE: [] if has_korean_font() else FONTS,
    }
    packages = [name for names in lacks.values() for name in names]
    if packages:
        install(packages, "\n".join(advice for advice, names in lacks.items() if names))


if __name__ == "__main__":
    main()
