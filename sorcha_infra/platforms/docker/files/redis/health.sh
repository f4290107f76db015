#!/bin/sh
# Healthy once Redis answers with its data loaded. The password is sent from its file to the client's
# standard input, because other processes can read arguments and environment.
{
	printf 'AUTH "'
	cat /etc/sorcha/password
	printf '"\nPING\n'
} | redis-cli | grep -q '^PONG$'
