import type { Browser, Page, TestInfo } from '@playwright/test'
import { read } from '../support/api.ts'
import { look } from '../support/look.ts'
import { demoUrl, expect, signIn, test } from '../support/people.ts'

/** Each browser has residents of its own: the others write in plans meanwhile. */
const phone = (info: TestInfo) => info.project.name === 'phone'

/** The plan of a resident, found by the family name. */
async function openPlan(page: Page, family: string): Promise<void> {
  await page.goto(`${demoUrl()}/residents?q=${family}`)
  await page.getByRole('link', { name: new RegExp(family) }).first().click()
  await page.getByRole('tab', { name: 'Care plan' }).click()
  await expect(page.getByRole('heading', { name: /^Version \d+/ }).first()).toBeVisible()
}

async function another(browser: Browser, page: Page, email: string): Promise<Page> {
  const context = await browser.newContext({
    viewport: page.viewportSize(),
    locale: 'en-GB',
    timezoneId: 'Europe/London',
  })
  const other = await context.newPage()
  await signIn(other, email)
  return other
}

test('a manager writes a new version and hands it in; a deputy publishes it, and says that she has read it', async ({
  page,
  browser,
}, info) => {
  // Other words in each run: what is in force already is no change.
  const run = Date.now().toString(36)
  const drink = `Warm drink before bed (${run})`
  await signIn(page, 'manager@harbour.example')
  await openPlan(page, phone(info) ? 'Cooper' : 'Bennett')
  await look(page, info, 'plan')
  await page.getByRole('button', { name: 'Begin new draft' }).click()
  await expect(page.getByRole('heading', { level: 1, name: /draft for/ })).toBeVisible()
  const draft = page.url()

  await page.goto(`${draft}?part=sleep`)
  const liked = page.getByRole('textbox', { name: 'How I like to be supported' })
  await liked.fill(`- I like the landing light on (${run})\n- **Tea**, not coffee`)
  await expect(page.getByText(/^Saved \d\d:\d\d$/)).toBeVisible()
  await page.getByRole('button', { name: 'Preview' }).click()
  await expect(page.getByRole('region', { name: 'Sleep' }).locator('strong', { hasText: /^Tea$/ })).toBeVisible()
  await look(page, info, 'plan-preview')
  await page.getByRole('button', { name: 'Write' }).click()
  // What was typed is there after a reload, for it is saved.
  await page.reload()
  await expect(liked).toHaveValue(/landing light/)
  await look(page, info, 'plan-editor')

  await page.getByRole('button', { name: 'Add task' }).click()
  const dialog = page.getByRole('dialog')
  await dialog.getByLabel('What is done').fill(drink)
  await dialog.getByText('Two people are needed').click()
  await look(page, info, 'plan-task')
  await dialog.getByRole('button', { name: 'Add task' }).click()
  await expect(page.getByText(`${drink} is saved`)).toBeVisible()
  const task = page.getByRole('listitem').filter({ hasText: drink }).first()
  await expect(task).toContainText('New')
  await task.getByRole('button', { name: /^The next times of/ }).click()
  await expect(page.getByRole('list', { name: /^The next times of/ }).getByRole('listitem')).toHaveCount(10)

  await page.getByRole('button', { name: 'Hand in for review' }).click()
  await expect(page.getByRole('heading', { level: 1, name: /^Publish version/ })).toBeVisible()
  await expect(page.getByText(drink).first()).toBeVisible()
  // In this organisation nobody publishes what they wrote.
  await expect(page.getByText('Somebody else has to publish this version')).toBeVisible()
  await expect(page.getByRole('button', { name: /^Publish version/ })).toHaveCount(0)
  await look(page, info, 'plan-publish-own')

  const deputy = await another(browser, page, 'deputy@harbour.example')
  await deputy.goto(page.url())
  await expect(deputy.getByText('Added in the next 48 hours')).toBeVisible()
  await look(deputy, info, 'plan-publish')
  await deputy.getByRole('button', { name: /^Publish version/ }).click()
  await expect(deputy.getByText(/is in force\. \d+ things? to do added/)).toBeVisible()
  await expect(deputy.getByText(`landing light on (${run})`).first()).toBeVisible()
  await deputy.getByRole('button', { name: 'I have read this' }).click()
  await expect(deputy.getByText(/^You read version \d+ on/)).toBeVisible()
  await look(deputy, info, 'plan-read')
  await deputy.context().close()
})

