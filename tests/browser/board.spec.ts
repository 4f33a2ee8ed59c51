import type { Browser, Locator, Page } from '@playwright/test';
import { type Doctor, expect, expectAccessible, PASSWORD, type Person, signIn, type Slot, test } from './support/fixtures.ts';
import { announced, arrived, fact, held, heldAnswer, intercept, open, press, refused, sideScroll, withoutReload } from './support/pages.ts';
import { call, read, unique } from './support/seed.ts';
import { seenWithin, watchFor, watchGone } from './support/seenWithin.ts';
import { clock, dayOf, later, longDay, shortDay } from './support/words.ts';

// The board of the front desk: two desks and a doctor at once, a day by keyboard, gaps, the way back.

test.use({ allowConsole: refused(401, 409, 422, 'away') });

/** What anybody does shows on every board within a second. */
const SOON = 1_000;

/** A board that was cut off comes back by itself, after pauses that grow with the time it was cut off for. */
const BY_ITSELF = { timeout: 40_000 };

let doctor: Doctor;
let dana: Person;

test.beforeEach(async ({ seed }) => {
  doctor = await seed.doctor();
  dana = await seed.staff('front_desk', 'Dana Desk');
});

/** Somebody signed in, in a browser of their own. */
async function elsewhere(browser: Browser, url: string, who: Person): Promise<Page> {
  const context = await browser.newContext({ baseURL: url, reducedMotion: 'reduce' });
  const page = await context.newPage();
  await signIn(page, who.username);
  return page;
}

/** Opens the board and waits until it is live. */
async function board(page: Page, query = ''): Promise<void> {
  await open(page, `/desk?doctor_id=${doctor.id}${query}`, 'Front desk');
  await expect(page.locator('.desk-live')).toHaveText('Live');
}

const visit = (page: Page, name: string): Locator => page.locator('.desk-visit').filter({ hasText: name });

/** When the page is answered what it sends next to an address that ends like this. */
async function answered(page: Page, end: string): Promise<number> {
  const response = await page.waitForResponse((each) => each.url().endsWith(end) && each.request().method() === 'POST');
  const at = Date.now();
  expect(response.status()).toBe(200);
  return at;
}

/** Presses keys and waits for the server's answer to the step they take; gives when it came. */
async function step(page: Page, work: () => Promise<void>, path: 'stage' | 'undo' | 'next-patient' = 'stage'): Promise<number> {
  const answer = answered(page, `/${path}`);
  await work();
  return answer;
}

test('two desks and the doctor see the same within a second', async ({ page, browser, clinic, seed }) => {
  const rosa = await seed.patient(`Rosa ${unique('Delgado')}`);
  await seed.visitToday(rosa, doctor);
  const other = await elsewhere(browser, clinic.url, await seed.staff('front_desk', 'Otto Desk'));
  const doctors = await elsewhere(browser, clinic.url, doctor);
  await open(doctors, '/schedule', /./);
  const now = doctors.getByRole('region', { name: 'Now' });
  await signIn(page, dana.username);
  await board(page);
  await board(other);

  // Nobody else is on these boards.
  const shows = (desk: Page, words: string) => watchFor(desk, '.desk-visit', words);
  await visit(page, rosa.fullName).focus();
  const arrival = await shows(other, 'Arrived');
  await seenWithin(arrival, await step(page, () => page.keyboard.press('a')), SOON);
  await expect(visit(other, rosa.fullName)).toContainText('Arrived');
  await expect(visit(page, rosa.fullName)).toContainText('Arrived');
  // Said aloud where it was not done, once.
  await expect(now.getByRole('listitem').filter({ hasText: rosa.fullName })).toContainText('waiting for 0 min');
  await announced(other, `${rosa.fullName} has arrived.`);
  await expect(page.getByText(`${rosa.fullName} has arrived.`)).toHaveCount(0);

  // The other desk calls; its own board and the first agree.
  const called = await shows(page, 'Checked in');
  await seenWithin(called, await step(other, () => press(other, `Next patient for ${doctor.fullName}`), 'next-patient'), SOON);
  await expect(visit(other, rosa.fullName)).toContainText('Checked in');

  // The doctor takes it on.
  await expect(now.getByRole('listitem').filter({ hasText: rosa.fullName })).toContainText('checked in');
  const begun = [await shows(page, 'With the doctor'), await shows(other, 'With the doctor')];
  const since = await step(doctors, () => doctors.getByRole('button', { name: `With the doctor: ${rosa.fullName}` }).first().click());
  for (const each of begun) await seenWithin(each, since, SOON);

  // And the first desk closes it.
  await visit(page, rosa.fullName).focus();
  const done = await shows(other, 'Done');
  await seenWithin(done, await step(page, () => page.keyboard.press('f')), SOON);

  // A patient at home gives up a visit: it leaves the boards.
  const bela = await seed.patient(`Bela ${unique('Szabo')}`);
  const slot = await seed.appointment(bela, doctor);
  await board(page, `&date=${dayOf(slot)}`);
  await expect(visit(page, bela.fullName)).toBeVisible();
  const gone = await watchGone(page, '.desk-visit', bela.fullName);
  const cancelled = await seed.acting(bela.username, async (client) => {
    const { upcoming } = await read<{ upcoming: { id: number }[] }>(client, '/api/appointments/mine');
    await call(client, `/api/appointments/${upcoming[0]?.id}/cancel`, { reason: 'Better' });
    return Date.now();
  });
  await seenWithin(gone, cancelled, SOON);
  await expect(visit(page, bela.fullName)).toHaveCount(0);
  await other.context().close();
  await doctors.context().close();
});

