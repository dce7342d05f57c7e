/** The console on the device: with its service worker, as everybody has it, a round goes on without a connection. */
import type { Page, Worker } from '@playwright/test'
import { randomUUID } from 'node:crypto'
import { iso, post, read } from '../support/api.ts'
import { look } from '../support/look.ts'
import { demoUrl, expect, signIn, test } from '../support/people.ts'

test.use({ serviceWorkers: 'allow' })

interface Resident {
  id: string
  name: string
  status: string
}

/** What the content security policy refused on the page, whether or not the browser told the console. */
let refused: string[] = []
test.beforeEach(async ({ page }) => {
  refused = []
  await page.exposeFunction('refusedByPolicy', (what: string) => refused.push(what))
  await page.addInitScript(() => {
    const tell = (what: string) => (window as unknown as { refusedByPolicy: (what: string) => void }).refusedByPolicy(what)
    document.addEventListener('securitypolicyviolation', (event) =>
      tell(`${event.effectiveDirective}: ${event.blockedURI} at ${event.sourceFile}:${event.lineNumber}`),
    )
  })
})
test.afterEach(() => expect(refused).toEqual([]))

/** Signed in, on Today, until the worker has the console's files and the page is its. */
async function withWorker(page: Page): Promise<Worker> {
  await signIn(page, 'carer@harbour.example')
  await expect(page.getByRole('heading', { level: 1, name: 'Today' })).toBeVisible()
  await page.waitForFunction(async () => (await navigator.serviceWorker.ready) && navigator.serviceWorker.controller !== null)
  const workers = page.context().serviceWorkers()
  expect(workers).toHaveLength(1)
  return workers[0]!
}

async function residentsOf(page: Page): Promise<Resident[]> {
  const { residents } = await read<{ residents: Resident[] }>(page, '/round')
  return residents.filter(({ status }) => status === 'current')
}

interface Task {
  id: string
  title: string
}

async function toDo(page: Page, what: string, resident: Resident): Promise<Task> {
  const title = `${what} ${randomUUID().slice(0, 8)}`
  const { id } = await post<{ id: string }>(page, `/clients/${resident.id}/tasks`, { title, due_from: iso(-30), due_by: iso(30) })
  return { id, title }
}

const doneOf = (page: Page, { title }: Task, { name }: Resident) => page.getByRole('button', { name: `Done: ${title}, ${name}` })

const outcomes = async (page: Page, task: string) =>
  (await read<{ records: { outcome: string }[] }>(page, `/tasks/${task}`)).records.map(({ outcome }) => outcome)

/** Everything that a page can keep, as one text: the worker's files, both storages, and every row of every database. */
async function keptHere(page: Page): Promise<{ files: string[]; text: string }> {
  return page.evaluate(async () => {
    const files: string[] = []
    const texts: string[] = []
    for (const name of await caches.keys()) {
      const cache = await caches.open(name)
      for (const request of await cache.keys()) {
        files.push(request.url)
        texts.push((await (await cache.match(request))?.text()) ?? '')
      }
    }
    texts.push(JSON.stringify({ ...localStorage }), JSON.stringify({ ...sessionStorage }))
    for (const { name } of await indexedDB.databases()) {
      const db = await new Promise<IDBDatabase>((resolve, reject) => {
        const opening = indexedDB.open(name!)
        opening.onsuccess = () => resolve(opening.result)
        opening.onerror = () => reject(opening.error)
      })
      for (const store of db.objectStoreNames) {
        const rows = await new Promise((resolve, reject) => {
          const all = db.transaction(store).objectStore(store).getAll()
          all.onsuccess = () => resolve(all.result)
          all.onerror = () => reject(all.error)
        })
        texts.push(JSON.stringify(rows))
      }
      db.close()
    }
    return { files, text: texts.join('\n') }
  })
}

