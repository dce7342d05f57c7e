alter policy audit_events_select on public.audit_events
    using ((organisation_id = (select app.org_read_in_full()) or care_home_id = any ((select app.managed_home_ids())::uuid[]))
        and (incident_id is null or incident_id <> all ((select app.incidents_hidden_from_me())::uuid[]))
        and (restriction is null
            or (restriction = 'not_compliance' and (organisation_id = (select app.owned_organisation_id())
                or care_home_id = any ((select app.managed_home_ids())::uuid[])))
            or (restriction = 'sealable' and row_id <> all ((select app.documents_sealed_from_me())::uuid[]))));
alter policy audit_details_select on public.audit_details
    using ((organisation_id = (select app.org_read_in_full()) or care_home_id = any ((select app.managed_home_ids())::uuid[]))
        and (incident_id is null or incident_id <> all ((select app.incidents_hidden_from_me())::uuid[]))
        and (restriction is null
            or (restriction = 'not_compliance' and (organisation_id = (select app.owned_organisation_id())
                or care_home_id = any ((select app.managed_home_ids())::uuid[])))
            or (restriction = 'sealable' and row_id <> all ((select app.documents_sealed_from_me())::uuid[]))));
