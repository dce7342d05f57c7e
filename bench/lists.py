#!/usr/bin/env python3
"""The residents list under load, with pgbench running the same transaction beside it.

Starts Almoner (release build) on a database of its own with scale data, asks for the first page
of residents as several people at 64 connections with wrk, and runs the very same statements one at a
time with `pgbench -M prepared` as the same person: as the server does, and with row level security
off and the policies' own text written into the statement. Three sizes: a small operator, one in a
hundred homes of `scale` (as full as those of scale, so that pages are as long), and scale. Ratios of
one run on one machine are the result; the milliseconds beside them only say which machine. Each
number is the better of two rounds. Prints a table and, with --write, stores it in docs/performance.md.

Standard library only. Needs wrk, pgbench and psql on the machine, and at most one run at a time.
"""
import argparse, base64, json, os, pathlib, re, shutil, signal, subprocess, sys, tempfile, time
import urllib.error
import urllib.request

ROOT = pathlib.Path(__file__).resolve().parent.parent
PORT = 18090


def sh(*words, **more):
    return subprocess.run(words, check=True, text=True, capture_output=True, **more).stdout


def call(path, token=None, body=None):
    request = urllib.request.Request(f"http://localhost:{PORT}{path}", method="POST" if body else "GET")
    request.add_header("origin", f"http://localhost:{PORT}")
    if token:
        request.add_header("authorization", f"Bearer {token}")
    if body:
        request.add_header("content-type", "application/json")
        request.data = json.dumps(body).encode()
    with urllib.request.urlopen(request, timeout=30) as answer:
        return json.load(answer)


def wait_ready(process, port=PORT):
    for _ in range(600):
        if process.poll() is not None:
            sys.exit("almoner stopped before it was ready")
        try:
            urllib.request.urlopen(f"http://localhost:{port}/ready", timeout=1)
            return
        except OSError:
            time.sleep(0.2)
    sys.exit("almoner did not become ready")


def wrk(token, seconds, connections):
    out = sh("wrk", "-t1", f"-c{connections}", f"-d{seconds}s", "--latency",
             "-H", f"authorization: Bearer {token}", f"http://localhost:{PORT}/api/v1/clients?limit=25")
    bad = re.search(r"Non-2xx or 3xx responses: (\d+)", out)
    if bad:
        sys.exit(f"{bad[1]} requests failed:\n{out}")
    rate = float(re.search(r"Requests/sec:\s+([\d.]+)", out)[1])
    def at(percent):
        value, unit = re.search(rf"{percent}%\s+([\d.]+)(us|ms|s)", out).groups()
        return float(value) * {"us": 0.001, "ms": 1, "s": 1000}[unit]
    return rate, at(50), at(99)


def pgbench(address, claims, sql, seconds, connections, user="almoner_api", role="set_config('role', 'authenticated', true), "):
    script = tempfile.NamedTemporaryFile("w", suffix=".sql", delete=False)
    quoted = json.dumps(claims).replace("'", "''")
    script.write(
        "begin read only;\n"
        f"select {role}set_config('request.jwt.claims', '{quoted}', true), "
        "set_config('app.request_id', '0190f000-0000-7000-8000-000000000000', true), set_config('statement_timeout', '5000', true), "
        "set_config('lock_timeout', '2000', true), set_config('idle_in_transaction_session_timeout', '10000', true);\n"
        "select from app.session_check(true);\n" + sql + ";\ncommit;\n")
    script.close()
    bindir = os.environ.get("PG_BIN") or sh("bash", "-c", "ls -d /usr/lib/postgresql/*/bin | sort -V | tail -1").strip()
    words = [f"{bindir}/pgbench", "-n", "-M", "prepared", "-c", str(connections), "-j", "1", "-T", str(seconds),
             "-f", script.name, "-h", address["host"], "-p", address["port"], "-U", user, "almoner"]
    out = sh(*words)
    os.unlink(script.name)
    return float(re.search(r"tps = ([\d.]+)", out)[1])


def superuser_sql(address, sql):
    return sh("psql", "-h", address["host"], "-p", address["port"], "-U", "almoner_superuser", "-d", "almoner", "-Atc", sql)


def list_sql(address, folder, token):
    """The statement that the server sends, taken from PostgreSQL's own log: no copy that could differ."""
    superuser_sql(address, "alter role almoner_api set log_min_duration_statement = 0")
    superuser_sql(address, "select pg_terminate_backend(pid) from pg_stat_activity where usename = 'almoner_api'")
    for _ in range(3):
        try:
            call("/api/v1/clients?limit=25", token)
            break
        except urllib.error.HTTPError:
            time.sleep(0.5)
    superuser_sql(address, "alter role almoner_api reset log_min_duration_statement")
    superuser_sql(address, "select pg_terminate_backend(pid) from pg_stat_activity where usename = 'almoner_api'")
    time.sleep(1)
    text = "".join(f.read_text(errors="replace") for f in sorted(pathlib.Path(folder, "postgres/log").iterdir()))
    found = re.findall(r"execute \S+: (with page as materialized .*?)(?=\n\d{4}-\d\d-\d\d|\Z)", text, re.S)
    if not found:
        sys.exit("the list's statement was not found in PostgreSQL's log")
    # The first page has one parameter: whether archived rows are wanted.
    return re.sub(r"\$1\b", "false", found[-1].replace("\n", " ").replace("\t", " "))


