drop function app.note_preview(uuid);
-- Fails while an event of a look is stored: such a row is evidence, and is not thrown away here.
alter table public.audit_events drop constraint audit_events_action;
alter table public.audit_events add constraint audit_events_action check (action in ('insert', 'update', 'archive', 'restore'));
drop function app.preview_modules(uuid);
drop function app.preview_homes(uuid);
drop function app.preview_scope(uuid);
drop type app.preview_scope;
drop function app.sign_in_facts(uuid[]);
drop trigger end_invitation on public.profiles;
drop function app.end_invitation();
drop function app.reinvite_person(uuid, text, bytea);
drop function app.invite_person(text, text, text, text, text, text, jsonb, jsonb, text[], bytea);
drop function app.invitable_profile_ids();
drop function app.my_profiles();
drop function app.session_facts();
drop function app.module_rights(text[]);
drop function app.held_kinds();
