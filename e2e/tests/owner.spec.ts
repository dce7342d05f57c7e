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

  await expect(page.getByRole('heading', { level: 1, name: 'Welcome to Almoner' })).toBeVisible()
  await look(page, info, 'start')
  await page.goto(`${emptyUrl()}/homes`)
  await expect(page.getByText('No homes yet')).toBeVisible()
  await look(page, info, 'homes-empty')
  await page.goto(emptyUrl())
  await page.getByRole('link', { name: 'Add your home' }).click()
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

  // The unit is renamed, a second one moves above it, and the way on is in sight.
  await page.getByRole('button', { name: 'What to do with Ground floor' }).click()
  await page.getByRole('menuitem', { name: 'Rename unit' }).click()
  await page.getByLabel('Name of the unit').fill('Garden')
  await page.getByRole('button', { name: 'Save unit' }).click()
  await expect(page.getByRole('heading', { name: 'Garden' })).toBeVisible()
  await page.getByRole('button', { name: 'Add unit' }).click()
  await page.getByLabel('Name of the unit').fill('Lantern')
  await page.getByRole('dialog').getByRole('button', { name: 'Add unit' }).click()
  await page.getByRole('button', { name: 'What to do with Lantern' }).click()
  await page.getByRole('menuitem', { name: 'Move up' }).click()
  await expect(page.getByText('The order is saved.')).toBeVisible()
  await expect(page.getByRole('heading', { level: 3 }).first()).toHaveText('Lantern')

  await page.goto(`${emptyUrl()}/homes`)
  await page.getByRole('link', { name: 'Go on with the first steps' }).click()
  await expect(page.getByText('Invite the manager and the team')).toBeVisible()
  await look(page, info, 'start-people')
  await page.getByRole('link', { name: 'Import staff' }).click()
  await page.locator('input[type=file]').setInputFiles({
    name: 'staff.csv',
    mimeType: 'text/csv',
    buffer: Buffer.from(
      `family_name,given_name,email,home,manager\nNorth,Mina,mina-${info.project.name}@fenwick.example,FENWICK,registered\n`,
    ),
  })
  await page.getByRole('button', { name: 'Invite 1 person' }).click()
  await expect(page.getByText('1 person is invited')).toBeVisible()
  await page.goto(`${emptyUrl()}/start`)
  await expect(page.getByText('Managers of Fenwick House')).toBeVisible()
  await look(page, info, 'start-residents')
})
