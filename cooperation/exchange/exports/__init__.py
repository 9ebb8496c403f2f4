"""Exports of the lists. Each format is a module with CONTENT_TYPE and `stream(table, chunks)`."""

from . import csv

FORMATS = {"csv": csv}  # by file extension
