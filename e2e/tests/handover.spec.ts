import type { Browser, Page, TestInfo } from '@playwright/test'
import { randomUUID } from 'node:crypto'
import { choose } from '../support/choose.ts'
import { iso, post, read } from '../support/api.ts'
import { look } from '../support/look.ts'
import { demoUrl, expect, signIn, test } from '../support/people.ts'

interface Resident {
  id: string
  name: string
  status: string
  unit_id: string | null
  unit_name: string | null
}

/** Who lives in the carer's home; no other journey here touches these. */
async function resident(page: Page, nth: number): Promise<Resident> {
  const { residents } = await read<{ residents: Resident[] }>(page, '/round')
  return residents.filter(({ status }) => status === 'current')[nth]!
}

/**
 * Somebody of the first unit, and on a phone of the last: a unit takes along what is said of its own residents, so that two browsers
 * that hand over at the same time don't meet.
 */
async function ofOwnUnit(page: Page, info: TestInfo): Promise<Resident & { unit_id: string; unit_name: string }> {
  const { residents } = await read<{ residents: Resident[] }>(page, '/round')
  const units = [...new Set(residents.map(({ unit_name }) => unit_name))].filter((name) => name !== null).sort()
  expect(units.length).toBeGreaterThan(1)
  const unit = units.at(info.project.name === 'phone' ? -1 : 0)
  const found = residents.filter(({ status, unit_name }) => status === 'current' && unit_name === unit).at(-1)!
  return { ...found, unit_id: found.unit_id!, unit_name: found.unit_name! }
}

/** A unit hands over once for each shift of a care day: the first that is left. */
async function shiftOf(page: Page, unit: string): Promise<string> {
  const { home } = await read<{ home: { id: string; care_day: string } }>(page, '/round')
  const handovers = await read<{ unit_id: string | null; care_day: string; shift: string }[]>(page, '/handovers')
  const done = handovers.filter((one) => one.unit_id === unit && one.care_day === home.care_day).map((one) => one.shift)
  const words: Record<string, string> = { early: 'Early', late: 'Late', long_day: 'Long day' }
  return words[Object.keys(words).find((shift) => !done.includes(shift))!]!
}

/** Somebody else at a device of their own, which is looked at too. */
async function another(browser: Browser, email: string): Promise<Page> {
  const page = await (await browser.newContext()).newPage()
  await signIn(page, email)
  return page
}

const own = (what: string) => `${what} ${randomUUID().slice(0, 8)}`

test('a flagged note reaches the handover, which a senior composes and a carer signs under the manager’s eyes', async ({
  page,
  browser,
}, info) => {
  await signIn(page, 'carer@harbour.example')
  const about = await ofOwnUnit(page, info)
  const words = own('Coughing since breakfast')
  await post(page, `/clients/${about.id}/notes`, { kind: 'health', text: words, flagged: true })

  // The senior sees who has no note yet before handing over.
  const senior = await another(browser, 'senior@harbour.example')
  await senior.goto(`${demoUrl()}/handover`)
  await senior.getByRole('link', { name: 'Hand over' }).first().click()
  await expect(senior.getByText(/no note in this care day|has a note in this care day/)).toBeVisible()
  await expect(senior.getByText(/flagged note/)).toBeVisible()
  await look(senior, info, 'handover-new')
  await senior.getByText(await shiftOf(senior, about.unit_id), { exact: true }).click()
  await senior.getByRole('button', { name: 'Whole home Of' }).click()
  await senior.getByRole('option', { name: about.unit_name, exact: true }).click()
  await senior.getByLabel(/In short/).fill('Quiet until five.')
  await senior.getByRole('button', { name: 'Hand over now' }).click()
  await expect(senior).toHaveURL(/\/handover\/[0-9a-f-]{36}$/)
  const list = senior.getByRole('list', { name: `About ${about.name}` })
  await expect(list).toContainText(words)
  const address = senior.url()

  const manager = await another(browser, 'manager@harbour.example')
  await manager.goto(address)
  await expect(manager.getByText(/Nobody has read it yet/)).toBeVisible()

  // Six seconds to take it back, in the place of the tick; then it is the server's.
  await page.goto(address)
  await expect(page.getByRole('button', { name: 'I have read this' })).toBeVisible()
  await look(page, info, 'handover')
  await page.getByRole('button', { name: 'I have read this' }).click()
  await expect(page.getByText('Kept on this device, waiting to send.')).toBeVisible()
  await page.getByRole('button', { name: 'Undo: I have read this' }).click()
  await page.getByRole('button', { name: 'I have read this' }).click()
  await expect(page.getByText(/^Signed /)).toBeVisible()
  await look(page, info, 'handover-signed')

  // It shows by itself on the manager's screen: one more has read it.
  await expect(manager.getByText(/1 person has read it/)).toBeVisible()
  await expect(manager.getByText('Elena Dumitru').first()).toBeVisible()

  // A line that comes afterwards is told to whoever has signed.
  const line = own('The lift is slow')
  await senior.getByRole('button', { name: 'Add a line' }).click()
  const dialog = senior.getByRole('dialog')
  await dialog.getByRole('textbox', { name: /What the next shift/ }).fill(line)
  await look(senior, info, 'handover-line')
  await dialog.getByRole('button', { name: 'Add line' }).click()
  await expect(senior.getByRole('list', { name: 'About the home' })).toContainText(line)
  await expect(page.getByText('1 line has been added since you signed.')).toBeVisible()

  // Who gives care reads and adds; who manages closes.
  await expect(senior.getByRole('button', { name: /^Close: / })).toHaveCount(0)
  await manager.getByRole('button', { name: `Close: ${line}` }).click()
  await manager.getByRole('menuitem', { name: 'Dealt with' }).click()
  await expect(manager.getByRole('listitem').filter({ hasText: line }).last()).toContainText('Dealt with')
  await senior.context().close()
  await manager.context().close()
})

