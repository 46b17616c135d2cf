# Getting a Debian source package; sourced by the scripts that build one, after paths.sh.
# shellcheck shell=bash

# The first deb entry that is not a security archive, in either of apt's two formats, for sources of another suite.
source_entry() { # suite
  local uri key
  uri=$({ cat /etc/apt/sources.list.d/*.sources 2> /dev/null || true; } |
    awk '/^URIs:/ && !/security/ && !uri {uri = $2} END {print uri}')
  [ -n "$uri" ] || uri=$({ cat /etc/apt/sources.list /etc/apt/sources.list.d/*.list 2> /dev/null || true; } |
    awk '$1 == "deb" && !/security/ && !uri {for (i = 2; i <= NF; i++) if ($i ~ /:\/\//) uri = $i} END {print uri}')
  [ -n "$uri" ] || { echo "no Debian source entry found under /etc/apt" >&2; return 1; }
  key=/usr/share/keyrings/debian-archive-keyring.gpg
  printf 'deb-src [signed-by=%s] %s %s main\n' "$key" "$uri" "$1"
}

# Unpacks upstream's tarball of a source package into FOLDER/src, Debian's patches left out. In apt lists of its own, so
# the machine's apt stays as it was.
fetch_source() { # suite, package, version with Debian's revision, FOLDER
  local apt=(apt-get -qq -o "Dir::Etc::sourcelist=$4/source.list" -o Dir::Etc::sourceparts=- -o "Dir::State::lists=$4/lists"
             -o APT::Sandbox::User=root -o Acquire::Retries=3)
  echo "$2 $3: fetching its source package from Debian's $1"
  mkdir -p "$4/lists/partial" "$4/src"
  source_entry "$1" > "$4/source.list"
  "${apt[@]}" update
  (cd "$4" && "${apt[@]}" source --download-only "$2=$3")
  tar -xzf "$4/$2_${3%-*}.orig.tar.gz" -C "$4/src" --strip-components=1
}

# Marks a dependency as whole, and says what it is for the image's bill of materials.
completed() { # prefix, suite, package, version
  echo "$3 $4 $2" > "$1/.complete"
}
