#!/bin/sh
# What the server's container runs. The accounts' settings name the database and its password, so they are written here and not into the image.
set -eu
umask 077
cat > "$MLFLOW_AUTH_CONFIG_PATH" <<INI
[mlflow]
default_permission = NO_PERMISSIONS
database_uri = $(printf %s "$LOUPE_ACCOUNTS_URI" | sed 's/%/%%/g')
admin_username = admin
authorization_function = mlflow.server.auth:authenticate_request_basic_auth
auth_cache_ttl_seconds = 60
INI
# MLFLOW_BACKEND_STORE_URI and MLFLOW_SERVER_ALLOWED_HOSTS come from the environment.
exec python -m mlflow server --host 0.0.0.0 --port 7312 --workers 4 --app-name basic-auth \
  --serve-artifacts --artifacts-destination s3://loupe/mlflow --uvicorn-opts=--no-access-log
