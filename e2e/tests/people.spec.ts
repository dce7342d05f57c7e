import { execFileSync } from 'node:child_process'
import { join } from 'node:path'
import type { Page } from '@playwright/test'
import { codeNow } from '../support/codes.ts'
import { look } from '../support/look.ts'
import { PASSWORD, demoUrl, emptyUrl, expect, link, signIn, test } from '../support/people.ts'

/** Opens a list of choices and takes one. */
async function pick(page: Page, field: RegExp | string, option: string): Promise<void> {
  await page.getByRole('button', { name: field }).last().click()
  await page.getByRole('option', { name: option, exact: true }).click()
}

async function more(page: Page, act: RegExp | string): Promise<void> {
  await page.getByRole('button', { name: /What else can be done/ }).click()
  await page.getByRole('menuitem', { name: act }).click()
}

test('an owner invites somebody, who joins by the link, gets a second home, and sees what the owner was told', async ({ page, browser }, info) => {
  test.slow()
  const email = `nia-${info.project.name}@harbour.example`
  const name = `Nia Pritchard-${info.project.name}`
  await signIn(page, 'owner@harbour.example')
  await page.goto(`${demoUrl()}/people`)
  await expect(page.getByRole('heading', { name: 'People', level: 1 })).toBeVisible()
  await expect(page.getByRole('rowheader').first()).toBeVisible()
  await look(page, info, 'people')

  await page.getByRole('link', { name: 'Invite somebody' }).click()
  await expect(page.getByLabel('Given name')).toBeVisible()
  await page.getByRole('button', { name: 'Send invitation' }).click()
  await expect(page.getByRole('alert').filter({ hasText: 'problem' })).toBeFocused()
  await look(page, info, 'person-invite-mistakes')
  await page.getByLabel('Given name').fill('Nia')
  await page.getByLabel('Family name').fill(`Pritchard-${info.project.name}`)
  await page.getByLabel('Email', { exact: true }).fill(email)
  // What was typed outlives a reload.
  await page.reload()
  await expect(page.getByLabel('Given name')).toHaveValue('Nia')
  await pick(page, /Choose Home/, 'Harbour View')
  await pick(page, /Choose Grade/, 'Carer')
  await look(page, info, 'person-invite')
  await page.getByRole('button', { name: 'Send invitation' }).click()

  await expect(page.getByRole('heading', { level: 1, name })).toBeVisible()
  await expect(page.getByText(`${name} has not joined yet`)).toBeVisible()
  await look(page, info, 'person-invited')
  const person = page.url().split('?')[0]!

  // The mail that the binary wrote, in a browser of their own.
  const theirs = await browser.newContext({ locale: 'en-GB', timezoneId: 'Europe/London' })
  const nia = await theirs.newPage()
  await nia.goto(link(process.env.ALMONER_DEMO_DATA!, email))
  await nia.getByLabel('New password').fill('orchard-wagon-lantern-47')
  await nia.getByRole('button', { name: /Join/ }).click()
  // A carer starts on the round.
  await expect(nia.getByRole('heading', { level: 1, name: /Nia/ })).toBeVisible()
  await expect(nia.getByText('Harbour View').first()).toBeVisible()

  await page.goto(person)
  await expect(page.getByText('has not joined yet')).toHaveCount(0)
  await expect(page.getByText('May sign in').first()).toBeVisible()
  await look(page, info, 'person')

  // A second home, and with it a choice for her.
  await more(page, 'Add a membership')
  await expect(page.getByRole('heading', { level: 1, name: /Add a membership for Nia/ })).toBeVisible()
  await pick(page, /Choose Home/, 'Quay House')
  await page.getByRole('radio', { name: /^Senior/ }).check({ force: true })
  await look(page, info, 'person-membership')
  await page.getByRole('button', { name: 'Add membership' }).click()
  await expect(page.getByRole('row', { name: /Quay House/ })).toBeVisible()
  await expect(page.getByRole('row', { name: /Harbour View/ })).toBeVisible()
  await look(page, info, 'person-rights')

  await page.getByRole('link', { name: 'What can Nia see?' }).click()
  const homes = page.getByRole('table', { name: 'Homes' })
  await expect(homes.getByRole('row', { name: /Harbour View.*Carer/ })).toBeVisible()
  await expect(homes.getByRole('row', { name: /Quay House.*Senior/ })).toBeVisible()
  await look(page, info, 'person-preview')

  await nia.reload()
  await expect(nia.getByRole('button', { name: /Which home is shown/ })).toBeVisible()
  // And what she may not: others' rights, and inviting.
  await nia.goto(`${demoUrl()}/people/invite`)
  await expect(nia.getByText('You may not see this')).toBeVisible()

  // Her access ends; her next request finds it so.
  await page.goto(person)
  await more(page, 'End access now')
  await look(page, info, 'person-end-access')
  await page.getByRole('dialog').getByRole('button', { name: 'End access now' }).click()
  await expect(page.getByText(`${name} has no access`)).toBeVisible()
  await nia.goto(`${demoUrl()}/residents`)
  await expect(nia.getByRole('heading', { name: 'Residents', level: 1 })).toHaveCount(0)
  await theirs.close()
})

