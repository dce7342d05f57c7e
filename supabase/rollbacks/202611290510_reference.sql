drop table reference.scales;
drop table reference.shift_templates;
drop table reference.bank_holidays;
drop table reference.sla_defaults;
drop table reference.training_topics;