test('the board’s numbers lead to their rows, and an overdue task is given to somebody', async ({ page }, info) => {
  await signIn(page, 'manager@harbour.example')
  // A manager's first screen.
  await expect(page.getByRole('heading', { level: 1, name: 'Now' })).toBeVisible()
  const about = await resident(page, info.project.name === 'phone' ? 11 : 12)
  const title = own('Find her glasses')
  await post(page, `/clients/${about.id}/tasks`, { title, due_from: iso(-40), due_by: iso(-1) })
  // Without a reload.
  const row = page.getByRole('row').filter({ hasText: title })
  await expect(row.or(page.getByRole('link', { name: /^Show all/ })).first()).toBeVisible()
  await look(page, info, 'now')
  await page.getByRole('button', { name: 'View as table' }).click()
  await look(page, info, 'now-table')

  await page.getByRole('link', { name: /Overdue tasks/ }).click()
  await expect(page).toHaveURL(/\/tasks\?.*view=overdue/)
  await expect(row).toBeVisible()
  await look(page, info, 'tasks')
  await row.getByRole('link', { name: title }).click()
  await expect(page.getByRole('heading', { level: 1, name: title })).toBeVisible()
  await page.getByRole('button', { name: 'Reassign' }).click()
  const dialog = page.getByRole('dialog')
  await choose(dialog.getByRole('combobox'), 'Dumitru', 'Elena Dumitru')
  await expect(page.getByRole('listbox')).toHaveCount(0)
  await look(page, info, 'task-assign')
  await dialog.getByRole('button', { name: 'Reassign task' }).click()
  await expect(page.getByRole('main').getByText('Elena Dumitru')).toBeVisible()
  await look(page, info, 'task')
})

test('a note is added to and struck out, and stays to be read', async ({ page }, info) => {
  await signIn(page, 'manager@harbour.example')
  const about = await resident(page, info.project.name === 'phone' ? 13 : 14)
  const words = own('Wrong room')
  const { id } = await post<{ id: string }>(page, `/clients/${about.id}/notes`, { kind: 'general', text: words })
  await page.goto(`${demoUrl()}/notes?client=${about.id}`)
  await expect(page.getByText(words)).toBeVisible()
  await look(page, info, 'notes')
  await page.goto(`${demoUrl()}/notes/${id}`)
  await page.getByRole('button', { name: 'Add to it' }).click()
  await page.getByLabel('What is to be added').fill('It was the room next door.')
  await page.getByRole('button', { name: 'Add to note' }).click()
  await expect(page.getByRole('list', { name: 'What was added' })).toContainText('the room next door')
  await page.getByRole('button', { name: 'Strike out' }).click()
  await page.getByLabel('Why it does not hold').fill('The resident next door')
  await page.getByRole('button', { name: 'Strike note out' }).click()
  await expect(page.getByText(/Struck out by .*: The resident next door/)).toBeVisible()
  await expect(page.getByText(words)).toBeVisible()
  await look(page, info, 'note')
  await page.goto(`${demoUrl()}/residents/${about.id}?tab=charts`)
  await expect(page.getByRole('button', { name: '28 days' })).toBeVisible()
  await expect(page.getByRole('figure').first()).toBeVisible()
  await look(page, info, 'resident-charts')
})
