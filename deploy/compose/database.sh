#!/bin/sh
# At the first start of the database: the user of the nodes, who owns their database and nothing else.
set -eu
psql --set ON_ERROR_STOP=1 --username "${POSTGRES_USER:-postgres}" --dbname postgres <<'SQL'
\getenv password GARDEN_DATABASE_PASSWORD
CREATE ROLE garden LOGIN PASSWORD :'password';
CREATE DATABASE garden OWNER garden ENCODING 'UTF8' TEMPLATE template0;
REVOKE ALL ON DATABASE garden FROM PUBLIC;
SQL
