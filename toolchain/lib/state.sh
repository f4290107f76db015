# shellcheck shell=bash disable=SC2034,SC2154 # the parts of setup share variables
# State of the stacks, and the passphrase that decrypts its secrets.

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
		fail "$file" "is missing, and a new passphrase cannot decrypt the stacks in $SORCHA_STATE/.pulumi/stacks" \
			"the passphrase of these stacks" "restore the file from a backup" \
			"give up all generated secrets, including the passwords of the volumes: move $SORCHA_STATE away and remove the volumes"
	fi
	(
		umask 077
		"$python" -c 'import secrets; print(secrets.token_urlsafe(32))' >"$file.partial"
		mv "$file.partial" "$file"
	)
	result+=" (new passphrase: back it up)"
}
