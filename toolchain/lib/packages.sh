# shellcheck shell=bash disable=SC2034,SC2154 # the parts of setup share variables
# Base packages: the missing ones are installed with apt, as root only.

python_works() {
	local minimum=${PYTHON_MINIMUM_VERSION/./, }
	"$1" -c "import sys, venv, ensurepip; sys.exit(sys.version_info < ($minimum))" 2>/dev/null
}

# Sets $python to the first Python that is recent enough and can create virtual environments.
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

# apt_install PURPOSE PACKAGE...
apt_install() {
	local purpose=$1
	shift
	if ! command -v apt-get >/dev/null; then
		fail "$purpose" "packages are missing, and this machine has no apt-get" "$*" \
			"install them with the package manager of this machine, then run this again"
	fi
	if [ "$(id -u)" != 0 ]; then
		fail "$purpose" "packages are missing, and only root can install them" "$*" \
			"sudo apt-get install $*, then run this again"
	fi
	say "installing $* (apt)"
	export DEBIAN_FRONTEND=noninteractive
	{
		logged apt-update apt-get update -q -o DPkg::Lock::Timeout=120 &&
			logged apt-install apt-get install -y -q --no-install-recommends -o DPkg::Lock::Timeout=120 "$@"
	} || fail "$purpose" "packages are missing, and apt-get failed (lines above)" "$*" \
		"check the package sources of this machine, then run this again"
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
	find_python || details=$(python3 --version 2>&1 || true) \
		fail python3 "is missing, too old or has no venv" "Python >= $PYTHON_MINIMUM_VERSION with venv" \
		"install python$PYTHON_MINIMUM_VERSION or newer with its venv package"
	result+=" ($("$python" --version))"
}
