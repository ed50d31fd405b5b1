"""The weights that come with the program; docs/matching.md says how they were found and how good they are."""

from matching.score import Weights

WITH_MODEL = Weights(version="standard-1", bias=-7.3, meaning=6.5, words=0.6, letters=0.3, skill=4.0)
WITHOUT_MODEL = Weights(version="words-1", bias=-7.4, meaning=0.0, words=4.0, letters=0.8, skill=7.0)
