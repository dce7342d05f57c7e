// What a front-end engineer has: supabase-js, a token, and the address of a data API.
//
// Reads the plan that main.rs wrote, tries it, prints how many cells of each kind it tried, and ends
// with 1 when anything came out otherwise.
import { createHmac } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';

const { createClient } = createRequire(`${process.env.ALMONER_SUPABASE_JS}/`)('@supabase/supabase-js');
const plan = JSON.parse(readFileSync(process.argv[2], 'utf8'));
const findings = [];
const tried = {};

function check(kind, ok, what) {
  tried[kind] = (tried[kind] ?? 0) + 1;
  if (!ok) findings.push(`${kind}: ${what}`);
}

const base64 = (value) => Buffer.from(value).toString('base64url');

function token(claims, { secret = plan.secret, header = { alg: 'HS256', typ: 'JWT' } } = {}) {
  const body = `${base64(JSON.stringify(header))}.${base64(JSON.stringify({ aud: 'authenticated', exp: 4102444800, ...claims }))}`;
  return `${body}.${header.alg === 'none' ? '' : createHmac('sha256', secret).update(body).digest('base64url')}`;
}

const bearer = (seat) => (seat.claims.role === 'anon' ? undefined : token(seat.claims));

function client(bearer, { url = plan.url, schema = 'public', headers = {} } = {}) {
  // A hosted project serves the same program under /rest/v1.
  const fetching = (input, init) => {
    const sent = new Headers(init.headers);
    sent.delete('apikey');
    if (bearer === undefined) sent.delete('authorization');
    else sent.set('authorization', `Bearer ${bearer}`);
    for (const [name, value] of Object.entries(headers)) sent.set(name, value);
    return fetch(String(input).replace('/rest/v1', ''), { ...init, headers: sent });
  };
  return createClient(url, 'no-key', {
    db: { schema },
    global: { fetch: fetching },
    auth: { persistSession: false, autoRefreshToken: false },
  });
}

/** Whether a request was refused for want of a right, before anything else was looked at. */
const refused = ({ error, status }) => error?.code === '42501' && (status === 401 || status === 403);
const said = ({ error, status, data }) => JSON.stringify({ status, code: error?.code, message: error?.message, rows: data?.length });
const same = (a, b) => a.length === b.length && a.every((v, i) => v === b[i]);
const sorted = (list) => [...list].sort();

/** A few at a time: the service runs beside it on the same cores. */
async function each(items, run, width = 6) {
  const queue = [...items];
  await Promise.all(Array.from({ length: width }, async () => {
    while (queue.length) await run(queue.shift());
  }));
}

async function ready(url) {
  for (let turn = 0; turn < 600; turn += 1) {
    try {
      if ((await fetch(url)).status < 500) return;
    } catch {
      // Not listening yet.
    }
    await new Promise((done) => setTimeout(done, 100));
  }
  throw new Error(`${url} did not become ready`);
}

/** Rows and counts of every table, and what a filter by text finds. */
async function reads(seat) {
  const db = client(bearer(seat));
  for (const [table, { key, text }] of Object.entries(plan.tables)) {
    const wanted = sorted(seat.reads[table] ?? []);
    if (seat.claims.role === 'anon') {
      check('reads', refused(await db.from(table).select(key)), `${table} answers nobody`);
      continue;
    }
    const rows = await db.from(table).select(key);
    const got = sorted((rows.data ?? []).map((row) => row[key]));
    check('reads', rows.status === 200 && same(got, wanted), `${seat.name} ${table}: ${got.length} rows, ${wanted.length} expected; ${said(rows)}`);
    const counted = await db.from(table).select('*', { count: 'exact', head: true });
    check('counts', counted.count === wanted.length, `${seat.name} ${table}: counts ${counted.count}, not ${wanted.length}`);
    // Not leakproof: if it were asked before the policy, an error or a row would tell.
    for (const column of text.slice(0, 2)) {
      const found = await db.from(table).select(key).like(column, '%CANARY%');
      const ids = (found.data ?? []).map((row) => row[key]);
      check('searches', found.status === 200 && ids.every((id) => wanted.includes(id)), `${seat.name} ${table}.${column}: ${said(found)}`);
    }
  }
}