test('a day at the desk by keyboard alone', async ({ page, seed }) => {
  const [mina, ivo] = [await seed.patient(`Mina ${unique('Fox')}`), await seed.patient(`Ivo ${unique('Karr')}`)];
  await seed.visitToday(mina, doctor, 'Stitches');
  await seed.visitToday(ivo, doctor);
  await signIn(page, dana.username);
  await board(page);

  // One tab stop; the arrows lead through all.
  await expect(page.locator('.desk-board [data-item][tabindex="0"]')).toHaveCount(1);
  await visit(page, mina.fullName).focus();
  await page.keyboard.press('ArrowDown');
  await expect(visit(page, ivo.fullName)).toBeFocused();
  await page.keyboard.press('k');
  await expect(visit(page, mina.fullName)).toBeFocused();

  await withoutReload(page, async () => {
    await step(page, () => page.keyboard.press('a'));
    await announced(page, new RegExp(`${mina.fullName}: arrived, number \\d+\\.`));
    await expect(visit(page, mina.fullName)).toBeFocused();
    await expect(page.getByRole('region', { name: /^Waiting/ }).getByRole('link', { name: new RegExp(mina.fullName) })).toBeVisible();

    // Taken back, by hand and by key.
    await step(page, () => page.keyboard.press('u'), 'undo');
    await announced(page, `Taken back. ${mina.fullName}: booked.`);
    await step(page, () => page.keyboard.press('a'));
    await step(page, () => page.getByRole('status').getByRole('button', { name: /^Undo/ }).click(), 'undo');
    await expect(visit(page, mina.fullName)).toContainText('Booked');

    // What cannot be is said, and not asked of the server.
    await visit(page, mina.fullName).focus();
    await page.keyboard.press('l');
    await announced(page, `${mina.fullName}: booked. “Left” cannot follow.`);

    // Through the whole visit.
    for (const [key, word] of [['a', 'Arrived'], ['c', 'Checked in'], ['d', 'With the doctor'], ['f', 'Done']] as const) {
      await step(page, () => page.keyboard.press(key));
      await expect(visit(page, mina.fullName)).toContainText(word);
    }

    // The details, opened and left again.
    await visit(page, ivo.fullName).focus();
    await page.keyboard.press('Enter');
    const details = page.getByRole('complementary', { name: new RegExp(ivo.fullName) });
    await expect(details.getByRole('heading', { name: new RegExp(ivo.fullName) })).toBeFocused();
    await expect(fact(details, 'Telephone')).toHaveText('+44 20 7946 0018');
    await expectAccessible(page);
    await step(page, () => page.keyboard.press('a'));
    await expect(details).toContainText('Arrived');
    await page.keyboard.press('Escape');
    await expect(details).toHaveCount(0);
    await expect(visit(page, ivo.fullName)).toBeFocused();
    await step(page, () => page.keyboard.press('l'));
    await expect(visit(page, ivo.fullName)).toHaveCount(0);
  });

  // Letters that are typed are letters.
  await page.keyboard.press('/');
  await page.keyboard.type('vp');
  await expect(page.getByLabel('Search', { exact: true })).toHaveValue('vp');
  await expect(page).not.toHaveURL(/view=|print/);
  await page.getByLabel('Search', { exact: true }).fill('');

  // The list of keys, over which no key is heard.
  await page.getByRole('heading', { level: 1 }).click();
  await page.keyboard.press('?');
  const keys = page.getByRole('dialog', { name: 'Keys of the front desk' });
  await expect(keys).toBeVisible();
  await expectAccessible(page);
  await page.keyboard.press('v');
  await expect(page).not.toHaveURL(/view=/);
  await page.keyboard.press('Escape');
  await expect(keys).toBeHidden();

  // Other days and the other view.
  await page.keyboard.press('v');
  await expect(page).toHaveURL(/view=list/);
  await expect(page.getByRole('row').filter({ hasText: mina.fullName })).toContainText('Done');
  await expectAccessible(page);
  // Today's address names no day: it is still today's tomorrow.
  await expect(page).not.toHaveURL(/date=/);
  const today = await page.getByLabel('Date', { exact: true }).inputValue();
  await page.keyboard.press(']');
  await expect(page).toHaveURL(new RegExp(`date=${later(today, 1)}`));
  await page.keyboard.press('[');
  await expect(page).not.toHaveURL(/date=/);
  await page.keyboard.press('[');
  await expect(page).toHaveURL(new RegExp(`date=${later(today, -1)}`));
  await page.keyboard.press('t');
  await expect(page).not.toHaveURL(/date=/);
  await page.keyboard.press('p');
  await expect(page).toHaveURL(new RegExp(`/desk/print\\?date=${today}&doctor_id=${doctor.id}`));
});

