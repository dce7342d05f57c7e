-- An earlier project as its plan's first phase left it, with what people leave in such tables.
insert into auth.users (id, email) values
    ('aaaaaaaa-0000-4000-8000-000000000001', 'Olive.Owner@example.org'),
    ('aaaaaaaa-0000-4000-8000-000000000002', 'mark.manager@example.org'),
    ('aaaaaaaa-0000-4000-8000-000000000003', 'cara.carer@example.org'),
    ('aaaaaaaa-0000-4000-8000-000000000004', 'nina.nurse@example.org');
create table public.profiles (id uuid primary key, full_name text, role text, phone text, avatar_url text, deleted_at timestamptz, created_at timestamptz default now());
insert into public.profiles values
    ('aaaaaaaa-0000-4000-8000-000000000001', 'Olive Owner', 'business_owner', '0117 496 0000', null, null),
    ('aaaaaaaa-0000-4000-8000-000000000002', 'Mark Anthony Manager', 'manager', 'x', 'a.png', null),
    ('aaaaaaaa-0000-4000-8000-000000000003', 'Cara Carer', 'carer', null, null, null),
    ('aaaaaaaa-0000-4000-8000-000000000004', 'Nina Nurse', 'Nurse', null, null, null),
    ('aaaaaaaa-0000-4000-8000-000000000005', 'No Mail', 'carer', null, null, null),
    ('aaaaaaaa-0000-4000-8000-000000000006', null, 'carer', null, null, null),
    ('aaaaaaaa-0000-4000-8000-000000000007', 'Gone Person', 'carer', null, null, '2026-01-01');
create table public.care_homes (id bigint primary key, name text, address text, city text, postcode text, capacity int, cqc_id text, theme jsonb);
insert into public.care_homes values
    (1, 'Rose Court', '1 Mill Lane', 'Ashton', 'AS1 1AA', 20, '1-123456789', '{"colour": "red"}'),
    (2, 'Rose Cottage', '2 Mill Lane', 'Ashton', 'AS1 1AA, England, United Kingdom', null, 'pending', null),
    (3, '  ', null, null, null, 5, null, null);
create table public.user_care_homes (user_id uuid, care_home_id bigint, role text);
insert into public.user_care_homes values
    ('aaaaaaaa-0000-4000-8000-000000000003', 1, 'carer'),
    ('aaaaaaaa-0000-4000-8000-000000000004', 1, 'Registered Nurse'),
    ('aaaaaaaa-0000-4000-8000-000000000003', 1, 'carer'),
    ('aaaaaaaa-0000-4000-8000-000000000005', 1, 'carer'),
    ('aaaaaaaa-0000-4000-8000-000000000003', 9, 'carer');
create table public.manager_care_homes (id uuid primary key default gen_random_uuid(), manager_id uuid, care_home_id bigint);
insert into public.manager_care_homes (manager_id, care_home_id) values ('aaaaaaaa-0000-4000-8000-000000000002', 1);
create table public.company_settings (id int primary key, review_interval_days int, require_mfa boolean, logo text);
insert into public.company_settings values (1, 90, true, 'logo.png');
create table public.clients (
    id uuid primary key, first_name text, last_name text, date_of_birth text, nhs_number text, gender text, care_home_id bigint,
    room_number text, admission_date date, discharge_date date, status text, allergies text[], next_of_kin_name text,
    next_of_kin_phone text, key_worker_id uuid, photo_url text
);
insert into public.clients values
    ('cccccccc-0000-4000-8000-000000000001', 'Edith', 'Moss', '1938-02-11', '943 476 5919', 'F', 1, '21', '2023-05-03', null, 'active', '{penicillin,nuts}', 'Ruth Moss', '0117 496 0001', 'aaaaaaaa-0000-4000-8000-000000000003', 'p.jpg'),
    ('cccccccc-0000-4000-8000-000000000002', 'Ivor', 'Vale', '30/07/1934', '9434765919', 'male', 1, '21', '2024-01-01', null, 'active', '{none known}', null, null, null, null),
    ('cccccccc-0000-4000-8000-000000000003', 'Bad', 'Number', '31/02/1938', '1234567890', 'x', 1, '22', null, null, 'active', '{None}', null, null, null, null),
    ('cccccccc-0000-4000-8000-000000000004', 'Dora', 'Died', '1930-01-01', null, null, 1, '23', '2020-01-01', '2021-01-01', 'Deceased', null, null, null, null, null),
    ('cccccccc-0000-4000-8000-000000000005', 'No', 'Home', '1930-01-01', null, null, null, null, null, null, null, null, null, null, null, null),
    ('cccccccc-0000-4000-8000-000000000006', null, 'Nameless', '1930-01-01', null, null, 1, null, null, null, null, null, null, null, null, null),
    ('cccccccc-0000-4000-8000-000000000007', 'Left', 'Early', '1930-01-01', null, null, 1, null, '2022-01-01', '2021-01-01', null, null, null, null, null, null);
create table public.care_plans (id uuid primary key default gen_random_uuid(), client_id uuid, body text);
insert into public.care_plans (client_id, body) values ('cccccccc-0000-4000-8000-000000000001', 'x'), ('cccccccc-0000-4000-8000-000000000002', 'y');
create table public.incidents (id serial primary key, description text);
create table public.handovers (id serial primary key);
create table public.handover_items (id serial primary key, handover_id int);
