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
-- What an unlocked session has open, sealed with what only its browser holds; the worker sweeps up after those that ended.
SELECT pg_temp.words('vault_sessionvault');
GRANT SELECT, INSERT, UPDATE, DELETE ON vault_sessionvault TO bothways_web;
CREATE POLICY sign_in ON vault_sessionvault TO bothways_web USING (true) WITH CHECK (true);
GRANT SELECT (until), DELETE ON vault_sessionvault TO bothways_worker;
CREATE POLICY ended ON vault_sessionvault TO bothways_worker USING (until < now());
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
-- A writer sees who reads along; a therapist sees whether they may. What editors note stays with them.
GRANT SELECT (user_id, name, license, place, verified_at, withdrawn_at)
  ON accounts_therapist TO bothways_writer, bothways_therapist;


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

SELECT pg_temp.words('journal_template');
GRANT SELECT, INSERT, UPDATE, DELETE ON journal_template TO bothways_writer;
CREATE POLICY own ON journal_template TO bothways_writer
  USING (owner_id = (SELECT current_user_id())) WITH CHECK (owner_id = (SELECT current_user_id()));

-- Photos: a row says where the sealed file lies. The worker compares the names, which are random, with the files there are.
SELECT pg_temp.words('journal_photo');
GRANT SELECT, INSERT, DELETE ON journal_photo TO bothways_writer;
GRANT UPDATE (head) ON journal_photo TO bothways_writer;
CREATE POLICY own ON journal_photo TO bothways_writer
  USING (owner_id = (SELECT current_user_id())) WITH CHECK (owner_id = (SELECT current_user_id()));
GRANT SELECT (file) ON journal_photo TO bothways_worker;
CREATE POLICY sweep ON journal_photo FOR SELECT TO bothways_worker USING (true);

-- What "on this day" must not bring up: each row says only sealed what it is.
SELECT pg_temp.words('journal_mute');
GRANT SELECT, INSERT, DELETE ON journal_mute TO bothways_writer;
CREATE POLICY own ON journal_mute TO bothways_writer
  USING (owner_id = (SELECT current_user_id())) WITH CHECK (owner_id = (SELECT current_user_id()));

-- Prompts are nobody's. What an entry began with stands in its sealed head, without a key to the prompt.
SELECT pg_temp.plain('journal_prompt');
GRANT SELECT ON journal_prompt TO bothways_writer;
GRANT SELECT, INSERT, UPDATE ON journal_prompt TO bothways_editor;


-- == questionnaires ===========================================================================================

-- What is asked is nobody's secret. Editions are never changed: no role may UPDATE or DELETE one.
SELECT pg_temp.plain('questionnaires_questionnaire', 'questionnaires_edition');
GRANT SELECT ON questionnaires_questionnaire, questionnaires_edition TO bothways_writer;
GRANT SELECT, INSERT ON questionnaires_questionnaire, questionnaires_edition TO bothways_editor;
SELECT pg_temp.words('questionnaires_response');
GRANT SELECT, INSERT, UPDATE, DELETE ON questionnaires_response TO bothways_writer;
CREATE POLICY own ON questionnaires_response TO bothways_writer
  USING (owner_id = (SELECT current_user_id())) WITH CHECK (owner_id = (SELECT current_user_id()));

SELECT pg_temp.words('questionnaires_checkin');
GRANT SELECT, INSERT, UPDATE, DELETE ON questionnaires_checkin TO bothways_writer;
CREATE POLICY own ON questionnaires_checkin TO bothways_writer
  USING (owner_id = (SELECT current_user_id())) WITH CHECK (owner_id = (SELECT current_user_id()));
-- The worker finds whom to write a mail, and then acts as that writer; it needs no key.
GRANT SELECT (owner_id, mail_at) ON questionnaires_checkin TO bothways_worker;
CREATE POLICY mail ON questionnaires_checkin FOR SELECT TO bothways_worker USING (mail_at <= now());
GRANT SELECT (id, email, language, time_zone) ON accounts_user TO bothways_worker;


-- == sharing ==================================================================================================

SELECT pg_temp.words('sharing_connection', 'sharing_consent', 'sharing_sharedcopy', 'sharing_opening');

-- The writer's side: their own rows. Only an end is written over a consent, and nothing over an opening.
GRANT SELECT, INSERT ON sharing_connection, sharing_consent, sharing_sharedcopy TO bothways_writer;
GRANT SELECT ON sharing_opening TO bothways_writer;
GRANT UPDATE (writer_confirmed_at, owner_link, therapist_link, owner_key, therapist_key, name, seen_mark, ended_at, ended_by_id)
  ON sharing_connection TO bothways_writer;
