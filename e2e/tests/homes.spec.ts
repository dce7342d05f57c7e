import { look } from '../support/look.ts'
import { demoUrl, expect, signIn, test } from '../support/people.ts'

test('a manager takes a bed out of service, and takes back a room that was archived', async ({ page }, info) => {
  await signIn(page, 'manager@harbour.example')
  await page.goto(`${demoUrl()}/homes`)
  await page.getByRole('rowheader').getByRole('link').first().click()
  await expect(page.getByRole('heading', { name: 'Units, rooms and beds' })).toBeVisible()
  // Both projects work in the same home: each has a room of its own.
  const free = page.getByRole('listitem').filter({ hasText: /^Room \d+\s*Free$/ })
  await expect(free.first()).toBeVisible()
  const name = (await (info.project.name === 'phone' ? free.last() : free.first()).locator('b').textContent())!
  const room = page.getByRole('listitem').filter({ has: page.getByText(name, { exact: true }) })

  await room.getByRole('button', { name: `What to do with ${name}` }).click()
  await look(page, info, 'home-room-menu')
  await page.getByRole('menuitem', { name: 'Change bed' }).click()
  const dialog = page.getByRole('dialog')
  await expect(dialog.getByLabel('Name of the bed')).toBeFocused()
  await look(page, info, 'home-bed')
  await dialog.locator('label').filter({ hasText: /^Out of service/ }).click()
  await dialog.getByRole('button', { name: 'Save bed' }).click()
  await expect(dialog).toHaveCount(0)
  await expect(room.getByText('Out of service')).toBeVisible()

  await room.getByRole('button', { name: `What to do with ${name}` }).click()
  await page.getByRole('menuitem', { name: 'Archive room' }).click()
  await dialog.getByLabel(`Why is ${name} archived?`).fill('Tried by the journey')
  await dialog.getByRole('button', { name: `Archive ${name}` }).click()
  await expect(room).toHaveCount(0)
  await page.getByRole('button', { name: 'Undo' }).click()
  await expect(room).toHaveCount(1)

  // Whoever finds out later takes it back from what is archived.
  await room.getByRole('button', { name: `What to do with ${name}` }).click()
  await page.getByRole('menuitem', { name: 'Archive room' }).click()
  await dialog.getByLabel(`Why is ${name} archived?`).fill('Tried by the journey')
  await dialog.getByRole('button', { name: `Archive ${name}` }).click()
  await expect(room).toHaveCount(0)
  await page.reload()
  await page.getByRole('button', { name: 'Show what is archived' }).click()
  const archived = page.getByRole('table', { name: 'Archived units, rooms and beds' })
  await look(page, info, 'home-archived')
  await archived.getByRole('button', { name: new RegExp(`^Restore ${name} of `) }).click()
  await expect(room).toHaveCount(1)
})

test('two people change a room at once: both versions, and a choice', async ({ page, browser }, info) => {
  await signIn(page, 'manager@larkfield.example')
  await page.goto(`${demoUrl()}/homes`)
  await page.getByRole('rowheader').getByRole('link').first().click()
  const menus = page.getByRole('button', { name: /What to do with Room/ })
  const which = (await (info.project.name === 'phone' ? menus.last() : menus.first()).getAttribute('aria-label'))!
  const change = async (on: typeof page) => {
    await on.getByRole('button', { name: which, exact: true }).click()
    await on.getByRole('menuitem', { name: 'Change room' }).click()
    return on.getByRole('dialog')
  }
  const mine = await change(page)
  const other = await browser.newPage()
  await signIn(other, 'deputy@larkfield.example')
  await other.goto(page.url())
  const theirs = await change(other)
  await theirs.getByLabel('Name of the room').fill(`T${info.project.name}`)
  await theirs.getByRole('button', { name: 'Save room' }).click()
  await expect(theirs).toHaveCount(0)
  await other.close()

  await mine.getByLabel('Name of the room').fill(`M${info.project.name}`)
  await mine.getByRole('button', { name: 'Save room' }).click()
  await expect(mine.getByText('Somebody changed this while you were working')).toBeVisible()
  await look(page, info, 'home-room-conflict')
  await mine.getByRole('button', { name: 'Take all of yours' }).click()
  await mine.getByRole('button', { name: 'Save this' }).click()
  await expect(page.getByText(`Room M${info.project.name}`)).toBeVisible()
})
