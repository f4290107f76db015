# shellcheck shell=bash disable=SC2034,SC2154 # the parts of setup share variables
# Virtual environment of the program, in the clone because Pulumi.yaml names it. A stamp
# (hash of the requirements, the Python and the path) skips a second installation.

# install_requirements FILE: installs it into venv/, unless its stamp is current.
install_requirements() {
	local file=$1 stamp=$sorcha_root/venv/.$1.stamp hash
	hash=$(cd "$sorcha_root" && {
		pwd
		"$python" --version
		cat constraints.txt requirements.txt "$file"
	} | sha256sum)
	if [ -x "$sorcha_root/venv/bin/python" ] && [ "$(cat "$stamp" 2>/dev/null)" = "$hash" ]; then
		result="$file unchanged"
		return
	fi
	if ! "$sorcha_root/venv/bin/python" -c '' 2>/dev/null; then
		logged venv "$python" -m venv --clear "$sorcha_root/venv" ||
			fail venv "$python -m venv failed (lines above)" "a virtual environment" "install python3-venv, then run this again"
	fi
	say "installing $file into venv (half a minute)"
	(cd "$sorcha_root" && logged pip venv/bin/pip install --disable-pip-version-check --no-compile -r "$file") ||
		fail "$file" "pip failed (lines above)" "installable packages" \
			"check that a Python package index is reachable (pip config list), then run this again"
	printf '%s\n' "$hash" >"$stamp"
	result="$file installed"
}
