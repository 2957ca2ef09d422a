#!/bin/sh
# Copies the factory's registry into a new folder: sh backup.sh FOLDER. The registry goes on meanwhile. The databases come first: the
# copy of the store, made after them, then holds at least what their rows name, since nothing is ever removed.
set -eu
folder=${1:?say where to: sh backup.sh FOLDER}
mkdir "$folder"
for name in mlflow accounts; do
  docker compose exec -T database pg_dump --username mlflow --format custom "$name" > "$folder/$name.dump"
done
docker compose run --rm --no-deps -T --entrypoint tar bucket --create --xattrs --directory /data . > "$folder/artifacts.tar"
(cd "$folder" && sha256sum mlflow.dump accounts.dump artifacts.tar > SHA256SUMS)
echo "$folder holds the registry. The .env file and tls/ are not in it: keep them elsewhere."
