"""Feeds that programs fetch again and again: Atom for what changed, iCalendar for meetings."""
