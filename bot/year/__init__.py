"""`makegood simulate --volunteers N ...`: a year of a city on the real core, storage and follow-up."""
