"""The verbs of the command line: one function each, on the same services as the window."""
