// What everybody meets first: the front door, the catalogue, tracking, the way in; on a screen and on a phone, with script and without.
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { holds, open, page } from '../lib/browser.mjs'
import { start } from '../lib/platform.mjs'

let platform, browser
before(async () => {
  platform = await start()
  browser = await open()
})
after(async () => {
  await browser?.close()
  await platform?.stop()
})

for (const width of [1280, 360]) {
  for (const [name, path] of [
    ['front-door', '/'],
    ['tracking', '/tra-cuu'],
    ['catalogue', '/thu-tuc'],
    ['procedure', '/thu-tuc/2.000815'],
    ['sign-in', '/dang-nhap'],
    ['missing', '/khong-co-trang-nay'],
  ]) {
    test(`${path} can be used by everybody at ${width} pixels`, async () => {
      const tab = await page(browser, platform.url, { width })
      const answer = await tab.goto(path)
      assert.equal(answer.status(), name === 'missing' ? 404 : 200)
      assert.equal(await tab.locator('h1').count(), 1)
      await holds(tab, name)
      await tab.goto(`${path}?lang=en`)
      assert.equal(await tab.locator('html').getAttribute('lang'), 'en')
      await holds(tab, `${name}-en`)
      await tab.context().close()
    })
  }
}

test('the policy for content leaves no room for inline script', async () => {
  const answer = await fetch(platform.url)
  const policy = answer.headers.get('content-security-policy')
  assert.ok(policy && !policy.includes('unsafe-inline') && policy.includes("frame-ancestors 'none'"), policy)
})

test('a search without diacritics finds the procedure, without script', async () => {
  const tab = await page(browser, platform.url, { script: false })
  await tab.goto('/thu-tuc')
  await tab.getByRole('searchbox').first().fill('ban sao tu ban chinh')
  await tab.keyboard.press('Enter')
  assert.ok((await tab.getByRole('main').innerText()).includes('Chứng thực bản sao từ bản chính'))
  await tab.context().close()
})

test('an unknown code and a wrong second fact get the same answer', async () => {
  const tab = await page(browser, platform.url)
  const answers = []
  for (const code of ['H62.99.99-260302-0001', 'H62.99.98-260302-0002']) {
    await tab.goto(`/tra-cuu?ma=${code}`)
    await tab.locator('input[name=ma]').first().fill(code)
    await tab.locator('input[name=so]').first().fill('1234')
    await tab.locator('main button').first().click()
    answers.push((await tab.getByRole('main').innerText()).replaceAll(code, 'CODE'))
  }
  assert.equal(answers[0], answers[1])
  await tab.context().close()
})