test('a step is taken back by itself, for a minute and no longer', async ({ page, seed }) => {
  const [mina, ivo] = [await seed.patient(`Mina ${unique('Fox')}`), await seed.patient(`Ivo ${unique('Karr')}`)];
  await seed.visitToday(mina, doctor);
  await seed.visitToday(ivo, doctor);
  await page.clock.install();
  await signIn(page, dana.username);
  await board(page);
  await visit(page, mina.fullName).focus();
  await step(page, () => page.keyboard.press('a'));
  // Where nothing was done with the visit that is meant, no other one is taken back in its place.
  await visit(page, ivo.fullName).focus();
  await page.keyboard.press('u');
  await announced(page, 'There is nothing to take back.');
  await expect(visit(page, mina.fullName)).toContainText('Arrived');
  // Where none is meant, it is the last step.
  await step(page, () => page.keyboard.press('a'));
  await page.getByRole('heading', { level: 1 }).click();
  await step(page, () => page.keyboard.press('u'), 'undo');
  await announced(page, `Taken back. ${ivo.fullName}: booked.`);
  await expect(visit(page, mina.fullName)).toContainText('Arrived');

  // The details offer it to the second.
  await visit(page, ivo.fullName).click();
  const details = page.getByRole('complementary', { name: new RegExp(ivo.fullName) });
  await step(page, () => page.keyboard.press('a'));
  const undo = details.getByRole('button', { name: /^Undo/ });
  await expect(undo).toBeVisible();
  await page.clock.fastForward(70_000);
  await expect(undo).toHaveCount(0);
  await page.keyboard.press('u');
  await announced(page, 'This cannot be taken back any more.');
  await expect(visit(page, ivo.fullName)).toContainText('Arrived');
});

test('the call of the last patient who waits is said, though its button goes before the answer', async ({ page, seed }) => {
  const rosa = await seed.patient(`Rosa ${unique('Only')}`);
  const { id } = (await seed.visitToday(rosa, doctor)) as Slot & { id: number };
  await seed.acting('admin', (admin) => call(admin, `/api/appointments/${id}/stage`, { stage: 'arrived' }));
  await page.clock.install();
  await signIn(page, dana.username);
  await board(page);
  const next = page.getByRole('button', { name: `Next patient for ${doctor.fullName}`, exact: true });
  const answer = await heldAnswer(page, '**/next-patient');
  await next.click();
  await expect(next).toHaveCount(0);
  answer();
  await announced(page, `${rosa.fullName}: checked in.`);
  await expect(visit(page, rosa.fullName)).toBeFocused();
  await page.clock.fastForward(70_000);
  await expect(page.locator('.desk-said')).toHaveText('');
});

test('what a board asks for while nobody is there is marked, and nothing else is', async ({ page }) => {
  await page.clock.install();
  await signIn(page, dana.username);
  await board(page);
  // It asks every five minutes whether visits are left open.
  const marked = async (): Promise<boolean> => {
    const asked = page.waitForRequest('**/api/desk/open/count');
    await page.clock.fastForward(301_000);
    return 'x-anteroom-unattended' in (await asked).headers();
  };
  expect(await marked()).toBe(false);
  // Six minutes are over somewhere in these five.
  await marked();
  expect(await marked()).toBe(true);
  await page.getByRole('heading', { level: 1 }).click();
  expect(await marked()).toBe(false);

  // Somebody in another tab is somebody: the session is the same.
  const other = await page.context().newPage();
  await open(other, '/account', 'Your account');
  await marked();
  expect(await marked()).toBe(true);
  await other.getByRole('heading', { level: 1 }).click();
  expect(await marked()).toBe(false);
});

