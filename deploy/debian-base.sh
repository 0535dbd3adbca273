#!/usr/bin/env bash
# Makes a base image for deploy/Dockerfile from Debian's packages, where no registry can be reached (needs root, debootstrap and tar):
#   deploy/debian-base.sh debian-base:local
#   BASE_IMAGE=debian-base:local docker-compose build
set -euo pipefail
tag=${1:?usage: deploy/debian-base.sh TAG}
mirror=${DEBIAN_MIRROR:-http://deb.debian.org/debian}
rootfs=$(mktemp -d)
trap 'rm -rf "$rootfs"' EXIT
debootstrap --variant=minbase --include=libstdc++6,ca-certificates bookworm "$rootfs" "$mirror" >&2
# As Debian's slim images: what only a person would read stays away, also from packages that are added later.
printf 'path-exclude=/usr/share/%s/*\n' doc man locale info >"$rootfs/etc/dpkg/dpkg.cfg.d/slim"
rm -rf "$rootfs"/usr/share/{doc,man,locale,info}/* "$rootfs"/var/cache/apt/* "$rootfs"/var/lib/apt/lists/* "$rootfs"/var/log/* "$rootfs"/dev/*
tar -C "$rootfs" -c . | docker import - "$tag" >&2
echo "$tag"
