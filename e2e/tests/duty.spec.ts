import type { Browser, Page, TestInfo } from '@playwright/test'
import { choose } from '../support/choose.ts'
import { look } from '../support/look.ts'
import { demoUrl, expect, signIn, test } from '../support/people.ts'

/** Whoever tries it on the one screen does not meet whoever does on the other: nobody is on twice. */
const phone = (info: TestInfo) => info.project.name === 'phone'

async function another(browser: Browser, page: Page, email: string): Promise<Page> {
  const context = await browser.newContext({ viewport: page.viewportSize(), locale: 'en-GB', timezoneId: 'Europe/London' })
  const other = await context.newPage()
  await signIn(other, email)
  return other
}

const mine = (page: Page) => page.getByRole('region', { name: 'Your shift' })

/** Nobody is on: what an earlier try, or the demo, left is ended by the screen. */
async function off(page: Page): Promise<void> {
  const start = mine(page).getByRole('button', { name: 'Start shift' })
  const end = mine(page).getByRole('button', { name: 'End shift' })
  await expect(start.or(end)).toBeVisible()
  if (!(await end.isVisible())) return
  await end.click()
  await page.getByRole('dialog').getByRole('button', { name: 'End shift' }).click()
  await expect(start).toBeVisible()
}

test('a shift is started with one tap, shows to the manager by itself, and is ended with what is left', async ({
  page,
  browser,
}, info) => {
  const [email, name] = phone(info) ? ['carer@harbour.example', 'Elena Dumitru'] : ['nurse@harbour.example', '']
  await signIn(page, email!)
  await page.goto(`${demoUrl()}/today`)
  await off(page)
  await look(page, info, 'today-off')
  const manager = await another(browser, page, 'manager@harbour.example')
  await manager.goto(`${demoUrl()}/now`)
  await expect(manager.getByRole('heading', { name: 'On shift' })).toBeVisible()

  await mine(page).getByRole('button', { name: 'Start shift' }).click()
  await expect(mine(page).getByText(/^On since \d\d:\d\d$/)).toBeVisible()
  await look(page, info, 'today-on')
  if (name) await expect(manager.getByRole('list', { name: 'On now' }).getByText(name).first()).toBeVisible()
  await look(manager, info, 'now-on-shift')
  await manager.context().close()

  await mine(page).getByRole('button', { name: 'End shift' }).click()
  const sheet = page.getByRole('dialog', { name: 'End your shift' })
  await expect(sheet.getByText(/^On since/)).toBeVisible()
  await look(page, info, 'shift-end')
  await sheet.getByRole('button', { name: 'End shift' }).click()
  await expect(mine(page).getByText('You have not started your shift')).toBeVisible()
})

test('a senior shares residents out, a second one is shown the first one’s list, and both are settled', async ({
  page,
  browser,
}, info) => {
  // A shift for each screen, so that the two do not meet.
  const shift = phone(info) ? 'late' : 'long_day'
  await signIn(page, 'senior@harbour.example')
  await page.goto(`${demoUrl()}/shift`)
  await expect(page.getByRole('heading', { level: 1, name: 'Shift' })).toBeVisible()
  await expect(page.getByRole('heading', { name: 'On now' })).toBeVisible()
  await look(page, info, 'shift')

  const deputy = await another(browser, page, 'deputy@harbour.example')
  await page.goto(`${demoUrl()}/shift/allocate?shift=${shift}`)
  await page.getByRole('combobox', { name: /Somebody who is not on/ }).fill('a')
  const offered = page.getByRole('option').filter({ hasNotText: /Dumitru|Nothing found/ })
  await expect(offered.first()).toBeVisible()
  const who = (await offered.last().innerText()).split('\n')[0]!.trim()
  const rows = (of: Page) => of.locator('.allocation-rows').getByRole('button')
  const add = async (of: Page) => {
    // Somebody to choose, whoever is on at this hour; nobody of whom another journey starts a shift meanwhile.
    await choose(of.getByRole('combobox', { name: /Somebody who is not on/ }), who.split(' ').at(-1)!, who, false)
    // The list is open again, for one more.
    await of.keyboard.press('Escape')
    await expect(of.getByRole('listbox')).toHaveCount(0)
  }
  const pick = async (of: Page, nth: number, whom: RegExp) => {
    await rows(of).nth(nth).click()
    await of.getByRole('option', { name: whom }).click()
    await expect(rows(of).nth(nth)).toContainText(whom)
  }
  for (const one of [page, deputy]) {
    await one.goto(`${demoUrl()}/shift/allocate?shift=${shift}`)
    await expect(rows(one).first()).toBeVisible()
    await add(one)
  }
  await look(page, info, 'shift-allocate')
  await pick(page, 0, new RegExp(who))
  await page.getByRole('button', { name: 'Save list' }).click()
  await expect(page).toHaveURL(/\/shift\?/)
  await expect(page.getByText(who).first()).toBeVisible()
  await look(page, info, 'shift-list')

  await pick(deputy, 1, new RegExp(who))
  await deputy.getByRole('button', { name: 'Save list' }).click()
  await expect(deputy.getByRole('heading', { name: 'Somebody changed this while you were working' })).toBeVisible()
  await look(deputy, info, 'shift-conflict')
  await deputy.getByRole('button', { name: 'Save this' }).click()
  await expect(deputy).toHaveURL(/\/shift\?/)
  await expect(deputy.getByText('2 residents').first()).toBeVisible()
  await deputy.context().close()
})

