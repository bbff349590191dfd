"""Quotes and orders on paper: what a template may name, how it is checked, filled and kept."""
