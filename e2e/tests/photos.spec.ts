import { deflateSync, crc32 } from 'node:zlib'
import type { Page } from '@playwright/test'
import { look } from '../support/look.ts'
import { demoUrl, expect, signIn, test } from '../support/people.ts'

/** A picture of 900 by 1200 pixels, as a PNG: a wall, and somebody before it. */
function png(): Buffer {
  const [width, height] = [900, 1200]
  const part = (type: string, data: Buffer) => {
    const body = Buffer.concat([Buffer.from(type), data])
    const [size, sum] = [Buffer.alloc(4), Buffer.alloc(4)]
    size.writeUInt32BE(data.length)
    sum.writeUInt32BE(crc32(body))
    return Buffer.concat([size, body, sum])
  }
  const head = Buffer.alloc(13)
  head.writeUInt32BE(width, 0)
  head.writeUInt32BE(height, 4)
  head.set([8, 2, 0, 0, 0], 8)
  const rows = Buffer.alloc(height * (1 + width * 3))
  for (let y = 0; y < height; y++)
    for (let x = 0; x < width; x++) {
      const face = ((x - 450) / 220) ** 2 + ((y - 420) / 280) ** 2 < 1
      const body = ((x - 450) / 420) ** 2 + ((y - 1250) / 480) ** 2 < 1
      rows.set(face ? [226, 180, 150] : body ? [60, 92, 118] : [214, 226, 224], y * (1 + width * 3) + 1 + x * 3)
    }
  const magic = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a])
  return Buffer.concat([magic, part('IHDR', head), part('IDAT', deflateSync(rows)), part('IEND', Buffer.alloc(0))])
}

interface Resident {
  id: string
  name: string
  photo_id: string | null
}

async function residents(page: Page): Promise<Resident[]> {
  const answer = await page.request.get(`${demoUrl()}/api/v1/round`)
  return ((await answer.json()) as { data: { residents: Resident[] } }).data.residents
}

test('a manager adds a photograph, a carer sees whom to look for, and nothing of it is kept', async ({ page, browser }, info) => {
  const carer = await (await browser.newContext()).newPage()
  await signIn(carer, 'carer@harbour.example')
  // Another one for each size of screen.
  const about = (await residents(carer)).filter(({ photo_id }) => !photo_id).at(info.project.name === 'phone' ? -1 : 0)!

  await signIn(page, 'manager@harbour.example')
  await page.goto(`${demoUrl()}/residents/${about.id}`)
  await page.getByRole('link', { name: /^Add a photograph of/ }).click()
  await expect(page.getByRole('heading', { level: 1, name: /^Photograph of/ })).toBeVisible()
  await page.getByRole('button', { name: 'Add photograph' }).click()
  await expect(page.getByText('Take or choose a picture.', { exact: true }).first()).toBeVisible()

  const file = (name: string, mimeType: string, buffer: Buffer) =>
    page.locator('input[type=file]').setInputFiles({ name, mimeType, buffer })
  await file('letter.png', 'image/png', Buffer.from('no picture'))
  await expect(page.getByText(/can’t be read here/)).toBeVisible()
  await file('portrait.png', 'image/png', png())
  await expect(page.getByRole('img', { name: 'The picture that will be added' })).toBeVisible()
  await page.getByText('The resident agreed').click()
  await look(page, info, 'photo-add')
  await page.getByRole('button', { name: 'Add photograph' }).click()
  await expect(page.getByText(/^There is a photograph of/)).toBeVisible()

  await page.getByRole('link', { name: /^Photograph of/ }).click()
  const picture = page.getByRole('img', { name: /^Photograph of/ })
  await expect(picture).toBeVisible()
  expect(await picture.evaluate((img: HTMLImageElement) => [img.naturalWidth, img.naturalHeight])).toEqual([480, 640])
  await look(page, info, 'photo')

  // The carer sees the face at the glance; adding one is not offered.
  await carer.goto(`${demoUrl()}/residents/${about.id}`)
  const face = carer.getByRole('link', { name: /^Photograph of/ }).locator('img')
  await expect.poll(() => face.evaluate((img: HTMLImageElement) => img.naturalWidth)).toBe(160)
  await look(carer, info, 'resident-with-face')
  const { photo_id } = (await residents(carer)).find(({ id }) => id === about.id)!
  const answer = await carer.request.get(`${demoUrl()}/api/v1/photos/${photo_id}/picture`)
  expect([answer.status(), answer.headers()['content-type'], answer.headers()['cache-control']]).toEqual([
    200,
    'image/jpeg',
    'no-store',
  ])
  await carer.getByRole('link', { name: /^Photograph of/ }).click()
  await expect(carer.getByRole('img', { name: /^Photograph of/ })).toBeVisible()
  await expect(carer.getByRole('button', { name: 'Add photograph' })).toHaveCount(0)
  await carer.context().close()
})
