"""A key that is heard while another program is in front, where the system lets a program ask."""

from cims.ui.hot_key.combination import Combination, combination
from cims.ui.hot_key.hot_key import HotKey
from cims.ui.hot_key.refusals import NoKeys, TakenKey

__all__ = ["Combination", "HotKey", "NoKeys", "TakenKey", "combination"]
