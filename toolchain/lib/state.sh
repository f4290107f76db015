# shellcheck shell=bash disable=SC2034,SC2154 # the parts of setup share variables
# Where the stacks' state lives, and the passphrase that opens their secrets.

has_stacks() {
	compgen -G "$SORCHA_STATE/.pulumi/stacks/*/*.json*" >/dev/null
}

ensure_state() {
	local file=$SORCHA_STATE/passphrase
	(umask 077 && mkdir -p "$SORCHA_STATE" "$PULUMI_HOME")
	result="$SORCHA_STATE"
	if [ -s "$file" ]; then
		chmod 600 "$file"
		return
	fi
	if [ "$PULUMI_CONFIG_PASSPHRASE_FILE" != "$file" ] || [ -n "${PULUMI_CONFIG_PASSPHRASE-}" ]; then
		result+=" (passphrase: your own)"
		return
	fi
	if has_stacks; then
		fail "the passphrase file $file is gone, and a new one would not open the state" \
			"stacks in $SORCHA_STATE/.pulumi/stacks" \
			"put the old passphrase back from your backup. Without it every generated secret in the state is lost:
         move $SORCHA_STATE away, and plan to remove the installation's volumes too, for their passwords are among them"
	fi
	(
		umask 077
		"$python" -c 'import secrets; print(secrets.token_urlsafe(32))' >"$file.partial"
		mv "$file.partial" "$file"
	)
	result+=" (new passphrase: back it up)"
}
