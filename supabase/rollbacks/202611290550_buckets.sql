do $$
begin
    if pg_catalog.to_regclass('storage.buckets') is null or pg_catalog.to_regclass('storage.objects') is null then
        return;
    end if;
    drop policy if exists almoner_read on storage.objects;
    -- A bucket that holds something stays: its bytes are not in this database.
    perform pg_catalog.set_config('storage.allow_delete_query', 'true', true);
    delete from storage.buckets b
     where b.id in ('resident-docs', 'policy-files', 'incident-evidence')
       and not exists (select from storage.objects o where o.bucket_id = b.id);
    perform pg_catalog.set_config('storage.allow_delete_query', 'false', true);
end
$$;
