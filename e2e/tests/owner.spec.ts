import { execFileSync } from 'node:child_process'
import { join } from 'node:path'
import { look } from '../support/look.ts'
import { emptyUrl, expect, test } from '../support/people.ts'

/** The command's one-time link for the owner of a new organisation. */
function ownerLink(email: string): string {
  const binary = process.env.ALMONER_BINARY ?? join(import.meta.dirname, '../../target/debug/almoner')
  const said = execFileSync(
    binary,
    ['organisation', 'create', '--data', process.env.ALMONER_EMPTY_DATA!, '--name', 'Fenwick Care', '--owner-email', email],
    { encoding: 'utf8', stdio: 'pipe' },
  )
  return /https?:\/\/\S+/.exec(said)![0]
}

test('an owner who starts with nothing has a home with beds in a few minutes', async ({ page }, info) => {
  await page.goto(ownerLink(`owner-${info.project.name}@fenwick.example`))
  await expect(page.getByText(/first owner/)).toBeVisible()
  await look(page, info, 'invitation')
  await page.getByLabel('New password').fill('orchard-wagon-lantern-47')
  await page.getByRole('button', { name: /Join/ }).click()
  await expect(page.getByRole('navigation').first()).toBeVisible()

  await page.goto(`${emptyUrl()}/homes`)
  await expect(page.getByText('No homes yet')).toBeVisible()
  await look(page, info, 'homes-empty')
  await page.getByRole('link', { name: 'Add home' }).click()
  await page.getByLabel('Name', { exact: true }).fill('Fenwick House')
  await page.getByLabel('Short code').fill('fenwick')
  await page.getByRole('textbox', { name: 'Registered beds' }).fill('12')
  await look(page, info, 'home-new')
  await page.getByRole('button', { name: 'Add home' }).click()
  await expect(page.getByRole('heading', { level: 1, name: 'Fenwick House' })).toBeVisible()

  await page.getByRole('button', { name: 'Add unit' }).click()
  await page.getByLabel('Name of the unit').fill('Ground floor')
  await page.getByRole('dialog').getByRole('button', { name: 'Add unit' }).click()
  await expect(page.getByRole('heading', { name: 'Ground floor' })).toBeVisible()
  await page.getByRole('button', { name: 'Add rooms' }).click()
  await page.getByLabel('First room').fill('1')
  await page.getByLabel('Last room').fill('4')
  await look(page, info, 'home-add-rooms')
  await page.getByRole('dialog').getByRole('button', { name: 'Add rooms' }).click()
  await expect(page.getByText('Room 4')).toBeVisible()
  await look(page, info, 'home-with-rooms')
})
