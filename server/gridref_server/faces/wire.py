"""The standard streams, taken away from everything else that runs in this process."""

import os
import sys
from dataclasses import dataclass


@dataclass(frozen=True)
class Wire:
    """The client's ends of our streams, on descriptors that nothing else knows of."""

    input: int
    output: int

    @classmethod
    def taken(cls) -> "Wire":
        """Take the standard streams; what else prints goes to stderr, what else reads gets none."""
        sys.stdout.flush()
        wire = cls(os.dup(0), os.dup(1))
        nothing = os.open(os.devnull, os.O_RDONLY)
        os.dup2(nothing, 0)
        os.close(nothing)
        os.dup2(2, 1)
        return wire
