// One dossier of certified copies from the counter to the archive: taken in with the keyboard, handled, approved, stamped,
// returned with evidence, closed; the citizen follows it by its code. A second one waits for papers.
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { holds, open, page } from '../lib/browser.mjs'
import { PASSWORD, act, signedIn } from '../lib/people.mjs'
import { start } from '../lib/platform.mjs'

let platform, browser, clerk, handler, leader, stamp, dossier, code
before(async () => {
  platform = await start()
  browser = await open()
})
after(async () => {
  await browser?.close()
  await platform?.stop()
})

test('a wrong password says so without telling which part was wrong', async () => {
  const tab = await page(browser, platform.url)
  const said = []
  for (const login of ['tiepnhan.lienbao', 'khong.co.ai']) {
    await tab.goto('/dang-nhap')
    await tab.locator('input[name=login]').fill(login)
    await tab.locator('input[name=password]').fill('sai-mat-khau-roi')
    await tab.keyboard.press('Enter')
    said.push(await tab.locator('.govuk-error-summary').innerText())
  }
  assert.equal(said[0], said[1])
  await holds(tab, 'sign-in-refused')
  await tab.context().close()
})

test('the clerk takes in a dossier with the keyboard only', async () => {
  clerk = await signedIn(browser, platform, 'tiepnhan.lienbao')
  await clerk.goto('/tiep-nhan?thu_tuc=2.000815')
  await holds(clerk, 'intake')
  assert.equal(await clerk.evaluate(() => document.activeElement.name), 'name', 'the first field has the focus')
  await clerk.keyboard.type('Nguyễn Thị Ánh Tuyết')
  const fill = async (name, text) => {
    await clerk.locator(`[name="${name}"]`).focus()
    await clerk.keyboard.type(text)
  }
  await fill('phone', '0912345678')
  await fill('address', 'Tổ 3, phường Liên Bảo')
  for (const paper of await clerk.locator('[name="papers"]').all()) {
    await paper.focus()
    await clerk.keyboard.press('Space')
  }
  await clerk.locator('[name="pages"]').focus()
  await clerk.keyboard.type('4')
  await clerk.locator('button[value="accept"]').focus()
  await clerk.keyboard.press('Enter')
  await clerk.waitForURL(/\/ho-so\//)
  dossier = new URL(clerk.url()).pathname
  const text = await clerk.getByRole('main').innerText()
  code = text.match(/[0-9A-Z.]+-\d{6,8}-\d{4,7}/)?.[0]
  assert.ok(code, text)
  await holds(clerk, 'dossier')
})

test('a mistake on the intake page is shown beside its field and what was typed is kept', async () => {
  const tab = await signedIn(browser, platform, 'tiepnhan.lienbao')
  await tab.goto('/tiep-nhan?thu_tuc=2.000815')
  await tab.locator('[name="name"]').fill('Trần Văn Sai')
  await tab.locator('[name="number"]').fill('12345')
  await tab.locator('button[value="accept"]').click()
  assert.equal(await tab.locator('[name="name"]').inputValue(), 'Trần Văn Sai')
  assert.ok(await tab.locator('#number-error').isVisible())
  await holds(tab, 'intake-refused')
  await tab.context().close()
})

test('the same slip is printed as a sheet and as an archival PDF', async () => {
  await clerk.goto(dossier)
  const slip = await clerk.locator('a[href^="/phieu/"]').first().getAttribute('href')
  await clerk.goto(slip)
  assert.ok((await clerk.locator('body').innerText()).includes(code))
  let pdf
  for (let tries = 0; tries < 100; tries++) {
    pdf = await clerk.request.get(`${slip}/pdf`)
    if (pdf.status() === 200) break
    await new Promise((resolve) => setTimeout(resolve, 300))
  }
  assert.equal(pdf.status(), 200)
  assert.equal((await pdf.body()).subarray(0, 5).toString(), '%PDF-')
})

test('the citizen follows it by its code and the last four digits of the phone', async () => {
  const tab = await page(browser, platform.url, { width: 360, script: false })
  await tab.goto(`/tra-cuu?ma=${code}`)
  await tab.locator('[name="so"]').fill('5678')
  await tab.locator('main button').first().click()
  const text = await tab.getByRole('main').innerText()
  assert.ok(text.includes(code) && !text.includes('Ánh Tuyết'), text)
  await tab.context().close()
})

test('it is handled, approved, stamped, returned with evidence and closed', async () => {
  for (const [login, acts] of [
    ['tiepnhan.lienbao', [['forward']]],
    ['thuly.lienbao', [['take'], ['forward']]],
    ['lanhdao.lienbao', [['take'], ['approve']]],
    ['giamsat.lienbao', [['take'], ['result', { number: '15' }]]],
    ['tiepnhan.lienbao', [['return', { identity: 'yes', proof: 'signature', reference: 'Sổ trả 01/2026' }]]],
  ]) {
    const tab = await signedIn(browser, platform, login)
    await tab.goto(dossier)
    for (const [name, fields] of acts) {
      // taking is only offered where the step waits for hands
      if (name === 'take' && !(await tab.locator('form[action$="/take"]').count())) continue
      await act(tab, name, fields)
    }
    if (login === 'tiepnhan.lienbao') await holds(tab, 'dossier-clerk')
    await tab.context().close()
  }
  const tab = await page(browser, platform.url)
  await tab.goto(`/tra-cuu?ma=${code}`)
  await tab.locator('[name="so"]').fill('5678')
  await tab.locator('main button').first().click()
  assert.match(await tab.getByRole('main').innerText(), /Đã trả kết quả/)
  await holds(tab, 'tracking-answer')
  await tab.context().close()
})

test('the work lists hold for everybody and a search without diacritics finds the dossier', async () => {
  for (const width of [1280, 360]) {
    const tab = await signedIn(browser, platform, 'tiepnhan.lienbao', { width })
    await tab.goto('/viec')
    await holds(tab, 'work')
    await tab.goto(`/viec?q=${encodeURIComponent('anh tuyet')}`)
    await tab.goto(`/tim?q=${code}`)
    assert.equal(new URL(tab.url()).pathname, dossier)
    await tab.context().close()
  }
})

test('an official of another agency does not learn that the dossier exists', async () => {
  const tab = await signedIn(browser, platform, 'tiepnhan.vinhyen')
  assert.equal((await tab.goto(dossier)).status(), 404)
  await tab.context().close()
})

test('somebody whose session has ended signs in and comes back to where they were', async () => {
  const tab = await signedIn(browser, platform, 'tiepnhan.lienbao')
  await tab.context().clearCookies()
  await tab.goto('/tiep-nhan?thu_tuc=2.000815')
  assert.equal(new URL(tab.url()).pathname, '/dang-nhap')
  await tab.locator('input[name=login]').fill('tiepnhan.lienbao')
  await tab.locator('input[name=password]').fill(PASSWORD)
  await tab.keyboard.press('Enter')
  await tab.waitForURL(/\/tiep-nhan\?thu_tuc=2\.000815/)
  await tab.context().close()
})
