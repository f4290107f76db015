# shellcheck shell=bash
# Debian root from the host's mirror, as a tar file. Sourced by lab/build.
# The host downloads everything with its mirror, proxy and certificates, so that no build needs a
# network in a container.

DEBIAN_SUITE=trixie # has PostgreSQL 17, Redis 8.0 and HAProxy 3.0 (ha-recipes §11)
DEBIAN_KEYRING=/usr/share/keyrings/debian-archive-keyring.gpg

debian_install() { # PACKAGE: on the host
  if [[ $EUID -ne 0 ]]; then
    step_fail "package $1" "is missing, and only root can install it" "an installed package" "sudo apt-get install $1"
    return 1
  fi
  DEBIAN_FRONTEND=noninteractive apt-get update -qq
  DEBIAN_FRONTEND=noninteractive apt-get install -qq --no-install-recommends "$1"
}

debian_prepare() { # installs the tools of the host, before the roots are built in parallel
  if ! command -v mmdebstrap >/dev/null; then
    step_run "install mmdebstrap" debian_install mmdebstrap
  fi
  if ! python3 -c 'import ensurepip' 2>/dev/null; then
    step_run "install python3-venv" debian_install python3-venv
  fi
  if [[ -z $(debian_index Debian) ]]; then # apt knows the label of an archive only after its first read
    step_run "read the package lists" apt-get update -qq
  fi
}

debian_index() { # LABEL: the mirror's address that the host's apt uses for this kind of archive
  apt-get indextargets --format "\$(LABEL)|\$(REPO_URI)" 'Created-By: Packages' |
    awk -F'|' -v label="$1" '$1 == label { print $2; exit }'
}

debian_sources() { # the sources.list of the new root
  local main security signed="[signed-by=$DEBIAN_KEYRING]"
  main=$(debian_index Debian)
  if [[ -z $main ]]; then
    step_fail "apt sources" "none of this machine's archives has the label Debian (apt-get indextargets)" "a Debian mirror" \
      "add one to /etc/apt/sources.list.d, then: apt-get update"
    return 1
  fi
  echo "deb $signed $main $DEBIAN_SUITE main"
  security=$(debian_index Debian-Security)
  if [[ -n $security ]]; then
    echo "deb $signed $security $DEBIAN_SUITE-security main"
  fi
}

debian_root() { # DIRECTORY TAR: installs DIRECTORY/packages; root-before and root-after are hooks with the root's path
  local directory=$1 tar=$2 work hooks=()
  work=$(mktemp -d)
  debian_sources >"$work/sources"
  apt-config dump | grep -E '^Acquire::https?::' >"$work/apt.conf" || true # proxies, certificates
  [[ -x $directory/root-before ]] && hooks+=("--essential-hook='$directory/root-before' \"\$1\"")
  [[ -x $directory/root-after ]] && hooks+=("--customize-hook='$directory/root-after' \"\$1\"")
  LC_ALL=C.UTF-8 mmdebstrap --variant=essential --format=tar \
    --include="$(grep -v '^#' "$directory/packages" | paste -sd, -)" \
    --aptopt="$work/apt.conf" --aptopt='APT::Install-Recommends "false"' \
    --dpkgopt='path-exclude=/usr/share/doc/*' --dpkgopt='path-exclude=/usr/share/man/*' \
    --dpkgopt='path-exclude=/usr/share/info/*' --dpkgopt='path-exclude=/usr/share/locale/*' \
    --dpkgopt='path-exclude=/usr/share/lintian/*' \
    "${hooks[@]}" \
    --customize-hook="rm -rf \"\$1\"/etc/apt/sources.list* \"\$1\"/etc/apt/apt.conf.d/99mmdebstrap" \
    "$DEBIAN_SUITE" "$tar" "$work/sources"
  rm -rf "$work"
}
