"""`make bench`: `pulumi up` against `docker compose up --wait`, the same images, by turns."""
