drop function app.parents_live();
drop function app.archive_cascade();
drop table app.archive_children;
drop function app.record_row();
drop function app.home_instant(timestamp, text);
drop function app.refuse(text, text, text);
drop function app.id_at(timestamptz);
drop function app.new_id();
