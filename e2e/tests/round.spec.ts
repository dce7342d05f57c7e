import type { Page, TestInfo } from '@playwright/test'
import { randomUUID } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { iso, post, read } from '../support/api.ts'
import { browserOn, type OwnBrowser } from '../support/browser.ts'
import { look as lookAt } from '../support/look.ts'
import { demoUrl, expect, signIn, test } from '../support/people.ts'

interface Task {
  id: string
  title: string
  /** The resident's. */
  name: string
}
interface TaskPage {
  task: { status: string; last_ordinal: number }
  records: { outcome: string; measures: Record<string, number>; author_name: string }[]
}

/** From the top of the page: a button that lies half beneath the bar at the thumb is no small one, but axe takes it for one. */
async function look(page: Page, info: TestInfo, name: string): Promise<void> {
  await page.evaluate(() => window.scrollTo(0, 0))
  await lookAt(page, info, name)
}

/** Something to do now for the nth resident, under a title that nobody else uses. */
async function toDo(page: Page, what: string, nth: number, fields: object = {}): Promise<Task> {
  const { residents } = await read<{ residents: { id: string; name: string; status: string }[] }>(page, '/round')
  const resident = residents.filter(({ status }) => status === 'current')[nth]!
  const title = `${what} ${randomUUID().slice(0, 8)}`
  const { id } = await post<{ id: string }>(page, `/clients/${resident.id}/tasks`, {
    title,
    due_from: iso(-30),
    due_by: iso(30),
    ...fields,
  })
  return { id, title, name: resident.name }
}

const card = (page: Page, { title }: Task) => page.getByRole('listitem').filter({ hasText: title }).last()
const done = (page: Page, { title, name }: Task) => page.getByRole('button', { name: `Done: ${title}, ${name}` })

async function seen(page: Page, task: Task): Promise<void> {
  await page.goto(`${demoUrl()}/today`)
  await expect(done(page, task)).toBeVisible()
}

test('one tap is done, is taken back within six seconds, and is corrected afterwards', async ({ page }, info) => {
  await signIn(page, 'carer@harbour.example')
  const task = await toDo(page, 'Offer a drink', 0)
  await seen(page, task)
  await look(page, info, 'today')
  await done(page, task).click()
  await page.getByRole('button', { name: `Undo: ${task.title}, ${task.name}` }).click()
  await expect(done(page, task)).toBeVisible()
  expect((await read<TaskPage>(page, `/tasks/${task.id}`)).task.last_ordinal).toBe(0)

  await done(page, task).click()
  await expect(card(page, task).getByText('Done, waiting to send')).toBeVisible()
  await expect(card(page, task).getByText('Done, recorded')).toBeVisible()
  await expect.poll(async () => (await read<TaskPage>(page, `/tasks/${task.id}`)).task.status).toBe('done')

  await page.getByRole('button', { name: `Correct what was recorded: ${task.title}, ${task.name}` }).click()
  const sheet = page.getByRole('dialog')
  await sheet.getByText('Refused', { exact: true }).click()
  await look(page, info, 'today-outcome')
  await sheet.getByRole('button', { name: 'Record it' }).click()
  await expect(sheet.getByText('Say why in a few words.')).toBeVisible()
  await sheet.getByRole('button', { name: 'Felt unwell' }).click()
  await sheet.getByRole('button', { name: 'Record it' }).click()
  await expect
    .poll(async () => (await read<TaskPage>(page, `/tasks/${task.id}`)).records.map(({ outcome }) => outcome))
    .toEqual(['done', 'declined'])
})

