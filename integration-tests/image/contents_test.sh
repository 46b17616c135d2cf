#!/usr/bin/env bash
# What is in the image, and what is not: no compiler, no more than 60 MB over its base, a bill of materials that is true.
#
#   contents_test.sh IMAGE      what docker/build.sh --unpack has left
set -euo pipefail
image=$1
fail() { echo "FAILED: $*" >&2; exit 1; }

megabytes=$(cat "$image/megabytes")
[ "$megabytes" -le 60 ] || fail "$megabytes MB over the base"

tools=$(find "$image/root" -regextype egrep -type f,l \
  -regex '.*/bin/([a-z0-9_-]*-)?(gcc|g\+\+|cc|c\+\+|cpp|clang|ld|as|make|cmake|ninja|ccache|curl|wget|python3?)(-?[0-9.]+)?')
[ -z "$tools" ] || fail "tools: $tools"
[ ! -e "$image/root/usr/include" ] || [ -z "$(find "$image/root/usr/include" -type f)" ] || fail "headers"
[ -z "$(find "$image/root" -xdev \( -uid 10001 -o -gid 10001 \) ! -path "$image/root/data")" ] || fail "files of the user"

version=$(chroot "$image/root" /usr/bin/millrace version)
said() { sed -n "s/^$1 //p" <<< "$version"; }
for feature in ssl sasl_plain sasl_scram sasl_oauthbearer gzip snappy lz4 zstd; do
  grep -q "^features of librdkafka: .*\b$feature\b" <<< "$version" || fail "librdkafka was built without $feature"
done
label() { sed -n "s/^org.opencontainers.image.$1 //p" "$image/Labels"; }
[ "$(label version)" = "$(said millrace)" ] || fail "label version: $(label version), not $(said millrace)"
for key in title description revision documentation; do [ -n "$(label $key)" ] || fail "no label $key"; done
grep -qxE '[0-9]+:[0-9]+' "$image/User" || fail "user $(cat "$image/User")"

# name version, for every component.
python3 - "$image/root/usr/share/sbom/millrace.cdx.json" > "$image/components" << 'END'
import json, sys
bom = json.load(open(sys.argv[1]))
assert (bom["bomFormat"], bom["specVersion"]) == ("CycloneDX", "1.5"), bom
for component in bom["components"]:
    assert component["type"] == "library" and component["purl"].startswith("pkg:deb/debian/"), component
    print(component["name"], component["version"])
END
grep -qx "librdkafka $(said librdkafka)-1" "$image/components" || fail "librdkafka $(said librdkafka) is not listed"
grep -qx "rocksdb $(said RocksDB)-2" "$image/components" || fail "RocksDB $(said RocksDB) is not listed"
# shellcheck disable=SC2016 # the format is dpkg's, not the shell's
lacking=$(dpkg-query --admindir "$image/root/var/lib/dpkg" -W -f '${Package} ${Version}\n' |
  sort | comm -23 - <(sort "$image/components"))
[ -z "$lacking" ] || fail "not listed: $lacking"
echo "$megabytes MB over the base, $(wc -l < "$image/components") components"
