"""Numbers and texts as matrices of bytes, a row each, filled with zeros; so millions of rows are written at once."""
import numpy as np


def decimals(scaled, places=0):
    """Integers as decimal numbers with `places` digits after the point: 1234 with 2 places is 12.34.

    Leading zeros are left out, those at the end are not.
    """
    scaled = np.asarray(scaled, dtype=np.int64)
    magnitude = np.abs(scaled)
    digits = max(len(str(int(magnitude.max(initial=0)))), places + 1)
    matrix = np.zeros((len(scaled), digits + 1 + (places > 0)), dtype=np.uint8)
    matrix[:, 0] = np.where(scaled < 0, ord("-"), 0)
    if places:
        matrix[:, -places - 1] = ord(".")
    rest = magnitude
    for index in range(digits):
        column = matrix.shape[1] - 1 - index - (1 if places and index >= places else 0)
        shown = (rest > 0) | (index <= places)
        rest, digit = np.divmod(rest, 10)
        matrix[:, column] = np.where(shown, digit + ord("0"), 0)
    return matrix


def rounded(values, places):
    """Floating-point numbers rounded to so many places, as `decimals` shows them."""
    return decimals(np.rint(np.asarray(values) * 10**places), places)


def chosen(texts, indices):
    """`texts[i]` for each of the indices."""
    table = np.array([text.encode() for text in texts])
    return table.view(np.uint8).reshape(len(texts), -1)[indices]


def blanked(matrix, missing):
    """The matrix with the rows marked in `missing` empty."""
    matrix[missing] = 0
    return matrix


def lines(columns):
    """The columns with commas between them and a line feed at the end, as bytes."""
    rows = len(columns[0])
    parts = []
    for index, column in enumerate(columns):
        end = "\n" if index == len(columns) - 1 else ","
        parts += [column, np.full((rows, 1), ord(end), dtype=np.uint8)]
    whole = np.concatenate(parts, axis=1)
    return whole[whole != 0].tobytes()
