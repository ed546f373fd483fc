-- Who may see and change which rows. Applied whole, in one transaction, by our migrate command, after every
-- migration; idempotent. Every table of every app stands here as "words" (row security forced) or "plain"
-- (grants only); the last statement fails on any table that does not.
--
-- bothways_web      login of the web process: sign-in, sessions, keys' slots; no grant on words
-- bothways_writer   a writer, for one transaction          (app.user_id says who)
-- bothways_therapist, bothways_editor                       likewise
-- bothways_worker   login of jobs: finds whom to act for, then acts as that writer
--
-- In a policy: (SELECT current_user_id()) is computed once a query; in a sub-select write table.column, a bare
-- column binds to the inner table; no policy joins back to a table whose policy joins here.

CREATE OR REPLACE FUNCTION current_user_id() RETURNS uuid LANGUAGE sql STABLE PARALLEL SAFE
-- nullif: after the first SET LOCAL of a session the setting is '', not NULL.
AS $$ SELECT nullif(current_setting('app.user_id', true), '')::uuid $$;

-- Begin from nothing: no policy, no grant.
DO $$
DECLARE
  item record;
BEGIN
  FOR item IN SELECT policyname, tablename FROM pg_policies WHERE schemaname = 'public' LOOP
    EXECUTE format('DROP POLICY %I ON %I', item.policyname, item.tablename);
  END LOOP;
  FOR item IN SELECT tablename FROM pg_tables WHERE schemaname = 'public' LOOP
    EXECUTE format('REVOKE ALL ON %I FROM PUBLIC, bothways_web, bothways_worker, bothways_writer, bothways_therapist, bothways_editor', item.tablename);
    EXECUTE format('COMMENT ON TABLE %I IS NULL', item.tablename);
  END LOOP;
END $$;
REVOKE CREATE ON SCHEMA public FROM PUBLIC;
GRANT USAGE ON SCHEMA public TO bothways_web, bothways_worker, bothways_writer, bothways_therapist, bothways_editor;
-- Only identity columns and the job tables use sequences; none of them counts people or words.
GRANT USAGE ON ALL SEQUENCES IN SCHEMA public TO bothways_web, bothways_worker, bothways_editor;

CREATE OR REPLACE FUNCTION pg_temp.words(VARIADIC tables text[]) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
  name text;
BEGIN
  FOREACH name IN ARRAY tables LOOP
    EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', name);
    EXECUTE format('ALTER TABLE %I FORCE ROW LEVEL SECURITY', name);
    EXECUTE format('COMMENT ON TABLE %I IS %L', name, 'words');
  END LOOP;
END $$;

CREATE OR REPLACE FUNCTION pg_temp.plain(VARIADIC tables text[]) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
  name text;
BEGIN
  FOREACH name IN ARRAY tables LOOP
    EXECUTE format('COMMENT ON TABLE %I IS %L', name, 'plain');
  END LOOP;
END $$;


-- == Django, allauth, jobs ====================================================================================

SELECT pg_temp.plain('django_migrations', 'django_content_type', 'django_session', 'cache', 'auth_permission',
                     'auth_group', 'auth_group_permissions', 'django_admin_log',
                     'account_emailaddress', 'account_emailconfirmation');
GRANT SELECT ON django_migrations TO bothways_web, bothways_worker;
GRANT SELECT ON django_content_type TO bothways_web, bothways_editor;
GRANT SELECT, INSERT, UPDATE, DELETE ON django_session, cache, account_emailaddress, account_emailconfirmation TO bothways_web;
GRANT SELECT, DELETE ON django_session TO bothways_worker;
GRANT SELECT, INSERT ON django_admin_log TO bothways_editor;

