"""The weights that come with the program; docs/matching.md says how they were found and how good they are."""

from matching.score import Weights

WITH_MODEL = Weights(
    version="standard-4", bias=-10.3, meaning=8.8, words=0.5, letters=0.25, skill=2.2, chosen=5.4
)
WITHOUT_MODEL = Weights(
    version="words-1", bias=-8.8, meaning=0.0, words=3.5, letters=0.8, skill=6.0, chosen=3.5
)
