drop trigger moves on public.notification_queue;
drop function app.waiting_notifications(int);
drop function app.notification_moves();
drop function app.finish_in_app(int);
drop function app.mail_too(uuid, uuid, jsonb, text, text, text);
