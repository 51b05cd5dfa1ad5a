"""
What can be done to stock: set aside, hand over, give back, send off, take back, count.

Locks are taken in one order everywhere: the order's row, reservations by key, rows of stock by
key, and last the line of the owner who blocks. A command that the database sends back all the
same, to let another one go first, is tried again.
"""

from orders.commands.stock.blocks import block, release, require_within_limits
from orders.commands.stock.closing import expire_due
from orders.commands.stock.consuming import consume
from orders.commands.stock.levels import Level, Result, preview_levels, set_level, set_levels
from orders.commands.stock.refusals import (
    BlockExpired,
    BlockMismatch,
    BlockNotFound,
    BlockRefused,
    BlockUsed,
    Insufficient,
    NotServiceable,
    OverLimit,
    ReferenceReused,
    StockRefused,
    TooManyOpen,
)
from orders.commands.stock.units import (
    free,
    held,
    leave,
    move,
    reserve,
    send_elsewhere,
    settle,
    take_back,
)

__all__ = [
    "BlockExpired",
    "BlockMismatch",
    "BlockNotFound",
    "BlockRefused",
    "BlockUsed",
    "Insufficient",
    "Level",
    "NotServiceable",
    "OverLimit",
    "ReferenceReused",
    "Result",
    "StockRefused",
    "TooManyOpen",
    "block",
    "consume",
    "expire_due",
    "free",
    "held",
    "leave",
    "move",
    "preview_levels",
    "release",
    "require_within_limits",
    "reserve",
    "send_elsewhere",
    "set_level",
    "set_levels",
    "settle",
    "take_back",
]
