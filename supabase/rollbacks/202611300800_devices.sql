drop function app.device_use(uuid);
drop function app.device_shown(bytea);
drop function app.device_person(uuid, uuid);
drop function app.revoke_device(uuid, int, text);
drop function app.register_device(uuid, text, bytea);
drop index private.sessions_shared_device;
alter table private.sessions
    drop constraint sessions_device_no_factor,
    drop constraint sessions_device,
    drop column device_home_id,
    drop column device_id;
drop table private.device_pins;
drop table private.device_secrets;
delete from app.archive_children where child = 'devices';
drop table public.devices;
