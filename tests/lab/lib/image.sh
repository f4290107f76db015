# shellcheck shell=bash
# Images that are built again only when something that goes into them has changed.  Sourced by tests/lab/build.

IMAGE_LABEL=sorcha-lab.inputs # the hash of everything that went in

image_hash() { # PATH|TEXT...: one hash over names, contents and executability of files, and over plain words
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

image_is() { # IMAGE HASH: whether the image is there and made from these inputs
  local found
  found=$(docker image inspect --format "{{index .Config.Labels \"$IMAGE_LABEL\"}}" "$1" 2>/dev/null) || return 1
  [[ $found == "$2" && -z ${REFRESH:-} ]]
}

image_import() { # IMAGE DIRECTORY HASH: a Debian root becomes an image
  local tar
  tar=$(mktemp --suffix=.tar)
  debian_root "$2" "$tar"
  docker import --change "LABEL $IMAGE_LABEL=$3" --message "Debian $DEBIAN_SUITE" "$tar" "$1"
  rm -f "$tar"
}

image_root() { # NAME: the Debian root of one folder, as sorcha-lab/NAME-root
  local name=$1 image=sorcha-lab/$1-root:$DEBIAN_SUITE hash inputs=() part
  for part in packages root-before root-after root-requirements.txt root-npm; do
    [[ -e $LAB/$name/$part ]] && inputs+=("$LAB/$name/$part")
  done
  hash=$(image_hash "${inputs[@]}" "$LAB/lib/debian.sh")
  if image_is "$image" "$hash"; then
    return
  fi
  step_run "$image (Debian packages)" image_import "$image" "$LAB/$name" "$hash"
}

image_build() { # IMAGE DIRECTORY: DIRECTORY/Dockerfile on the Debian root of that folder
  local image=$1 directory=$2 hash root started=$EPOCHREALTIME
  root=$(docker image inspect --format '{{.Id}}' "sorcha-lab/$(basename "$directory")-root:$DEBIAN_SUITE")
  hash=$(image_hash "$directory" "$root")
  if image_is "$image" "$hash"; then
    step_say "$image is up to date" "$(step_seconds "$started")"
    return
  fi
  step_run "$image" image_build_now "$image" "$directory" "$hash"
}

image_build_now() { # IMAGE DIRECTORY HASH
  local old
  old=$(docker image inspect --format '{{.Id}}' "$1" 2>/dev/null || true)
  DOCKER_BUILDKIT=0 docker build --force-rm --network none --label "$IMAGE_LABEL=$3" --tag "$1" "$2"
  if [[ -n $old ]]; then
    docker image rm "$old" || true # stays while a container still uses it
  fi
}
