//! Requests derived from `openapi.yaml`, so that new operations, parameters and methods are covered
//! without a change here. Paths and parameters are filled with visible, hidden, absent and
//! malformed things.

use harness::{
    chance::Chance,
    document::{Document, Operation},
    given::{self, CATEGORIES, Given},
};
use serde_json::Value;

use crate::{answer::Asked, world::World};

/// Paths without an operation.
const NOWHERE: [&str; 6] =
    ["/v1", "/v1/", "/v1/funds/", "/v1/nothing", "/console", "/v1/pledges/x/entries/y/z"];
const MALFORMED: [&str; 4] = ["x", "0", "%00", "00000000-0000-0000-0000-00000000000g"];
const ACCEPTED: [&str; 5] = ["*/*", "application/json", "text/html", "text/csv", "application/xml;q=0.5"];

/// Makes up requests in one world.
pub(crate) struct Reads<'w> {
    pub(crate) world: &'w World,
    /// Instants of writes that the caller sees.
    pub(crate) instants: &'w [String],
    pub(crate) widgets: &'w str,
    /// The public URL of both servers.
    pub(crate) public_url: &'w str,
}

impl Reads<'_> {
    /// Every plain GET, some with another method, and some writes without a valid key.
    pub(crate) fn all(&self, chance: &mut Chance) -> Vec<Asked> {
        let operations = &Document::published().operations;
        let mut all: Vec<Asked> = operations
            .iter()
            .filter(|operation| operation.is_plain_get())
            .map(|operation| self.read(chance, operation))
            .collect();
        let writes: Vec<&Operation> =
            operations.iter().filter(|operation| operation.method != "GET").collect();
        for _ in 0..4 {
            let operation = chance.one(&writes);
            all.push(self.write(chance, operation));
        }
        all.push(Asked::get(chance.one(&NOWHERE)));
        // A refused stream, or the head of an accepted one.
        let live = Asked { headers: vec![("Last-Event-ID", "x".to_owned())], ..Asked::get("/v1/live") };
        all.push(if chance.happens(50) { live } else { Asked { method: "HEAD", ..Asked::get("/v1/live") } });
        all
    }

    fn read(&self, chance: &mut Chance, operation: &Operation) -> Asked {
        let mut asked = Asked::get(&(self.path(chance, operation) + &self.query(chance, operation)));
        asked.operation = operation.named().to_owned();
        asked.again = chance.happens(25);
        match chance.below(100) {
            0..6 => asked.method = "HEAD",
            6..9 => asked.method = "OPTIONS",
            9..12 => asked.method = chance.one(&["PUT", "DELETE", "PATCH", "POST"]),
            12..20 => asked.headers.push(("Accept", chance.one(&ACCEPTED).to_owned())),
            20..24 => asked.headers.push(("Accept-Encoding", chance.one(&["gzip", "br"]).to_owned())),
            24..28 => {
                asked.headers.push(("If-None-Match", chance.one(&["*", "\"1\"", "W/\"9\""]).to_owned()))
            }
            28..32 => asked.headers.push(("Authorization", chance.one(&["Bearer x", "Basic x"]).to_owned())),
            _ => {}
        }
        if chance.happens(5) {
            asked.headers.push(("Origin", "https://partner.example".to_owned()));
            asked.headers.push(("Access-Control-Request-Method", "GET".to_owned()));
        }
        asked
    }

    fn write(&self, chance: &mut Chance, operation: &Operation) -> Asked {
        let method = match operation.method.as_str() {
            "POST" => "POST",
            "PATCH" => "PATCH",
            "PUT" => "PUT",
            "DELETE" => "DELETE",
            other => panic!("how is {other} asked?"),
        };
        let (content_type, condition) = match method {
            "PATCH" => ("application/merge-patch+json", ("If-Match", "\"1\"")),
            _ => ("application/json", ("Idempotency-Key", "one")),
        };
        let mut headers =
            vec![("Content-Type", content_type.to_owned()), (condition.0, condition.1.to_owned())];
        headers.truncate(chance.below(3));
        let any = self.world.next(chance, &(0..=3)).body.to_string();
        let body = chance.one(&["{}", "[", any.as_str()]).to_owned();
        let path = self.path(chance, operation);
        Asked {
            method,
            headers,
            body: Some(body),
            operation: operation.named().to_owned(),
            ..Asked::get(&path)
        }
    }

    /// The path of an operation: each parameter is a thing of the preceding resource, usually an
    /// existing one.
    pub(crate) fn path(&self, chance: &mut Chance, operation: &Operation) -> String {
        let mut path = String::new();
        let mut last = None;
        for part in operation.template.split('/').skip(1) {
            let filled = if part.starts_with('{') {
                let resource = path.rsplit('/').next().unwrap_or_default().to_owned();
                let resource = if part == "{figure}" { "figures" } else { &resource };
                self.parameter(chance, resource, &mut last)
            } else {
                part.to_owned()
            };
            path = format!("{path}/{filled}");
        }
        // A schedule has no id of its own, so usually an existing one is asked for.
        path
    }

    fn parameter(&self, chance: &mut Chance, resource: &str, last: &mut Option<usize>) -> String {
        match resource {
            "figures" => {
                let figures = ["fund", "members", "donors", "updates", "calls", "clock", "x"];
                return chance.one(&figures).to_owned();
            }
            "docs" => return chance.one(&["swagger-ui.css", "nothing.css"]).to_owned(),
            "badge" => {
                return chance
                    .one(&[
                        "fund.svg",
                        "donors.json",
                        "members.txt",
                        "members.png",
                        "calls.txt",
                        "updates.json",
                        "x.svg",
                    ])
                    .to_owned();
            }
            "off" => return chance.one(&[self.world.off.as_str(), "x"]).to_owned(),
            "embed" => return self.widgets.to_owned(),
            _ if resource == self.widgets => return chance.one(&["accord.js", "frame.js", "x"]).to_owned(),
            _ => {}
        }
        match chance.below(100) {
            0..6 => return chance.one(&MALFORMED).to_owned(),
            6..14 => return random_id(chance),
            _ => {}
        }
        // Usually things of the pledge in the path, sometimes of another.
        let of_last = |thing: &usize| match *last {
            Some(last) => self.world.things[*thing].parents.contains(&last),
            None => true,
        };
        let own: Vec<usize> = self.world.of(resource).filter(of_last).collect();
        let of = if own.is_empty() || chance.happens(10) { self.world.of(resource).collect() } else { own };
        let wants_seen = chance.happens(65);
        let wanted: Vec<usize> =
            of.iter().copied().filter(|thing| self.world.is_seen(*thing) == wants_seen).collect();
        let of = if wanted.is_empty() { of } else { wanted };
        if of.is_empty() {
            return self.office(chance);
        }
        let thing = chance.one(&of);
        *last = Some(thing);
        self.world.things[thing].id.clone()
    }

    fn office(&self, chance: &mut Chance) -> String {
        self.world.offices[chance.below(self.world.offices.len())].id.clone()
    }

    fn query(&self, chance: &mut Chance, operation: &Operation) -> String {
        let parameters = operation.value["parameters"].as_array().map(Vec::as_slice).unwrap_or_default();
        let mut pairs = Vec::new();
        for parameter in parameters.iter().filter(|parameter| parameter["in"] == "query") {
            if chance.happens(35) {
                let name = parameter["name"].as_str().expect("a parameter is named");
                pairs.push(format!("{name}={}", self.value(chance, name, &parameter["schema"])));
            }
        }
        if chance.happens(3) {
            pairs.push(
                chance.one(&["lmit=1", "x=", "fund=a&fund=b", "=", "%ff=1", "key=alo_live_x"]).to_owned(),
            );
        }
        if pairs.is_empty() { String::new() } else { format!("?{}", pairs.join("&")) }
    }

    /// A value for a parameter: a visible, hidden, absent or malformed one.
    fn value(&self, chance: &mut Chance, name: &str, schema: &Value) -> String {
        match name {
            "limit" => chance.one(&["1", "1", "1", "2", "3", "200", "0", "201", "x"]).to_owned(),
            "as_of" => self.instant(chance),
            "currency" => chance.one(&["USD", "USD", "EUR", "JPY", "XXX", "usd"]).to_owned(),
            "category" if chance.happens(60) => chance.one(&CATEGORIES).to_owned(),
            "date" => chance.one(&["2022-03-08", "2022-03-09", "2022", "x"]).to_owned(),
            "lang" => chance.one(&["ar", "he", "fr", "xx"]).to_owned(),
            "theme" => chance.one(&["dark", "x"]).to_owned(),
            "url" => {
                self.public_url.to_owned() + chance.one(&["/embed/fund", "/embed/members?lang=ar", "/x"])
            }
            _ => match given::ALL.iter().copied().find(|given| given.named_by.contains(&name)) {
                Some(given) => self.named(chance, given, schema),
                None => self.by_schema(chance, schema),
            },
        }
    }

    fn named(&self, chance: &mut Chance, given: &Given, schema: &Value) -> String {
        if given.resource == "offices" {
            return self.office(chance);
        }
        let any = self.world.any(chance, given.resource, &(0..=3));
        let Some(thing) = any.filter(|_| chance.happens(90)) else {
            return self.by_schema(chance, schema);
        };
        let thing = &self.world.things[thing];
        thing.body["slug"].as_str().unwrap_or(&thing.id).to_owned()
    }

    fn by_schema(&self, chance: &mut Chance, schema: &Value) -> String {
        let reference = schema["$ref"].as_str().map(|reference| reference.trim_start_matches('#'));
        let schema =
            reference.and_then(|pointer| Document::published().root.pointer(pointer)).unwrap_or(schema);
        if let Some(values) = words_of(schema) {
            return chance.one(&values).to_owned();
        }
        let thing = &self.world.things[chance.below(self.world.things.len())];
        match (schema["type"].as_str(), schema["format"].as_str()) {
            (_, Some("uuid")) => {
                if chance.happens(80) {
                    thing.id.clone()
                } else {
                    random_id(chance)
                }
            }
            (Some("integer"), _) => chance.one(&["0", "1", "2", "5", "50", "9999", "-1"]).to_owned(),
            (Some("boolean"), _) => chance.one(&["true", "true", "false", "x"]).to_owned(),
            _ => {
                let said: Vec<&str> = thing
                    .body
                    .as_object()
                    .into_iter()
                    .flatten()
                    .filter_map(|(_, value)| value.as_str())
                    .collect();
                let plain =
                    |word: &&&str| word.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-');
                said.iter().find(plain).map_or("nothing", |word| *word).to_owned()
            }
        }
    }

    fn instant(&self, chance: &mut Chance) -> String {
        match chance.below(20) {
            0 => chance.one(&["2001-02-03", "x", "9999-12-31", ""]).to_owned(),
            _ if self.instants.is_empty() => "2001-02-03".to_owned(),
            _ => self.instants[chance.below(self.instants.len())].clone(),
        }
    }
}

/// The words of an enumeration, in any notation.
fn words_of(schema: &Value) -> Option<Vec<&str>> {
    if let Some(values) = schema["enum"].as_array() {
        return Some(values.iter().filter_map(Value::as_str).collect());
    }
    let ways = schema["oneOf"].as_array().or(schema["anyOf"].as_array())?;
    let words: Vec<&str> = ways.iter().filter_map(words_of).flatten().collect();
    (!words.is_empty()).then_some(words)
}

fn random_id(chance: &mut Chance) -> String {
    let bytes = chance.draw(&(0u128..=u128::MAX));
    uuid::Builder::from_random_bytes(bytes.to_le_bytes()).into_uuid().to_string()
}
