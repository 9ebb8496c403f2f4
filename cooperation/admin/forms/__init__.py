"""The forms of the admin: fields, boxes, checks before saving, and edit conflicts."""
