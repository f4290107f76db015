#!/bin/sh
# Healthy once Redis answers with its data loaded. The password comes from the file, not from argv.
REDISCLI_AUTH=$(cat /etc/sorcha/password) redis-cli --no-auth-warning ping | grep -q '^PONG$'
