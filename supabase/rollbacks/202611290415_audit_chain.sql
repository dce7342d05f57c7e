drop function app.finish_audit_anchor(text);
drop function app.claim_audit_chain(int);
drop table private.audit_anchors;
drop table private.audit_heads;
drop table private.audit_chain;
drop function app.audit_line(bigint, public.audit_events);
