"""The workflow from draft to published record: review, publication and tasks for staff."""
