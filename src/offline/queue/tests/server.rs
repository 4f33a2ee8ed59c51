//! The queue against a server that loses requests and answers, and that others use meanwhile.

use std::collections::BTreeMap;

use proptest::prelude::*;

use super::*;
use crate::encounters::model::StageForm;

/// A server as far as the queue knows it.
#[derive(Clone, Debug, Default)]
struct Server {
    visits: BTreeMap<i64, (i32, Stage)>,
    known: BTreeMap<String, i32>,
    /// The steps it did, by appointment: the key, and the version it was done on.
    did: Vec<(i64, String, i32)>,
}

impl Server {
    fn take(&mut self, id: i64, form: &StageForm) -> Result<i32, AppError> {
        if let Some(version) = self.known.get(&form.idempotency_key) {
            return Ok(*version);
        }
        let (version, stage) = self.visits.get_mut(&id).unwrap();
        let wanted = Stage::from_key(&form.stage).unwrap();
        if form.version != Some(i64::from(*version)) || !stage.next().contains(&wanted) {
            return Err(AppError::conflict("Changed meanwhile."));
        }
        self.did.push((id, form.idempotency_key.clone(), *version));
        *version += 1;
        *stage = wanted;
        self.known.insert(form.idempotency_key.clone(), *version);
        Ok(*version)
    }

    fn says(&self, id: i64) -> ServerSide {
        let (version, stage) = self.visits[&id];
        ServerSide {
            version,
            stage,
            room_id: None,
            by: None,
            at: None,
        }
    }
}

#[derive(Clone, Debug)]
enum Event {
    Desk { visit: usize, step: usize },
    Other { visit: usize, step: usize },
    Send(Loss),
    Restart,
    TakeBack { visit: usize },
    Decide { visit: usize, again: bool },
}

#[derive(Clone, Copy, Debug)]
enum Loss {
    Nothing,
    Request,
    Answer,
}

fn events() -> impl Strategy<Value = Vec<Event>> {
    let (visit, step) = (0..3_usize, 0..5_usize);
    let loss = prop_oneof![
        3 => Just(Loss::Nothing),
        1 => Just(Loss::Request),
        1 => Just(Loss::Answer)
    ];
    let event = prop_oneof![
        4 => (visit.clone(), step.clone()).prop_map(|(visit, step)| Event::Desk { visit, step }),
        1 => (visit.clone(), step).prop_map(|(visit, step)| Event::Other { visit, step }),
        4 => loss.prop_map(Event::Send),
        1 => Just(Event::Restart),
        1 => visit.clone().prop_map(|visit| Event::TakeBack { visit }),
        1 => (visit, any::<bool>()).prop_map(|(visit, again)| Event::Decide { visit, again }),
    ];
    prop::collection::vec(event, 1..60)
}

/// Sends the next step; answers its key when somebody else had done the same before.
fn send(queue: &mut Queue, server: &mut Server, loss: Loss) -> Option<String> {
    let step = next(queue)?;
    let id = step.appointment_id;
    let sent = match loss {
        Loss::Request => Err(AppError::Offline),
        Loss::Nothing => server.take(id, &step.form()),
        Loss::Answer => {
            let _ = server.take(id, &step.form());
            Err(AppError::Offline)
        }
    };
    let answer = match sent {
        Ok(version) => Answer::Done(version),
        Err(error) => Answer::of(Err(error)),
    };
    let refused = matches!(answer, Answer::Disagrees(_));
    let says = server.says(id);
    let agreed = refused && says.stage == step.stage;
    queue.answered(&step.key, answer, Some(says));
    agreed.then_some(step.key)
}

