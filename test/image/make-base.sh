#!/bin/sh
# Makes a stand-in for the official image of Node, IMAGE, with buildah, where no registry of images can be reached: Debian by
# debootstrap, Node as npm has it, the npm of this machine, and the user `node` (1000) that the official image has.
# Usage: make-base.sh IMAGE NODE_MAJOR, as root.
set -eu
image=$1
major=$2
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
root=$work/root

debootstrap --variant=minbase --include=ca-certificates bookworm "$root" > "$work/log" 2>&1 || { tail -n 20 "$work/log" >&2; exit 1; }
(cd "$work" && npm pack --silent "node-linux-$(node -p process.arch)@$major" > /dev/null && tar -xzf node-linux-*.tgz)
install -m 755 "$work/package/bin/node" "$root/usr/local/bin/node"
mkdir -p "$root/usr/local/lib/node_modules"
cp -R "$(npm root --global)/npm" "$root/usr/local/lib/node_modules/npm"
ln -s ../lib/node_modules/npm/bin/npm-cli.js "$root/usr/local/bin/npm"
ln -s ../lib/node_modules/npm/bin/npx-cli.js "$root/usr/local/bin/npx"
chroot "$root" /usr/sbin/useradd --create-home --uid 1000 --shell /bin/bash node
# The authorities that this machine trusts: it may be behind a proxy.
cp /etc/ssl/certs/ca-certificates.crt "$root/etc/ssl/certs/ca-certificates.crt"
cat > "$work/Dockerfile" <<'DOCKERFILE'
FROM scratch
COPY root/ /
ENV NODE_EXTRA_CA_CERTS=/etc/ssl/certs/ca-certificates.crt
CMD ["node"]
DOCKERFILE
buildah bud --quiet --tag "$image" --file "$work/Dockerfile" "$work" > /dev/null
