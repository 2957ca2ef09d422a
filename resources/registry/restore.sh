#!/bin/sh
# Puts a copy made by backup.sh back, over what is there now: sh restore.sh FOLDER. Stations notice nothing but an outage; what they had sent since
# the copy was made they send again, since they look for it by name and hash.
set -eu
folder=${1:?say where from: sh restore.sh FOLDER}
(cd "$folder" && sha256sum --check SHA256SUMS)
docker compose stop proxy registry store
docker compose up --detach --wait database
for name in mlflow accounts; do
  docker compose exec -T database dropdb --username mlflow --maintenance-db postgres --if-exists "$name"
  docker compose exec -T database createdb --username mlflow --maintenance-db postgres "$name"
  docker compose exec -T database pg_restore --username mlflow --dbname "$name" --exit-on-error < "$folder/$name.dump"
done
docker compose run --rm --no-deps -T --entrypoint tar bucket --extract --xattrs --directory /data < "$folder/artifacts.tar"
docker compose up --detach --wait
