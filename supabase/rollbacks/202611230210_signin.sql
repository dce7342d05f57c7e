drop function app.register_invited(bytea, text);
drop function app.accept_invitation(bytea, uuid);
drop function app.open_invitation(bytea);
drop function app.address_known(text);
drop function app.profiles_of_account(uuid);
