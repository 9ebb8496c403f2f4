"""Rules and vocabularies that do not depend on models."""
