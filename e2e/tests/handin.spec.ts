/** What a carer left on a device without being able to send it: the manager hands it in, and everybody reads whose it is claimed to be. */
import type { Page } from '@playwright/test'
import { randomUUID } from 'node:crypto'
import { iso, post, read } from '../support/api.ts'
import { look } from '../support/look.ts'
import { demoUrl, expect, signIn, test } from '../support/people.ts'

interface Records {
  task: { status: string }
  records: { outcome: string; author_name: string; claimed_author: { id: string; name: string } | null }[]
}

/** Something to do now, under a title that nobody else uses. */
async function toDo(page: Page): Promise<{ id: string; title: string; name: string }> {
  const { residents } = await read<{ residents: { id: string; name: string; status: string }[] }>(page, '/round')
  const resident = residents.filter(({ status }) => status === 'current')[4]!
  const title = `Walk to the window ${randomUUID().slice(0, 8)}`
  const { id } = await post<{ id: string }>(page, `/clients/${resident.id}/tasks`, { title, due_from: iso(-5), due_by: iso(30) })
  return { id, title, name: resident.name }
}

test('what a carer left on a device is handed in by the manager, as claimed by it', async ({ page, context }, info) => {
  await signIn(page, 'carer@harbour.example')
  const carer = (await read<{ person: { id: string; name: string } }>(page, '/session')).person
  const task = await toDo(page)
  const done = page.getByRole('button', { name: `Done: ${task.title}, ${task.name}` })
  await page.goto(`${demoUrl()}/today`)
  await expect(done).toBeVisible()
  await context.setOffline(true)
  await done.click()
  await expect(page.getByRole('listitem').filter({ hasText: task.title }).last().getByText('Done, waiting to send')).toBeVisible()

  // Their sign-in is over before the connection is back: nothing goes.
  await context.clearCookies()
  await context.setOffline(false)
  await signIn(page, 'manager@harbour.example')
  const manager = (await read<{ person: { name: string } }>(page, '/session')).person
  expect((await read<Records>(page, `/tasks/${task.id}`)).records).toEqual([])

  await page.getByRole('link', { name: `1 entry of ${carer.name}’s waits` }).click()
  await page.getByRole('button', { name: `Hand in 1 entry of ${carer.name}’s` }).click()
  const dialog = page.getByRole('dialog')
  await expect(dialog.getByRole('listitem')).toContainText([task.name])
  await expect(dialog.getByText(`They do not count as signed by ${carer.name}.`)).toBeVisible()
  await look(page, info, 'hand-in')
  await dialog.getByRole('button', { name: 'Hand it in' }).click()
  await expect(page.getByText(`1 entry of ${carer.name}’s handed in.`)).toBeVisible()
  await expect(page.getByText('Everything has been sent')).toBeVisible()

  const { task: after, records } = await read<Records>(page, `/tasks/${task.id}`)
  expect(after.status).toBe('done')
  expect(records).toMatchObject([{ outcome: 'done', author_name: manager.name, claimed_author: { id: carer.id } }])
  await page.goto(`${demoUrl()}/tasks/${task.id}`)
  await expect(page.getByText(`Handed in by ${manager.name}, as claimed by ${carer.name}’s device`)).toBeVisible()
  await look(page, info, 'handed-in')
})