test('an agency worker is let in, types the code on a device of their own, and begins with the handover', async ({
  page,
  browser,
}, info) => {
  const family = phone(info) ? 'Rao' : 'Mensah'
  await signIn(page, 'senior@harbour.example')
  await page.goto(`${demoUrl()}/shift/admit`)
  await page.getByRole('button', { name: 'Let them in' }).click()
  await expect(page.getByText('Enter the first name.').first()).toBeVisible()
  await look(page, info, 'admit')
  await page.getByLabel('First name').fill('Asha')
  await page.getByLabel('Family name').fill(family)
  await page.getByLabel('Agency', { exact: true }).fill('Hands Ltd')
  await page.getByText('Passport', { exact: true }).click()
  const until = new Date(Date.now() + 2 * 3_600_000)
  const wall = new Intl.DateTimeFormat('en-GB', { timeZone: 'Europe/London', hour: '2-digit', minute: '2-digit', hourCycle: 'h23' })
  const [hour, minute] = wall.format(until).split(':')
  // Two digits lead from the hour to the minute.
  await page.getByRole('spinbutton', { name: /^hour/ }).click()
  await page.keyboard.type(`${hour}${minute}`)
  await page.getByRole('button', { name: 'Let them in' }).click()
  await expect(page.getByRole('heading', { level: 1, name: `The code for Asha ${family}` })).toBeVisible()
  await look(page, info, 'pass-code')
  const code = (await page.getByRole('group', { name: 'Code' }).textContent())!.trim()

  const device = await (
    await browser.newContext({ viewport: page.viewportSize(), locale: 'en-GB', timezoneId: 'Europe/London' })
  ).newPage()
  await device.goto(demoUrl())
  await device.getByRole('link', { name: 'I have a code for this shift' }).click()
  await look(device, info, 'pass-sign-in')
  await device.getByRole('textbox', { name: 'Code' }).fill(code.toLowerCase().replaceAll('-', ' '))
  await device.getByRole('button', { name: 'Start', exact: true }).click()
  await expect(device.getByRole('heading', { level: 1, name: 'Handover' })).toBeVisible()
  await look(device, info, 'pass-handover')
  // Once, and on one device.
  const second = await (await browser.newContext()).newPage()
  await second.goto(`${demoUrl()}/pass`)
  await second.getByRole('textbox', { name: 'Code' }).fill(code)
  await second.getByRole('button', { name: 'Start', exact: true }).click()
  await expect(second.getByText(/was used already/).first()).toBeVisible()
  await second.context().close()

  await device.goto(`${demoUrl()}/today`)
  await mine(device).getByRole('button', { name: 'Start shift' }).click()
  await expect(mine(device).getByText(/^On since/)).toBeVisible()

  // The senior sees them among those who are on; another code signs the first device out.
  await page.getByRole('button', { name: 'They have it' }).click()
  await expect(page.getByRole('list', { name: 'On now' }).first()).toContainText(`Asha ${family}`)
  await page.getByRole('button', { name: `New code for Asha ${family}` }).first().click()
  await page.getByRole('button', { name: 'Make a new code' }).click()
  await expect(page.getByRole('group', { name: 'Code' })).toBeVisible()
  await look(page, info, 'pass-renewed')
  await page.getByRole('button', { name: 'They have it' }).click()
  await device.goto(`${demoUrl()}/residents`)
  await expect(device.getByRole('heading', { name: 'Sign in' })).toBeVisible()
  await device.context().close()

  // A manager ends it: what lets them in is over, and so is the pass.
  const manager = await another(browser, page, 'manager@harbour.example')
  await manager.goto(`${demoUrl()}/shift`)
  await manager.getByRole('button', { name: `End the pass of Asha ${family}` }).first().click()
  await manager.getByRole('button', { name: 'End pass now' }).click()
  await expect(manager.getByText(`The pass of Asha ${family} has ended.`)).toBeVisible()
  await manager.context().close()
})
