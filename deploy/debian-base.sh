#!/usr/bin/env bash
# Makes a base image for deploy/Dockerfile from Debian's packages, where no registry can be reached (needs root, debootstrap and tar):
#   deploy/debian-base.sh debian-base:local
#   BASE_IMAGE=debian-base:local docker compose build
set -euo pipefail
tag=${1:?usage: deploy/debian-base.sh TAG}
rootfs=$(mktemp -d)
trap 'rm -rf "$rootfs"' EXIT
debootstrap --variant=minbase --include=libstdc++6,ca-certificates bookworm "$rootfs" http://deb.debian.org/debian >&2
rm -rf "$rootfs"/var/cache/apt/archives/*.deb "$rootfs"/var/lib/apt/lists/* "$rootfs"/dev/*
tar -C "$rootfs" -c . | docker import - "$tag" >&2
echo "$tag"
