#!/bin/sh
# The loupe that is installed here, else the one built in this checkout.
command -v loupe > /dev/null && exec loupe "$@"
exec node "$(dirname "$0")/../../out/main/cli.js" "$@"
