#!/usr/bin/env python3
"""What row level security, the audit trail and a load of `scale` cost, beside the same without them.

- Each primary list (bench/lists.sql) and each statement of the round (bench/round.sql) as each person who has it: with the policies, and as somebody
  whom none binds with the policies' own text (the same helper calls) written into the statement.
- An insert into each table with the trigger of the audit on and off: a row that is there is taken out and
  put in again, as the database took it the first time, and undone.
- `almoner seed --profile scale`: rows a second, and how large what it made is.

Costs are processor time of the backend (/proc/PID/schedstat), the least of several rounds in turn, so
other work on the machine distorts them little. Ratios of one run are the result. Prints tables and, with
--write, stores them in docs/performance.md. Standard library only; needs psql.
"""
import argparse, json, os, pathlib, re, shutil, signal, subprocess, sys, tempfile, time
sys.dont_write_bytecode = True
from lists import ROOT, superuser_sql, by_hand, wait_ready, sh

PORT = 18093


class Session:
    """A psql that stays, whose backend's processor time can be read."""

    def __init__(self, address):
        self.psql = subprocess.Popen(
            ["psql", "-XqAt", "-v", "ON_ERROR_STOP=0", "-h", address["host"], "-p", address["port"], "-U", "almoner_superuser", "-d", "almoner"],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
        self.pid = int(self.run("select pg_backend_pid();")[0])

    def run(self, sql):
        self.psql.stdin.write(sql + "\n\\echo ended\n")
        self.psql.stdin.flush()
        lines = []
        while (line := self.psql.stdout.readline().rstrip("\n")) != "ended":
            if self.psql.poll() is not None:
                sys.exit(f"psql ended: {lines}")
            lines.append(line)
        return lines

    def cost(self, sql):
        """Milliseconds of the backend's processor time."""
        def used():
            return int(pathlib.Path(f"/proc/{self.pid}/schedstat").read_text().split()[0])
        before = used()
        answer = self.run(sql)
        return (used() - before) / 1e6, answer

    def end(self):
        self.psql.stdin.close()
        self.psql.wait(30)


def least(rounds, *ways):
    """The least that each way cost, one round of each in turn."""
    best = [float("inf")] * len(ways)
    for _ in range(rounds):
        for n, way in enumerate(ways):
            best[n] = min(best[n], way())
    return best


def primary_lists():
    text = "".join((ROOT / "bench" / name).read_text() for name in ("lists.sql", "round.sql"))
    return re.findall(r"^-- (.+) \((.+)\)\n(.+);$", text, re.M)


def people(address):
    """One of each kind with most around them: claims as the server would send them, a home and a resident of theirs."""
    found = {}
    for who, sql in {
        "owner1": "select r.profile_id, (select id from care_homes h where h.organisation_id = r.organisation_id order by id limit 1) from organisation_roles r where r.role = 'business_owner'",
        "mgr1": "select m.profile_id, m.care_home_id from manager_care_homes m where m.kind = 'registered'",
        "carer1": "select u.profile_id, u.care_home_id from user_care_homes u where u.grade = 'carer'",
    }.items():
        row = superuser_sql(address, f"""
            with p as ({sql} and archived_at is null and valid @> now())
            select p.profile_id, p.care_home_id, f.account_id, (select c.id from clients c where c.holding_home_id = p.care_home_id order by c.id limit 1)
              from p as p (profile_id, care_home_id) join profiles f on f.id = p.profile_id
             where f.account_id is not null
             order by (select count(*) from clients c where c.holding_home_id = p.care_home_id) desc, p.profile_id limit 1""").strip()
        if not row:
            sys.exit(f"the seed has nobody like {who}")
        _, home, account, resident = row.split("|")
        found[who] = {"home": home, "resident": resident, "claims": {"role": "authenticated", "sub": account, "aal": "aal2", "almoner_session": None}}
    return found


def rls(address, rounds, turns, only):
    someone, rows = people(address), []
    for name, actors, sql in primary_lists():
        if not re.search(only, name):
            continue
        for who in actors.split():
            person = someone[who]
            text = sql.replace("{home}", person["home"]).replace("{resident}", person["resident"])
            claims = json.dumps(person["claims"]).replace("'", "''")
            sessions = []
            for role, statement in (("authenticated", text), (None, by_hand(address, text))):
                session = Session(address)
                session.run(f"select set_config('request.jwt.claims', '{claims}', false); set plan_cache_mode = force_generic_plan;")
                if role:
                    session.run(f"set role {role};")
                made = session.run(f"prepare l as {statement};")
                shown = session.run("execute l;")
                if any("ERROR" in line for line in made + shown):
                    sys.exit(f"{name} as {who}: {made} {shown[:3]}")
                session.run("\\o /dev/null")
                sessions.append((session, len(shown)))
            (with_rls, one), (without, other) = sessions
            if one != other:
                sys.exit(f"{name} as {who}: {one} rows with policies, {other} by hand")
            script = "execute l;\n" * turns
            a, b = least(rounds, lambda: with_rls.cost(script)[0], lambda: without.cost(script)[0])
            rows.append((name, who, one, a / turns, b / turns, a / b))
            print(f"{name:22} {who:8} {one:4} rows {a / turns:7.3f} ms by hand {b / turns:7.3f} ms ratio {a / b:.2f}", flush=True)
            for session, _ in sessions:
                session.end()
    return rows


BLOCK = """do $$
declare
    r public.{table};
    n int := 0;
begin
    set local session_replication_role = replica;
    select * into r from public.{table} t where t.ctid = '{ctid}';
    if r is null then return; end if;
    delete from public.{table} t where t.ctid = '{ctid}';
    set local session_replication_role = origin;
    while n < {turns} loop
        begin
            insert into public.{table} ({columns}) values ({values});
            raise exception using errcode = 'ZZ000';
        exception when sqlstate 'ZZ000' then n := n + 1;
        end;
    end loop;
end $$;"""


def inserts(address, rounds, turns):
    tables = superuser_sql(address, """
        select c.relname, g.tgname, string_agg(quote_ident(a.attname), ',' order by a.attnum)
          from pg_trigger g join pg_proc f on f.oid = g.tgfoid join pg_class c on c.oid = g.tgrelid
          join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped and a.attgenerated = ''
         where f.proname like 'audit%' and g.tgtype & 4 > 0 and not c.relispartition and c.relnamespace = 'public'::regnamespace group by 1, 2 order by 1""").split()
    rows = []
    session = Session(address)
    for line in tables:
        table, trigger, columns = line.split("|")
        # Of a partitioned table the row's place is its partition's: those are measured by their newest partition's row.
        found = superuser_sql(address, f"select tableoid::regclass || ' ' || ctid from public.{table} t order by tableoid desc, ctid limit 40").strip().splitlines()
        values = ",".join(f"r.{c}" for c in columns.split(","))
        answer = None
        for others in ("on", "off"):
            for place in found:
                of, ctid = place.split(" ", 1)
                block = BLOCK.format(table=table, ctid=ctid, columns=columns, values=values, turns="{turns}")
                if of not in (table, f"public.{table}"):
                    block = block.replace("t.ctid =", f"t.tableoid = '{of}'::regclass and t.ctid =")

                def cost(audit, n=turns):
                    setting = "alter table public.{0} disable trigger user;" if others == "off" else ""
                    setting += "alter table public.{0} %s trigger {1};" % ("enable" if audit else "disable")
                    session.run("begin; set local lock_timeout = '10s'; " + setting.format(table, trigger))
                    took, said = session.cost(block.replace("{turns}", str(n)))
                    session.run("rollback;")
                    if any("ERROR" in l for l in said):
                        raise ValueError(said[0])
                    return took

                try:
                    cost(True, 1)
                    answer = (others, *least(rounds, lambda: cost(True), lambda: cost(False)))
                    break
                except ValueError as why:
                    refused = str(why)
            if answer:
                break
        if not answer:
            why = refused if found else "no row in the seed"
            print(f"{table:26} not measured: {why}", flush=True)
            rows.append((table, None, None, None, why))
            continue
        others, a, b = answer
        rows.append((table, a / turns, b / turns, a / b, "" if others == "on" else "other triggers off: they take no such row a second time"))
        print(f"{table:26} {a / turns:7.3f} ms without {b / turns:7.3f} ms ratio {a / b:.2f} {rows[-1][4]}", flush=True)
    session.end()
    return rows


def sizes(address):
    return [line.split("|") for line in superuser_sql(address, """
        with whole as (
            select coalesce(i.inhparent, c.oid) as of, sum(pg_table_size(c.oid)) as rows_bytes, sum(pg_indexes_size(c.oid)) as index_bytes, sum(greatest(c.reltuples, 0)) as n
              from pg_class c left join pg_inherits i on i.inhrelid = c.oid
             where c.relkind = 'r' and c.relnamespace in ('public'::regnamespace, 'private'::regnamespace) group by 1)
        select of::regclass, n::int8, pg_size_pretty(rows_bytes), pg_size_pretty(index_bytes) from whole order by rows_bytes + index_bytes desc limit 12""").strip().splitlines()]


def write(mark, text):
    page = ROOT / "docs/performance.md"
    held = page.read_text()
    start, end = f"<!-- {mark} -->", f"<!-- end of {mark} -->"
    page.write_text(held[:held.index(start) + len(start)] + "\n" + text + "\n" + held[held.index(end):])


def machine(load):
    return f"{os.cpu_count()} cores, {time.strftime('%Y-%m-%d')}; other work kept {load:.1f} processes running when it began"


def main():
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--binary", default=str(ROOT / "target/release/almoner"))
    options.add_argument("--one-in", default="1", help="of scale's homes")
    options.add_argument("--rounds", type=int, default=6)
    options.add_argument("--turns", type=int, default=100)
    options.add_argument("--parts", default="lists,inserts")
    options.add_argument("--only", default="", help="lists whose name this regular expression finds; not with --write, which replaces the whole table")
    options.add_argument("--write", action="store_true")
    options = options.parse_args()
    if options.only and options.write:
        sys.exit("--only measures some of the lists; --write replaces the table of all of them. Take one of the two.")
    data = tempfile.mkdtemp(prefix="almoner-bench-")
    os.chmod(data, 0o711)
    try:
        if "lists" in options.parts:
            profile = ["scale"] if options.one_in == "1" else ["scale", "--one-in", options.one_in]
            with_database(options, f"{data}/scale", profile, lambda address, seeded, load: of_scale(options, address, seeded, load))
        if "inserts" in options.parts:
            with_database(options, f"{data}/demo", ["demo"], lambda address, seeded, load: of_demo(options, address, load))
    finally:
        shutil.rmtree(data, ignore_errors=True)


def with_database(options, folder, profile, run):
    load = os.getloadavg()[1]
    env = dict(os.environ, ALMONER_DATA=folder, ALMONER_LOG="error")
    up = subprocess.Popen([options.binary, "up", "--no-demo", "--listen", f"127.0.0.1:{PORT}"], env=env, stdout=subprocess.DEVNULL)
    try:
        wait_ready(up, PORT)
        began = time.time()
        seeded = sh(options.binary, "seed", "--profile", *profile, env=env)
        print(f"seeded {' '.join(profile)} in {time.time() - began:.0f} s", flush=True)
        pid = pathlib.Path(folder, "postgres/data/postmaster.pid").read_text().splitlines()
        address = {"host": pid[4].strip(), "port": pid[3].strip()}
        superuser_sql(address, "vacuum analyze")
        run(address, seeded, load)
    finally:
        up.send_signal(signal.SIGTERM)
        up.wait(60)


def of_scale(options, address, seeded, load):
    rate = [line.strip() for line in seeded.splitlines() if re.search(r"\d rows in ", line)]
    print("\n".join(rate))
    table = ["| table | rows | data | indexes |", "|---|--:|--:|--:|"] + [f"| `{a}` | {b} | {c} | {d} |" for a, b, c, d in sizes(address)]
    whole = superuser_sql(address, "select pg_size_pretty(pg_database_size('almoner'))").strip()
    load_text = f"{machine(load)}. One in {options.one_in} of scale's homes. {' '.join(rate)} The database is {whole}.\n\n" + "\n".join(table)
    print(load_text, flush=True)
    if options.write:
        write("load", load_text)
    load = os.getloadavg()[1]
    rows = rls(address, options.rounds, options.turns, options.only)
    text = [machine(load) + f"; one in {options.one_in} of scale's homes", "", "| list | who | rows | with policies, ms | by hand, ms | ratio |", "|---|---|--:|--:|--:|--:|"]
    names = {"owner1": "owner", "mgr1": "manager", "carer1": "carer"}
    text += [f"| {a} | {names[b]} | {c} | {d:.3f} | {e:.3f} | **{f:.2f}** |" for a, b, c, d, e, f in rows]
    print("\n".join(text))
    if options.write:
        write("rls", "\n".join(text))


def of_demo(options, address, load):
    rows = inserts(address, options.rounds, options.turns)
    text = [machine(load) + "; demo data", "", "| table | with the trail, ms | without, ms | ratio | |", "|---|--:|--:|--:|---|"]
    text += [f"| `{a}` | {b:.3f} | {c:.3f} | **{d:.2f}** | {e} |" if d else f"| `{a}` | - | - | - | {e} |" for a, b, c, d, e in rows]
    print("\n".join(text))
    if options.write:
        write("inserts", "\n".join(text))


if __name__ == "__main__":
    main()