GRANT UPDATE (withdrawn_at, withdrawn_by_id, note) ON sharing_consent TO bothways_writer;
GRANT DELETE ON sharing_sharedcopy TO bothways_writer;
CREATE POLICY own ON sharing_connection TO bothways_writer
  USING (owner_id = (SELECT current_user_id())) WITH CHECK (owner_id = (SELECT current_user_id()));
-- A writer invites; only the one invited can become the therapist.
CREATE POLICY invites ON sharing_connection AS RESTRICTIVE FOR INSERT TO bothways_writer
  WITH CHECK (therapist_id IS NULL);
CREATE POLICY own ON sharing_consent TO bothways_writer
  USING (owner_id = (SELECT current_user_id())) WITH CHECK (owner_id = (SELECT current_user_id()));
CREATE POLICY connected ON sharing_consent AS RESTRICTIVE FOR INSERT TO bothways_writer
  WITH CHECK (EXISTS (
    SELECT FROM sharing_connection c
    WHERE c.id = sharing_consent.connection_id AND c.therapist_id = sharing_consent.therapist_id
      AND c.writer_confirmed_at IS NOT NULL AND c.ended_at IS NULL
  ));
CREATE POLICY own ON sharing_sharedcopy TO bothways_writer
  USING (owner_id = (SELECT current_user_id())) WITH CHECK (owner_id = (SELECT current_user_id()));
CREATE POLICY own ON sharing_opening FOR SELECT TO bothways_writer
  USING (owner_id = (SELECT current_user_id()));

-- The therapist's side. A withdrawn verification shuts every door from the next statement on.
CREATE OR REPLACE FUNCTION is_verified_therapist() RETURNS boolean LANGUAGE sql STABLE PARALLEL SAFE
AS $$
  SELECT EXISTS (
    SELECT FROM accounts_therapist
    WHERE user_id = current_user_id() AND verified_at IS NOT NULL AND withdrawn_at IS NULL
  )
$$;

-- Which invitation this transaction may see: the view sets the hash of the link it was asked for.
CREATE OR REPLACE FUNCTION current_invitation() RETURNS bytea LANGUAGE sql STABLE PARALLEL SAFE
AS $$ SELECT decode(nullif(current_setting('app.invitation', true), ''), 'hex') $$;

GRANT SELECT (id, owner_id, therapist_id, invited_at, expires_at, accepted_at, therapist_confirmed_at, writer_confirmed_at,
              ended_at, ended_by_id, link_hash, therapist_link, owner_public_key, therapist_public_key, therapist_key, name,
              ledger_key)
  ON sharing_connection TO bothways_therapist;
GRANT UPDATE (therapist_id, accepted_at, therapist_public_key, therapist_link, therapist_confirmed_at, therapist_key,
              ended_at, ended_by_id)
  ON sharing_connection TO bothways_therapist;
CREATE POLICY therapist ON sharing_connection FOR SELECT TO bothways_therapist
  USING (therapist_id = (SELECT current_user_id()));
CREATE POLICY going ON sharing_connection FOR UPDATE TO bothways_therapist
  USING (therapist_id = (SELECT current_user_id()) AND ended_at IS NULL)
  -- ended by oneself, not in the writer's name
  WITH CHECK (therapist_id = (SELECT current_user_id())
              AND (ended_by_id IS NULL OR ended_by_id = (SELECT current_user_id())));
CREATE POLICY invited ON sharing_connection FOR SELECT TO bothways_therapist
  USING (therapist_id IS NULL AND link_hash = (SELECT current_invitation()) AND expires_at > now() AND ended_at IS NULL
         AND (SELECT is_verified_therapist()));
CREATE POLICY accepts ON sharing_connection FOR UPDATE TO bothways_therapist
  USING (therapist_id IS NULL AND link_hash = (SELECT current_invitation()) AND expires_at > now() AND ended_at IS NULL
         AND (SELECT is_verified_therapist()))
  WITH CHECK (therapist_id = (SELECT current_user_id()) AND ended_by_id IS NULL);

-- Dates only: the note is the writer's.
GRANT SELECT (id, owner_id, connection_id, therapist_id, entry_id, shared_at, ends_at, withdrawn_at, withdrawn_by_id)
  ON sharing_consent TO bothways_therapist;
CREATE POLICY given ON sharing_consent FOR SELECT TO bothways_therapist
  USING (therapist_id = (SELECT current_user_id()));

-- No reading without a line in the ledger: an opening can only be of now, of this transaction, of a live consent ...
GRANT SELECT, INSERT ON sharing_opening TO bothways_therapist;
CREATE POLICY therapist ON sharing_opening FOR SELECT TO bothways_therapist
  USING (therapist_id = (SELECT current_user_id()));
