# shellcheck shell=bash disable=SC2034,SC2154 # the parts of setup share variables
# Virtual environment of the policy pack, policy/venv: pulumi-policy requires an older protobuf
# than the program (policy/requirements.txt).

ensure_policy() {
	local folder=$sorcha_root/policy stamp hash
	stamp=$folder/venv/.stamp
	hash=$({
		pwd
		"$python" --version
		cat "$folder/requirements.txt"
	} | sha256sum)
	if [ -x "$folder/venv/bin/python" ] && [ "$(cat "$stamp" 2>/dev/null)" = "$hash" ]; then
		result="policy/requirements.txt unchanged"
		return
	fi
	say "installing policy/requirements.txt into policy/venv (15 seconds)"
	{ logged policy-venv "$python" -m venv --clear "$folder/venv" &&
		logged policy-pip "$folder/venv/bin/pip" install --disable-pip-version-check --no-compile -r "$folder/requirements.txt"; } ||
		fail "policy/venv" "pip failed (lines above)" "the packages of policy/requirements.txt" \
			"check that a Python package index is reachable (pip config list), then: make policy"
	printf '%s\n' "$hash" >"$stamp"
	result="policy/requirements.txt installed"
}