proptest! {
    #[test]
    fn each_step_is_done_once_and_in_order_or_asked_about(events in events()) {
        let mut queue = Queue::default();
        let mut server = Server::default();
        for id in 0..3 {
            server.visits.insert(id, (1, Stage::Booked));
        }
        // What the desk sees: the server's as of the beginning, with its own steps on top.
        let mut seen: BTreeMap<i64, BoardVisit> = (0..3)
            .map(|id| {
                let mut shown = visit(id, Stage::Booked);
                shown.version = 1;
                (id, shown)
            })
            .collect();
        let mut keys = 0_u32;
        let mut key = || { keys += 1; format!("{keys:04}") };
        let (mut dropped, mut agreed) = (BTreeSet::new(), BTreeSet::new());
        let mut taken = Vec::new();

        for event in events {
            match event {
                Event::Desk { visit, step } => {
                    let id = i64::try_from(visit).unwrap();
                    let shown = seen[&id].clone();
                    let next = shown.stage.next();
                    if let Some(stage) = next.get(step % next.len().max(1)) {
                        let key = key();
                        let stands =
                            queue.push(key.clone(), shown, *stage, None, at("09:12")).unwrap();
                        taken.push((id, key));
                        seen.insert(id, stands);
                    }
                }
                Event::Other { visit, step } => {
                    let id = i64::try_from(visit).unwrap();
                    let (version, stage) = server.visits.get_mut(&id).unwrap();
                    let next = stage.next();
                    if let Some(to) = next.get(step % next.len().max(1)) {
                        *stage = *to;
                        *version += 1;
                    }
                }
                Event::Send(loss) => agreed.extend(send(&mut queue, &mut server, loss)),
                Event::Restart => {
                    let json = serde_json::to_string(&queue).unwrap();
                    queue = serde_json::from_str(&json).unwrap();
                }
                Event::TakeBack { visit } => {
                    let id = i64::try_from(visit).unwrap();
                    let last = queue.of(id).last().map(|step| step.key.clone());
                    if let Some(before) = queue.take_back(id) {
                        dropped.insert(last.unwrap());
                        before.put_on(seen.get_mut(&id).unwrap());
                    }
                }
                Event::Decide { visit, again } => {
                    let id = i64::try_from(visit).unwrap();
                    let asked = queue
                        .objections()
                        .find(|(step, _)| step.appointment_id == id)
                        .map(|(step, _)| step.clone());
                    let Some(step) = asked else { continue };
                    if again {
                        let new = key();
                        taken.iter_mut().filter(|(_, old)| *old == step.key)
                            .for_each(|(_, old)| old.clone_from(&new));
                        queue.try_again(id, new);
                    } else {
                        dropped.extend(queue.of(id).map(|step| step.key.clone()));
                        queue.keep_servers(id);
                    }
                }
            }
            // What the board shows follows the server where nothing waits.
            for (id, shown) in &mut seen {
                if !queue.has(*id) {
                    let says = server.says(*id);
                    shown.version = says.version;
                    shown.stage = says.stage;
                }
            }
        }
        // The network stays.
        for _ in 0..200 {
            agreed.extend(send(&mut queue, &mut server, Loss::Nothing));
        }

        let did: Vec<&String> = server.did.iter().map(|(_, key, _)| key).collect();
        let once: BTreeSet<&String> = did.iter().copied().collect();
        prop_assert_eq!(once.len(), did.len(), "a step was done twice");
        for id in 0..3 {
            let mine = |(of, key): &(i64, String)| (*of == id).then(|| key.clone());
            let did: Vec<String> = server.did.iter()
                .filter(|(of, ..)| *of == id).map(|(_, key, _)| key.clone()).collect();
            let order: Vec<String> = taken.iter().filter_map(mine)
                .filter(|key| did.contains(key)).collect();
            prop_assert_eq!(&did, &order, "out of order");
            // Whatever was not done waits behind a question, or was given up by the desk.
            let asked = queue.objections().any(|(step, _)| step.appointment_id == id);
            prop_assert!(asked || !queue.has(id), "something waits without a question");
        }
        for (_, key) in &taken {
            let known = did.contains(&key) || dropped.contains(key) || agreed.contains(key);
            let waits = queue.steps.iter().any(|step| step.key == *key);
            prop_assert!(known != waits, "a step was lost");
        }
    }
}
