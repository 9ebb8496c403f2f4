"""How dates and times are written in a language, for Django's date_format and the filter "date".

A language without a module here has Django's own formats. cooperation/domain/dates.py writes partial dates and periods.
"""
