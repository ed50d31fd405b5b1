"""The weights that come with the program; docs/matching.md says how they were found and how good they are."""

from matching.score import Weights

WITH_MODEL = Weights(
    version="standard-1", bias=-9.1, meaning=7.4, words=0.5, letters=0.5, skill=2.2, chosen=2.5
)
WITHOUT_MODEL = Weights(
    version="words-1", bias=-9.1, meaning=0.0, words=4.0, letters=0.8, skill=6.0, chosen=2.5
)