test('two people write in the same text of a draft: both texts, a choice, and nothing is lost', async ({
  page,
  browser,
}, info) => {
  await signIn(page, 'manager@harbour.example')
  await openPlan(page, phone(info) ? 'Sutcliffe' : 'Gallagher')
  await page
    .getByRole('link', { name: /^Open draft/ })
    .or(page.getByRole('button', { name: 'Begin new draft' }))
    .first()
    .click()
  await expect(page.getByRole('heading', { level: 1, name: /draft for/ })).toBeVisible()
  const url = `${page.url().split('?')[0]}?part=pain`
  await page.goto(url)
  // Other words in each run: what is there already is no change.
  const run = Date.now().toString(36)
  const need = page.getByRole('textbox', { name: 'Need' })
  const outcome = page.getByRole('textbox', { name: 'Hoped-for outcome' })
  await expect(need).toBeVisible()

  const other = await another(browser, page, 'deputy@harbour.example')
  await other.goto(url)
  const theirs = other.getByRole('textbox', { name: 'Need' })
  await expect(theirs).toBeVisible()

  // One is without a connection, writes on, and it stays on the device.
  await page.context().setOffline(true)
  await need.fill(`The left hip, worse in the rain (${run})`)
  await expect(page.getByText(/^Offline: kept on this device/)).toBeVisible()
  await look(page, info, 'plan-offline')
  await theirs.fill(`The left knee, after the fall (${run})`)
  await expect(other.getByText(/^Saved \d\d:\d\d$/)).toBeVisible()
  await other.getByRole('textbox', { name: 'Hoped-for outcome' }).fill(`Walks to the lounge (${run})`)
  await expect(other.getByText('Not saved yet')).toHaveCount(0)
  await expect(other.getByText(/^Saved \d\d:\d\d$/)).toBeVisible()

  await page.context().setOffline(false)
  const merge = page.getByRole('region', { name: 'You and somebody else changed the same text' })
  await expect(merge).toBeVisible()
  await expect(merge).toContainText('hip')
  await expect(merge).toContainText('knee')
  await look(page, info, 'plan-merge')
  await merge.getByRole('button', { name: 'Keep these and save' }).click()
  await expect(merge.getByText(/Choose what to keep for/)).toBeVisible()
  await merge.getByText('Both, one below the other').click()
  await merge.getByRole('button', { name: 'Keep these and save' }).click()
  await expect(page.getByText(/^Saved \d\d:\d\d$/)).toBeVisible()
  await expect(need).toHaveValue(/knee[^]*hip/)
  // What only the other one changed came without a question, and the other one sees what was kept.
  await expect(outcome).toHaveValue(`Walks to the lounge (${run})`)
  await expect(theirs).toHaveValue(/knee[^]*hip/)
  await other.context().close()
})

test('an old version comes back as a draft, is handed in, sent back and given up', async ({ page }, info) => {
  await signIn(page, 'manager@harbour.example')
  await openPlan(page, phone(info) ? 'Hughes' : 'Hall')
  await page.getByRole('button', { name: 'Restore version 1 as a draft' }).click()
  await expect(page.getByRole('heading', { level: 1, name: /draft for/ })).toBeVisible()
  const draft = page.url().split('?')[0] ?? ''
  await page.goto(`${draft}?part=about`)
  await expect(page.getByRole('textbox', { name: 'Why the plan changes' })).toHaveValue('Back to what version 1 said')
  await page.getByRole('button', { name: 'Hand in for review' }).click()
  await page.getByRole('button', { name: 'Send back to draft' }).click()
  await expect(page.getByRole('heading', { level: 1, name: /draft for/ })).toBeVisible()
  await page.getByRole('button', { name: /^More for version/ }).click()
  await page.getByRole('menuitem', { name: 'Give up this version' }).click()
  await look(page, info, 'plan-give-up')
  await page.getByRole('dialog').getByRole('button', { name: 'Give up this version' }).click()
  const versions = page.getByRole('table', { name: 'Versions of the care plan' })
  await expect(versions.getByRole('row').nth(1)).toContainText('Withdrawn')
  // Nobody writes in it any more.
  await page.goto(draft)
  await expect(page.getByText('This version is Withdrawn now')).toBeVisible()
  await expect(page.getByRole('textbox', { name: 'Need' })).toHaveCount(0)
})