test('a manager finds somebody, reads what a manager may, and names a cover within its limits', async ({ page }, info) => {
  await signIn(page, 'manager@larkfield.example')
  await page.goto(`${demoUrl()}/people`)
  await expect(page.getByRole('rowheader').first()).toBeVisible()
  await page.getByRole('button', { name: 'Filters' }).click()
  await pick(page, /All grades/, 'Senior')
  await expect(page).toHaveURL(/grade=senior/)
  await page.keyboard.press('Escape')
  await expect(page.getByText('Senior, Larkfield Grange').first()).toBeVisible()
  await page.getByRole('rowheader').getByRole('link').first().click()
  await page.getByRole('tab', { name: 'Contact and work' }).click()
  await expect(page.getByRole('heading', { name: 'Checks' })).toBeVisible()
  await look(page, info, 'person-work')
  // An owner's to do, so not there.
  await page.getByRole('button', { name: /What else can be done/ }).click()
  await expect(page.getByRole('menuitem', { name: 'Edit profile' })).toBeVisible()
  await expect(page.getByRole('menuitem', { name: /Archive|End access|office/ })).toHaveCount(0)
  await page.getByRole('menuitem', { name: 'Name as a manager' }).click()
  await page.getByRole('button', { name: 'Name manager' }).click()
  await expect(page.getByRole('link', { name: 'Say when the cover ends.' })).toBeVisible()
  await look(page, info, 'person-cover')

  await page.goto(`${demoUrl()}/people`)
  await page.getByRole('link', { name: 'Managers and people of Larkfield Grange' }).click()
  await expect(page.getByRole('table', { name: 'Managers' })).toBeVisible()
  await expect(page.getByRole('table', { name: 'On the floor' })).toBeVisible()
  await look(page, info, 'home-people')
})

test('several are invited from a pasted list; one who is here already stays with the reason', async ({ page }, info) => {
  await signIn(page, 'manager@harbour.example')
  await page.goto(`${demoUrl()}/people/invite-several`)
  await page.getByRole('button', { name: 'Paste a list' }).click()
  const who = `${info.project.name}@harbour.example`
  await page.getByRole('textbox', { name: /From a spreadsheet/ }).fill(`Asel\tBek\tasel-${who}\nBo\tCarr\tcarer@harbour.example\nCai\tDew\tcai-${who}`)
  await page.getByRole('button', { name: 'Take these lines' }).click()
  await pick(page, /Choose Grade/, 'Carer')
  await look(page, info, 'people-invite-several')
  await page.getByRole('button', { name: 'Send 3 invitations' }).click()
  await expect(page.getByRole('link', { name: /works here or is invited already/ })).toBeVisible()
  await expect(page.getByText('Invited', { exact: true })).toHaveCount(2)
  await look(page, info, 'people-invite-several-refused')
  await page.getByRole('button', { name: /Remove person/ }).click()
  await page.getByRole('main').getByRole('navigation').getByRole('link', { name: 'People' }).click()
  await page.getByRole('searchbox', { name: 'Search people' }).fill('Asel')
  await expect(page.getByText(/Link good until/).first()).toBeVisible()
})

