"""Particles and other endings that Korean joins to a word."""

from ..domain import hangul

_PARTICLES = (
    "은 는 이 가 을 를 의 에 와 과 도 만 로 으로 에서 에게 한테 께 께서 부터 까지 이나 나 랑 이랑 하고 처럼 보다"
    " 마다 조차 마저 밖에 이며 며 이고 라도 이라도 으로서 로서 으로써 로써 에는 에도 에서는 에서도 에서의 에의"
    " 와의 과의 로의 으로의 로부터 으로부터 부터의 까지의 에게서 에게는 이라는 라는 이란 에관한 에대한 간 간의 들"
    " 들의 들은 들이 들을 들과 들과의 들에 들에서 측 측의 내 내의 한 하는 했던 하기 하여 해서 된 되는 되어 인"
    " 이었던 중 중인 등 등의 및"
)
PARTICLES = frozenset(_PARTICLES.split())


def stems(word: str) -> list[str]:
    """Return the word without each ending that it may have, longest first: "베트남" for "베트남과의"."""
    if not hangul.is_hangul(word):
        return []
    lengths = range(2, len(word))
    return [word[:length] for length in reversed(lengths) if word[length:] in PARTICLES]
