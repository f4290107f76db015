#!/bin/sh
# Healthy once Redis answers with its data loaded. The password goes from its file to the client's
# standard input: arguments and environment can be read by others.
{
	printf 'AUTH "'
	cat /etc/sorcha/password
	printf '"\nPING\n'
} | redis-cli | grep -q '^PONG$'
