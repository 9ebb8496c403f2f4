"""From a draft to a published record: review, publication, and what needs somebody's attention."""
