"""Reads pages as a browser does, as far as tests need it. The standard library's parser."""

from html.parser import HTMLParser

VOID = {"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "wbr"}


class Element:
    """A tag with its attributes and its children (elements and strings)."""

    def __init__(self, tag, attributes, parent=None):
        self.tag = tag
        self.attributes = attributes
        self.parent = parent
        self.children = []

    def __getitem__(self, name):
        return self.attributes[name]

    def get(self, name, default=None):
        return self.attributes.get(name, default)

    def walk(self):
        """This element and all inside it, in the order of the page."""
        yield self
        for child in self.children:
            if isinstance(child, Element):
                yield from child.walk()

    def all(self, tag=None, **attributes):
        """The elements inside with this tag and these attributes (class: one of them)."""
        return [
            element
            for element in self.walk()
            if (tag is None or element.tag == tag) and element.matches(attributes)
        ]

    def one(self, tag=None, **attributes):
        """The only such element."""
        found = self.all(tag, **attributes)
        assert len(found) == 1, f"{len(found)} of <{tag} {attributes}>"
        return found[0]

    def matches(self, attributes):
        for name, value in attributes.items():
            name = name.rstrip("_").replace("_", "-")
            own = self.get(name)
            if own is None or (value not in own.split() if name == "class" else own != value):
                return False
        return True

    @property
    def text(self):
        """All text inside, with single spaces."""
        parts = [c.text if isinstance(c, Element) else c for c in self.children]
        return " ".join(" ".join(parts).split())


class Reader(HTMLParser):
    def __init__(self):
        super().__init__()
        self.root = self.current = Element("", {})

    def handle_starttag(self, tag, attrs):
        element = Element(tag, {name: value or "" for name, value in attrs}, self.current)
        self.current.children.append(element)
        if tag not in VOID:
            self.current = element

    def handle_startendtag(self, tag, attrs):
        element = Element(tag, {name: value or "" for name, value in attrs}, self.current)
        self.current.children.append(element)

    def handle_endtag(self, tag):
        element = self.current
        while element.parent and element.tag != tag:
            element = element.parent
        if element.parent:
            self.current = element.parent

    def handle_data(self, data):
        self.current.children.append(data)


def read(response):
    """The page of a Django response (or a string) as an Element."""
    reader = Reader()
    reader.feed(response if isinstance(response, str) else response.content.decode())
    return reader.root
