-- almoner: remade private.housekeeping
drop function app.finish_housekeeping();
drop function app.keep_house(text);
drop function app.forget_runs();
drop table private.housekeeping;
