#!/bin/sh
# Creates the three roles and the database, or sets the passwords of the roles from the files. The image of PostgreSQL
# runs it when its volume is empty.
secret() {
    cat "/run/secrets/$1_password"
}
PGPASSWORD="$(secret postgres)" OWNER_PASSWORD="$(secret owner)" WEB_PASSWORD="$(secret web)" BACKUP_PASSWORD="$(secret backup)" \
    psql --no-psqlrc --quiet --username postgres --no-password --file /roles.sql \
    --set owner=registry_owner --set web=registry_web --set backup=registry_backup --set database=registry postgres