test('a page that nobody is at shows no names once its session is over', async ({ page, browser, clinic, seed }) => {
  const rosa = await seed.patient(`Rosa ${unique('Private')}`);
  await seed.visitToday(rosa, doctor);
  const doctors = await elsewhere(browser, clinic.url, doctor);
  for (const shown of [page, doctors]) await shown.clock.install();
  await open(doctors, '/schedule', /./);
  await signIn(page, dana.username);
  await board(page);
  for (const [shown, who] of [[page, dana], [doctors, doctor]] as const) {
    await expect(shown.getByText(rosa.fullName).first()).toBeVisible();
    await seed.acting(who.username, (client) =>
      call(client, '/api/account/password', { current_password: PASSWORD, new_password: 'nine other herons' }),
    );
    // Whoever is at it may be writing something.
    await expect(shown.getByText('You are signed out').first()).toBeVisible();
    for (let looks = 0; looks < 3; looks += 1) await shown.clock.fastForward(6_000);
    await expect(shown.getByText(rosa.fullName).first()).toBeVisible();
    expect(shown.url()).not.toContain('/login');
    await shown.clock.fastForward(400_000);
    await expect(shown).toHaveURL(/\/login\?next=/);
    await expect(shown.getByText(rosa.fullName)).toHaveCount(0);
  }
  await doctors.context().close();
});

test('a key that is pressed as the focus goes on is meant for where it was', async ({ page, seed }) => {
  const [mina, ivo] = [await seed.patient(`Mina ${unique('Fast')}`), await seed.patient(`Ivo ${unique('Next')}`)];
  const lena = await seed.patient(`Lena ${unique('Last')}`);
  await seed.visitToday(mina, doctor);
  const { id } = (await seed.visitToday(ivo, doctor)) as Slot & { id: number };
  await seed.visitToday(lena, doctor);
  await signIn(page, dana.username);
  await board(page, '&stage=booked');
  // From here on no time passes for the page.
  await page.clock.install();
  await page.clock.pauseAt(Date.now() + 10_000);
  await visit(page, mina.fullName).focus();
  await step(page, () => page.keyboard.press('a'));
  await expect(visit(page, mina.fullName)).toHaveCount(0);
  await expect(visit(page, ivo.fullName)).toBeFocused();
  await step(page, () => page.keyboard.press('c'));
  await announced(page, `${mina.fullName}: checked in.`);
  await expect(visit(page, ivo.fullName)).toContainText('Booked');
  // Once the focus was seen there, keys are for there.
  await page.clock.fastForward(1000);
  await step(page, () => page.keyboard.press('a'));
  await announced(page, new RegExp(`${ivo.fullName}: arrived`));
  await step(page, () => page.keyboard.press('u'), 'undo');
  await announced(page, `Taken back. ${ivo.fullName}: booked.`);

  // The same where it was a colleague who took the visit away.
  await visit(page, ivo.fullName).focus();
  await seed.acting('admin', (admin) => call(admin, `/api/appointments/${id}/cancel`, { reason: 'Called in ill' }));
  await expect(visit(page, ivo.fullName)).toHaveCount(0);
  await expect(visit(page, lena.fullName)).toBeFocused();
  await page.keyboard.press('a');
  await announced(page, /“Arrived” cannot follow|not on the board any more/);
  await expect(visit(page, lena.fullName)).toContainText('Booked');
});

test('keys pressed before the server has answered are heard, in their order', async ({ page, seed }) => {
  const mina = await seed.patient(`Mina ${unique('Quick')}`);
  await seed.visitToday(mina, doctor);
  await signIn(page, dana.username);
  await board(page);
  await visit(page, mina.fullName).focus();
  let answer = await held(page, '**/api/appointments/*/stage');
  for (const key of ['a', 'c', 'c', 'd']) await page.keyboard.press(key);
  await expect(visit(page, mina.fullName)).toHaveAttribute('aria-busy', 'true');
  await expect(visit(page, mina.fullName)).toContainText('Booked');
  answer();
  await expect(visit(page, mina.fullName)).toContainText('With the doctor');
  await announced(page, `${mina.fullName}: with the doctor.`);

  // So is the way back, from wherever it is pressed.
  answer = await held(page, '**/api/appointments/*/stage');
  await page.keyboard.press('f');
  await page.getByRole('heading', { level: 1 }).click();
  await page.keyboard.press('u');
  answer();
  await announced(page, `Taken back. ${mina.fullName}: with the doctor.`);
  await expect(visit(page, mina.fullName)).toContainText('With the doctor');

  // What cannot follow is said when its turn has come.
  await visit(page, mina.fullName).focus();
  answer = await held(page, '**/api/appointments/*/stage');
  await page.keyboard.press('f');
  await page.keyboard.press('c');
  answer();
  await expect(page.getByRole('alert')).toContainText(`${mina.fullName}: done. “Checked in” cannot follow.`);
});

