drop trigger note_struck on public.addenda;
drop trigger flagged on public.daily_notes;
drop function app.note_receipt(text);
drop function app.note_struck();
drop function app.note_flagged();
alter table public.daily_notes drop constraint daily_notes_measures;
alter table public.daily_notes drop constraint daily_notes_says;
alter table public.daily_notes drop constraint daily_notes_kind;
-- What was measured is told in words then: nothing that was noted is lost.
alter table public.daily_notes disable trigger evidence;
update public.daily_notes
   set body = left(concat_ws(' ', body, case when measures <> '{}' then kind || ' ' || measures::text end), 8000),
       kind = case when kind in ('fluid', 'food') then 'food_drink'
                   when kind in ('continence', 'repositioning', 'personal_care') then 'care'
                   when kind in ('observation', 'weight') then 'health'
                   else kind end
 where measures <> '{}' or kind in ('fluid', 'food', 'continence', 'repositioning', 'personal_care', 'observation', 'weight');
alter table public.daily_notes enable trigger evidence;
alter table public.daily_notes add constraint daily_notes_kind check (kind in
    ('care', 'food_drink', 'health', 'mood', 'sleep', 'activity', 'family', 'professional', 'general'));
alter table public.daily_notes alter column body set not null;
alter table public.daily_notes drop column flagged;
alter table public.daily_notes drop column measures;
comment on column public.daily_notes.body is null;
drop function app.note_measures_fit(text, jsonb);
drop function app.note_measures();
