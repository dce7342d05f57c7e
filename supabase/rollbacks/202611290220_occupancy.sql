drop function app.occupancy_trend(date);
drop function app.refresh_occupancy_trend();
drop materialized view private.occupancy_trend;
drop function app.calculate_occupancy_snapshot(uuid, date);
drop table public.occupancy_snapshots;
