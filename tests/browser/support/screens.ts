import { call, type Doctor, type Person, read, type Seed, type Slot } from './seed.ts';
import { PASSWORD } from './server.ts';

/** A link to a screen or a kiosk, made by the admin. */
export async function link(
  seed: Seed,
  kind: 'waiting-room' | 'kiosk',
  shows: 'numbers' | 'initials' = 'numbers',
  password = PASSWORD,
): Promise<{ id: number; path: string }> {
  const form = { kind, name: 'Ground floor', shows };
  const made = await seed.acting('admin', (admin) => call<{ id: number; link: string }>(admin, '/api/admin/screens', form), password);
  return { id: made.id, path: made.link };
}

/** Closes a link. */
export async function revoke(seed: Seed, id: number): Promise<void> {
  await seed.acting('admin', (admin) => call(admin, `/api/admin/screens/${id}/revoke`, {}));
}

/** A visit of today, and the code to check in with. */
export async function visitWithCode(seed: Seed, patient: Person, doctor: Doctor): Promise<{ id: number; code: string }> {
  const { id } = (await seed.visitToday(patient, doctor)) as Slot & { id: number };
  const { words } = await seed.acting(patient.username, (client) =>
    read<{ words: string }>(client, `/api/appointments/${id}/check-in-code`),
  );
  return { id, code: words };
}

/** A step of a visit, taken at the front desk; gives when it was answered. */
export async function step(seed: Seed, id: number, stage: string, roomId?: number): Promise<number> {
  return seed.acting('admin', async (admin) => {
    await call(admin, `/api/appointments/${id}/stage`, { stage, room_id: roomId === undefined ? '' : String(roomId) });
    return Date.now();
  });
}

/** Whoever was called is done: screens call nobody. */
export async function nobodyCalled(seed: Seed): Promise<void> {
  const { visits } = await seed.acting('admin', (admin) => read<{ visits: { id: number; stage: string }[] }>(admin, '/api/desk'));
  for (const { id, stage } of visits) {
    if (stage === 'checked-in' || stage === 'in-progress') await step(seed, id, 'fulfilled');
  }
}
