//! Imports of the European Central Bank's reference rates.

#[tokio::test]
async fn rates_imported_twice_are_stored_once() {
    let server = harness::start().await;
    let file = "Date,USD\n2022-03-08,1.0892\n2022-03-07,1.0895\n";
    assert!(server.import_rates(file).await.contains("2 days: 2 new, 0 corrected, 0 already here"));
    let after = (server.db_count("changes").await, server.db_count("views").await);
    // A trailing zero does not make a different rate.
    for again in [file, "Date, USD, \n08 March 2022, 1.08920, \n"] {
        let said = server.import_rates(again).await;
        assert!(said.contains(": 0 new, 0 corrected"), "{said}");
    }
    assert_eq!((server.db_count("changes").await, server.db_count("views").await), after);
    assert_eq!(server.visitor().get("/v1/rates").await.json()["total"], 2);
}
