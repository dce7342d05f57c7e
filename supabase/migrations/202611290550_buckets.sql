-- Where bytes lie, in the platform's storage. Nothing is done where there is no schema storage: then the
-- server keeps files in a folder, and the rows of the metadata tables alone decide.
--
-- People read and never write: whoever sees the row of a document that is live and found clean may fetch
-- its bytes. The sub-select runs under the row security of the metadata table as the same person, so the
-- two can't come apart. Bytes come in through the server alone.
do $$
begin
    if pg_catalog.to_regclass('storage.buckets') is null or pg_catalog.to_regclass('storage.objects') is null then
        return;
    end if;
    insert into storage.buckets (id, name, public, file_size_limit, allowed_mime_types) values
        ('resident-docs', 'resident-docs', false, 26214400, '{application/pdf,image/jpeg,image/png,image/webp,text/plain}'),
        ('policy-files', 'policy-files', false, 26214400,
            '{application/pdf,text/plain,application/vnd.openxmlformats-officedocument.wordprocessingml.document,application/vnd.oasis.opendocument.text}'),
        ('incident-evidence', 'incident-evidence', false, 52428800, '{application/pdf,image/jpeg,image/png,image/webp,audio/mp4,video/mp4}')
    on conflict (id) do update set public = false, file_size_limit = excluded.file_size_limit, allowed_mime_types = excluded.allowed_mime_types;
    -- One policy for all three: each permissive policy of a command is asked of every row.
    execute $policy$
        create policy almoner_read on storage.objects for select to authenticated
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
