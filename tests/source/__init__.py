"""What may stand where in the program."""
