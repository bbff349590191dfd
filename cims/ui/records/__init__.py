"""Lists, forms and panels made from the description of a record type."""
