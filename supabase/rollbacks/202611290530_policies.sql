delete from app.transitions where table_name = 'policy_documents';
delete from app.column_rights where table_name = 'policy_documents';
drop table public.policy_acknowledgements;
drop table public.policy_documents;
drop function app.policy_ids_for_me();
drop function app.policy_life();
drop function app.policy_first();
drop function app.place_policy();