test('a carer sees colleagues by name, and no rights', async ({ page }, info) => {
  await signIn(page, 'carer@larkfield.example')
  await page.goto(`${demoUrl()}/people`)
  await expect(page.getByRole('rowheader').first()).toBeVisible()
  await expect(page.getByRole('link', { name: /Invite/ })).toHaveCount(0)
  await page.getByRole('rowheader').getByRole('link').first().click()
  await expect(page.getByRole('tab', { name: 'Overview' })).toBeVisible()
  await expect(page.getByRole('button', { name: /What else/ })).toHaveCount(0)
  await look(page, info, 'person-colleague')
  await page.goto(`${demoUrl()}/people/0190b7a0-0000-7000-8000-000000000001`)
  await expect(page.getByText('There is no such person here')).toBeVisible()
})

/** The command's one-time link for the owner of a new organisation. */
function ownerLink(email: string): string {
  const binary = process.env.ALMONER_BINARY ?? join(import.meta.dirname, '../../target/debug/almoner')
  const said = execFileSync(binary, ['organisation', 'create', '--data', process.env.ALMONER_EMPTY_DATA!, '--name', `Moss Care ${email}`, '--owner-email', email], {
    encoding: 'utf8',
    stdio: 'pipe',
  })
  return /https?:\/\/\S+/.exec(said)![0]
}

test('an owner sets rules and words, and gives an office with a code from the authenticator', async ({ page }, info) => {
  test.slow()
  await page.goto(ownerLink(`owner-people-${info.project.name}@moss.example`))
  await page.getByLabel('New password').fill(PASSWORD)
  await page.getByRole('button', { name: /Join/ }).click()
  await expect(page.getByRole('navigation').first()).toBeVisible()

  await page.goto(`${emptyUrl()}/settings`)
  await expect(page.getByRole('table', { name: 'Words' })).toBeVisible()
  await look(page, info, 'settings')
  await page.getByRole('button', { name: 'Change Resident' }).click()
  await page.getByLabel('One').fill('individual')
  await page.getByLabel('Several').fill('people we support')
  await look(page, info, 'settings-word')
  await page.getByRole('button', { name: 'Save word' }).click()
  await expect(page.getByRole('navigation').getByRole('link', { name: 'People we support' }).first()).toBeVisible()

  await page.getByRole('link', { name: 'Edit rules' }).click()
  await page.getByRole('textbox', { name: 'Days between care plan reviews' }).fill('14')
  await look(page, info, 'settings-rules')
  await page.getByRole('button', { name: 'Save rules' }).click()
  await expect(page.getByText('14 days')).toBeVisible()

  // An office wants a code; without an authenticator the page says where to set one up, and keeps what was typed.
  await page.goto(`${emptyUrl()}/people/invite`)
  await page.getByLabel('Given name').fill('Tomos')
  await page.getByLabel('Family name').fill('Vaughan')
  await page.getByLabel('Email', { exact: true }).fill(`tomos-${info.project.name}@moss.example`)
  await page.getByRole('button', { name: /^Remove/ }).click()
  await page.getByRole('checkbox', { name: /Compliance lead/ }).check({ force: true })
  await page.getByRole('button', { name: 'Send invitation' }).click()
  await page.getByRole('link', { name: 'Go to my account' }).click()
  await page.getByRole('button', { name: 'Set up an authenticator' }).click()
  await page.getByLabel('Password', { exact: true }).fill(PASSWORD)
  await page.getByRole('button', { name: 'Go on' }).click()
  const key = await page.getByRole('dialog').locator('code').innerText()
  await page.getByLabel('Code').fill(codeNow(key))
  await page.getByRole('button', { name: 'Confirm the authenticator' }).click()
  await page.getByRole('checkbox', { name: /I have kept them/ }).check({ force: true })
  await page.getByRole('button', { name: 'Done' }).click()

  await page.goto(`${emptyUrl()}/people/invite`)
  await expect(page.getByLabel('Given name')).toHaveValue('Tomos')
  await page.getByRole('button', { name: 'Send invitation' }).click()
  await expect(page.getByRole('heading', { level: 1, name: 'Tomos Vaughan' })).toBeVisible()
  await page.goto(`${emptyUrl()}/people/offices`)
  await expect(page.getByRole('row', { name: /Tomos Vaughan.*Compliance lead/ })).toBeVisible()
  await look(page, info, 'offices')

  // The look is kept with the person.
  await page.goto(`${emptyUrl()}/me`)
  await page.getByRole('radio', { name: 'Dark' }).check({ force: true })
  await look(page, info, 'account-look')
  await page.evaluate(() => localStorage.clear())
  await page.reload()
  await expect(page.getByRole('radio', { name: 'Dark' })).toBeChecked()
})