CREATE POLICY opens ON sharing_opening FOR INSERT TO bothways_therapist
  WITH CHECK (
    therapist_id = (SELECT current_user_id())
    AND in_transaction = pg_current_xact_id() AND opened_at = transaction_timestamp()
    AND (SELECT is_verified_therapist())
    AND EXISTS (
      SELECT FROM sharing_consent c JOIN sharing_connection n ON n.id = c.connection_id
      WHERE c.id = sharing_opening.consent_id AND c.connection_id = sharing_opening.connection_id
        AND c.owner_id = sharing_opening.owner_id AND c.therapist_id = sharing_opening.therapist_id
        AND c.withdrawn_at IS NULL AND c.ends_at > now() AND n.ended_at IS NULL
    )
  );

-- ... and a copy is seen only by the transaction that wrote its opening. The time too: after a restore, transaction ids
-- begin again. The consent is asked once more, since it may have ended between the two statements.
GRANT SELECT ON sharing_sharedcopy TO bothways_therapist;
CREATE POLICY opened ON sharing_sharedcopy FOR SELECT TO bothways_therapist
  USING (
    therapist_id = (SELECT current_user_id())
    AND (SELECT is_verified_therapist())
    AND EXISTS (
      SELECT FROM sharing_opening o
      WHERE o.consent_id = sharing_sharedcopy.consent_id AND o.therapist_id = sharing_sharedcopy.therapist_id
        AND o.in_transaction = pg_current_xact_id_if_assigned() AND o.opened_at = transaction_timestamp()
    )
    AND EXISTS (
      SELECT FROM sharing_consent c JOIN sharing_connection n ON n.id = c.connection_id
      WHERE c.id = sharing_sharedcopy.consent_id AND c.withdrawn_at IS NULL AND c.ends_at > now() AND n.ended_at IS NULL
    )
  );

-- The worker finds whose copies are over, and then removes them as that writer.
GRANT SELECT (id, owner_id, ends_at) ON sharing_consent TO bothways_worker;
GRANT SELECT (id, ended_at) ON sharing_connection TO bothways_worker;
GRANT SELECT (consent_id, owner_id, connection_id) ON sharing_sharedcopy TO bothways_worker;
CREATE POLICY finds ON sharing_consent FOR SELECT TO bothways_worker USING (true);
CREATE POLICY finds ON sharing_connection FOR SELECT TO bothways_worker USING (true);
CREATE POLICY finds ON sharing_sharedcopy FOR SELECT TO bothways_worker USING (true);

-- rotate_server_key, as the owner, seals the ledgers' keys anew; it sees nothing else of these rows unsealed.
CREATE POLICY rotation ON sharing_connection TO bothways_owner USING (true);

-- Trashing an entry ends its shares; deleting it takes its title out of the ledger too ("an entry you deleted").
-- Both run as whoever trashes: the writer, or the worker as that writer.
CREATE OR REPLACE FUNCTION end_shares_of_entry() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  -- Wait for a reading that has begun: the door holds the same lock.
  PERFORM FROM sharing_connection n WHERE n.owner_id = OLD.owner_id AND EXISTS (
    SELECT FROM sharing_consent c WHERE c.connection_id = n.id AND c.entry_id = OLD.id
  ) FOR NO KEY UPDATE;
  UPDATE sharing_consent SET withdrawn_at = now(), withdrawn_by_id = OLD.owner_id
    WHERE owner_id = OLD.owner_id AND entry_id = OLD.id AND withdrawn_at IS NULL AND ends_at > now();
  DELETE FROM sharing_sharedcopy USING sharing_consent c
    WHERE c.id = sharing_sharedcopy.consent_id AND c.owner_id = OLD.owner_id AND c.entry_id = OLD.id;
  IF TG_OP = 'DELETE' THEN
    UPDATE sharing_consent SET note = NULL WHERE owner_id = OLD.owner_id AND entry_id = OLD.id;
  END IF;
  RETURN NULL;
END $$;
CREATE OR REPLACE TRIGGER end_shares_when_trashed AFTER UPDATE OF trashed_at ON journal_entry FOR EACH ROW
  WHEN (OLD.trashed_at IS NULL AND NEW.trashed_at IS NOT NULL) EXECUTE FUNCTION end_shares_of_entry();
CREATE OR REPLACE TRIGGER end_shares_when_deleted AFTER DELETE ON journal_entry FOR EACH ROW
  EXECUTE FUNCTION end_shares_of_entry();


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
