//! What the code and the databases say of their tables, in the same words.

use std::collections::{BTreeMap, BTreeSet};

use anteroom::server::{Conn, engine::lines};

/// A table of `schema.rs`.
#[derive(Debug, Default)]
pub(crate) struct Table {
    pub(crate) key: String,
    /// Names and types, as Diesel writes them.
    pub(crate) columns: Vec<(String, String)>,
}

/// The tables of `schema.rs` by name.
pub(crate) fn in_schema() -> BTreeMap<String, Table> {
    let mut tables = BTreeMap::<String, Table>::new();
    let mut table = String::new();
    for line in include_str!("../../../src/server/schema.rs")
        .lines()
        .map(str::trim)
    {
        if let Some((name, key)) = line
            .strip_suffix(") {")
            .and_then(|line| line.split_once(" ("))
        {
            name.clone_into(&mut table);
            key.clone_into(&mut tables.entry(table.clone()).or_default().key);
        } else if let Some((column, kind)) = line.split_once(" -> ").filter(|_| line.ends_with(','))
            && !line.contains('(')
        {
            let column = (column.to_owned(), kind.trim_end_matches(',').to_owned());
            tables.get_mut(&table).unwrap().columns.push(column);
        }
    }
    assert!(tables.len() >= 12, "{tables:?}");
    tables
}

/// What `schema.rs` says of columns and primary keys, in the words of [`described`].
pub(super) fn declared() -> BTreeSet<String> {
    let mut lines = BTreeSet::new();
    for (name, Table { key, columns }) in in_schema() {
        lines.insert(format!("{name}: primary key {key}"));
        for (place, (column, kind)) in columns.iter().enumerate() {
            let bare = kind.strip_prefix("Nullable<").unwrap_or(kind);
            let null = if bare == kind { "not null" } else { "null" };
            let bare = match bare.trim_end_matches('>') {
                "BigInt" => "bigint",
                "Integer" => "integer",
                "Text" => "text",
                "Bool" => "boolean",
                other => other,
            };
            lines.insert(format!("{name}: {} {column} {bare} {null}", place + 1));
        }
    }
    lines
}

/// What a database says of itself, without defaults and indexes.
pub(super) fn outlined(described: &BTreeSet<String>) -> BTreeSet<String> {
    described
        .iter()
        .filter(|line| {
            [": unique", ": refers", ": index"]
                .iter()
                .all(|word| !line.contains(word))
        })
        .map(|line| line.split(" default").next().unwrap().to_owned())
        .collect()
}

/// What a database says of its tables, in words that are the same on both engines.
pub(super) fn described(conn: &mut Conn) -> BTreeSet<String> {
    const TABLES: &str = r"sqlite_master AS t ON t.type = 'table' AND t.name NOT LIKE 'sqlite\_%' ESCAPE '\'
        AND t.name <> '__diesel_schema_migrations' AND t.name <> 'board_changes' AND t.name NOT LIKE 'patients_found%'";
    // A row's own number is declared INTEGER, for SQLite, and is as wide as a BIGINT.
    let file = format!(
        "WITH t AS (SELECT t.* FROM (SELECT 1) JOIN {TABLES}),
              i AS (SELECT t.name AS of_table, i.*, (SELECT group_concat(name, ', ') FROM pragma_index_info(i.name)) AS columns
                    FROM t JOIN pragma_index_list(t.name) AS i)
         SELECT t.name || ': ' || (c.cid + 1) || ' ' || c.name
             || CASE WHEN c.pk = 1 AND t.sql LIKE '%AUTOINCREMENT%' THEN ' bigint' ELSE ' ' || lower(c.type) END
             || CASE WHEN c.\"notnull\" THEN ' not null' ELSE ' null' END
             || coalesce(' default ' || lower(c.dflt_value), '') AS line
         FROM t JOIN pragma_table_info(t.name) AS c
         UNION ALL
         SELECT t.name || ': primary key ' || (SELECT group_concat(name, ', ') FROM
             (SELECT name FROM pragma_table_info(t.name) WHERE pk > 0 ORDER BY pk)) FROM t
         UNION ALL
         SELECT t.name || ': refers by ' || f.\"from\" || ' to ' || f.\"table\" || ' ' || f.\"to\"
         FROM t JOIN pragma_foreign_key_list(t.name) AS f
         UNION ALL
         SELECT of_table || ': unique ' || columns FROM i WHERE origin = 'u'
         UNION ALL
         SELECT of_table || ': index ' || i.name || ' on ' || columns || CASE WHEN \"unique\" THEN ' unique' ELSE '' END
             || CASE WHEN partial THEN substr(m.sql, instr(m.sql, ' WHERE ')) ELSE '' END
         FROM i JOIN sqlite_master AS m ON m.name = i.name WHERE origin = 'c'"
    );
    let server = "
        WITH t AS (SELECT oid, CAST(relname AS TEXT) AS name FROM pg_class
                   WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace
                     AND relname <> '__diesel_schema_migrations'),
             k AS (SELECT t.name AS of_table, k.contype, k.confrelid, k.confkey, (SELECT string_agg(c.attname, ', ' ORDER BY place)
                       FROM unnest(k.conkey) WITH ORDINALITY AS p (number, place)
                       JOIN pg_attribute AS c ON c.attrelid = t.oid AND c.attnum = p.number) AS columns
                   FROM t JOIN pg_constraint AS k ON k.conrelid = t.oid)
        SELECT t.name || ': ' || c.attnum || ' ' || c.attname || ' ' || format_type(c.atttypid, c.atttypmod)
            || CASE WHEN c.attnotnull THEN ' not null' ELSE ' null' END
            || coalesce(' default ' || replace(lower(pg_get_expr(d.adbin, d.adrelid)), '::text', ''), '') AS line
        FROM t JOIN pg_attribute AS c ON c.attrelid = t.oid AND c.attnum > 0 AND NOT c.attisdropped
        LEFT JOIN pg_attrdef AS d ON d.adrelid = t.oid AND d.adnum = c.attnum
        UNION ALL
        SELECT of_table || ': primary key ' || columns FROM k WHERE contype = 'p'
        UNION ALL
        SELECT of_table || ': refers by ' || columns || ' to ' || CAST(confrelid::regclass AS TEXT) || ' ' || c.attname
        FROM k JOIN pg_attribute AS c ON c.attrelid = k.confrelid AND c.attnum = ANY (k.confkey) WHERE contype = 'f'
        UNION ALL
        SELECT of_table || ': unique ' || columns FROM k WHERE contype = 'u'
        UNION ALL
        SELECT t.name || ': index ' || n.relname || ' on '
            || regexp_replace(pg_get_indexdef(i.indexrelid), '^.* USING btree ', '')
            || CASE WHEN i.indisunique THEN ' unique' ELSE '' END
        FROM t JOIN pg_index AS i ON i.indrelid = t.oid JOIN pg_class AS n ON n.oid = i.indexrelid
        WHERE NOT EXISTS (SELECT 1 FROM pg_constraint AS k WHERE k.conindid = i.indexrelid)
          AND pg_get_indexdef(i.indexrelid) NOT LIKE '%gin_trgm_ops%'";
    let query = match conn {
        Conn::Sqlite(_) => &file,
        Conn::Postgresql(_) => server,
    };
    let described = lines(conn, query).unwrap();
    let described: BTreeSet<_> = described
        .into_iter()
        .map(|line| line.replace(['(', ')'], ""))
        .collect();
    assert!(described.len() > 100, "{described:#?}");
    described
}
