//! Versions of the widgets: listed with their hashes, never changed.

use base64::{Engine, prelude::BASE64_STANDARD};
use serde_json::json;
use sha2::{Digest, Sha384};

const PREVIOUS: &str = "0.0.9-previous";

/// A folder with the current version and a previous one, and the current version's name.
async fn two_versions() -> (tempfile::TempDir, String) {
    let root = std::path::Path::new(env!("CARGO_MANIFEST_DIR"));
    let folder = tempfile::tempdir().expect("a folder of the test's own");
    let to = folder.path().join(PREVIOUS);
    std::fs::create_dir(&to).expect("it is the test's own");
    for file in std::fs::read_dir(root.join("fixtures/widgets-previous/0.1.0-dd75a90b"))
        .expect("the fixture is there")
    {
        let path = file.expect("the folder can be read").path();
        std::fs::copy(&path, to.join(path.file_name().expect("a name"))).expect("copied");
    }
    let current = harness::start().await.widgets_version();
    let built = root.join("../target/widgets");
    std::fs::copy(built.join("manifest.json"), folder.path().join("manifest.json")).expect("copied");
    std::os::unix::fs::symlink(
        built.canonicalize().expect("built").join(&current),
        folder.path().join(&current),
    )
    .expect("linked");
    (folder, current)
}

async fn serve(folder: &tempfile::TempDir) -> harness::Server {
    let widgets = folder.path().to_owned();
    harness::start_with(|config| config.widgets_dir = widgets).await
}

#[tokio::test]
async fn served_versions_are_listed_with_hash_and_size_per_file() {
    let (folder, current) = two_versions().await;
    let server = serve(&folder).await;
    let listed = server.visitor().get("/embed/versions.json").await;
    let versions = listed.is(200).json()["versions"].as_array().expect("a list").clone();
    let named: Vec<_> = versions.iter().map(|version| (&version["version"], &version["current"])).collect();
    assert_eq!(named, [(&json!(current), &json!(true)), (&json!(PREVIOUS), &json!(false))]);
    for version in &versions {
        let files = version["files"].as_array().expect("a list");
        assert_eq!(files.len(), 4, "{version}");
        for file in files {
            let path = format!(
                "/embed/{}/{}",
                version["version"].as_str().expect("text"),
                file["name"].as_str().expect("text")
            );
            let served = server.visitor().get(&path).await;
            let hash = format!("sha384-{}", BASE64_STANDARD.encode(Sha384::digest(served.is(200).bytes())));
            assert_eq!(
                (&file["integrity"], &file["bytes"]),
                (&json!(hash), &json!(served.bytes().len())),
                "{path}"
            );
            assert!(file["brotli"].as_u64() < file["bytes"].as_u64(), "{file}");
        }
    }
    assert_eq!(listed.header("Access-Control-Allow-Origin"), Some("*"));
}

#[tokio::test]
async fn a_withdrawn_version_is_410_with_the_reason() {
    let (folder, current) = two_versions().await;
    let why = "It shows sums of a fund under the name of another.";
    std::fs::write(folder.path().join(PREVIOUS).join("withdrawn"), format!("{why}\n")).expect("written");
    let server = serve(&folder).await;
    for name in ["accord.js", "accord_bg.wasm", "integrity.json", "withdrawn"] {
        let gone = server.visitor().get(&format!("/embed/{PREVIOUS}/{name}")).await;
        gone.is(410).problem("/problems/withdrawn").says(why);
    }
    server.visitor().get(&format!("/embed/{current}/accord.js")).await.is(200);
    let versions = server.visitor().get("/embed/versions.json").await.is(200).json();
    let listed = json!({"version": PREVIOUS, "current": false, "withdrawn": why, "files": []});
    assert_eq!((&versions["versions"][0]["version"], &versions["versions"][1]), (&json!(current), &listed));
}

#[tokio::test]
async fn figures_work_without_a_script_when_widgets_are_withdrawn() {
    let (folder, current) = two_versions().await;
    let current = folder.path().join(current);
    std::fs::remove_file(&current).expect("it is a link");
    std::fs::create_dir(&current).expect("it is the test's own");
    std::fs::write(current.join("withdrawn"), "It lets a page read what it may not.").expect("written");
    let server = serve(&folder).await;
    let frame = server.visitor().get("/embed/fund").await;
    assert!(!frame.is(200).text().contains("<script"), "{frame}");
}

