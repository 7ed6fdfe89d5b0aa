"""Draws the site's own art with Pillow, for pictures that stand where no style sheet reaches.

It knows what the files in static/art use: paths of straight lines and cubic curves, circles,
ellipses, groups that move, turn and scale, and the classes and colours of site.css.
"""

import math
import re
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path

# nosemgrep: no-xml-is-read - drawings of ours
from xml.etree import ElementTree

from django.conf import settings
from PIL import Image, ImageDraw

STATIC = Path(settings.BASE_DIR) / "static"
STEPS_OF_A_CURVE = 24
# Drawn larger and then made smaller: Pillow draws lines without smoothing.
OVERSIZE = 3
FILLS = {
    "k": "a-skin",
    "i": "a-shirt",
    "h": "a-hair",
    "c": "a-cloth",
    "w": "a-wood",
    "v": "a-sleeve",
    "yf": "thread",
    "o": "field",
}
STROKES = {"y": "thread", "yf": "thread"}
WIDTH, FINE_WIDTH = 3, 2.4
NUMBER = re.compile(r"-?(?:\d+\.?\d*|\.\d+)")


@cache
def colours():
    """The light theme's colours of site.css by name, such as {"ink": "#12343b"}."""
    sheet = (STATIC / "css/site.css").read_text(encoding="utf-8")
    light = sheet.split("prefers-color-scheme:dark")[0]
    return dict(re.findall(r"--([\w-]+):(#[0-9a-f]{3,6})", light))


@dataclass(frozen=True)
class Pen:
    """How a shape is drawn: colours ("" for none), line width, dots, and where it lies."""

    fill: str = ""
    stroke: str = ""
    width: float = WIDTH
    dots: float = 0
    matrix: tuple = (1, 0, 0, 1, 0, 0)

    def place(self, x, y):
        a, b, c, d, e, f = self.matrix
        return (a * x + c * y + e, b * x + d * y + f)

    @property
    def scale(self):
        a, b, c, d, _, _ = self.matrix
        return math.sqrt(abs(a * d - b * c))

    def moved(self, transform):
        """This pen after an SVG ``transform``."""
        matrix = self.matrix
        for name, numbers in re.findall(r"(\w+)\(([^)]*)\)", transform):
            values = [float(number) for number in NUMBER.findall(numbers)]
            matrix = _multiplied(matrix, MOVES[name](*values))
        return replace(self, matrix=matrix)


def _turn(degrees):
    angle = math.radians(degrees)
    return (math.cos(angle), math.sin(angle), -math.sin(angle), math.cos(angle), 0, 0)


MOVES = {
    "translate": lambda x, y=0: (1, 0, 0, 1, x, y),
    "scale": lambda x, y=None: (x, 0, 0, x if y is None else y, 0, 0),
    "rotate": _turn,
}


def _multiplied(m, n):
    return (
        m[0] * n[0] + m[2] * n[1],
        m[1] * n[0] + m[3] * n[1],
        m[0] * n[2] + m[2] * n[3],
        m[1] * n[2] + m[3] * n[3],
        m[0] * n[4] + m[2] * n[5] + m[4],
        m[1] * n[4] + m[3] * n[5] + m[5],
    )


def outlines(path):
    """The lines of an SVG path: lists of points, each with whether it is closed."""
    found, points, at = [], [], (0.0, 0.0)
    for command, text in re.findall(r"([A-Za-z])([^A-Za-z]*)", path):
        values = [float(number) for number in NUMBER.findall(text)]
        if command == "Z":
            found.append((points, True))
            points = []
            continue
        if command == "M":
            if points:
                found.append((points, False))
            points = []
        added = list(_points(command, values, *at))
        points += added
        at = added[-1]
    if points:
        found.append((points, False))
    return found


def _points(command, values, x, y):
    """The points one path command adds after (x, y)."""
    if command in "ML":
        yield from zip(values[::2], values[1::2], strict=True)
    elif command == "H":
        yield from ((value, y) for value in values)
    elif command == "h":
        yield from ((x + value, y) for value in values)
    elif command == "C":
        for n in range(0, len(values), 6):
            curve = values[n : n + 6]
            yield from _curve(x, y, *curve)
            x, y = curve[4:]
    else:
        raise ValueError(f"the drawings do not use the path command {command}")


def _curve(x0, y0, x1, y1, x2, y2, x3, y3):
    for step in range(1, STEPS_OF_A_CURVE + 1):
        t = step / STEPS_OF_A_CURVE
        a, b, c, d = (1 - t) ** 3, 3 * t * (1 - t) ** 2, 3 * t * t * (1 - t), t**3
        yield (a * x0 + b * x1 + c * x2 + d * x3, a * y0 + b * y1 + c * y2 + d * y3)