test('without a connection care is recorded, and arrives once when it is back', async ({ page, context }, info) => {
  await signIn(page, 'carer@harbour.example')
  const task = await toDo(page, 'Turn to the other side', 1)
  // The pages of Record and Waiting to send are fetched while there is a connection.
  const fetched: string[] = []
  page.on('requestfinished', (request) => fetched.push(request.url()))
  await seen(page, task)
  for (const part of [/\/record-|\/RecordPage/, /\/waiting-|\/WaitingPage/]) {
    await expect.poll(() => fetched.some((url) => part.test(url))).toBe(true)
  }
  await context.setOffline(true)
  await done(page, task).click()
  await expect(card(page, task).getByText('Done, waiting to send')).toBeVisible()
  await look(page, info, 'today-offline')

  await page.getByRole('link', { name: 'Record', exact: true }).locator('visible=true').first().click()
  await page.getByLabel('Find by name or room').fill(task.name)
  await page.getByRole('button', { name: new RegExp(task.name) }).click()
  await page.getByRole('button', { name: 'Note', exact: true }).click()
  const words = `Slept after lunch, ${task.title}`
  await page.getByRole('textbox', { name: 'In your words' }).fill(words)
  await page.getByRole('button', { name: 'Record note' }).click()
  await page.getByRole('link', { name: '2 waiting to send' }).click()
  await expect(page.getByText(`${task.name} · Note`)).toBeVisible()
  await look(page, info, 'waiting-offline')

  await context.setOffline(false)
  await expect(page.getByRole('heading', { name: 'Everything has been sent' })).toBeVisible()
  const { records } = await read<TaskPage>(page, `/tasks/${task.id}`)
  expect(records.map(({ outcome }) => outcome)).toEqual(['done'])
  const notes = await read<{ text: string | null }[]>(page, `/notes?home=${(await read<{ home: { id: string } }>(page, '/round')).home.id}`)
  expect(notes.filter(({ text }) => text === words)).toHaveLength(1)
})

test('a tap survives the browser being killed before it was sent', async ({ page }) => {
  await signIn(page, 'carer@harbour.example')
  const task = await toDo(page, 'Look in on her', 2)
  const profile = mkdtempSync(join(tmpdir(), 'almoner-phone-'))
  let phone: OwnBrowser | undefined
  try {
    phone = await browserOn(profile)
    const first = await phone.context.newPage()
    await signIn(first, 'carer@harbour.example')
    await seen(first, task)
    await done(first, task).click()
    await expect(card(first, task).getByText('Done, waiting to send')).toBeVisible()
    await phone.kill()
    expect((await read<TaskPage>(page, `/tasks/${task.id}`)).records).toEqual([])

    phone = await browserOn(profile)
    const again = await phone.context.newPage()
    await again.goto(demoUrl())
    // Chromium writes cookies to the disk every half minute: the sign-in may be gone, the tap is not.
    const email = again.getByLabel('Email')
    await expect(email.or(again.getByRole('heading', { name: 'Today' }))).toBeVisible()
    if (await email.isVisible()) await signIn(again, 'carer@harbour.example')
    await expect
      .poll(async () => (await read<TaskPage>(page, `/tasks/${task.id}`)).records.map(({ outcome }) => outcome))
      .toEqual(['done'])
  } finally {
    await phone?.kill()
    rmSync(profile, { recursive: true, force: true })
  }
})

test('two carers who record the same see each other, and both are kept', async ({ page, browser }, info) => {
  await signIn(page, 'carer@harbour.example')
  const task = await toDo(page, 'Find her glasses', 3)
  await seen(page, task)
  const other = await (await browser.newContext()).newPage()
  await signIn(other, 'senior@harbour.example')
  await done(page, task).click()
  await post(other, `/tasks/${task.id}/records`, { outcome: 'partly', note: 'One lens is gone', last_seen_ordinal: 0 })
  await other.context().close()
  const met = card(page, task)
  await expect(met.getByText(/Analyn Santos recorded this at \d\d:\d\d: Partly done, One lens is gone/)).toBeVisible()
  await look(page, info, 'today-conflict')
  await met.getByRole('button', { name: 'Keep both' }).click()
  await expect
    .poll(async () => (await read<TaskPage>(page, `/tasks/${task.id}`)).records.map(({ outcome }) => outcome))
    .toEqual(['partly', 'done'])
})

