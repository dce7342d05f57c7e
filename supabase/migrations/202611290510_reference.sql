-- Published rules as data. Files of the repository (reference/*.toml) say them, `almoner reference load`
-- and `up` load them. A row never changes: what changes is a new version with a day from which it holds.
-- The rule of a day is the version with the latest effective_from that is not after it, unless withdrawn.
-- Where the law gives a number it stands in the columns; where it gives none, legal_standard has the
-- law's own words and the number is a suggestion that an operator replaces by a target of their own.
-- confidence: primary, read in the source itself; secondary, in a second source; common, common
-- knowledge of the field, to be checked before it is shown as law; house, our own suggestion.

create table reference.training_topics (
    code text not null check (code ~ '^[a-z][a-z0-9_.-]{1,79}$'),
    version int not null check (version >= 1),
    name text not null check (length(name) between 1 and 200),
    audience text not null check (audience in ('everybody', 'some')),
    job_titles text[] not null default '{}',
    default_months int check (default_months between 1 and 120),
    expiring_days int not null default 60 check (expiring_days between 0 and 366),
    jurisdiction text not null default 'england' check (jurisdiction in ('england', 'england_and_wales', 'scotland', 'wales', 'northern_ireland', 'united_kingdom')),
    effective_from date not null,
    withdrawn boolean not null default false,
    legal_standard text check (length(legal_standard) between 1 and 1000),
    source text not null check (length(source) between 1 and 300),
    source_url text check (source_url ~ '^https://[^ ]+$' and length(source_url) between 12 and 298),
    confidence text not null check (confidence in ('primary', 'secondary', 'common', 'house')),
    verified_on date not null,
    primary key (code, version)
);
comment on table reference.training_topics is 'What staff of a care home learn, for whom, and how often it is refreshed.';
comment on column reference.training_topics.audience is 'some: those of the job titles, or whoever the operator chooses.';
comment on column reference.training_topics.default_months is 'Months until it is refreshed, as a suggestion; empty: once. The law says "as is necessary".';
comment on column reference.training_topics.expiring_days is 'Days before its end from which a record counts as expiring.';
alter table reference.training_topics enable row level security;
alter table reference.training_topics force row level security;
revoke all on reference.training_topics from public, anon, authenticated, service_role;
grant select on reference.training_topics to authenticated;
create policy training_topics_select on reference.training_topics for select to authenticated using (true);
create trigger evidence_stays before update or delete on reference.training_topics for each row execute function app.evidence_stays();

create table reference.sla_defaults (
    code text not null check (code ~ '^[a-z][a-z0-9_.-]{1,79}$'),
    version int not null check (version >= 1),
    priority text not null check (priority in ('low', 'medium', 'high', 'critical')),
    clock text not null check (clock in ('triage', 'investigation', 'closure')),
    target_minutes int not null check (target_minutes between 1 and 525600),
    jurisdiction text not null default 'england' check (jurisdiction in ('england', 'england_and_wales', 'scotland', 'wales', 'northern_ireland', 'united_kingdom')),
    effective_from date not null,
    withdrawn boolean not null default false,
    legal_standard text check (length(legal_standard) between 1 and 1000),
    source text not null check (length(source) between 1 and 300),
    source_url text check (source_url ~ '^https://[^ ]+$' and length(source_url) between 12 and 298),
    confidence text not null check (confidence in ('primary', 'secondary', 'common', 'house')),
    verified_on date not null,
    primary key (code, version)
);
comment on table reference.sla_defaults is 'How long the steps of an incident may take, as a suggestion for an operators own targets.';
comment on column reference.sla_defaults.target_minutes is 'Minutes of elapsed time from the opening of the incident. No law gives a number for these steps.';
alter table reference.sla_defaults enable row level security;
alter table reference.sla_defaults force row level security;
revoke all on reference.sla_defaults from public, anon, authenticated, service_role;
grant select on reference.sla_defaults to authenticated;
create policy sla_defaults_select on reference.sla_defaults for select to authenticated using (true);
create trigger evidence_stays before update or delete on reference.sla_defaults for each row execute function app.evidence_stays();

create table reference.bank_holidays (
    code text not null check (code ~ '^[a-z][a-z0-9_.-]{1,79}$'),
    version int not null check (version >= 1),
    day date not null,
    name text not null check (length(name) between 1 and 100),
    substitute boolean not null default false,
    jurisdiction text not null default 'england' check (jurisdiction in ('england', 'england_and_wales', 'scotland', 'wales', 'northern_ireland', 'united_kingdom')),
    effective_from date not null,
    withdrawn boolean not null default false,
    legal_standard text check (length(legal_standard) between 1 and 1000),
    source text not null check (length(source) between 1 and 300),
    source_url text check (source_url ~ '^https://[^ ]+$' and length(source_url) between 12 and 298),
    confidence text not null check (confidence in ('primary', 'secondary', 'common', 'house')),
    verified_on date not null,
    primary key (code, version)
);
comment on table reference.bank_holidays is 'Public holidays, for pay, notice periods and working days.';
comment on column reference.bank_holidays.substitute is 'The weekday that stands in for a holiday on a weekend.';
alter table reference.bank_holidays enable row level security;
alter table reference.bank_holidays force row level security;
revoke all on reference.bank_holidays from public, anon, authenticated, service_role;
grant select on reference.bank_holidays to authenticated;
create policy bank_holidays_select on reference.bank_holidays for select to authenticated using (true);
create trigger evidence_stays before update or delete on reference.bank_holidays for each row execute function app.evidence_stays();

create table reference.shift_templates (
    code text not null check (code ~ '^[a-z][a-z0-9_.-]{1,79}$'),
    version int not null check (version >= 1),
    name text not null check (length(name) between 1 and 100),
    shift text not null check (shift in ('early', 'late', 'long_day', 'night', 'twilight', 'short',
        'waking_night', 'sleep_in', 'on_call', 'training', 'handover_overlap')),
    starts time not null,
    duration_minutes int not null check (duration_minutes between 15 and 1440),
    break_minutes int not null check (break_minutes between 0 and 480),
    jurisdiction text not null default 'england' check (jurisdiction in ('england', 'england_and_wales', 'scotland', 'wales', 'northern_ireland', 'united_kingdom')),
    effective_from date not null,
    withdrawn boolean not null default false,
    legal_standard text check (length(legal_standard) between 1 and 1000),
    source text not null check (length(source) between 1 and 300),
    source_url text check (source_url ~ '^https://[^ ]+$' and length(source_url) between 12 and 298),
    confidence text not null check (confidence in ('primary', 'secondary', 'common', 'house')),
    verified_on date not null,
    primary key (code, version)
);
comment on table reference.shift_templates is 'Shifts as many homes have them; a home begins with these and makes its own.';
comment on column reference.shift_templates.starts is 'Wall time of the home.';
comment on column reference.shift_templates.break_minutes is 'Unpaid minutes within the duration. The Working Time Regulations 1998 ask for 20 minutes in more than 6 hours.';
alter table reference.shift_templates enable row level security;
alter table reference.shift_templates force row level security;
revoke all on reference.shift_templates from public, anon, authenticated, service_role;
grant select on reference.shift_templates to authenticated;
create policy shift_templates_select on reference.shift_templates for select to authenticated using (true);
create trigger evidence_stays before update or delete on reference.shift_templates for each row execute function app.evidence_stays();

create table reference.scales (
    code text not null check (code ~ '^[a-z][a-z0-9_.-]{1,79}$'),
    version int not null check (version >= 1),
    scale text not null check (scale ~ '^[a-z][a-z_]{1,39}$'),
    value text not null check (value ~ '^[a-z][a-z_]{1,39}$'),
    rank int not null check (rank between 0 and 20),
    label text not null check (length(label) between 1 and 100),
    meaning text not null check (length(meaning) between 1 and 1000),
    jurisdiction text not null default 'england' check (jurisdiction in ('england', 'england_and_wales', 'scotland', 'wales', 'northern_ireland', 'united_kingdom')),
    effective_from date not null,
    withdrawn boolean not null default false,
    legal_standard text check (length(legal_standard) between 1 and 1000),
    source text not null check (length(source) between 1 and 300),
    source_url text check (source_url ~ '^https://[^ ]+$' and length(source_url) between 12 and 298),
    confidence text not null check (confidence in ('primary', 'secondary', 'common', 'house')),
    verified_on date not null,
    primary key (code, version)
);
comment on table reference.scales is 'Steps of a scale (harm, priority), in the words that people see.';
comment on column reference.scales.rank is 'Order within the scale, the least first.';
alter table reference.scales enable row level security;
alter table reference.scales force row level security;
revoke all on reference.scales from public, anon, authenticated, service_role;
grant select on reference.scales to authenticated;
create policy scales_select on reference.scales for select to authenticated using (true);
create trigger evidence_stays before update or delete on reference.scales for each row execute function app.evidence_stays();
