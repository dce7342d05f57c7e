drop trigger tells_again on public.sla_timers;
drop trigger tells on public.sla_timers;
drop trigger tells_again on public.incidents;
drop trigger tells on public.incidents;
drop function app.tell_overdue();
drop function app.tell_incident();
drop index public.notification_queue_incident;
drop function app.withdraw_notifications(uuid, uuid, uuid[], text, text);
drop function app.tell_of_incident(public.incidents);
drop function app.incident_recipients(uuid, uuid, int);
alter policy handover_items_select on public.handover_items
    using (organisation_id = (select app.org_read_in_full())
        or care_home_id = any ((select app.managed_home_ids())::uuid[])
        or client_id = any ((select app.care_client_ids())::uuid[])
        or (client_id is null and care_home_id = any ((select app.care_home_ids())::uuid[])));
alter policy notification_delivery_select on public.notification_delivery
    using (organisation_id = (select app.org_read_in_full()) or care_home_id = any ((select app.managed_home_ids())::uuid[]));
alter policy notification_queue_select on public.notification_queue
    using (profile_id = (select app.profile_id())
        and (care_home_id is null or organisation_id = (select app.org_read_in_full())
            or care_home_id = any ((select app.visible_home_ids())::uuid[])));
