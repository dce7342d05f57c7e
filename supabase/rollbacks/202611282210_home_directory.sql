drop function app.home_directory();
