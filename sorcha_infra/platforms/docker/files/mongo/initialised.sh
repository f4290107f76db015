# shellcheck shell=bash
# Sourced by the image after it has made the root user.
rm -f /data/db/initialising
