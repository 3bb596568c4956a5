use std::path::Path;

use tempfile::TempDir;

use super::*;

fn entry(id: &str, title: &str, body: &str) -> Entry {
    Entry {
        id: id.to_owned(),
        kind: "document".to_owned(),
        title: title.to_owned(),
        body: body.to_owned(),
        numbers: vec![],
        groups: vec!["hacienda".to_owned()],
        date: 1,
    }
}

fn ask(text: &str) -> Query {
    Query {
        text: text.to_owned(),
        groups: vec!["hacienda".to_owned()],
        limit: 10,
        ..Query::default()
    }
}

async fn index_of(entries: Vec<Entry>) -> (TempDir, Index) {
    let dir = TempDir::new().unwrap();
    let (index, start) = Index::open(dir.path()).unwrap();
    assert_eq!(start, Start::New);
    index
        .apply(entries.into_iter().map(Change::Put).collect(), 1)
        .await
        .unwrap();
    (dir, index)
}

async fn ids(index: &Index, query: Query) -> Vec<String> {
    index
        .search(query)
        .await
        .unwrap()
        .hits
        .into_iter()
        .map(|hit| hit.id)
        .collect()
}

#[tokio::test]
async fn spanish_is_found_without_accents_case_or_endings() {
    let (_dir, index) = index_of(vec![
        entry("a", "Renovación de licencia de conducción", "Señor Muñoz"),
        entry("b", "Paz y salvo", "certificados expedidos"),
    ])
    .await;
    for question in [
        "RENOVACION",
        "licencias",
        "conducción",
        "munoz",
        "renov",
        "\"licencia de conduccion\"",
    ] {
        assert_eq!(ids(&index, ask(question)).await, ["a"], "{question}");
    }
    assert_eq!(ids(&index, ask("certificado expedido")).await, ["b"]);
    assert_eq!(ids(&index, ask("\"conduccion licencia\"")).await, Vec::<String>::new());
    assert_eq!(ids(&index, ask("de la")).await, Vec::<String>::new());
}

#[tokio::test]
async fn a_number_is_found_exactly_and_comes_before_what_mentions_it() {
    let mut first = entry("case", "Solicitud", "");
    first.numbers = vec!["PUT-2026-0001234".to_owned(), "900.123.456-7".to_owned()];
    let mut other = entry("other", "Solicitud", "");
    other.numbers = vec!["PUT-2026-0001235".to_owned()];
    let mention = entry(
        "mention",
        "Respuesta",
        "en atención al radicado PUT-2026-0001234 le informamos",
    );
    let (_dir, index) = index_of(vec![mention, first, other]).await;
    assert_eq!(ids(&index, ask("PUT-2026-0001234")).await, ["case", "mention"]);
    for spelling in ["put20260001234", "9001234567", "900123456-7", "900.123.456"] {
        assert_eq!(ids(&index, ask(spelling)).await, ["case"], "{spelling}");
    }
    assert_eq!(ids(&index, ask("PUT-2026-0009999")).await, Vec::<String>::new());
}

#[tokio::test]
async fn nothing_outside_the_callers_groups_shows_in_any_way() {
    let mut secret = entry("secret", "Queja por acoso", "contra el director Benavides");
    secret.groups = vec!["control-interno".to_owned()];
    let mut nobody = entry("nobody", "Queja sin grupo", "Benavides");
    nobody.groups = vec![];
    let (_dir, index) = index_of(vec![
        entry("open", "Queja por demora", "en la ventanilla"),
        secret,
        nobody,
    ])
    .await;
    let found = index.search(ask("queja")).await.unwrap();
    assert_eq!((found.hits.len(), found.total, found.next), (1, 1, None));
    for question in [
        "Benavides",
        "benav",
        "Benavidez",
        "\"director Benavides\"",
        "acoso queja",
    ] {
        let found = index.search(ask(question)).await.unwrap();
        assert_eq!((found.hits, found.total), (vec![], 0), "{question}");
    }
    let without_groups = Query {
        groups: vec![],
        ..ask("queja")
    };
    assert_eq!(index.search(without_groups).await.unwrap().total, 0);
    let both = Query {
        groups: vec!["control-interno".to_owned(), "hacienda".to_owned()],
        ..ask("queja")
    };
    assert_eq!(index.search(both).await.unwrap().total, 2);
}

#[tokio::test]
async fn hidden_entries_do_not_change_the_order_of_visible_ones() {
    let visible = vec![
        entry("a", "Recibo de pago", "impuesto"),
        entry("b", "Recibo", "pago de impuesto predial"),
    ];
    let (_dir, index) = index_of(visible).await;
    let before = index
        .search(Query {
            limit: 1,
            ..ask("pago impuesto")
        })
        .await
        .unwrap();
    let hidden = (0..50).map(|i| Entry {
        groups: vec!["x".to_owned()],
        ..entry(&format!("h{i}"), "pago", "pago pago")
    });
    index.apply(hidden.map(Change::Put).collect(), 2).await.unwrap();
    assert_eq!(
        index
            .search(Query {
                limit: 1,
                ..ask("pago impuesto")
            })
            .await
            .unwrap(),
        before
    );
}

#[tokio::test]
async fn misspelt_words_are_found_when_nothing_else_is() {
    let (_dir, index) = index_of(vec![
        entry("a", "Renovación de licencia", ""),
        entry("b", "Lisencia mal escrita", ""),
    ])
    .await;
    let exact = index.search(ask("lisencia")).await.unwrap();
    assert_eq!(
        (exact.hits[0].id.as_str(), exact.total, exact.approximate),
        ("b", 1, false)
    );
    let approximate = index.search(ask("renobacion")).await.unwrap();
    assert_eq!((approximate.hits[0].id.as_str(), approximate.approximate), ("a", true));
    assert_eq!(
        approximate.hits[0].title.to_html(),
        "<mark>Renovación</mark> de licencia"
    );
}