def by_hand(address, sql):
    """The same statement for somebody whom no policy binds, with what each policy says in its place."""
    def scoped(found):
        policy = superuser_sql(address, f"select qual from pg_policies where schemaname = 'public' and tablename = '{found[2]}' and cmd = 'SELECT'").strip()
        return f"{found[1]} (select * from public.{found[2]} where {policy}) {found[3]}"
    return re.sub(r"\b(from|join) public\.(\w+) (\w+)", scoped, sql).replace("\n", " ")


def claims_of(token):
    body = token.split(".")[1]
    said = json.loads(base64.urlsafe_b64decode(body + "=" * (-len(body) % 4)))
    return {"role": "authenticated", "sub": said["sub"], "aal": said["aal"], "almoner_session": said["session_id"]}


def people(seeded):
    """One sign-in of each kind, from what `seed` printed."""
    wanted = {"carer": r"\bcarer;", "manager": r"registered manager;", "regional": r"regional", "owner": r"business owner"}
    for who, pattern in wanted.items():
        for line in seeded.splitlines():
            if "@" in line and re.search(pattern, line):
                yield who, line.split()[0]
                break


def table(rows):
    small = {who: p50 for size, who, *_, p50, _ in rows if size == "1/100"}
    lines = ["| data | who | rows | requests/s | pgbench tx/s | ratio | RLS cost | p50 ms | p99 ms | flatness |", "|---|---|--:|--:|--:|--:|--:|--:|--:|--:|"]
    for size, who, shown, rate, base, hand, p50, p99 in rows:
        flat = f"**{p50 / small[who]:.2f}**" if size == "scale" and who in small else ""
        lines.append(f"| {size} | {who} | {shown} | {rate:.0f} | {base:.0f} | **{rate / base:.2f}** | {hand / base:.2f} | {p50:.1f} | {p99:.1f} | {flat} |")
    return "\n".join(lines)


def write(rows, options, load):
    page = ROOT / "docs/performance.md"
    machine = (f"{os.cpu_count()} cores, {time.strftime('%Y-%m-%d')}, {options.connections} connections, {options.seconds} s each, load generator on the same machine; "
               f"other work kept {load:.1f} processes running when it began")
    text = page.read_text()
    start, end = "<!-- lists -->", "<!-- end of lists -->"
    text = text[:text.index(start) + len(start)] + f"\n{machine}\n\n{table(rows)}\n" + text[text.index(end):]
    page.write_text(text)


def main():
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--seconds", type=int, default=10)
    options.add_argument("--connections", type=int, default=64)
    options.add_argument("--write", action="store_true")
    options.add_argument("--binary", default=str(ROOT / "target/release/almoner"))
    options = options.parse_args()
    for program in ("wrk", "psql"):
        if not shutil.which(program):
            sys.exit(f"{program} is missing: apt-get install {program if program == 'wrk' else 'postgresql-client'}")
    data = tempfile.mkdtemp(prefix="almoner-bench-")
    os.chmod(data, 0o711)
    env = dict(os.environ, ALMONER_DATA=data, ALMONER_LOG="error")
    load = os.getloadavg()[1]
    sizes = []
    for name, profile in (("preview", ["preview"]), ("1/100", ["scale", "--one-in", "100"]), ("scale", ["scale"])):
        folder = f"{data}/{name.replace('/', '-')}"
        env["ALMONER_DATA"] = folder
        up = subprocess.Popen([options.binary, "up", "--no-demo", "--listen", f"127.0.0.1:{PORT}"], env=env, stdout=subprocess.DEVNULL)
        try:
            wait_ready(up)
            print(f"seeding {name}", flush=True)
            seeded = sh(options.binary, "seed", "--profile", *profile, env=env)
            address = {"host": sh("bash", "-c", f"cat {folder}/postgres/data/postmaster.pid | sed -n 5p").strip(),
                       "port": sh("bash", "-c", f"sed -n 4p {folder}/postgres/data/postmaster.pid").strip()}
            sql = None
            for who, email in people(seeded):
                token = call("/api/v1/session", body={"email": email, "password": "lantern-harbour-demo", "transport": "bearer"})["data"]["tokens"]["access_token"]
                claims = claims_of(token)
                sql = sql or list_sql(address, folder, token)
                hand_sql = by_hand(address, sql)
                shown = len(call("/api/v1/clients?limit=25", token)["data"])
                wrk(token, 2, options.connections)
                rate, base, hand, p50, p99 = 0, 0, 0, float("inf"), float("inf")
                for _ in range(2):
                    round_rate, round_p50, round_p99 = wrk(token, options.seconds, options.connections)
                    rate, p50, p99 = max(rate, round_rate), min(p50, round_p50), min(p99, round_p99)
                    base = max(base, pgbench(address, claims, sql, options.seconds, options.connections))
                    hand = max(hand, pgbench(address, claims, hand_sql, options.seconds, options.connections, "almoner_superuser", ""))
                sizes.append((name, who, shown, rate, base, hand, p50, p99))
                print(f"{name:8} {who:16} {rate:8.0f} req/s  pgbench {base:8.0f} tx/s  by hand {hand:8.0f} tx/s  p50 {p50:.1f} ms  p99 {p99:.1f} ms", flush=True)
        finally:
            up.send_signal(signal.SIGTERM)
            up.wait(60)
    shutil.rmtree(data, ignore_errors=True)
    print(table(sizes))
    if options.write:
        write(sizes, options, load)


if __name__ == "__main__":
    main()
