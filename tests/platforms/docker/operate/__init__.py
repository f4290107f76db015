"""Docker's half of `make up` and `make down`."""
