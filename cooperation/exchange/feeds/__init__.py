"""Feeds that programs poll: Atom for changes, iCalendar for meetings."""