test('the console opens without a connection, on the round as it was, and what is done then is stored once', async ({
  page,
  context,
}, info) => {
  const worker = await withWorker(page)
  const [resident] = await residentsOf(page)
  const task = await toDo(page, 'Offer a drink', resident!)
  const done = doneOf(page, task, resident!)
  const card = page.getByRole('listitem').filter({ hasText: task.title }).last()
  await page.reload()
  await expect(done).toBeVisible()
  await expect.poll(async () => (await keptHere(page)).text.includes(task.title)).toBe(true)

  await context.setOffline(true)
  // Neither by the worker, which asks for itself.
  expect(
    await worker.evaluate(() =>
      fetch('/health').then(
        () => 'reached',
        () => 'out of reach',
      ),
    ),
  ).toBe('out of reach')
  const opened = await page.reload()
  expect(opened!.fromServiceWorker()).toBe(true)
  await expect(page.getByRole('heading', { level: 1, name: 'Today' })).toBeVisible()
  await expect(page.getByText(/No connection\. What you see may be old\./)).toBeVisible()
  await expect(done).toBeVisible()
  await look(page, info, 'offline-opened')
  await done.click()
  await expect(card.getByText('Done, waiting to send')).toBeVisible()
  // Thrown away and opened again, at an address where nobody was before.
  await page.goto(`${demoUrl()}/waiting`)
  await expect(page.getByText(`${resident!.name} · ${task.title}`)).toBeVisible()
  expect(await outcomes(page, task.id)).toEqual([])

  await context.setOffline(false)
  await expect(page.getByRole('heading', { name: 'Everything has been sent' })).toBeVisible()
  await expect.poll(() => outcomes(page, task.id)).toEqual(['done'])
  // Also when the console is opened again, it is not sent again.
  await page.goto(`${demoUrl()}/today`)
  await expect(page.getByRole('heading', { level: 1, name: 'Today' })).toBeVisible()
  await expect(page.getByText('No connection.')).toHaveCount(0)
  await expect(done).toHaveCount(0)
  expect(await outcomes(page, task.id)).toEqual(['done'])
})

test('the worker answers with the console’s files, and leaves what the API answers alone', async ({ page }) => {
  await withWorker(page)
  const ours = new Set<string>()
  const answered: { path: string; byWorker: boolean }[] = []
  page.on('response', (response) => {
    const { pathname } = new URL(response.url())
    answered.push({ path: pathname, byWorker: response.fromServiceWorker() })
    if (response.fromServiceWorker()) ours.add(pathname)
  })
  const [resident] = await residentsOf(page)
  const task = await toDo(page, 'Look in on her', resident!)
  await page.goto(`${demoUrl()}/today`)
  await expect(doneOf(page, task, resident!)).toBeVisible()
  await page.goto(`${demoUrl()}/residents/${resident!.id}`)
  await expect(page.getByRole('heading', { level: 1, name: resident!.name })).toBeVisible()

  const api = answered.filter(({ path }) => path.startsWith('/api/'))
  expect(api.map(({ path }) => path)).toContain(`/api/v1/clients/${resident!.id}`)
  expect(api.filter(({ byWorker }) => byWorker)).toEqual([])
  expect([...ours]).toContain('/today')
  expect([...ours].some((path) => path.startsWith('/assets/'))).toBe(true)
  const { files } = await keptHere(page)
  expect(files.length).toBeGreaterThan(20)
  expect(files.filter((file) => /^\/(api|health|ready|metrics)(\/|$)/.test(new URL(file).pathname))).toEqual([])
})

test.describe('with nobody signed in', () => {
  // React tells the console of what a page says in its place.
  test.use({ allowed: [/ApiError: The server could not be reached/] })

  test('whoever signs out leaves nothing of a resident on the device', async ({ page, context }) => {
    await withWorker(page)
    const residents = await residentsOf(page)
    await page.goto(`${demoUrl()}/residents/${residents[0]!.id}`)
    await expect(page.getByRole('heading', { level: 1, name: residents[0]!.name })).toBeVisible()
    const task = await toDo(page, 'Find her glasses', residents[0]!)
    await page.goto(`${demoUrl()}/today`)
    await expect(doneOf(page, task, residents[0]!)).toBeVisible()
    await expect.poll(async () => (await keptHere(page)).text.includes(task.title)).toBe(true)

    await page.getByRole('button', { name: /^You: / }).click()
    await page.getByRole('menuitem', { name: 'Sign out' }).click()
    await expect(page.getByRole('heading', { name: 'Sign in' })).toBeVisible()
    const { files, text } = await keptHere(page)
    expect(files).not.toEqual([])
    expect(text).not.toContain(task.title)
    for (const { id, name } of residents) {
      expect(text).not.toContain(id)
      expect(text).not.toContain(name)
    }
    // The files stay: the console opens, and has nobody to show until the connection is back.
    await context.setOffline(true)
    await page.goto(`${demoUrl()}/today`)
    await expect(page.getByText(/The server could not be reached/)).toBeVisible()
    for (const { name } of residents) expect(await page.content()).not.toContain(name)
    await context.setOffline(false)
    await expect(page.getByRole('heading', { name: 'Sign in' })).toBeVisible()
  })
})
