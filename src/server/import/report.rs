//! What an import did, for whoever ran it.

use std::{collections::BTreeSet, fmt};

/// The tables of the old program, in the order they are brought in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Table {
    /// Accounts.
    Users,
    /// Doctors.
    Doctors,
    /// Patients.
    Patients,
    /// Appointments.
    Appointments,
}

impl Table {
    /// Every table.
    pub const ALL: [Self; 4] = [
        Self::Users,
        Self::Doctors,
        Self::Patients,
        Self::Appointments,
    ];

    /// Its name.
    pub fn name(self) -> &'static str {
        match self {
            Self::Users => "users",
            Self::Doctors => "doctors",
            Self::Patients => "patients",
            Self::Appointments => "appointments",
        }
    }
}

/// What became of the rows of one table.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Count {
    /// Rows in the old file.
    pub read: usize,
    /// Rows brought in by this run.
    pub brought_in: usize,
    /// Rows an earlier run brought in.
    pub already_here: usize,
    /// Rows brought in by this run that had to change.
    pub changed: usize,
}

/// What an import did.
#[derive(Debug, Default)]
pub struct Report {
    read: Vec<(Table, usize)>,
    brought_in: Vec<Table>,
    remarks: Vec<(Table, i64, String)>,
    notes: Vec<String>,
}

impl Report {
    pub(super) fn has_read(&mut self, table: Table, rows: usize) {
        self.read.push((table, rows));
    }

    pub(super) fn brought_in(&mut self, table: Table) {
        self.brought_in.push(table);
    }

    /// Notes that a row could not stay as it was.
    pub(super) fn remark(&mut self, table: Table, id: i64, text: impl Into<String>) {
        self.remarks.push((table, id, text.into()));
    }

    pub(super) fn note(&mut self, text: impl Into<String>) {
        self.notes.push(text.into());
    }

    /// Whether this run brought anything in.
    pub fn is_empty(&self) -> bool {
        self.brought_in.is_empty()
    }

    /// What became of the rows of a table.
    pub fn count(&self, table: Table) -> Count {
        let read = self
            .read
            .iter()
            .filter(|(of, _)| *of == table)
            .map(|(_, rows)| rows)
            .sum();
        let brought_in = self.brought_in.iter().filter(|of| **of == table).count();
        let changed: BTreeSet<i64> = self
            .remarks
            .iter()
            .filter(|(of, ..)| *of == table)
            .map(|(_, id, _)| *id)
            .collect();
        Count {
            read,
            brought_in,
            already_here: read - brought_in,
            changed: changed.len(),
        }
    }

    /// The counts in one line.
    pub(super) fn summary(&self) -> String {
        let counts =
            Table::ALL.map(|table| format!("{} {}", self.count(table).brought_in, table.name()));
        counts.join(", ")
    }
}

impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(
            f,
            "{:14}{:>8}{:>12}{:>14}{:>9}",
            "", "read", "brought in", "already here", "changed"
        )?;
        for table in Table::ALL {
            let Count {
                read,
                brought_in,
                already_here,
                changed,
            } = self.count(table);
            writeln!(
                f,
                "{:14}{read:>8}{brought_in:>12}{already_here:>14}{changed:>9}",
                table.name()
            )?;
        }
        if !self.remarks.is_empty() {
            writeln!(
                f,
                "\nRows that had to change, by their number in the old file:"
            )?;
        }
        for (table, id, text) in &self.remarks {
            writeln!(f, "{} {id}: {text}", table.name())?;
        }
        if !self.notes.is_empty() {
            writeln!(f)?;
        }
        for note in &self.notes {
            writeln!(f, "Note: {note}")?;
        }
        Ok(())
    }
}