def _round(cx, cy, rx, ry):
    turns = (2 * math.pi * n / 72 for n in range(72))
    return [([(cx + rx * math.cos(turn), cy + ry * math.sin(turn)) for turn in turns], True)]


class Canvas:
    """A picture of ``width`` by ``height`` pixels on one colour, named as in site.css."""

    def __init__(self, width, height, field):
        self.size = (width, height)
        self.colours = colours() | {"field": colours()[field]}
        large = (width * OVERSIZE, height * OVERSIZE)
        self.image = Image.new("RGB", large, self.colours["field"])
        self.draw = ImageDraw.Draw(self.image)

    def finished(self):
        """The picture in its own size."""
        return self.image.resize(self.size, Image.Resampling.LANCZOS)

    def art(self, name, x, y, scale):
        """Draw static/art/``name``.svg, its own origin at (x, y), ``scale`` times as large."""
        text = (STATIC / f"art/{name}.svg").read_text(encoding="utf-8")
        root = ElementTree.fromstring(text)  # noqa: S314 - a file of ours
        matrix = (scale * OVERSIZE, 0, 0, scale * OVERSIZE, x * OVERSIZE, y * OVERSIZE)
        stroke = "thread" if root.get("stroke") else "a-line"
        self._element(root, Pen(stroke=self.colours[stroke], matrix=matrix))

    def text(self, xy, words, font, colour):
        """Write ``words`` at their upper left corner ``xy``; the font is OVERSIZE as large."""
        place = tuple(value * OVERSIZE for value in xy)
        self.draw.text(place, words, font=font, fill=self.colours[colour])

    def line(self, xy, width, colour):
        """A straight line through the points ``xy``."""
        points = [(x * OVERSIZE, y * OVERSIZE) for x, y in xy]
        self.draw.line(points, fill=self.colours[colour], width=width * OVERSIZE)

    def _element(self, element, pen):
        classes = element.get("class", "").split()
        if "lb" in classes or element.tag == "text":  # the labels of a diagram
            return
        pen = self._pen(element, classes, pen).moved(element.get("transform", ""))
        number = {name: float(element.get(name, 0)) for name in ("cx", "cy", "r", "rx", "ry")}
        if element.tag == "path":
            self._shape(outlines(element.get("d")), pen)
        elif element.tag in ("circle", "ellipse"):
            radii = number["rx"] or number["r"], number["ry"] or number["r"]
            self._shape(_round(number["cx"], number["cy"], *radii), pen)
        for child in element:
            self._element(child, pen)

    def _pen(self, element, classes, pen):
        values = {}
        if element.get("stroke-width"):
            values["width"] = float(element.get("stroke-width"))
        if element.get("stroke-dasharray"):
            values["dots"] = float(element.get("stroke-dasharray").split()[1])
        if element.get("fill", "none") != "none":
            values["fill"] = self.colours["thread"]
        for name in classes:
            values |= self._look(name)
        return replace(pen, **values)

    def _look(self, name):
        """What a class of the drawings means, as values of a Pen."""
        found = {"n": {"stroke": ""}, "f": {"width": FINE_WIDTH}}.get(name, {})
        if name in FILLS:
            found = found | {"fill": self.colours[FILLS[name]]}
        if name in STROKES:
            found = found | {"stroke": self.colours[STROKES[name]]}
        return found

    def _shape(self, lines, pen):
        for points, is_closed in lines:
            placed = [pen.place(*point) for point in points]
            if pen.fill and len(placed) > 2:
                self.draw.polygon(placed, fill=pen.fill)
            if pen.stroke:
                self._stroke(placed + placed[:1] * is_closed, pen)

    def _stroke(self, points, pen):
        width = pen.width * pen.scale
        if pen.dots:
            points = _every(points, pen.dots * pen.scale)
        else:
            self.draw.line(points, fill=pen.stroke, width=round(width))
        half = width / 2
        for x, y in points:  # round joints and ends
            self.draw.ellipse((x - half, y - half, x + half, y + half), fill=pen.stroke)


def _every(points, step):
    """The points that lie ``step`` apart along a line, the first one included."""
    due, walked = 0.0, 0.0
    for (x0, y0), (x1, y1) in zip(points, points[1:], strict=False):
        length = math.hypot(x1 - x0, y1 - y0)
        while length and due <= walked + length:
            part = (due - walked) / length
            yield (x0 + part * (x1 - x0), y0 + part * (y1 - y0))
            due += step
        walked += length
