"""The pool: customers of nobody, and the way to claim them."""

from cims.ui.pages.pool.pool_page import PoolPage

__all__ = ["PoolPage"]
