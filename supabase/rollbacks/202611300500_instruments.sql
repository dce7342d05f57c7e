drop table public.instruments;