/** Each foreign key, followed both ways. */
async function embeds(seat) {
  const db = client(bearer(seat));
  const sees = Object.fromEntries(Object.keys(plan.tables).map((table) => [table, new Set(seat.reads[table] ?? [])]));
  // A key of several columns to its own table is one that PostgREST can't follow.
  for (const { name, child, parent, pairs } of plan.keys.filter((key) => key.child !== key.parent)) {
    const [of, to] = [plan.tables[child].key, plan.tables[parent].key];
    const up = await db.from(child).select(`${of}, joined:${parent}!${name}(${to})`);
    const wanted = new Map(pairs);
    const wrong = (up.data ?? []).filter((row) => {
      const expected = wanted.get(row[of]);
      return (row.joined?.[to] ?? null) !== (expected !== undefined && sees[parent].has(expected) ? expected : null);
    });
    check('joins', up.status === 200 && up.data.length === sees[child].size && wrong.length === 0,
      `${seat.name} ${child} to ${parent} by ${name}: ${wrong.length} rows differ; ${said(up)}`);
    const down = await db.from(parent).select(`${to}, joined:${child}!${name}(${of})`);
    const joined = (down.data ?? []).flatMap((row) => [].concat(row.joined ?? []).map((one) => `${one[of]} ${row[to]}`));
    const expected = pairs.filter(([one, other]) => sees[child].has(one) && sees[parent].has(other)).map((pair) => pair.join(' '));
    check('joins', down.status === 200 && same(sorted(joined), sorted(expected)),
      `${seat.name} ${parent} to ${child} by ${name}: ${joined.length} joined, ${expected.length} expected; ${said(down)}`);
  }
}

/** Nothing is written, and nothing tells of a row by how it is refused. */
async function writes(seat) {
  const db = client(bearer(seat));
  for (const [table, { key, columns }] of Object.entries(plan.tables)) {
    const mine = (seat.reads[table] ?? [])[0];
    const anybodys = plan.seats.flatMap((other) => other.reads[table] ?? []).find((id) => id !== mine);
    const fresh = '00000000-0000-7000-8000-00000000abcd';
    for (const [what, id] of [['own', mine], ["another's", anybodys], ['nobody\'s', fresh]]) {
      if (id === undefined) continue;
      const value = { [key]: id };
      for (const [verb, run] of [
        ['insert', () => db.from(table).insert(value)],
        ['upsert', () => db.from(table).upsert(value)],
        ['upsert that passes over', () => db.from(table).upsert(value, { ignoreDuplicates: true })],
        ['update', () => db.from(table).update(value).eq(key, id)],
        ['delete', () => db.from(table).delete().eq(key, id)],
      ]) {
        const answer = await run();
        check('writes', refused(answer), `${seat.name} ${verb} of ${what} ${table}: ${said(answer)}`);
      }
    }
    const column = columns.find((name) => name !== key) ?? key;
    const bulk = await db.from(table).update({ [column]: null }).not(key, 'is', null);
    check('writes', refused(bulk), `${seat.name} update of all ${table}: ${said(bulk)}`);
    const tenant = await db.from(table).insert({ [key]: fresh, organisation_id: fresh }).select();
    check('writes', refused(tenant) || tenant.error?.code === 'PGRST204', `${seat.name} insert into a tenant that is not there, ${table}: ${said(tenant)}`);
  }
}

/** Names that lead nowhere, and functions that can't be called. */
async function nowhere(seat) {
  const db = client(bearer(seat));
  const gone = ({ error, status }) => status === 404 || (error?.code === '42501' && status >= 401 && status <= 403);
  for (const name of [...plan.never.partitions, ...plan.never.inner.flatMap((full) => [full, full.split('.')[1]])]) {
    if (name in plan.tables) continue;
    const answer = await db.from(name).select('*').limit(1);
    check('partitions and views', gone(answer), `${seat.name} ${name}: ${said(answer)}`);
  }
  for (const name of plan.never.functions) {
    for (const [how, run] of [
      ['POST', () => db.rpc(name, {})],
      ['GET', () => db.rpc(name, {}, { get: true })],
    ]) {
      const answer = await run();
      check('functions', gone(answer), `${seat.name} ${how} rpc/${name}: ${said(answer)}`);
    }
  }
  const settings = await db.rpc('set_config', { setting_name: 'role', new_value: 'almoner_owner', is_local: false });
  check('functions', settings.status === 404, `${seat.name} set_config: ${said(settings)}`);
  for (const schema of ['app', 'private', 'auth', 'storage', 'pg_catalog', 'information_schema']) {
    const answer = await client(bearer(seat), { schema }).from('accounts').select('*');
    check('schemas', answer.status === 406 || answer.status === 404, `${seat.name} schema ${schema}: ${said(answer)}`);
  }
}

