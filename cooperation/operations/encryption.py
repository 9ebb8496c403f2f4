"""Encrypts and decrypts with age or gpg, from pipe to pipe: nothing unencrypted is written to the disk."""

import shutil

from django.conf import settings

from .failures import Failed

NONE, AGE, GPG = "", "age", "gpg"


def chosen() -> str:
    """Return the program that backups are encrypted with, or "" for none."""
    return AGE if settings.BACKUP_AGE_RECIPIENTS else GPG if settings.BACKUP_GPG_RECIPIENTS else NONE


def encrypt(program: str) -> list[str]:
    """Return the command that encrypts its input for every recipient. Each can read the backup alone."""
    if program == AGE:
        return [_found(AGE), "--encrypt", *_each("--recipient", settings.BACKUP_AGE_RECIPIENTS)]
    # The setting chooses the keys, so gpg's web of trust does not matter.
    options = ["--batch", "--no-tty", "--trust-model", "always", "--compress-algo", "none", "--encrypt"]
    return [_found(GPG), *options, *_each("--recipient", settings.BACKUP_GPG_RECIPIENTS)]


def decrypt(program: str) -> list[str]:
    """Return the command that decrypts its input. Raises Failed if age has no key."""
    if program == AGE:
        if not settings.BACKUP_AGE_IDENTITY:
            raise Failed("The backup is encrypted with age: name the file of the secret key in BACKUP_AGE_IDENTITY.")
        return [_found(AGE), "--decrypt", "--identity", str(settings.BACKUP_AGE_IDENTITY)]
    return [_found(GPG), "--batch", "--no-tty", "--decrypt"]


def _each(option, values):
    return [part for value in values for part in (option, value)]


def _found(program):
    path = shutil.which(program)
    if not path:
        raise Failed(f"The program {program} is not installed: the backup needs it for its encryption.")
    return path
