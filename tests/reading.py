"""How tests read a page: what a person sees on it, whole or under one heading, and what else it is made of."""

from html.parser import HTMLParser

VOID = {"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"}
BLOCKS = {"p", "li", "dt", "dd", "div", "h1", "h2", "h3", "h4", "tr", "th", "td", "summary", "section", "article"}


class Page(HTMLParser):
    """A page taken apart: its words, those under each heading, its addresses, ids and anything malformed."""

    def __init__(self, response):
        super().__init__()
        self.status = response.status_code
        self.text, self.title, self.description, self.canonical = "", "", "", ""
        self.sections = {}
        self.addresses, self.ids, self.styles, self.problems = [], [], [], []
        self._open, self._heading, self._within = [], None, None
        body = b"".join(response.streaming_content) if response.streaming else response.content
        self.source = body.decode()
        self.feed(self.source)
        self.close()
        if self._open:
            self.problems.append(f"never closed: {self._open}")
        self.text = _tidy(self.text)
        self.sections = {_tidy(heading): _tidy(text) for heading, text in self.sections.items()}

    def handle_starttag(self, tag, attrs):
        """Note what the tag brings."""
        attrs = dict(attrs)
        if tag == "p" and "p" in self._open:
            self.problems.append(f"a paragraph in a paragraph at {self.getpos()}")
        if tag not in VOID:
            self._open.append(tag)
        if tag in BLOCKS:
            self._say("\n")
        if tag in {"h2", "h1"}:
            self._heading = ""
        if tag == "a" and "href" in attrs:
            self.addresses.append(attrs["href"])
        if "id" in attrs:
            self.ids.append(attrs["id"])
        if "style" in attrs or tag == "style" or (tag == "script" and "src" not in attrs):
            self.styles.append(self.getpos())
        if tag == "meta" and attrs.get("name") == "description":
            self.description = attrs["content"]
        if tag == "link" and attrs.get("rel") == "canonical":
            self.canonical = attrs["href"]

    def handle_endtag(self, tag):
        """Note what ends, and what ends out of turn."""
        if tag in VOID:
            return
        if not self._open or self._open[-1] != tag:
            self.problems.append(f"</{tag}> at {self.getpos()} within {self._open[-3:]}")
            return
        if tag == "section" and self._within == self._open.count("section"):
            self._heading = None
        self._open.pop()
        if tag in {"h2", "h1"}:
            self.sections[self._heading] = ""
            self._within = self._open.count("section")
        if tag in BLOCKS:
            self._say("\n")

    def handle_data(self, data):
        """Note the words."""
        if "title" in self._open:
            self.title += data
        elif not {"head", "script"} & set(self._open):
            self._say(data.replace("\n", " "))

    def _say(self, words):
        if {"h2", "h1"} & set(self._open):
            self._heading = (self._heading or "") + words
        elif self._heading is not None:
            self.sections[self._heading] += words
        self.text += words


def _tidy(text):
    return "\n".join(words for line in text.splitlines() if (words := " ".join(line.split())))


def read(client, address, **kwargs):
    """The page at an address, or of a thing that has one."""
    address = address if isinstance(address, str) else address.get_absolute_url()
    return Page(client.get(address, **kwargs))