SELECT pg_temp.plain('procrastinate_jobs', 'procrastinate_events', 'procrastinate_periodic_defers', 'procrastinate_workers');
GRANT SELECT, INSERT ON procrastinate_jobs, procrastinate_events TO bothways_web;
GRANT SELECT, INSERT, UPDATE, DELETE ON procrastinate_jobs, procrastinate_events, procrastinate_periodic_defers, procrastinate_workers TO bothways_worker;

SELECT pg_temp.plain('config_helpline', 'config_demo');
GRANT SELECT, INSERT ON config_demo TO bothways_web;
GRANT SELECT ON config_helpline TO bothways_web;
GRANT SELECT, INSERT, UPDATE, DELETE ON config_helpline TO bothways_editor;


-- == vault ====================================================================================================

SELECT pg_temp.plain('vault_serverkey');
GRANT SELECT ON vault_serverkey TO bothways_web, bothways_worker;
-- Slots and keys are opened before anybody becomes somebody, so the web role sees them all: each is sealed twice.
SELECT pg_temp.words('vault_userkeys', 'vault_keyslot');
GRANT SELECT, INSERT, UPDATE, DELETE ON vault_userkeys, vault_keyslot TO bothways_web;
CREATE POLICY sign_in ON vault_userkeys TO bothways_web USING (true) WITH CHECK (true);
CREATE POLICY sign_in ON vault_keyslot TO bothways_web USING (true) WITH CHECK (true);
-- Inside, a person reaches their own pair and nobody's slots.
GRANT SELECT ON vault_userkeys TO bothways_writer, bothways_therapist;
CREATE POLICY own ON vault_userkeys FOR SELECT TO bothways_writer, bothways_therapist
  USING (owner_id = (SELECT current_user_id()));


-- == accounts =================================================================================================

-- No words here, and sign-in must find anybody by e-mail address.
SELECT pg_temp.plain('accounts_user', 'accounts_therapist');
GRANT SELECT, INSERT, UPDATE, DELETE ON accounts_user, accounts_therapist TO bothways_web;
-- Editors verify profiles; they see no address and no writer.
GRANT SELECT ON accounts_therapist TO bothways_editor;
GRANT UPDATE (verified_at, verified_by_id, verified_note, withdrawn_at, withdrawn_by_id, withdrawn_note)
  ON accounts_therapist TO bothways_editor;
-- A writer sees who reads along; a therapist sees whether they may.
GRANT SELECT ON accounts_therapist TO bothways_writer, bothways_therapist;


-- == journal ==================================================================================================

SELECT pg_temp.words('journal_entry', 'journal_tag', 'journal_revision');
GRANT SELECT, INSERT, UPDATE, DELETE ON journal_entry, journal_tag, journal_revision TO bothways_writer;
CREATE POLICY own ON journal_entry TO bothways_writer
  USING (owner_id = (SELECT current_user_id())) WITH CHECK (owner_id = (SELECT current_user_id()));
CREATE POLICY own ON journal_tag TO bothways_writer
  USING (owner_id = (SELECT current_user_id())) WITH CHECK (owner_id = (SELECT current_user_id()));
CREATE POLICY own ON journal_revision TO bothways_writer
  USING (owner_id = (SELECT current_user_id())) WITH CHECK (owner_id = (SELECT current_user_id()));
-- The worker finds whose trash is overdue, and then acts as that writer.
GRANT SELECT (owner_id, trashed_at) ON journal_entry TO bothways_worker;
CREATE POLICY trash ON journal_entry FOR SELECT TO bothways_worker USING (trashed_at IS NOT NULL);


-- == questionnaires ===========================================================================================


-- == sharing ==================================================================================================


-- == Nothing may stand outside ================================================================================

DO $$
DECLARE
  missing text;
BEGIN
  SELECT string_agg(relname, ', ' ORDER BY relname) INTO missing FROM pg_class
  WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'p') AND obj_description(oid, 'pg_class') IS NULL;
  IF missing IS NOT NULL THEN
    RAISE EXCEPTION 'row_security.sql does not list: %', missing;
  END IF;
END $$;
