drop function app.note_denials(jsonb);
drop table private.denials;
drop function app.idempotency_finish(text, text, bytea, int, text, uuid);
drop function app.idempotency_begin(text, text, bytea);
drop table private.idempotency_keys;
