# shellcheck shell=bash
# Images that are rebuilt only after a change of their inputs. Sourced by lab/build.

IMAGE_LABEL=sorcha-lab.inputs # hash of all inputs

image_hash() { # PATH|TEXT...: one hash over names, contents and executable bits of files, and over plain strings
  local input
  for input in "$@"; do
    if [[ -e $input ]]; then
      find "$input" -type f -not -path '*/__pycache__/*' \( -perm -u+x -printf '%P *\n' -or -printf '%P\n' \) | LC_ALL=C sort
      find "$input" -type f -not -path '*/__pycache__/*' -print0 | LC_ALL=C sort -z | xargs -0 sha256sum | cut -d' ' -f1
    else
      echo "$input"
    fi
  done | sha256sum | cut -c1-16
}

image_is() { # IMAGE HASH: whether the image exists and was built from these inputs
  local found
  found=$(docker image inspect --format "{{index .Config.Labels \"$IMAGE_LABEL\"}}" "$1" 2>/dev/null) || return 1
  [[ $found == "$2" && -z ${REFRESH:-} ]]
}

image_directories() { # NAME: folder of the extended image, if any, then its own
  [[ -e $LAB/$1/extends ]] && echo "$LAB/$(<"$LAB/$1/extends")"
  echo "$LAB/$1"
}

image_root_name() { # NAME: image of one folder's Debian root; its tag is the hash of the inputs, so that
  # working copies at different commits keep separate images
  local part directory inputs=()
  while read -r directory; do
    for part in packages root-before root-after root-requirements.txt root-npm; do
      [[ -e $directory/$part ]] && inputs+=("$directory/$part")
    done
  done < <(image_directories "$1")
  echo "sorcha-lab/$1-root:$(image_hash "${inputs[@]}" "$LAB/lib/debian.sh")"
}

image_root() { # NAME: builds the Debian root of one folder, unless it exists
  local image old
  image=$(image_root_name "$1")
  if image_is "$image" "${image##*:}"; then
    return
  fi
  step_run "$image (Debian packages)" image_import "$image" "$1"
  # two older images stay for other working copies
  old=$(docker image ls --format '{{.Repository}}:{{.Tag}}' "${image%:*}" | tail -n +4)
  if [[ -n $old ]]; then
    xargs docker image rm <<<"$old" >/dev/null 2>&1 || true
  fi
}

image_import() { # IMAGE NAME: builds a Debian root and imports it as an image
  local tar whole directory
  tar=$(mktemp --suffix=.tar)
  whole=$(mktemp -d)
  while read -r directory; do
    cp -r "$directory/." "$whole/"
    cat "$directory/packages" >>"$whole/all"
  done < <(image_directories "$2")
  mv "$whole/all" "$whole/packages"
  debian_root "$whole" "$tar"
  rm -rf "$whole"
  docker import --change "LABEL $IMAGE_LABEL=${1##*:}" --message "Debian $DEBIAN_SUITE" "$tar" "$1"
  rm -f "$tar"
}

image_build() { # IMAGE NAME: builds the folder's Dockerfile, or that of the extended folder, on its Debian root
  local image=$1 directory hash root started=$EPOCHREALTIME
  # Not `head`: it may end the pipe early, and pipefail then ends the build without a message.
  read -r directory < <(image_directories "$2")
  root=$(image_root_name "$2")
  hash=$(image_hash "$directory" "$root")
  if image_is "$image" "$hash"; then
    step_say "$image is up to date" "$(step_seconds "$started")"
    return
  fi
  step_run "$image" image_build_now "$image" "$directory" "$hash" "$root"
}

image_build_now() { # IMAGE DIRECTORY HASH ROOT
  local old
  old=$(docker image inspect --format '{{.Id}}' "$1" 2>/dev/null || true)
  DOCKER_BUILDKIT=0 docker build --force-rm --network none --build-arg "ROOT=$4" \
    --label "$IMAGE_LABEL=$3" --tag "$1" "$2"
  if [[ -n $old ]]; then
    docker image rm "$old" || true # stays while a container still uses it
  fi
}
