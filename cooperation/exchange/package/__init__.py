"""The package of everything public: a zip with a table for each kind, part and link (Frictionless Data Package)."""