#[tokio::test]
async fn pages_follow_one_another_without_gaps_or_repeats() {
    let entries = (0..25).map(|i| Entry {
        date: i % 4,
        ..entry(&format!("e{i:02}"), "Certificado", "")
    });
    let (_dir, index) = index_of(entries.collect()).await;
    let mut seen = Vec::new();
    let mut dates = Vec::new();
    let mut after = None;
    loop {
        let found = index
            .search(Query {
                limit: 7,
                after,
                ..ask("certificado")
            })
            .await
            .unwrap();
        assert_eq!(found.total, 25);
        seen.extend(found.hits.iter().map(|hit| hit.id.clone()));
        dates.extend(found.hits.iter().map(|hit| hit.date));
        match found.next {
            Some(cursor) => after = Some(cursor.to_string().parse().unwrap()),
            None => break,
        }
    }
    assert!(dates.is_sorted_by(|a, b| a >= b), "the latest first: {dates:?}");
    seen.sort();
    seen.dedup();
    assert_eq!(seen.len(), 25);
}

#[tokio::test]
async fn an_entry_is_replaced_and_deleted_by_its_id() {
    let (_dir, index) = index_of(vec![entry("a", "Viejo", "texto")]).await;
    index
        .apply(vec![Change::Put(entry("a", "Nuevo", "texto"))], 2)
        .await
        .unwrap();
    assert_eq!(ids(&index, ask("viejo")).await, Vec::<String>::new());
    assert_eq!(ids(&index, ask("nuevo")).await, ["a"]);
    let again = vec![
        Change::Delete("a".to_owned()),
        Change::Put(entry("b", "Nuevo", "")),
        Change::Delete("none".to_owned()),
    ];
    index.apply(again, 3).await.unwrap();
    assert_eq!(ids(&index, ask("nuevo")).await, ["b"]);
    assert_eq!(index.entries(), 1);
}

#[tokio::test]
async fn a_search_can_be_limited_to_kinds() {
    let case = Entry {
        kind: "case".to_owned(),
        ..entry("c", "Recibo", "")
    };
    let (_dir, index) = index_of(vec![entry("d", "Recibo", ""), case]).await;
    let cases = Query {
        kinds: vec!["case".to_owned()],
        ..ask("recibo")
    };
    assert_eq!(ids(&index, cases).await, ["c"]);
}

#[tokio::test]
async fn an_index_resumes_where_it_was() {
    let (dir, index) = index_of(vec![entry("a", "Certificado", "")]).await;
    index.apply(vec![], 42).await.unwrap();
    drop(index);
    let (index, start) = Index::open(dir.path()).unwrap();
    assert_eq!((start, index.position().unwrap()), (Start::Resumed, 42));
    assert_eq!(ids(&index, ask("certificado")).await, ["a"]);
}

fn damage(dir: &Path, is_hit: impl Fn(&str) -> bool, content: &[u8]) {
    for file in std::fs::read_dir(dir)
        .unwrap()
        .flatten()
        .filter(|f| is_hit(&f.file_name().to_string_lossy()))
    {
        std::fs::write(file.path(), content).unwrap();
    }
}

#[tokio::test]
async fn a_broken_index_is_replaced_by_an_empty_one() {
    let broken: [fn(&Path); 4] = [
        |dir| damage(dir, |name| name == "meta.json", b"{"),
        |dir| std::fs::remove_file(dir.join("meta.json")).unwrap(),
        |dir| damage(dir, |name| name.ends_with(".idx") || name.ends_with(".term"), b""),
        |dir| damage(dir, |name| name.ends_with(".store"), b"junk"),
    ];
    for (case, break_it) in broken.into_iter().enumerate() {
        let (dir, index) = index_of(vec![entry("a", "Certificado", "")]).await;
        drop(index);
        break_it(dir.path());
        let (index, start) = Index::open(dir.path()).unwrap();
        assert!(matches!(start, Start::Broken { .. }), "case {case}: {start:?}");
        assert_eq!(index.position().unwrap(), 0);
        index
            .apply(vec![Change::Put(entry("a", "Certificado", ""))], 7)
            .await
            .unwrap();
        assert_eq!(ids(&index, ask("certificado")).await, ["a"]);
    }
}

#[test]
fn an_index_of_another_version_is_replaced_by_an_empty_one() {
    let dir = TempDir::new().unwrap();
    let mut other = tantivy::schema::Schema::builder();
    other.add_text_field("title", tantivy::schema::TEXT);
    tantivy::Index::create_in_dir(dir.path(), other.build()).unwrap();
    assert_eq!(Index::open(dir.path()).unwrap().1, Start::OtherVersion);
    assert_eq!(Index::open(dir.path()).unwrap().1, Start::Resumed);
}

#[test]
fn a_directory_with_other_files_is_left_alone() {
    let dir = TempDir::new().unwrap();
    std::fs::write(dir.path().join("tesis.docx"), "x").unwrap();
    assert!(matches!(Index::open(dir.path()), Err(Error::Foreign(_))));
    assert!(dir.path().join("tesis.docx").exists());
}

#[tokio::test]
async fn a_second_writer_is_told_so_and_a_second_reader_is_not_hindered() {
    let (dir, _index) = index_of(vec![entry("a", "Certificado", "")]).await;
    let (second, _) = Index::open(dir.path()).unwrap();
    assert_eq!(ids(&second, ask("certificado")).await, ["a"]);
    assert!(matches!(second.apply(vec![], 2).await, Err(Error::Busy)));
}