test('an undo takes back one’s own step, and nothing a colleague did since', async ({ page, seed }) => {
  const other = unique('Cabin ');
  const room = await seed.acting('admin', (admin) => call<number>(admin, '/api/admin/rooms', { name: other }));
  const mina = await seed.patient(`Mina ${unique('Moved')}`);
  const { id } = (await seed.visitToday(mina, doctor)) as Slot & { id: number };
  /** What the other desk does: the patient is called to that room. */
  const colleague = () =>
    seed.acting('admin', (admin) => call(admin, `/api/appointments/${id}/stage`, { stage: 'checked-in', room_id: String(room) }));
  await signIn(page, dana.username);
  await board(page);
  await visit(page, mina.fullName).focus();

  // It is pressed before the answer to the step is here, and the colleague is quicker than that.
  const answer = await heldAnswer(page, '**/api/appointments/*/stage');
  await page.keyboard.press('a');
  await page.keyboard.press('u');
  await expect(visit(page, mina.fullName)).toContainText('Arrived');
  await colleague();
  await expect(visit(page, mina.fullName)).toContainText('Checked in');
  answer();
  await expect(page.getByRole('alert')).toContainText('This cannot be taken back any more.');
  await expect(visit(page, mina.fullName)).toContainText(other);
  await page.unroute('**/api/appointments/*/stage');

  // The button beside a message knows the room as well.
  const back = await seed.acting('admin', (admin) => call<{ stage: string }>(admin, `/api/appointments/${id}/undo`, {}));
  expect(back.stage).toBe('arrived');
  await expect(visit(page, mina.fullName)).toContainText('Arrived');
  await step(page, () => page.keyboard.press('c'));
  await announced(page, `${mina.fullName}: checked in.`);
  await colleague();
  await expect(visit(page, mina.fullName)).toContainText(other);
  await page.getByRole('status').getByRole('button', { name: /^Undo/ }).click();
  await announced(page, 'This cannot be taken back any more.');
  await expect(visit(page, mina.fullName)).toContainText(other);
});

test('when a visit is gone the focus goes on to what is nearest', async ({ page, seed }) => {
  const mina = await seed.patient(`Mina ${unique('Gone')}`);
  const [ivo, lena] = [await seed.patient(`Ivo ${unique('Next')}`), await seed.patient(`Lena ${unique('Last')}`)];
  const { id } = (await seed.visitToday(mina, doctor)) as Slot & { id: number };
  await seed.visitToday(ivo, doctor);
  await seed.visitToday(lena, doctor);
  await signIn(page, dana.username);
  await board(page);
  await page.clock.install();
  await visit(page, mina.fullName).focus();
  await seed.acting('admin', (admin) => call(admin, `/api/appointments/${id}/cancel`, { reason: 'Called in ill' }));
  await expect(visit(page, mina.fullName)).toHaveCount(0);
  await expect(visit(page, ivo.fullName)).toBeFocused();
  // It has been seen there, as nobody does at once.
  await page.clock.fastForward(1000);

  // A step that takes the visit away leads on too, and is what is taken back then.
  await step(page, () => page.keyboard.press('a'));
  await step(page, () => page.keyboard.press('l'));
  await expect(visit(page, ivo.fullName)).toHaveCount(0);
  await expect(visit(page, lena.fullName)).toBeFocused();
  await step(page, () => page.keyboard.press('u'), 'undo');
  await expect(visit(page, ivo.fullName)).toContainText('Arrived');
  await expect(visit(page, lena.fullName)).toContainText('Booked');

  // So it is beside the details of another visit, whose own step stays.
  await page.clock.fastForward(1000);
  await step(page, () => page.keyboard.press('a'));
  await page.keyboard.press('Enter');
  const details = page.getByRole('complementary', { name: new RegExp(lena.fullName) });
  await expect(details.getByRole('heading', { name: new RegExp(lena.fullName) })).toBeFocused();
  await visit(page, ivo.fullName).focus();
  await step(page, () => page.keyboard.press('l'));
  await expect(visit(page, ivo.fullName)).toHaveCount(0);
  await expect(visit(page, lena.fullName)).toBeFocused();
  await step(page, () => page.keyboard.press('u'), 'undo');
  await announced(page, `Taken back. ${ivo.fullName}: arrived`);
  await expect(visit(page, lena.fullName)).toContainText('Arrived');
  await page.keyboard.press('Escape');
  await expect(details).toHaveCount(0);

  // From anywhere in the page one goes on from there, and in the other view one stands where one stood.
  await page.getByRole('heading', { level: 1 }).click();
  await page.keyboard.press('k');
  await expect(visit(page, ivo.fullName)).toBeFocused();
  await page.keyboard.press('v');
  const row = page.getByRole('row').filter({ hasText: ivo.fullName });
  await expect(row.getByRole('link', { name: ivo.fullName, exact: true })).toBeFocused();
});

test('arrows lead to the doctors beside, Home and End to the ends of a day', async ({ page, seed }) => {
  const team = unique('Team');
  const [left, right] = [await seed.doctor({ fullName: `Dr ${team} A` }), await seed.doctor({ fullName: `Dr ${team} B` })];
  const [mina, rosa] = [await seed.patient(`Mina ${unique('Left')}`), await seed.patient(`Rosa ${unique('Right')}`)];
  await seed.visitToday(mina, left);
  await seed.visitToday(await seed.patient(), left);
  await seed.visitToday(rosa, right);
  await signIn(page, dana.username);
  await open(page, '/desk', 'Front desk');
  await expect(page.locator('.desk-live')).toHaveText('Live');
  const head = page.getByRole('heading', { level: 2, name: left.fullName });
  const items = page.locator('.axis-column').filter({ has: head }).locator('[data-item]');
  await visit(page, mina.fullName).focus();
  await page.keyboard.press('ArrowRight');
  await expect(visit(page, rosa.fullName)).toBeFocused();
  await page.keyboard.press('ArrowLeft');
  await expect(items.and(page.locator(':focus'))).toHaveCount(1);
  await page.keyboard.press('End');
  await expect(items.last()).toBeFocused();
  await page.keyboard.press('Home');
  await expect(items.first()).toBeFocused();
});

