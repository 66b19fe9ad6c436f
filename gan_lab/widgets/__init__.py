"""Watch a training, play with one, explore what was learned, be the judge."""

from gan_lab.widgets.dashboard import Dashboard
from gan_lab.widgets.explorer import LatentExplorer
from gan_lab.widgets.film import Film
from gan_lab.widgets.playground import Playground
from gan_lab.widgets.quiz import PairQuiz, Quiz

__all__ = ["Dashboard", "Film", "LatentExplorer", "PairQuiz", "Playground", "Quiz"]
