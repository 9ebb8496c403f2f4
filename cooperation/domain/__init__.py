"""Rules and vocabularies that know no model."""
