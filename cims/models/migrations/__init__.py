"""How the schema of a file came to be, step by step."""
