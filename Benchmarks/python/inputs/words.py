"""Prose of made-up words whose frequencies fall as those of natural language do."""
import numpy as np

COMMON = """
    the and a to it of i is this in for that was with but my on you not have so as they are be great good one just like
    very product book if all at had me when would or from no more will use really we an out read well up what love get
    time can were about than only some because too after it's has do by your there don't little much them even work
    their then which bought first other works she movie how best better story been he could quality make made any new
    off over
    """.split()
FOREIGN = """
    café naïve Zürich über garçon señor piñata smörgåsbord crème œuvre Ångström déjà façade 東京 привет jalapeño
    """.split()
ONSETS = "b c d f g h j k l m n p r s t v w br ch cl cr dr fl gr pl pr sc sh sl sp st str th tr".split()
NUCLEI = "a e i o u ai ea ee ie oo ou".split()
CODAS = ["", "", "", "", "n", "r", "s", "t", "l", "d", "m", "ck", "nd", "st", "ng"]
WORDS = 40_000
ZIPF_EXPONENT = 1.07
"""How fast frequencies fall with the rank, as measured in large bodies of text."""

ENDS = [
    (" ", 0.862), (", ", 0.048), (". ", 0.060), ("! ", 0.012), ("? ", 0.004), (".\n", 0.003), (".\n\n", 0.006),
    ("; ", 0.005),
]
"""What stands after a word within a text, and how often."""
QUOTED = 0.004
"""How many of the words stand in quotes."""


class Prose:
    """Texts from a vocabulary: each word in the forms in which it can stand, so that a text is one look-up a word."""

    def __init__(self, seed):
        vocabulary = self.vocabulary(np.random.default_rng(seed))
        weights = 1 / (np.arange(len(vocabulary)) + 2.7) ** ZIPF_EXPONENT
        self.reach = np.cumsum(weights / weights.sum())
        forms = [
            (word.capitalize() if capital else word, end, quotes)
            for word in vocabulary for capital in (False, True) for quotes in (False, True) for end, _ in ENDS]
        self.forms = np.array([f'"{word}"{end}' if quotes else word + end for word, end, quotes in forms], dtype=object)

    @staticmethod
    def vocabulary(chance):
        """Common words first, then made-up ones of one to three syllables, mostly by length; foreign ones strewn in."""
        size = 2 * WORDS
        syllables = np.char.add(
            np.char.add(chance.choice(ONSETS, (size, 3)), chance.choice(NUCLEI, (size, 3))),
            chance.choice(CODAS, (size, 3)))
        counts = chance.integers(1, 4, size)
        made = ["".join(parts[:count]) for parts, count in zip(syllables.tolist(), counts.tolist())]
        places = np.argsort(np.char.str_len(made) + chance.normal(0, 1.5, size), kind="stable")
        words = list(dict.fromkeys(COMMON + [made[place] for place in places]))[:WORDS]
        for index, word in enumerate(FOREIGN):
            words[500 + 400 * index] = word
        return words

    def texts(self, chance, lengths, are_titles=False):
        """A text of each of the lengths, in words. Titles are one phrase, without line ends and marks at their end."""
        total = int(lengths.sum())
        words = np.minimum(np.searchsorted(self.reach, chance.random(total)), len(self.reach) - 1)
        if are_titles:
            ends = np.zeros(total, dtype=np.int64)
        else:
            ends = chance.choice(len(ENDS), total, p=[share for _, share in ENDS])
        last = np.cumsum(lengths) - 1
        first = last - lengths + 1
        capitals = np.zeros(total, dtype=bool)
        capitals[1:] = (ends[:-1] >= 2) & (ends[:-1] <= 6)
        capitals[first] = True
        quotes = chance.random(total) < QUOTED
        form = ((words * 2 + capitals) * 2 + quotes) * len(ENDS) + ends
        tokens = self.forms[form].tolist()
        return ["".join(tokens[a:b + 1]).rstrip() for a, b in zip(first.tolist(), last.tolist())]
