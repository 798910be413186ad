"""The best assignment of a whole market under everyone's capacity, with its proof and what it does to whom."""

from duijie.engine.allocation.allocate import allocate
from duijie.engine.allocation.model import Allocation, AllocationError, Fairness, Floor

__all__ = ["Allocation", "AllocationError", "Fairness", "Floor", "allocate"]
