drop index public.care_plan_tasks_due;
drop index public.compliance_stats_expiring_list;
drop index public.resident_documents_expiring_home;
