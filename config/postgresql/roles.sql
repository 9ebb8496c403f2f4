-- Makes the three roles of the registry, and its database. The administrator of PostgreSQL runs it once with psql 14 or
-- later; it may be run again.
--
--     psql -v owner=registry_owner -v web=registry_web -v backup=registry_backup -v database=registry -f roles.sql postgres
--
-- The owner owns the tables, and migrates; it may create databases, for a rehearsal of a restore. The web role reads
-- and writes rows. The backup role only reads. What each of them may do with each table is installed by `manage.py
-- migrate`, as the owner. For a database that exists, name the role that owns its tables as the owner.
--
-- Each role gets the password of its environment variable: OWNER_PASSWORD, WEB_PASSWORD, BACKUP_PASSWORD. Without it
-- the role keeps its password. None is needed on a Unix socket with peer authentication.
\set ON_ERROR_STOP on
\getenv owner_password OWNER_PASSWORD
\getenv web_password WEB_PASSWORD
\getenv backup_password BACKUP_PASSWORD

SELECT format('CREATE ROLE %I LOGIN', name) FROM unnest(ARRAY[:'owner', :'web', :'backup']) AS name
WHERE NOT EXISTS (SELECT FROM pg_roles WHERE rolname = name) \gexec
ALTER ROLE :"owner" CREATEDB;
\if :{?owner_password}
ALTER ROLE :"owner" PASSWORD :'owner_password';
\endif
\if :{?web_password}
ALTER ROLE :"web" PASSWORD :'web_password';
\endif
\if :{?backup_password}
ALTER ROLE :"backup" PASSWORD :'backup_password';
\endif

-- The character type must be UTF-8: under C, Korean words are not found. The builtin locale sorts the same on every
-- machine; it exists since PostgreSQL 17.
SELECT format('CREATE DATABASE %I OWNER %I TEMPLATE template0 ENCODING ''UTF8'' LOCALE ''C.UTF-8''', :'database', :'owner')
    || CASE WHEN current_setting('server_version_num')::int >= 170000
        THEN ' LOCALE_PROVIDER builtin BUILTIN_LOCALE ''C.UTF-8''' ELSE '' END
WHERE NOT EXISTS (SELECT FROM pg_database WHERE datname = :'database') \gexec

\connect :"database"
-- The owner of the database also owns its schema. PUBLIC loses its default privileges.
ALTER SCHEMA public OWNER TO pg_database_owner;
REVOKE ALL ON SCHEMA public FROM PUBLIC;
REVOKE ALL ON DATABASE :"database" FROM PUBLIC;
GRANT CONNECT ON DATABASE :"database" TO :"web", :"backup";
