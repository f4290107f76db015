# shellcheck shell=bash disable=SC2034,SC2154 # the parts of setup share variables
# Docker Compose, the reference of `make bench`.

# A site can serve its own mirror of the releases.
compose_releases=${SORCHA_COMPOSE_RELEASES:-https://github.com/docker/compose/releases/download}

compose_works() {
	[ "$("$1" version --short 2>/dev/null)" = "$DOCKER_COMPOSE_VERSION" ]
}

ensure_compose() {
	local own=$SORCHA_COMPOSE folder=${SORCHA_TOOLCHAIN-}/bin/docker-compose
	result="$DOCKER_COMPOSE_VERSION at $own"
	compose_works "$own" && return
	mkdir -p "${own%/*}"
	if compose_works "$folder"; then
		install -m 755 "$folder" "$own"
	else
		say "downloading Docker Compose $DOCKER_COMPOSE_VERSION"
		logged compose curl -fL --connect-timeout 3 -o "$own" \
			"$compose_releases/v$DOCKER_COMPOSE_VERSION/docker-compose-$(uname -s | tr '[:upper:]' '[:lower:]')-$(uname -m)" ||
			fail "docker-compose" "is missing; neither SORCHA_TOOLCHAIN/bin nor the releases have it" \
				"Docker Compose $DOCKER_COMPOSE_VERSION, the reference of the benchmark" "copy it to $own"
		chmod 755 "$own"
	fi
	compose_works "$own" || details=$("$own" version 2>&1) \
		fail "$own" "does not run" "Docker Compose $DOCKER_COMPOSE_VERSION" "rm $own, then run this again"
}
