"""The lists in other forms than pages. A format is a module: CONTENT_TYPE, and `stream(table, rows, origin)`."""

from . import csv

FORMATS = {"csv": csv}  # by the ending of the address
