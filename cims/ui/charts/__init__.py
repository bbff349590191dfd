"""Charts: columns, bars and sparklines over bars that know the rows they count."""
