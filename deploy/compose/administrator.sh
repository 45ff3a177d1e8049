#!/bin/sh
# Adds the first administrator. Where there are some, it leaves them alone: who was removed does not come back.
set -eu
case $(emotion-garden admin list) in
    'no administrators yet'*) ;;
    *) exit 0 ;;
esac
printf '%s\n' "$GARDEN_ADMIN_PASSWORD" | emotion-garden admin add "$GARDEN_ADMIN_NAME" --password-stdin