test('who does not come is marked so by its letter, and who cannot gets another time', async ({ page, seed }) => {
  const [rosa, bela] = [await seed.patient(`Rosa ${unique('Away')}`), await seed.patient(`Bela ${unique('Later')}`)];
  await seed.visitToday(bela, doctor);
  const { patient_id } = await seed.acting(rosa.username, (client) => read<{ patient_id: number }>(client, '/api/me'));
  await seed.acting('admin', async (admin) => {
    // Nobody has stayed away before their time has come.
    const starts_at = new Date(Date.now() + 8_000).toISOString();
    const visit = { doctor_id: doctor.id, patient_id, starts_at, reason: 'A rash', overbook_reason: 'Came in today' };
    await call(admin, '/api/appointments', visit);
  });
  await signIn(page, dana.username);
  await board(page);
  await expect(async () => {
    await visit(page, rosa.fullName).focus();
    await page.keyboard.press('n');
    await expect(visit(page, rosa.fullName)).toContainText('Did not come', { timeout: 2_000 });
  }).toPass();
  await visit(page, bela.fullName).focus();
  await page.keyboard.press('n');
  await announced(page, `${bela.fullName}: it is too early for “Did not come”.`);
  await page.keyboard.press('r');
  await expect(page).toHaveURL(/\/appointments\/\d+\/reschedule$/);
});

test('a patient who was called to the wrong room is called to another', async ({ page, seed }) => {
  const [first, second] = [unique('Cabin '), unique('Cabin ')];
  for (const name of [first, second]) await seed.acting('admin', (admin) => call(admin, '/api/admin/rooms', { name }));
  const rosa = await seed.patient(`Rosa ${unique('Room')}`);
  await seed.visitToday(rosa, doctor);
  await signIn(page, dana.username);
  await board(page);
  await visit(page, rosa.fullName).click();
  const details = page.getByRole('complementary', { name: new RegExp(rosa.fullName) });
  await step(page, () => page.keyboard.press('a'));
  // As it stands, to the usual one.
  const room = details.getByRole('form', { name: `Call ${rosa.fullName} to a room` });
  await step(page, () => press(room, 'Check in there'));
  await expect(visit(page, rosa.fullName)).toContainText('Checked in');
  const another = details.getByRole('form', { name: `Call ${rosa.fullName} to another room` });
  await another.getByLabel('Room', { exact: true }).selectOption(second);
  await step(page, () => press(another, 'Call there'));
  await expect(visit(page, rosa.fullName)).toContainText(second);
  await expectAccessible(page);
  await press(another, 'Call there');
  await announced(page, `${rosa.fullName}: checked in already.`);
});

test('a visit is found by a few letters and taken on its way in a moment', async ({ page, seed }) => {
  const lena = await seed.patient(`Lena Ōtani ${unique('Q')}`);
  // What was called off is not drawn, and is not what is looked for.
  const { id } = (await seed.visitToday(lena, doctor)) as Slot & { id: number };
  await seed.acting('admin', (admin) => call(admin, `/api/appointments/${id}/cancel`, { reason: 'Called in ill' }));
  await seed.visitToday(lena, doctor);
  await signIn(page, dana.username);
  await board(page);
  await page.keyboard.press('/');
  await page.keyboard.type('otani');
  await page.keyboard.press('Enter');
  const details = page.getByRole('complementary', { name: new RegExp(lena.fullName) });
  await expect(details.getByRole('heading', { name: new RegExp(lena.fullName) })).toBeFocused();
  await step(page, () => page.keyboard.press('a'));
  await announced(page, new RegExp(`${lena.fullName}: arrived`));
  expect(page.url()).not.toContain('otani');
});

