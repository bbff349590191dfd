"""Pure rules of the office: text in, text out; no Qt, no database."""