test('what changed between two versions is told word by word', async ({ page }, info) => {
  await signIn(page, 'manager@harbour.example')
  await openPlan(page, phone(info) ? 'Kozak' : 'Morgan')
  await page.getByRole('link', { name: /^Compare version [34] with/ }).first().click()
  await expect(page.getByRole('heading', { name: 'What the plan says' })).toBeVisible()
  await look(page, info, 'plan-diff')
  await page.getByRole('button', { name: /From/ }).click()
  await page.getByRole('option', { name: /^Version 1,/ }).click()
  await expect(page).toHaveURL(/from=/)
  await expect(page.locator('ins, del').first()).toBeVisible()
})

test('a manager holds a review, and the next one is due', async ({ page }, info) => {
  await signIn(page, 'manager@harbour.example')
  await page.goto(`${demoUrl()}/reviews`)
  const table = page.getByRole('table', { name: 'Reviews' })
  await expect(table).toBeVisible()
  await look(page, info, 'reviews')
  const hold = table.getByRole('button', { name: /^Hold the review of/ }).nth(phone(info) ? 3 : 5)
  const of = (await hold.getAttribute('aria-label')) ?? ''
  await hold.click()
  const dialog = page.getByRole('dialog')
  await dialog.getByRole('button', { name: 'Save review' }).click()
  await expect(dialog.getByText('Say what came of it.').first()).toBeVisible()
  await dialog.getByText('No change needed').click()
  await dialog.getByText('Family', { exact: true }).click()
  await dialog.getByLabel('Note').fill('Her daughter came. She is well.')
  await look(page, info, 'review-hold')
  await dialog.getByRole('button', { name: 'Save review' }).click()
  await expect(page.getByText(/^The review is kept\. The next one is due/)).toBeVisible()
  // What came of it is read in the plan.
  await page.goto(`${demoUrl()}/residents?q=${encodeURIComponent(of.replace('Hold the review of ', ''))}`)
  await page.getByRole('rowheader').getByRole('link').first().click()
  await page.getByRole('tab', { name: 'Care plan' }).click()
  await expect(page.getByText('Her daughter came. She is well.').first()).toBeVisible()
})

test('a carer reads the plan, says so, and finds nothing to write', async ({ page }, info) => {
  await signIn(page, 'carer@harbour.example')
  const { residents } = await read<{ residents: { id: string; plan: string }[] }>(page, '/round')
  const { id } = residents.filter(({ plan }) => plan === 'full')[phone(info) ? 9 : 8]!
  await page.goto(`${demoUrl()}/residents/${id}`)
  await expect(page.getByRole('heading', { name: 'Last 24 hours' })).toBeVisible()
  await look(page, info, 'glance')
  await page.getByRole('link', { name: 'Read the care plan' }).click()
  await expect(page.getByRole('heading', { name: /^Version \d+/ }).first()).toBeVisible()
  await look(page, info, 'plan-carer')
  const say = page.getByRole('button', { name: 'I have read this' })
  const said = page.getByText(/^You read version \d+ on/)
  await expect(say.or(said)).toBeVisible()
  // Said once and for all: where this runs again it is said already.
  if (await say.isVisible()) await say.click()
  await expect(said).toBeVisible()
  await expect(page.getByRole('button', { name: /draft|Hold review/ })).toHaveCount(0)
  await expect(page.getByRole('link', { name: 'Reviews' })).toHaveCount(0)
})
