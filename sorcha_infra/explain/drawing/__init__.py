"""The topology as shapes on a plane: which, how large, where, and the lines between them."""