test('filters are in the address and apply at once', async ({ page, seed }) => {
  const other = await seed.doctor();
  const [rosa, bela] = [await seed.patient(`Rosa ${unique('A')}`), await seed.patient(`Bela ${unique('B')}`)];
  await seed.visitToday(rosa, doctor);
  await seed.visitToday(bela, other);
  await signIn(page, dana.username);
  await open(page, '/desk', 'Front desk');
  await expect(visit(page, rosa.fullName)).toBeVisible();
  await expect(visit(page, bela.fullName)).toBeVisible();
  await withoutReload(page, async () => {
    const filters = page.getByRole('search', { name: 'Visits of the day' });
    const whose = filters.getByLabel('Doctor', { exact: true });
    // By keys from one doctor to the next: the focus stays where they are chosen.
    const ids = await whose.locator('option').evaluateAll((options) => options.map((option) => option.getAttribute('value')));
    await whose.focus();
    for (const id of ids.slice(1, 3)) {
      await page.keyboard.press('ArrowDown');
      await expect(page).toHaveURL(new RegExp(`doctor_id=${id}(&|$)`));
      await expect(page.locator('.desk-head')).toHaveCount(1);
      await expect(whose).toBeFocused();
    }
    await whose.selectOption(other.fullName);
    await expect(page).toHaveURL(new RegExp(`doctor_id=${other.id}`));
    await expect(page, 'today’s board stays today’s').not.toHaveURL(/date=/);
    await expect(visit(page, rosa.fullName)).toHaveCount(0);
    const stages = page.getByRole('navigation', { name: 'Stage' });
    await stages.getByRole('link', { name: /^Booked/ }).click();
    await expect(page).toHaveURL(/stage=booked/);
    await expect(visit(page, bela.fullName)).toBeVisible();
    await expect(page.locator('.desk-gap')).toHaveCount(0);
    await step(page, async () => {
      await visit(page, bela.fullName).focus();
      await page.keyboard.press('a');
    });
    // Nobody is booked any more; the count is still there to leave by.
    await expect(visit(page, bela.fullName)).toHaveCount(0);
    await expect(stages.getByRole('link', { name: /^Booked 0/ })).toBeVisible();
    await expect(stages.getByRole('link', { name: /^Arrived 1/ })).toBeVisible();
    await stages.getByRole('link', { name: /^All/ }).click();
    await expect(visit(page, bela.fullName)).toContainText('Arrived');
  });
  await arrived(page, 'Front desk');
});

test('free time is booked where it stands', async ({ page, seed }) => {
  const [slot] = await seed.slots(doctor.id);
  if (!slot) throw new Error('no free time');
  const rosa = await seed.patient(`Rosa ${unique('Gap')}`);
  await signIn(page, dana.username);
  await board(page, `&date=${dayOf(slot)}`);
  const gap = page.locator('.desk-gap').first();
  await expect(gap).toHaveAttribute('href', new RegExp(`^/desk/new\\?doctor_id=${doctor.id}&starts_at=`));
  await gap.focus();
  await page.keyboard.press('Enter');
  const dialog = page.getByRole('dialog', { name: 'New booking' });
  await expect(dialog.getByRole('combobox', { name: 'Patient' })).toBeFocused();
  await page.keyboard.type(rosa.fullName);
  await expect(dialog.getByRole('option', { name: new RegExp(rosa.fullName) })).toBeVisible();
  await page.keyboard.press('Enter');
  await expect(dialog.getByText(rosa.fullName).first()).toBeVisible();
  await expectAccessible(page);
  await press(dialog, 'Book');
  await announced(page, new RegExp(`Booked for ${rosa.fullName}`));
  await expect(dialog).toBeHidden();
  await expect(visit(page, rosa.fullName)).toContainText(clock(slot));

  // The same by its letter, from anywhere, and for who has come.
  await page.getByRole('heading', { level: 1 }).click();
  await page.keyboard.press('b');
  await expect(dialog).toBeVisible();
  await page.keyboard.press('Escape');
  await expect(dialog).toBeHidden();
  await page.keyboard.press('w');
  await expect(page.getByRole('dialog', { name: 'Walk-in' })).toBeVisible();
});

test('a time that a patient is about to book at home is not offered, and is again when it is let go', async ({ page, browser, clinic, seed }) => {
  const [slot, second] = await seed.slots(doctor.id);
  if (!slot || !second) throw new Error('no free time');
  const rosa = await seed.patient(`Rosa ${unique('Home')}`);
  const home = await elsewhere(browser, clinic.url, rosa);
  await signIn(page, dana.username);
  await board(page, `&date=${dayOf(slot)}`);
  const gap = (from: Slot) => page.locator('.desk-gap').filter({ hasText: `Free ${clock(from)} to` });
  const held = page.locator('.desk-held');
  const noted = await watchFor(page, '.desk-held', 'being booked, kept until');
  await expect(gap(slot)).toHaveCount(1);
  const kept = answered(home, '/api/holds');
  await open(home, `/book/${doctor.id}?date=${dayOf(slot)}&start=${encodeURIComponent(slot.starts_at)}`, 'Review and confirm');
  await seenWithin(noted, await kept, SOON);
  await expect(gap(slot)).toHaveCount(0);
  await expect(gap(second)).toHaveCount(1);
  await expect(page.locator('main'), 'for whom is not told').not.toContainText(rosa.fullName);
  await expectAccessible(page);
  // So it is in the list.
  await page.getByRole('heading', { level: 1 }).click();
  await page.keyboard.press('v');
  await expect(page.getByRole('row').filter({ hasText: `${clock(slot)} to` })).toContainText('being booked, kept until');
  // It is the first row, and nothing to go to: the tab key leads past it.
  await expect(page.locator('.desk-board a[tabindex="0"]')).toHaveText(new RegExp(`Free ${clock(second)} to`));
  await page.keyboard.press('v');
  await expect(held).toBeVisible();
  const gone = await watchGone(page, '.desk-held', 'being booked');
  const released = answered(home, '/release');
  await home.getByRole('link', { name: 'Choose another time' }).click();
  await seenWithin(gone, await released, SOON);
  await expect(gap(slot)).toHaveCount(1);
  await home.context().close();
});

