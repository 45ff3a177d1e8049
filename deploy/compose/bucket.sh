#!/bin/sh
# Makes the nodes' bucket in MinIO, and their key. It may be run again: then it brings both up to date.
set -eu
export MC_CONFIG_DIR="${MC_CONFIG_DIR:-/tmp/mc}"
# What is typed in is in no list of processes.
printf '%s\n%s\n' root "$STORE_ROOT_PASSWORD" | mc alias set store "${STORE_URL:-http://store:9000}"
mc mb --ignore-existing store/garden
mc admin policy create store garden "${POLICY:-/bucket-policy.json}"
printf '%s\n%s\n' garden "$GARDEN_STORE_PASSWORD" | mc admin user add store
mc admin policy attach store garden --user garden