test('a note with a measure takes three taps and a number', async ({ page }, info) => {
  await signIn(page, 'carer@harbour.example')
  const { residents } = await read<{ residents: { id: string; name: string; status: string }[] }>(page, '/round')
  const { id, name } = residents.filter(({ status }) => status === 'current')[4]!
  await page.getByRole('link', { name: 'Record', exact: true }).locator('visible=true').first().click()
  await expect(page.getByRole('heading', { name: 'For whom?' })).toBeVisible()
  await look(page, info, 'record-who')
  await page.getByLabel('Find by name or room').fill(name)
  await page.getByRole('button', { name: new RegExp(name) }).click()
  await look(page, info, 'record-what')
  await page.getByRole('button', { name: 'Fluids' }).click()
  await page.getByRole('textbox', { name: 'Drunk (ml)' }).fill('5000')
  await page.getByRole('button', { name: 'Record fluids' }).click()
  await expect(page.getByText('Give a number from 1 to 2000, or leave it empty.')).toBeVisible()
  await look(page, info, 'record-fluids')
  // A number that nobody else's run uses.
  const ml = 100 + Math.floor(Math.random() * 1500)
  await page.getByRole('textbox', { name: 'Drunk (ml)' }).fill(String(ml))
  await page.getByRole('button', { name: 'Record fluids' }).click()
  await expect(page.getByText(`Fluids recorded for ${name}`)).toBeVisible()
  await expect
    .poll(async () => (await read<{ measures: { in_ml?: number } }[]>(page, `/clients/${id}/notes`)).map(({ measures }) => measures.in_ml))
    .toContain(ml)
})

test('the first person of two records, and only somebody else confirms', async ({ page, browser }) => {
  await signIn(page, 'carer@harbour.example')
  const task = await toDo(page, 'Move with the hoist', 5, { people: 2 })
  await seen(page, task)
  await done(page, task).click()
  await expect.poll(async () => (await read<TaskPage>(page, `/tasks/${task.id}`)).records.length).toBe(1)
  await page.reload()
  const confirm = { name: `Confirm as the second person: ${task.title}, ${task.name}` }
  await page.getByRole('button', confirm).click()
  await expect(page.getByText(/somebody else confirms it/)).toBeVisible()

  const other = await (await browser.newContext()).newPage()
  await signIn(other, 'senior@harbour.example')
  await other.goto(`${demoUrl()}/today`)
  await other.getByRole('button', confirm).click()
  await expect(other.getByText(/^Elena Dumitru, \d\d:\d\d: Done$/)).toBeVisible()
  await other.getByRole('button', { name: 'I was there' }).click()
  await expect.poll(async () => (await read<TaskPage>(page, `/tasks/${task.id}`)).records.length).toBe(2)
  await other.context().close()
})

test('signing out with something unsent says so first', async ({ page, context }, info) => {
  await signIn(page, 'carer@harbour.example')
  const task = await toDo(page, 'Tidy the wardrobe', 6)
  await seen(page, task)
  await page.route(/\/records$/, (route) => route.abort())
  await done(page, task).click()
  await expect(card(page, task).getByText('Done, waiting to send')).toBeVisible()
  await page.getByRole('button', { name: /^You: / }).click()
  await page.getByRole('menuitem', { name: 'Sign out' }).click()
  await expect(page.getByText('Something has not been sent yet')).toBeVisible()
  await look(page, info, 'waiting-leaving')
  await page.getByRole('button', { name: 'Sign out all the same' }).click()
  await expect(page.getByRole('heading', { name: 'Sign in' })).toBeVisible()

  // Somebody else on the same device learns whose and how many, and sends nothing of it.
  await page.unroute(/\/records$/)
  await signIn(page, 'senior@harbour.example')
  await expect(page.getByRole('link', { name: '1 entry of Elena Dumitru’s waits' })).toBeVisible()
  await page.goto(`${demoUrl()}/waiting`)
  await expect(page.getByText('1 entry of Elena Dumitru’s is waiting')).toBeVisible()
  await expect(page.getByText(task.title)).toHaveCount(0)
  expect((await read<TaskPage>(page, `/tasks/${task.id}`)).records).toEqual([])
  await context.clearCookies()
  await signIn(page, 'carer@harbour.example')
  await expect.poll(async () => (await read<TaskPage>(page, `/tasks/${task.id}`)).records.length).toBe(1)
})
