#!/usr/bin/env bash
# A fresh machine, set up from docs/runbooks/first-installation.md alone: its command blocks, as they stand there, in a bare Debian 12
# (debootstrap) in which systemd is not the first process, hence the stand-in beside this file. Needs root and the Debian mirror.
# Then it is asked whether what the runbook promises is there. Usage: tests/runbook/run.sh [path to the program]
set -euo pipefail
cd "$(dirname "$0")/../.."

program=$(realpath "${1:-target/debug/causeway}")
runbook=docs/runbooks/first-installation.md
[ "$(id -u)" = 0 ] || { echo "tests/runbook/run.sh: needs root, for a Debian of its own." >&2; exit 1; }
[ -x "$program" ] || { echo "tests/runbook/run.sh: there is no program at $program." >&2; exit 1; }
for port in 80 443 5432 8080; do
    if (exec 3<>"/dev/tcp/127.0.0.1/$port") 2>/dev/null; then
        echo "tests/runbook/run.sh: something listens on port $port, which the runbook's machine has to itself." >&2
        exit 1
    fi
done

# A bare Debian is made once.
base=${CARGO_TARGET_DIR:-target}/runbook/base
if [ ! -f "$base/.complete" ]; then
    rm -rf "$base"
    mkdir -p "$base"
    debootstrap --variant=minbase bookworm "$base" "${DEBIAN_MIRROR:-http://deb.debian.org/debian}" >/dev/null
    touch "$base/.complete"
fi

machine=$(mktemp -d)
inside() { chroot "$machine" /usr/bin/env -i HOME=/root PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin LANG=C.UTF-8 "$@"; }
cleanup() {
    for unit in causeway@all nginx postgresql; do inside systemctl stop "$unit" >/dev/null 2>&1 || true; done
    sleep 0.5
    umount -l "$machine/proc" "$machine/dev" 2>/dev/null || true
    rm -rf --one-file-system "$machine"
}
trap cleanup EXIT
cp -a "$base/." "$machine"
cp /etc/resolv.conf "$machine/etc/resolv.conf"
mount -t proc proc "$machine/proc"
mount --rbind /dev "$machine/dev"
mount --make-rslave "$machine/dev"
install -m 0755 tests/runbook/systemctl "$machine/usr/local/bin/systemctl"
# Services are started by the runbook, not by their packages.
printf '#!/bin/sh\nexit 101\n' >"$machine/usr/sbin/policy-rc.d"
chmod 0755 "$machine/usr/sbin/policy-rc.d"
# The release, in the folder where the operator is. A development build reads its words from its source tree.
mkdir -p "$machine/root/release" "$machine$PWD"
cp "$program" "$machine/root/release/causeway"
cp -r deploy "$machine/root/release/deploy"
cp -r locales "$machine$PWD/locales"

# What the runbook says, as one script: every ```sh block, in order.
{
    echo 'set -euo pipefail; cd /root/release'
    awk '/^```sh$/ { inside = 1; printf "echo \"--- block %d\" >&2\n", ++block; next } /^```$/ { inside = 0 } inside' "$runbook"
} >"$machine/root/runbook.sh"
echo "$(grep -c -- '^echo "--- block' "$machine/root/runbook.sh") blocks of $runbook, on a bare Debian $(cat "$machine/etc/debian_version")"
started=$SECONDS
inside bash /root/runbook.sh >"$machine/root/runbook.log" 2>&1 || {
    echo "The runbook failed. Its last words:" >&2
    tail -n 30 "$machine/root/runbook.log" >&2
    tail -n 20 "$machine/var/log/causeway@all.log" >&2 || true
    exit 1
}

# Does what it promised stand?
fail() { echo "The runbook ran, and $*" >&2; tail -n 30 "$machine/root/runbook.log" >&2; exit 1; }
page() { inside curl --silent --show-error --cacert /etc/causeway/tls/fullchain.pem --resolve id.example.gov:443:127.0.0.1 "$@"; }
grep -q '"status":"ready"' "$machine/root/runbook.log" || fail "it was never ready."
[ "$(grep -c '^200 0 https://id.example.gov/' "$machine/root/runbook.log")" = 2 ] || fail "the pages were not served over TLS."
page --head https://id.example.gov/ | grep -qi '^strict-transport-security:' || fail "there is no HSTS."
[ "$(page --output /dev/null --write-out '%{http_code}' https://id.example.gov/phone)" = 404 ] || fail "it is a sandbox."
[ "$(page --output /dev/null --write-out '%{http_code} %{redirect_url}' http://id.example.gov/ --resolve id.example.gov:80:127.0.0.1)" = "308 https://id.example.gov/" ] ||
    fail "plain HTTP does not lead to HTTPS."
link=$(grep -o 'https://id.example.gov/console/join/[^ ]*' "$machine/root/officer-link") || fail "there is no link for an officer."
[ "$(page --output /dev/null --write-out '%{http_code}' "$link")" = 200 ] || fail "the officer's link opens nothing."
[ "$(stat -c %a "$machine/var/lib/causeway/keys")" = 700 ] || fail "others can enter the folder of keys."
inside runuser -u causeway -- causeway check --json --config /etc/causeway/causeway.toml | grep -q '"check": "keys"' || fail "check says nothing of the keys."
# As at every reboot and every renewal.
inside systemctl reload causeway@all
inside systemctl restart causeway@all
inside curl --silent --fail --retry 30 --retry-delay 1 --retry-all-errors --output /dev/null http://127.0.0.1:8080/health/ready || fail "it does not start again."
echo "The runbook holds: a platform in production mode over TLS, and an officer's link, in $((SECONDS - started)) s."
