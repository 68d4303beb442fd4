"""Reviews in prose, as CSV and as lines of JSON."""
import json

import numpy as np

from inputs.words import Prose

CSV_ROWS = 200_000
NDJSON_ROWS = 1_150_000
BATCH = 10_000
"""Reviews made at once."""
STARS = [0.08, 0.06, 0.11, 0.22, 0.53]
CATEGORIES = ["Books", "Music", "Films", "Kitchen", "Garden", "Tools", "Sports", "Toys", "Beauty", "Café & Tee"]
DEVICES = ["phone", "tablet", "desktop", "tv"]


def write_csv(path, scale):
    """About 800 bytes a review; fields with a comma, a quote or a line end are quoted, quotes within doubled."""
    batches = reviews(seed=44, rows=max(1, round(CSV_ROWS * scale)), words=142)
    with open(path, "w", encoding="utf-8", newline="") as file:
        file.write("id,product,stars,date,verified,helpful,title,text\n")
        for batch in batches:
            file.writelines(
                f"{row.id},B{row.product:07d},{row.stars},{row.date},{'true' if row.verified else 'false'},"
                f"{row.helpful if row.helpful else ''},{quoted(row.title)},{quoted(row.text)}\n" for row in batch)


def write_ndjson(path, scale):
    """About 900 bytes a review: objects in objects, arrays of texts and of objects, members absent or null in some."""
    encode = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode
    with open(path, "w", encoding="utf-8", newline="") as file:
        for batch in reviews(seed=45, rows=max(1, round(NDJSON_ROWS * scale)), words=125):
            file.writelines(encode(document(row)) + "\n" for row in batch)


def document(row):
    """A review as it stands in a line of JSON."""
    whole = {
        "review_id": f"R{row.id:09d}",
        "product": {"id": f"B{row.product:07d}", "category": CATEGORIES[row.product % 10], "price": row.price},
        "user": {"id": row.user, "device": DEVICES[row.user % 4]},
        "stars": row.stars,
        "date": row.date,
        "verified": row.verified,
        "helpful": {"up": row.helpful, "down": row.helpful // 5} if row.helpful else None,
        "title": row.title,
        "text": row.text,
    }
    if row.user % 3 == 0:
        whole["tags"] = [CATEGORIES[(row.product + step) % 10].lower() for step in range(row.id % 4)]
    if row.user % 10 == 0:
        whole["images"] = [
            {"width": 640 * (step + 1), "height": 480 * (step + 1), "url": f"https://img.example/{row.id}/{step}.jpg"}
            for step in range(1 + row.id % 3)]
    return whole


class Review:
    """One review, without a form."""

    __slots__ = ("id", "product", "user", "price", "stars", "date", "verified", "helpful", "title", "text")

    def __init__(self, *values):
        for name, value in zip(self.__slots__, values):
            setattr(self, name, value)


def reviews(seed, rows, words):
    """Yields lists of reviews with texts of so many words in the mean; half are shorter than three quarters of it."""
    chance = np.random.default_rng(seed)
    prose = Prose(seed)
    for start in range(0, rows, BATCH):
        count = min(BATCH, rows - start)
        lengths = np.maximum(3, chance.lognormal(np.log(words) - 0.32, 0.8, count)).astype(np.int64)
        days = np.datetime64("2010-01-01") + chance.integers(0, 5_400, count)
        yield list(map(
            Review,
            range(start + 1, start + count + 1),
            (chance.pareto(1.1, count) * 500).astype(np.int64).clip(0, 9_999_999).tolist(),
            chance.integers(1, 3_000_000, count).tolist(),
            np.round(chance.lognormal(3, 1, count), 2).tolist(),
            (chance.choice(5, count, p=STARS) + 1).tolist(),
            days.astype(str).tolist(),
            (chance.random(count) < 0.8).tolist(),
            (chance.pareto(1.5, count) * 2).astype(np.int64).tolist(),
            prose.texts(chance, chance.integers(1, 8, count), are_titles=True),
            prose.texts(chance, lengths)))


def quoted(text):
    """A field of CSV."""
    if '"' in text:
        return '"' + text.replace('"', '""') + '"'
    return f'"{text}"' if "," in text or "\n" in text else text
