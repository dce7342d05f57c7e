drop function app.known_here_end(boolean, text);
drop function app.known_here_begin();
comment on table private.denials is 'Every 403 and 404 of a route with an id, alike, with the asker''s own organisation; nothing looks up whether the id exists. Operational: pruned by age.';
comment on table private.throttles is 'Attempts per account and per network, as rows so that replicas agree. Keys are keyed hashes.';
