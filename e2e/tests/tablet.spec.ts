/** A tablet that a home shares: made one by its manager, entered with a PIN, put down and taken up again, offline too. */
import { randomUUID } from 'node:crypto'
import { iso, post, read } from '../support/api.ts'
import { look } from '../support/look.ts'
import { demoUrl, expect, signIn, test } from '../support/people.ts'
import { firstTime, nav, PIN, putDown, share, tabletsOf, takeUp, type } from '../support/tablet.ts'

test('a tablet is shared, entered by PIN, switched, taken up offline, and revoked', async ({ page, context, browser }, info) => {
  await signIn(page, 'manager@harbour.example')
  const tablets = await tabletsOf(page)
  const name = `Tablet ${randomUUID().slice(0, 6)}`
  await page.goto(tablets)
  await expect(page.getByRole('heading', { name: /Shared tablets of/ })).toBeVisible()
  await look(page, info, 'tablets')
  await share(page, name)
  await expect(page.getByText('Nobody has a PIN on this tablet yet.')).toBeVisible()

  await firstTime(page, 'carer@harbour.example', PIN.carer)
  const carer = (await read<{ person: { name: string } }>(page, '/session')).person.name
  await putDown(page)
  await firstTime(page, 'senior@harbour.example', PIN.senior)
  const senior = (await read<{ person: { name: string } }>(page, '/session')).person.name
  // What a manager does is not behind a PIN.
  expect((await page.request.get(`${demoUrl()}/api/v1/devices`)).ok()).toBe(true)
  expect(await read<unknown[]>(page, '/devices')).toEqual([])
  await putDown(page)
  await look(page, info, 'tablet-who')

  await page.getByRole('button', { name: new RegExp(carer) }).click()
  await type(page, '555555')
  await look(page, info, 'tablet-pin')
  await page.getByRole('button', { name: 'Sign in', exact: true }).click()
  await expect(page.getByText('That is not the PIN.')).toBeVisible()
  await type(page, PIN.carer)
  await page.getByRole('button', { name: 'Sign in', exact: true }).click()
  await expect(nav(page)).toBeVisible()
  expect((await read<{ person: { name: string } }>(page, '/session')).person.name).toBe(carer)

  // Something to do, seen with a connection and done without one, after the tablet changed hands.
  const round = await read<{
    residents: { id: string; name: string; status: string }[]
  }>(page, '/round')
  const resident = round.residents.find(({ status }) => status === 'current')!
  const title = `Offer a drink ${randomUUID().slice(0, 8)}`
  const task = await post<{ id: string }>(page, `/clients/${resident.id}/tasks`, { title, due_from: iso(-30), due_by: iso(30) })
  await page.goto(`${demoUrl()}/today`)
  const doneButton = page.getByRole('button', {
    name: `Done: ${title}, ${resident.name}`,
  })
  await expect(doneButton).toBeVisible()
  await putDown(page)
  await takeUp(page, new RegExp(carer), PIN.carer)
  await expect(doneButton).toBeVisible()

  await context.setOffline(true)
  await putDown(page)
  await expect(page.getByText('No connection.').first()).toBeVisible()
  await look(page, info, 'tablet-offline')
  await page.getByRole('button', { name: new RegExp(senior) }).click()
  await type(page, '555555')
  await page.getByRole('button', { name: 'Sign in', exact: true }).click()
  await expect(page.getByText(/you have not been on this tablet today/)).toBeVisible()
  await page.getByRole('button', { name: 'Somebody else' }).click()
  await takeUp(page, new RegExp(carer), PIN.carer)
  await expect(doneButton).toBeVisible()
  await doneButton.click()
  await expect(page.getByRole('listitem').filter({ hasText: title }).last().getByText('Done, waiting to send')).toBeVisible()
  await context.setOffline(false)
  // With the connection the tablet asks who it is; then the entry goes, under its author.
  await expect(page.getByRole('heading', { name: 'Who are you?' })).toBeVisible()
  // Nor does it open by itself for whoever comes by the address, though the one before could not be signed out offline.
  await page.goto(`${demoUrl()}/residents`)
  await expect(page.getByRole('heading', { name: 'Who are you?' })).toBeVisible()
  await takeUp(page, new RegExp(carer), PIN.carer)
  await expect(nav(page)).toBeVisible()
  await expect.poll(async () => (await read<{ task: { status: string } }>(page, `/tasks/${task.id}`)).task.status).toBe('done')

  // Lost: revoked from the office, and out.
  const office = await (await browser.newContext()).newPage()
  await signIn(office, 'manager@harbour.example')
  await office.goto(tablets)
  await office.getByRole('button', { name: `Revoke ${name}` }).click()
  await office.getByLabel('Why').fill('It was lost')
  await office
    .getByRole('dialog')
    .getByRole('button', { name: `Revoke ${name}` })
    .click()
  await expect(office.getByText(`${name} is revoked.`)).toBeVisible()
  await office.context().close()
  expect((await page.request.get(`${demoUrl()}/api/v1/session`)).status()).toBe(401)
  await page.goto(demoUrl())
  await expect(page.getByLabel('Email')).toBeVisible()
})
