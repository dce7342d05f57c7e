do $$
begin
    if pg_catalog.to_regclass('storage.buckets') is null or pg_catalog.to_regclass('storage.objects') is null then
        return;
    end if;
    execute $policy$
        alter policy almoner_read on storage.objects
            using ((bucket_id = 'resident-docs' and exists (
                    select from public.resident_documents d
                     where d.organisation_id = (select app.organisation_id()) and d.path = objects.name
                       and d.scan_status = 'clean' and d.archived_at is null))
                or (bucket_id = 'policy-files' and exists (
                    select from public.policy_documents d
                     where d.organisation_id = (select app.organisation_id()) and d.path = objects.name
                       and d.scan_status = 'clean' and d.archived_at is null)))
    $policy$;
end
$$;
delete from app.column_rights where table_name = 'incident_evidence';
delete from app.archive_children where child = 'incident_evidence';
drop table public.incident_evidence;
drop function app.evidence_life();
drop function app.place_evidence();
drop function app.incidents_reported_by_me();
drop function app.incidents_about_me();
