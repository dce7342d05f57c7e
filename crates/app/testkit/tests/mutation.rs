//! Every policy, every predicate of one and every right to write is missed when it is gone.

use std::collections::BTreeMap;

use almoner_testkit::mutation::Lab;

#[tokio::test]
async fn every_mutant_dies() {
    let lab = Lab::new().await;
    let mutants = lab.mutants().await;
    let wanted = std::env::var("ALMONER_MUTANTS").unwrap_or_default();
    let mut tables: BTreeMap<&str, Vec<_>> = BTreeMap::new();
    for mutant in mutants.iter().filter(|m| wanted.is_empty() || m.table.contains(&wanted)) {
        tables.entry(&mutant.table).or_default().push(mutant);
    }
    println!("{} mutants", mutants.len());
    for (table, mutants) in tables {
        let began = std::time::Instant::now();
        let (mut cells, mut died, mut all) = (0, 0, 0);
        for (mutant, seen, tried) in lab.table(table, mutants.into_iter()).await {
            cells += tried;
            all += 1;
            match seen {
                Some(_) => died += 1,
                None => println!("SURVIVED {:?} {} {} ({tried})", mutant.kind, mutant.table, mutant.name),
            }
        }
        println!("{table}: {all} mutants, {died} died, {cells} cells, {:?}", began.elapsed());
    }
}
