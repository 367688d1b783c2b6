"""The numbers of the real article that came with the task; benchmarks read them too.

The boundaries and speakers were set by reading, by the conventions in ../shared/data/README.md.
Numbers only: the text stays out.
"""

from pathlib import Path

from claims.text.segment import Kind

ARTICLE = Path(__file__).parents[3] / "shared" / "data" / "article.txt"
PUTIN, ASSAD = "Vladimir Putin", "Bashar al-Assad"

# start, end, kind, who makes the statement
GOLD = [
    (0, 82, Kind.HEADLINE, None),
    (84, 283, Kind.SENTENCE, None),
    (284, 421, Kind.SENTENCE, None),
    (423, 600, Kind.SENTENCE, None),
    (602, 759, Kind.SENTENCE, PUTIN),
    (760, 919, Kind.SENTENCE, PUTIN),
    (920, 989, Kind.SENTENCE, PUTIN),
    (991, 1195, Kind.SENTENCE, PUTIN),
    (1196, 1372, Kind.SENTENCE, PUTIN),
    (1373, 1600, Kind.SENTENCE, PUTIN),
    (1601, 1730, Kind.SENTENCE, PUTIN),
    (1732, 1828, Kind.SENTENCE, PUTIN),
    (1829, 2020, Kind.SENTENCE, PUTIN),
    (2022, 2183, Kind.SENTENCE, PUTIN),
    (2184, 2353, Kind.SENTENCE, PUTIN),
    (2355, 2518, Kind.SENTENCE, PUTIN),
    (2519, 2614, Kind.SENTENCE, PUTIN),
    (2615, 2773, Kind.SENTENCE, PUTIN),
    (2774, 2972, Kind.SENTENCE, PUTIN),
    (2974, 3092, Kind.SENTENCE, None),
    (3093, 3191, Kind.SENTENCE, PUTIN),
    (3192, 3299, Kind.SENTENCE, PUTIN),
    (3300, 3486, Kind.SENTENCE, PUTIN),
    (3488, 3504, Kind.HEADING, None),
    (3506, 3708, Kind.SENTENCE, ASSAD),
    (3709, 3786, Kind.SENTENCE, ASSAD),
    (3788, 3890, Kind.SENTENCE, ASSAD),
    (3891, 4044, Kind.SENTENCE, ASSAD),
    (4046, 4175, Kind.SENTENCE, ASSAD),
    (4176, 4319, Kind.SENTENCE, ASSAD),
    (4321, 4460, Kind.SENTENCE, ASSAD),
    (4461, 4599, Kind.SENTENCE, ASSAD),
    (4601, 4720, Kind.SENTENCE, ASSAD),
    (4721, 4885, Kind.SENTENCE, ASSAD),
    (4886, 5059, Kind.SENTENCE, ASSAD),
    (5060, 5089, Kind.SENTENCE, ASSAD),
    (5090, 5221, Kind.SENTENCE, ASSAD),
    (5223, 5261, Kind.HEADING, None),
    (5263, 5413, Kind.SENTENCE, None),
    (5414, 5549, Kind.SENTENCE, PUTIN),
    (5550, 5609, Kind.SENTENCE, PUTIN),
    (5610, 5740, Kind.SENTENCE, PUTIN),
    (5742, 5968, Kind.SENTENCE, PUTIN),
    (5969, 6073, Kind.SENTENCE, PUTIN),
    (6074, 6168, Kind.SENTENCE, PUTIN),
    (6170, 6334, Kind.SENTENCE, ASSAD),
    (6335, 6473, Kind.SENTENCE, ASSAD),
    (6474, 6720, Kind.SENTENCE, ASSAD),
    (6721, 6986, Kind.SENTENCE, ASSAD),
    (6988, 7096, Kind.SENTENCE, PUTIN),
    (7097, 7180, Kind.SENTENCE, PUTIN),
    (7181, 7313, Kind.SENTENCE, PUTIN),
    (7314, 7435, Kind.SENTENCE, PUTIN),
]
