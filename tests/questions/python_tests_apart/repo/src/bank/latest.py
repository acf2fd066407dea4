"""No test, in spite of its name."""

from bank.teller import serve

serve(1, [])
