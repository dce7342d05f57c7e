//! Seeds a throwaway database and prints the report:
//! `cargo run -p almoner-seed --example measure -- scale [ONE_IN]`.
//! With KEEP set it waits for Enter before the database is dropped.

use almoner_schema::Source;
use almoner_schema::scratch::Layout;
use almoner_schema::testdb::Server;
use almoner_seed::{DEFAULT_NUMBER, Plan, Profile, Scale};

#[tokio::main]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let mut arguments = std::env::args().skip(1);
    let profile = match arguments.next().as_deref() {
        Some("demo") | None => Profile::Demo,
        Some("preview") => Profile::Preview,
        Some("scale") => {
            let one_in = arguments.next().map_or(Ok(1), |text| text.parse())?;
            Profile::Scale(Scale::default().part(one_in))
        }
        Some(other) => return Err(format!("no profile {other}").into()),
    };
    let server = Server::shared().await?;
    let db = server.database(&Source::embedded()?, Layout::Plain).await?;
    let mut owner = db.owner().connect("measure").await?;
    let hasher = |password: String| async move { Ok::<_, std::io::Error>(format!("not a hash: {password}")) };
    let plan = Plan::new(profile, DEFAULT_NUMBER, jiff::Zoned::now().date(), "no-password", hasher);
    let progress =
        |p: almoner_seed::Progress| eprintln!("{}/{} {} ({} rows)", p.part, p.parts, p.doing, p.rows);
    let report = almoner_seed::seed(&mut owner, &plan, &progress).await?;
    println!("{report}");
    let size = owner.query_one("select pg_size_pretty(pg_database_size(current_database()))", &[]).await?;
    println!("{}", size.get::<_, String>(0));
    if std::env::var_os("KEEP").is_some() {
        eprintln!("{:?}", db.owner());
        std::io::stdin().read_line(&mut String::new())?;
    }
    Ok(())
}
