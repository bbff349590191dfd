"""CIMS: what one office knows about its customers, in one encrypted file."""

__version__ = "0.1.0"
