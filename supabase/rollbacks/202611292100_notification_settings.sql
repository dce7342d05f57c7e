delete from app.transitions where table_name = 'notification_channels';
delete from app.column_rights where table_name in ('notification_preferences', 'notification_channels', 'notification_templates', 'escalation_policies');
drop table public.escalation_policies;
drop table public.notification_templates;
drop table public.notification_channels;
drop table public.notification_preferences;
drop function app.channel_resumed();
drop function app.check_zone();
