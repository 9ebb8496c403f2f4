"""`python -m tests.encryption` finds age and gpg, which encrypt backups; root installs missing ones."""

import shutil

from tests.browser.chromium import install

PACKAGES = {"age": "age", "gpg": "gnupg"}
ADVICE = "The tests encrypt backups: install age and gpg (Debian: age and gnupg)."


def main():
    if missing := [package for program, package in PACKAGES.items() if not shutil.which(program)]:
        install(missing, ADVICE)


if __name__ == "__main__":
    main()
