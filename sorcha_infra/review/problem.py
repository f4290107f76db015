"""Input that cannot be used: what, what was found, what to do."""


class InputError(Exception):
    """Something that a review cannot start from."""

    def __init__(self, what: str, *, found: str, next_step: str) -> None:
        super().__init__(what)
        self.what = what
        self.found = found
        self.next_step = next_step

    def __str__(self) -> str:
        return f"{self.what}\n  found: {self.found}\n  next:  {self.next_step}"
