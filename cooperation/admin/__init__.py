"""The Django admin: one file for each model."""

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
