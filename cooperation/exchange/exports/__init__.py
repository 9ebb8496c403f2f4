"""Exports of the lists. Each format is a module with CONTENT_TYPE and `stream(table, rows, origin)`."""

from . import csv

FORMATS = {"csv": csv}  # by file extension
