//! The clinic seen from above: today's numbers, staff accounts, the audit trail's page.

pub mod accounts;
pub mod overview;
pub mod pages;
