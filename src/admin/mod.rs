//! The clinic seen from above: today's numbers, staff accounts, the audit trail's page.

pub mod pages;
