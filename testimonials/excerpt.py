"""Makes a shorter version of a story: the writer's own words in their order, each cut marked."""

import re

CUT = "[…]"
TOKEN = re.compile(r"\[…\]|\S+")
IMPOSSIBLE = float("inf")
# A cut inside costs more than one at the start and one at the end together: runs stay whole.
INSIDE = 3


def shortened(original, kept):
    """``original`` with only the words of ``kept`` left, a mark wherever words were left out.

    Returns None when ``kept`` says nothing, or says a word the original does not have there: a
    shorter version adds, changes and moves nothing. Marks in ``kept`` are not needed; those in an
    ``original`` that was shortened before stay.
    """
    words, is_after_cut = _words(original)
    wanted = [token[0] for token in TOKEN.finditer(kept) if token[0] != CUT]
    places = _places([word[0] for word in words], wanted, is_after_cut)
    if not places:
        return None
    runs = [[places[0]]]
    for place in places[1:]:
        if place == runs[-1][-1] + 1 and not is_after_cut[place]:
            runs[-1].append(place)
        else:
            runs.append([place])
    texts = [original[words[run[0]].start() : words[run[-1]].end()] for run in runs]
    begins = [CUT] if places[0] > 0 or is_after_cut[0] else []
    ends = [CUT] if places[-1] < len(words) - 1 or is_after_cut[len(words)] else []
    return " ".join([*begins, f" {CUT} ".join(texts), *ends])


def _words(text):
    """The words of a text without its marks, and for each (and the end) whether a mark is before.

    Marks are no words: what stands on both sides of one was never side by side.
    """
    words, is_after_cut, has_mark = [], [], False
    for token in TOKEN.finditer(text):
        if token[0] == CUT:
            has_mark = True
        else:
            words.append(token)
            is_after_cut.append(has_mark)
            has_mark = False
    return words, [*is_after_cut, has_mark]


def _places(words, wanted, is_after_cut):
    """Where the wanted words stand, with as few cuts as can be; nothing when they do not."""
    if not wanted:
        return []
    size = len(words)
    # fewest[i]: what the cuts after word i cost when it is the wanted word looked at; follows[n][i]
    # is the place of the next wanted word then. From the last wanted word to the first.
    fewest = [
        (int(i < size - 1) if word == wanted[-1] else IMPOSSIBLE) for i, word in enumerate(words)
    ]
    follows = []
    for word in reversed(wanted[:-1]):
        fewest, following = _step(words, word, fewest, is_after_cut)
        follows.insert(0, following)
    start = min(range(size), key=lambda i: fewest[i] + (i > 0), default=None)
    if start is None or fewest[start] == IMPOSSIBLE:
        return []
    places = [start]
    for following in follows:
        places.append(following[places[-1]])
    return places


def _step(words, word, later, is_after_cut):
    """The fewest cuts and the following places for the wanted ``word`` before the ``later`` one."""
    size = len(words)
    fewest, following = [IMPOSSIBLE] * size, [None] * size
    best = None
    for i in range(size - 2, -1, -1):
        # The best place of the later word, when words are left out between.
        if best is None or later[i + 1] <= later[best]:
            best = i + 1
        if words[i] == word:
            is_beside = not is_after_cut[i + 1] and later[i + 1] <= later[best] + INSIDE
            following[i] = i + 1 if is_beside else best
            fewest[i] = later[i + 1] if is_beside else later[best] + INSIDE
    return fewest, following
