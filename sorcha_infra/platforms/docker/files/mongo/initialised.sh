# shellcheck shell=bash
# Sourced by the image after it has created the root user.
rm -f /data/db/initialising
