"""Figures over many records: one file per analysis, each figure with the rows that it counts."""
