#!/bin/sh
# Makes the nodes' bucket in MinIO, and their key. It may be run again: then it brings both up to date.
set -eu
MC_CONFIG_DIR=$(mktemp -d)
export MC_CONFIG_DIR
mc alias set --quiet store "${STORE_URL:-http://store:9000}" root "$STORE_ROOT_PASSWORD"
mc mb --ignore-existing store/garden
mc admin policy create store garden "${POLICY:-/bucket-policy.json}"
mc admin user add store garden "$GARDEN_STORE_PASSWORD"
mc admin policy attach store garden --user garden 2>/dev/null || mc admin user info store garden | grep -q garden
