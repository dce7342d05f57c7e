drop table public.company_settings;
drop table public.organisation_labels;
drop table public.organisations;
