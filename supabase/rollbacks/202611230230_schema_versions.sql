drop function app.schema_versions();