/**
 * Helpers that name rows which the caller can't read, as bare ids: policies subtract or compare them, so whoever the policy is
 * asked for must be able to run them. It is one more reason why the schema `app` is not for a data API.
 */
const TELLING = new Set([
  'documents_sealed_from_me',
  'draft_version_ids',
  'home_directory',
  'incidents_about_me',
  'incidents_hidden_from_me',
  'incidents_reported_by_me',
  // Of a shift that one is on, a task of a resident from whom one is kept too: a right subtracts those.
  'task_ids_of_my_shifts',
  'unmanaged_incident_ids',
  // Not an id alone: who watches over what is sent is told what waits for whom, and what they may read of it is tried by the
  // schema's own tests (notification_told.rs).
  'waiting_notifications',
]);

/** Where an operator has opened the inner schemas by mistake: rights hold, and helpers tell of the caller only. */
async function opened(seat) {
  for (const full of plan.never.inner) {
    const [schema, table] = full.split('.');
    const db = client(bearer(seat), { url: plan.open, schema });
    for (const answer of [await db.from(table).select('*'), await db.from(table).delete().neq('nothing', 1), await db.from(table).insert({})]) {
      check('opened schemas', answer.status === 404 || answer.status === 400 || refused(answer) || answer.error?.code === '42501',
        `${seat.name} ${full}: ${said(answer)}`);
    }
  }
  const known = new Set(Object.values(seat.reads).flat());
  const strangers = new Set(plan.seats.flatMap((other) => Object.values(other.reads).flat()).filter((id) => !known.has(id)));
  for (const name of plan.never.helpers) {
    const answer = await client(bearer(seat), { url: plan.open, schema: 'app' }).rpc(name, {});
    const ids = JSON.stringify(answer.data ?? '').match(/[0-9a-f]{8}-[0-9a-f-]{27}/g) ?? [];
    const told = ids.filter((id) => strangers.has(id));
    check('opened helpers', answer.status < 500 && (told.length === 0 || TELLING.has(name)),
      `${seat.name} app.${name} tells of ${told.length} rows that are not theirs: ${said(answer)}`);
  }
}

