#!/bin/sh
# At the first start of the database: the user of the nodes, who owns their database and nothing else.
set -eu
psql --set ON_ERROR_STOP=1 --set "password=$GARDEN_DATABASE_PASSWORD" --username "${POSTGRES_USER:-postgres}" <<'SQL'
CREATE ROLE garden LOGIN PASSWORD :'password';
CREATE DATABASE garden OWNER garden ENCODING 'UTF8' TEMPLATE template0;
REVOKE ALL ON DATABASE garden FROM PUBLIC;
SQL
