"""The weights that come with the program; docs/matching.md says how they were found and how good they are."""

from matching.score import Weights

WITH_MODEL = Weights(version="standard-1", bias=-6.5, meaning=7.0, words=1.0, letters=0.5, skill=2.0)
WITHOUT_MODEL = Weights(version="words-1", bias=-5.0, meaning=0.0, words=2.0, letters=1.0, skill=3.5)