/** Tokens and headers that say more than a person is. */
async function spoofs() {
  const [carer, owner] = ['carer1', 'owner1'].map((name) => plan.seats.find((seat) => seat.name === name));
  const wanted = sorted(carer.reads.clients);
  const claims = carer.claims;
  for (const [what, more] of [
    ['roles in the metadata', { user_metadata: { role: 'business_owner', organisation_id: '*' }, app_metadata: { role: 'service_role' } }],
    ['a persona', { persona: 'business_owner', organisation_role: 'business_owner', organisation_id: owner.reads.organisations[0] }],
    ['many roles', { roles: ['service_role', 'almoner_request'], groups: ['owners'] }],
    ['a session that is not theirs', { session_id: owner.claims.almoner_session }],
  ]) {
    const answer = await client(token({ ...claims, ...more })).from('clients').select('id');
    check('spoofs', same(sorted((answer.data ?? []).map((row) => row.id)), wanted), `${what}: ${said(answer)}`);
  }
  const borrowed = await client(token({ ...claims, almoner_session: owner.claims.almoner_session })).from('clients').select('id');
  check('spoofs', (borrowed.data ?? []).length === 0, `another's session: ${said(borrowed)}`);
  for (const role of ['service_role', 'almoner_request', 'almoner_owner', 'almoner_api', 'almoner_signin', 'almoner_worker', 'postgres', 'supabase_admin', 'pg_read_all_data', 'none', '']) {
    for (const table of ['clients', 'organisations', 'profile_private']) {
      const db = client(token({ ...claims, role }));
      for (const answer of [await db.from(table).select('*'), await db.from(table).update({ version: 1 }).not('id', 'is', null)]) {
        check('spoofs', answer.status >= 400 && answer.status < 500 && !answer.data, `role ${role} ${table}: ${said(answer)}`);
      }
    }
  }
  for (const [what, forged] of [
    ['another secret', token(claims, { secret: 'another secret of forty characters or so' })],
    ['no signature', token(claims, { header: { alg: 'none', typ: 'JWT' } })],
    ['expired', token({ ...claims, exp: 1 })],
    ['no token at all', 'nothing'],
  ]) {
    const answer = await client(forged).from('clients').select('id');
    check('spoofs', answer.status === 401, `${what}: ${said(answer)}`);
  }
  const says = JSON.stringify(owner.claims);
  for (const headers of [
    { 'request.jwt.claims': says },
    { 'x-request-jwt-claims': says, 'x-forwarded-user': 'owner1', role: 'service_role' },
    { 'request.jwt.claim.sub': owner.claims.sub, 'app.organisation': owner.reads.organisations[0] },
    { prefer: 'tx=commit, params=single-object, handling=strict, role=service_role' },
    { cookie: `almoner_session=${owner.claims.almoner_session}` },
  ]) {
    const answer = await client(token(claims), { headers }).from('clients').select('id');
    const ids = sorted((answer.data ?? []).map((row) => row.id));
    check('spoofs', answer.status === 400 || same(ids, wanted), `headers ${Object.keys(headers)}: ${said(answer)}`);
  }
  // What a plan or an estimate would tell of rows that are hidden.
  const plans = await fetch(`${plan.url}/clients`, { headers: { accept: 'application/vnd.pgrst.plan+json', authorization: `Bearer ${token(claims)}` } });
  check('spoofs', plans.status === 406 || plans.status === 415, `a plan is shown: ${plans.status}`);
}

/** A key that names a hidden row is refused exactly as one that names none. */
async function oracles(seat) {
  const db = client(bearer(seat));
  const fresh = '00000000-0000-7000-8000-00000000abcd';
  const hidden = (table) => plan.seats.flatMap((other) => other.reads[table] ?? []).find((id) => !(seat.reads[table] ?? []).includes(id));
  for (const { child, parent } of plan.keys) {
    const { columns } = plan.tables[child];
    const column = columns.find((name) => name.startsWith(parent.replace(/s$/, '')) && name.endsWith('_id')) ?? columns.find((name) => name.endsWith('_id'));
    const [taken, free] = [await db.from(child).insert({ [column]: hidden(parent) ?? fresh }), await db.from(child).insert({ [column]: fresh })];
    check('oracles', refused(taken) && refused(free) && taken.error.message === free.error.message, `${seat.name} ${child}.${column}: ${said(taken)} ${said(free)}`);
  }
  for (const [table, { key }] of Object.entries(plan.tables)) {
    const there = await db.from(table).select('*').eq(key, hidden(table) ?? fresh);
    const nowhere = await db.from(table).select('*').eq(key, fresh);
    check('oracles', there.status === nowhere.status && JSON.stringify(there.data) === JSON.stringify(nowhere.data), `${seat.name} ${table}: ${said(there)} ${said(nowhere)}`);
  }
}

await ready(plan.url);
await ready(plan.open);
const people = plan.seats.filter((seat) => seat.claims.role !== 'anon');
const some = people.filter((seat) => ['owner1', 'comp1', 'mgr1', 'mgr12', 'carer1', 'senior1', 'ancillary1', 'carer2', 'carer3', 'mgr1@revoked', 'worker'].includes(seat.name));
const nobody = plan.seats.filter((seat) => seat.claims.role === 'anon').slice(0, 1);
await each(plan.seats, reads);
await each(some, embeds);
await each([...some, ...nobody], writes);
await each([...some.slice(0, 4), ...nobody], nowhere);
await each([...some, ...nobody], opened);
await each(some, oracles);
await spoofs();

for (const [kind, cells] of Object.entries(tried)) console.log(`${kind}: ${cells}`);
const total = Object.values(tried).reduce((sum, cells) => sum + cells, 0);
console.log(`a stranger's client: ${total} cells tried as ${plan.seats.length} actors`);
console.log(`${findings.length} findings`);
if (findings.length) {
  console.error(findings.slice(0, 60).join('\n'));
  process.exit(1);
}
