"""The weights that come with the program; docs/matching.md says how they were found and how good they are."""

from matching.score import Weights

WITH_MODEL = Weights(
    version="standard-4", bias=-9.8, meaning=7.0, words=0.6, letters=0.3, skill=3.9, chosen=3.4
)
WITHOUT_MODEL = Weights(
    version="words-1", bias=-8.8, meaning=0.0, words=3.5, letters=0.8, skill=6.0, chosen=3.5
)
