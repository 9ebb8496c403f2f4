"""The staff's rooms, on Django's own admin: one file for each aggregate."""

from . import (
    account,
    agreement,
    country,
    mechanism,
    meeting,
    organization,
    project,
    rating,
    redirect,
    region,
    source,
    topic,
)

__all__ = (
    "account",
    "agreement",
    "country",
    "mechanism",
    "meeting",
    "organization",
    "project",
    "rating",
    "redirect",
    "region",
    "source",
    "topic",
)
