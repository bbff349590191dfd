"""How much work the markup of a filled template is for Qt, counted before Qt begins.

Qt looks through everything that is open at each tag, and through each rule of style.
"""

import re
from collections import Counter

COMMENT, TAG = re.compile(r"<!--.*?(?:-->|$)", re.DOTALL), re.compile(r"<(/?)([a-zA-Z]\w*)")
ENDING = frozenset(  # never stand in one another: the next one ends the last
    {"p", "td", "th", "tr", "dt", "dd", "br", "img", "hr", "meta"}
)
RULE = 10  # what a rule of style costs at each tag, in tags that are open
MOST = 100_000_000  # about two seconds; a paper of 1,000 lines comes to 6 % of that


def is_endless(html: str) -> bool:
    """Whether drawing it would take longer than anybody waits."""
    opened: Counter[str] = Counter()
    rules, open_, work = html.count("{"), 0, 0
    for closing, name in TAG.findall(COMMENT.sub("", html)):
        tag = name.lower()
        if tag not in ENDING:
            change = (-1 if opened[tag] else 0) if closing else 1
            opened[tag] += change
            open_ += change
        work += open_ + RULE * rules
        if work > MOST:
            return True
    return False
