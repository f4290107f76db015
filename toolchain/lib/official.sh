# shellcheck shell=bash disable=SC2034,SC2154 # the parts of setup share variables
# Official releases; reachability is tested once per run, within 6 seconds.

# A site can serve its own mirror of the releases.
pulumi_releases=${SORCHA_PULUMI_RELEASES:-https://get.pulumi.com/releases/sdk}

release_archive() {
	local os arch
	os=$(uname -s | tr '[:upper:]' '[:lower:]')
	case $(uname -m) in
	x86_64 | amd64) arch=x64 ;;
	aarch64 | arm64) arch=arm64 ;;
	*) arch=$(uname -m) ;;
	esac
	printf 'pulumi-v%s-%s-%s.tar.gz' "$PULUMI_VERSION" "$os" "$arch"
}

official_reachable() {
	if [ -z "${official_answer-}" ]; then
		official_answer=no
		curl -fsIL --connect-timeout 3 --max-time 6 -o /dev/null "$pulumi_releases/$(release_archive)" 2>/dev/null &&
			official_answer=yes
		[ $official_answer = yes ] || say "the official release is not reachable"
	fi
	[ "$official_answer" = yes ]
}
