"""The forms of the admin: fields, widgets, validation and edit conflicts."""