#[tokio::test]
async fn a_server_without_widgets_lists_no_versions() {
    let empty = tempfile::tempdir().expect("a folder of the test's own");
    let server = serve(&empty).await;
    assert_eq!(server.visitor().get("/embed/versions.json").await.is(200).json(), json!({"versions": []}));
}

#[tokio::test]
async fn a_version_with_a_mismatched_hash_is_not_served() {
    let root = std::path::Path::new(env!("CARGO_MANIFEST_DIR"));
    let (folder, version) = (tempfile::tempdir().expect("a folder of the test's own"), "0.1.0-dd75a90b");
    let (from, to) = (root.join("fixtures/widgets-previous").join(version), folder.path().join(version));
    std::fs::create_dir(&to).expect("it is the test's own");
    for name in ["accord.js", "accord.css", "accord_bg.wasm", "frame.js", "integrity.json"] {
        std::fs::copy(from.join(name), to.join(name)).expect("copied");
    }
    std::fs::write(to.join("accord.js"), "alert(1)").expect("written");
    let files = std::fs::read_to_string(from.join("integrity.json")).expect("the fixture is there");
    let manifest = format!("{{\"version\":\"{version}\",\"files\":{files}}}");
    std::fs::write(folder.path().join("manifest.json"), manifest).expect("written");
    let server = serve(&folder).await;
    for name in ["accord.js", "frame.js"] {
        server.visitor().get(&format!("/embed/{version}/{name}")).await.is(404);
    }
    assert_eq!(server.visitor().get("/embed/versions.json").await.json(), json!({"versions": []}));
    // Figures still work without a script.
    let frame = server.visitor().get("/embed/fund").await;
    assert!(!frame.is(200).text().contains("<script"), "{frame}");
}

#[tokio::test]
async fn a_frame_needs_two_requests_and_eight_kilobytes() {
    let demo = harness::start_demo().await;
    let visitor = demo.server.visitor();
    let packed = async |path: &str| {
        let reply = visitor.request("GET", path).header("Accept-Encoding", "br").send().await;
        assert_eq!(reply.is(200).header("Content-Encoding"), Some("br"), "{path}");
        reply.bytes().len()
    };
    let style = packed(&format!("/embed/{}/accord.css", demo.server.widgets_version())).await;
    for figure in ["fund", "members", "donors", "updates", "calls", "clock"] {
        for lang in ["en", "fr", "de", "he", "ar"] {
            let path = format!("/embed/{figure}?lang={lang}");
            let sum = packed(&path).await + style;
            assert!(sum <= 8_000, "{path}: {sum} bytes");
            // The number is in the page, which waits only for its stylesheet.
            let html = visitor.get(&path).await.text().to_owned();
            assert!(html.contains("part=\"number\""), "{html}");
            assert_eq!(html.matches("rel=\"stylesheet\"").count(), 1, "{html}");
            assert_eq!(html.matches("<script").count(), html.matches("<script type=\"module\"").count());
        }
    }
}

#[tokio::test]
async fn a_frame_pinned_to_the_future_is_live() {
    let demo = harness::start_demo().await;
    let frame = async |query: &str| {
        demo.server.visitor().get(&format!("/embed/members?lang=en&{query}")).await.is(200).text().to_owned()
    };
    let says = |html: &str, words: &str| assert!(html.contains(words), "not said: {words}\n{html}");
    says(&frame("as_of=2999-01-01").await, "organisations");
    says(&frame("as_of=2020-01-01T00:00:00%2B02:00").await, "No members listed");
    demo.server.visitor().get("/badge/members.svg?as_of=2999-01-01").await.is(400).at("?as_of");
    let badge = demo.server.visitor().get("/badge/members.json?as_of=2020-01-01T00:00:00%2B02:00").await;
    assert_eq!(badge.is(200).json()["number"], serde_json::Value::Null);
}
