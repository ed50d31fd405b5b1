"""The vocabulary shared with every chat platform. Imports nothing else of ours."""
