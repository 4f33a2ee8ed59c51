import { call, type Doctor, type Person, read, type Seed, type Slot } from './seed.ts';

/** A link to a screen or a kiosk, made by the admin. */
export async function link(
  seed: Seed,
  kind: 'waiting-room' | 'kiosk',
  shows: 'numbers' | 'initials' = 'numbers',
): Promise<{ id: number; path: string }> {
  const made = await seed.acting('admin', (admin) =>
    call<{ id: number; link: string }>(admin, '/api/admin/screens', { kind, name: 'Ground floor', shows }),
  );
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
