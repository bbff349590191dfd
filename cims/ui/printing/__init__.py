"""What goes on paper or into a PDF: HTML of escaped words, laid out by Qt."""
