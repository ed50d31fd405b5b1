"""Everything that can go wrong, made to go wrong: what is lost, and what comes twice?"""
