-- The roles of Bothways, for PostgreSQL 15 to 18. Run once as superuser on a server of your own; may be repeated:
--
--     psql --username=postgres --dbname=postgres --file=docs/roles.sql
--
-- Then give the two that log in there a password each (psql asks, so that none stands in a file or in the server's log),
-- and make the database:
--
--     \password bothways_owner
--     \password bothways_web
--     CREATE DATABASE bothways OWNER bothways_owner ENCODING 'UTF8' TEMPLATE template0;
--     REVOKE ALL ON DATABASE bothways FROM PUBLIC;
--     GRANT CONNECT ON DATABASE bothways TO bothways_web, bothways_worker;
--     \connect bothways
--     REVOKE CREATE ON SCHEMA public FROM PUBLIC;
--     ALTER SCHEMA public OWNER TO bothways_owner;
--
-- and tell Bothways:
--
--     DATABASE_URL=postgres://bothways_web:...@host:5432/bothways
--     DATABASE_OWNER_URL=postgres://bothways_owner:...@host:5432/bothways
--
-- Which table each role may touch stands in config/row_security.sql, applied by every migration.

DO $$
DECLARE
    role record;
BEGIN
    FOR role IN
        SELECT * FROM (VALUES
            -- Owns the tables; only migrations log in as it, and the worker, to become bothways_worker at once.
            ('bothways_owner', 'LOGIN NOINHERIT'),
            -- The web process and the jobs. By themselves they may read no words, hence NOINHERIT: they must
            -- become one of the three below, for one transaction.
            ('bothways_web', 'LOGIN NOINHERIT'),
            ('bothways_worker', 'LOGIN NOINHERIT'),
            ('bothways_writer', 'NOLOGIN'),
            ('bothways_therapist', 'NOLOGIN'),
            ('bothways_editor', 'NOLOGIN')
        ) AS wanted (name, attributes)
        WHERE name NOT IN (SELECT rolname FROM pg_roles)
    LOOP
        EXECUTE format(
            'CREATE ROLE %I NOSUPERUSER NOCREATEDB NOCREATEROLE NOREPLICATION NOBYPASSRLS %s',
            role.name, role.attributes
        );
    END LOOP;
END
$$;

-- Plain grants to roles that do not inherit, since version 15 knows no GRANT ... WITH INHERIT FALSE.
DO $$
BEGIN
    IF pg_has_role('bothways_web', 'bothways_writer', 'USAGE') THEN
        RAISE EXCEPTION 'bothways_web inherits rights: ALTER ROLE bothways_web NOINHERIT, then run this again';
    END IF;
END
$$;
GRANT bothways_writer, bothways_therapist, bothways_editor TO bothways_web;
GRANT bothways_writer, bothways_therapist, bothways_editor TO bothways_worker;
-- Elsewhere than embedded the worker logs in with the owner's address and is bothways_worker from then on.
GRANT bothways_worker TO bothways_owner;
