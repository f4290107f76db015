"""`make bench`: `pulumi up` against `docker compose up --wait`, with the same images, in turns."""
