//! Many random ledgers on one server, and reads taken while they grew.

use harness::{
    Client, Reply, Server,
    chance::{Chance, cases},
    given,
};

use crate::ledger::Ledger;

/// The number of edits after each new ledger, to it or to an earlier one.
const EDITS: usize = 7;

/// An answer as of an instant.
pub(crate) struct Read {
    client: Client,
    path: String,
    etag: String,
    body: String,
    /// The number of edits before it.
    pub(crate) edits: usize,
}

impl Read {
    async fn take(client: &Client, path: String, edits: usize) -> Self {
        let reply = client.get(&path).await;
        reply.is(200);
        Self { client: client.clone(), etag: reply.etag(), body: reply.text().to_owned(), path, edits }
    }

    /// Asserts that the same request has the same answer.
    pub(crate) async fn check_unchanged(&self) {
        let again: Reply = self.client.get(&self.path).await;
        assert_eq!((&again.etag(), again.text()), (&self.etag, self.body.as_str()), "{}", self.path);
    }
}

pub(crate) struct World {
    pub(crate) server: Server,
    pub(crate) publisher: Client,
    pub(crate) ledgers: Vec<Ledger>,
    pub(crate) reads: Vec<Read>,
    pub(crate) edits: usize,
}

impl World {
    pub(crate) async fn grow(chance: &mut Chance) -> Self {
        let server = harness::start().await;
        // Days with published rates, with gaps of more than a week.
        server
            .import_rates(
                "Date,USD,JPY,KWD,CLF\n2022-03-25,1.1002,134.07,0.3346,0.02781\n2022-03-08,1.0892,125.9,0.331,0.0279\n\
                 2022-03-04,1.0929,126.02,0.3322,0.02801\n2022-02-01,1.126,129.33,0.3405,0.0287\n\
                 2022-01-14,1.1447,130.74,0.3459,0.02954\n2022-01-03,1.1355,130.9,0.3437,N/A\n",
            )
            .await;
        let publisher = given::a_publisher(&server).await;
        let mut world = Self { server, publisher, ledgers: Vec::new(), reads: Vec::new(), edits: 0 };
        for case in 0..cases() {
            let ledger = Ledger::make(&world.publisher, chance).await;
            world.ledgers.push(ledger);
            for _ in 0..EDITS {
                // Half of the edits change ledgers that were read before.
                let newest = world.ledgers.len() - 1;
                let of = if chance.happens(50) { newest } else { chance.below(newest + 1) };
                world.ledgers[of].edit(&world.publisher, chance).await;
                world.edits += 1;
            }
            world.read(chance, case).await;
        }
        world
    }

    /// Reads something as of now. Past sums need the whole ledger, so they are read less often.
    async fn read(&mut self, chance: &mut Chance, case: usize) {
        let client = if chance.happens(50) { self.server.visitor() } else { self.publisher.clone() };
        let ledger = &self.ledgers[chance.below(self.ledgers.len())];
        let stats = client.get(&format!("/v1/stats?fund={}", ledger.slug)).await.json();
        let now = stats["as_of"].as_str().expect("an instant");
        let pledge = &ledger.pledges[0].0.path;
        let slug = &ledger.slug;
        let path = match case % 40 {
            0 => format!("/v1/stats?fund={slug}&currency=USD&explain=true&as_of={now}"),
            20 => format!("/v1/lateness?fund={slug}&currency=EUR&as_of={now}"),
            _ => match chance.below(4) {
                0 => format!("/v1/pledges?fund={slug}&as_of={now}"),
                1 => format!("{pledge}/entries?limit=3&as_of={now}"),
                2 => format!("/v1/pledges?limit=20&as_of={now}"),
                _ => format!("{pledge}?as_of={now}"),
            },
        };
        self.reads.push(Read::take(&client, path, self.edits).await);
    }
}
