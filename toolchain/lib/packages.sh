# shellcheck shell=bash disable=SC2034,SC2154 # the parts of setup share variables
# Base packages: installed through apt, only what is missing, only as root.

python_works() {
	local minimum=${PYTHON_MINIMUM_VERSION/./, }
	"$1" -c "import sys, venv, ensurepip; sys.exit(sys.version_info < ($minimum))" 2>/dev/null
}

# The first Python that is new enough and can make a virtual environment.
find_python() {
	local candidate
	for candidate in python3 python3.13 python3.12 python3.11; do
		if python_works "$candidate"; then
			python=$candidate
			return
		fi
	done
	return 1
}

# apt_install WHY PACKAGE...
apt_install() {
	local why=$1
	shift
	if ! command -v apt-get >/dev/null; then
		fail "$why needs: $*" "no apt-get on this machine" "install them with your package manager, then run this again"
	fi
	if [ "$(id -u)" != 0 ]; then
		fail "$why needs: $*" "not root, so they cannot be installed" "run: sudo apt-get install $*    then run this again"
	fi
	say "installing $* (apt)"
	export DEBIAN_FRONTEND=noninteractive
	{
		logged apt-update apt-get update -q -o DPkg::Lock::Timeout=120 &&
			logged apt-install apt-get install -y -q --no-install-recommends -o DPkg::Lock::Timeout=120 "$@"
	} || fail "$why needs: $*" "apt-get failed (lines above)" "check the machine's package sources, then run this again"
}

ensure_packages() {
	local missing=()
	find_python || missing+=(python3 python3-venv)
	command -v curl >/dev/null || missing+=(curl)
	[ -e /etc/ssl/certs/ca-certificates.crt ] || [ -d /etc/pki ] || [ "$(uname)" = Darwin ] || missing+=(ca-certificates)
	result="present"
	if [ ${#missing[@]} -gt 0 ]; then
		apt_install "setup" "${missing[@]}"
		result="installed ${missing[*]}"
	fi
	find_python || fail "setup needs Python >= $PYTHON_MINIMUM_VERSION with venv" \
		"$(python3 --version 2>&1 || true)" "install python3.11 or newer with its venv package"
	result+=" ($("$python" --version))"
}