test('midnight waits for whoever is entering a visit, and then it is another day', async ({ page, seed }) => {
  const rosa = await seed.patient(`Rosa ${unique('Night')}`);
  const { date, whole } = await seed.acting('admin', (admin) =>
    read<{ date: string; whole: { ends_at: string } }>(admin, '/api/desk'),
  );
  const next = later(date, 1);
  // Somebody sees patients then, whatever day it is.
  const extra = { kind: 'extra', from_day: next, from_time: '00:00', to_time: '00:00', grid: '5' };
  await seed.acting('admin', (admin) => call(admin, `/api/doctors/${doctor.id}/exceptions`, extra));
  await page.clock.install();
  await signIn(page, dana.username);
  await board(page);
  // For the server it is the day before still: what is asked of it as of today is asked of the next day.
  await intercept(page, /\/api\/desk(\/times)?(\?|$)/, (route) => {
    const address = new URL(route.request().url());
    if (!address.searchParams.get('date')) address.searchParams.set('date', next);
    return route.continue({ url: address.href });
  });
  await page.keyboard.press('b');
  const booking = page.getByRole('dialog', { name: 'New booking' });
  await expect(booking.getByRole('combobox', { name: 'Patient' })).toBeFocused();
  await page.keyboard.type('Rosa ');
  // So much time is a silence too, after which the board connects anew.
  const connected = page.waitForEvent('websocket');
  await page.clock.fastForward(Date.parse(whole.ends_at) - Date.now() + 70 * 60_000);
  await connected;
  await expect(page.locator('.desk-live')).toHaveText('Live');
  await page.keyboard.type(rosa.fullName.slice('Rosa '.length));
  await expect(booking.getByRole('option', { name: new RegExp(rosa.fullName) })).toBeVisible();
  await press(booking, 'Close');
  await expect(page.getByText(longDay(next)).first()).toBeVisible();

  // Who walks in is seen on that day.
  await page.keyboard.press('w');
  const walkIn = page.getByRole('dialog', { name: 'Walk-in' });
  await expect(walkIn.getByRole('combobox', { name: 'Patient' })).toBeFocused();
  await page.keyboard.type(rosa.fullName);
  await expect(walkIn.getByRole('option', { name: new RegExp(rosa.fullName) })).toBeVisible();
  await page.keyboard.press('Enter');
  await expect(walkIn.getByRole('group', { name: shortDay(next) })).toBeVisible();
});

test('a board that was cut off says since when, and is true again by itself', async ({ page, clinic, seed }) => {
  const rosa = await seed.patient(`Rosa ${unique('Cut')}`);
  await seed.visitToday(rosa, doctor);
  await signIn(page, dana.username);
  await board(page);
  await withoutReload(page, async () => {
    await clinic.stop();
    await expect(page.locator('.desk-live')).toHaveText(/^Reconnecting since \d\d:\d\d$/, BY_ITSELF);
    await expect(visit(page, rosa.fullName)).toBeVisible();
    await clinic.serve();
    // Somebody is quicker than this board is back.
    await seed.acting(dana.username, async (client) => {
      const { visits } = await read<{ visits: { id: number; patient_name: string }[] }>(client, '/api/desk');
      const found = visits.find((each) => each.patient_name === rosa.fullName);
      await call(client, `/api/appointments/${found?.id}/stage`, { stage: 'arrived' });
    });
    await expect(page.locator('.desk-live')).toHaveText('Live', BY_ITSELF);
    await expect(visit(page, rosa.fullName)).toContainText('Arrived');
  });
});

test('on a phone each doctor has a list, and the details come up from below', async ({ page, seed }) => {
  const rosa = await seed.patient(`Rosa ${unique('Phone')}`);
  await seed.visitToday(rosa, doctor);
  await page.setViewportSize({ width: 360, height: 740 });
  await signIn(page, dana.username);
  await board(page);
  expect(await sideScroll(page)).toBe('');
  await visit(page, rosa.fullName).click();
  await expect(page.getByRole('complementary', { name: new RegExp(rosa.fullName) })).toBeVisible();
  expect(await sideScroll(page)).toBe('');
  await expectAccessible(page);
});
