//! What the desk does about the visits of today.

use anteroom::encounters::model::Stage;
use jiff::Timestamp;

use crate::{
    client::Client,
    day::deed::{Act, Deed, Told},
    history::Asked,
};

impl Client<'_> {
    /// One operation on the visits of today. What was asked for and nobody answered is asked for once more, and so
    /// is now and then what was answered: it is done once.
    pub(crate) fn see_to_today(&mut self, throws: [usize; 4]) {
        if let Some(deed) = self.actor.again.take() {
            return self.ask_for(&deed);
        }
        let deed = Deed {
            act: self.act(throws),
            key: self.tag(),
        };
        self.ask_for(&deed);
        let [.., third] = throws;
        if third % 10 == 9 && self.actor.again.is_none() {
            self.ask_for(&deed);
        }
    }

    fn act(&self, throws: [usize; 4]) -> Act {
        let [_, first, second, _] = throws;
        // For some things it is too early.
        let to_come = self.floor.appointment(first);
        match to_come.filter(|_| second.is_multiple_of(20)) {
            None => self.floor.desk.choose(throws),
            Some(visit) => Act::Stage {
                visit,
                stage: [Stage::Arrived, Stage::Noshow][second / 20 % 2],
                room: None,
                version: None,
            },
        }
    }

    fn ask_for(&mut self, deed: &Deed) {
        let now = || Timestamp::now().as_second();
        let what = Asked {
            deed: deed.clone(),
            told: None,
            seconds: (now(), i64::MAX),
        };
        let mut told = None;
        let mut call = self.change(what, &deed.path(), &deed.body(), |answer| {
            told = Told::read(answer);
            told.map(|told| told.id)
        });
        call.what.told = told;
        call.what.seconds.1 = now();
        if let Some(told) = &told {
            self.floor.desk.note(told);
        }
        self.actor.again = call.unknown().then(|| deed.clone());
        self.history.today.push(call);
    }
}
