//! Whom to call back.

use jiff::{SignedDuration, Timestamp};

use super::Keeper;
use crate::offline::{model::CallBack, sealed::Kind};

/// The list is deleted when nothing was done on it for so long.
const LIFE: SignedDuration = SignedDuration::from_hours(7 * 24);

impl Keeper {
    /// Whom to call back.
    pub(in crate::offline) fn call_backs(&self) -> &[CallBack] {
        &self.call_backs
    }

    /// Somebody is to be called back.
    pub(in crate::offline) fn note(&mut self, call_back: CallBack, local: Timestamp) {
        self.call_backs.push(call_back);
        self.write_call_backs(local);
    }

    /// Somebody was called back.
    pub(in crate::offline) fn called(&mut self, key: &str, local: Timestamp) {
        self.call_backs.retain(|call_back| call_back.key != key);
        self.write_call_backs(local);
    }

    fn write_call_backs(&mut self, local: Timestamp) {
        let Some(files) = &self.shelf else { return };
        if self.call_backs.is_empty() {
            files.remove(Kind::CallBacks, None);
            return;
        }
        let ends = self.ends_after(LIFE, local);
        let wrote = files.put(Kind::CallBacks, None, ends, &self.call_backs);
        self.wrote(Some(wrote));
    }
}
