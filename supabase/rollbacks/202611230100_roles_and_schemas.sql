-- Roles stay: they belong to the cluster, and other databases may use them.
revoke usage on schema public from almoner_api, almoner_request;
grant usage on schema public to public, anon;
drop schema reference;
drop schema private;
drop schema app;
drop extension btree_gist;
alter default privileges grant execute on functions to public;
