//! The text of a file without the marks of its format. Lines stay where they are.

/// Of a block of code, its comments only; of a link, its text only.
pub(crate) fn markdown(text: &str) -> String {
    let mut is_code = false;
    let mut plain = String::new();
    for line in text.lines() {
        let is_fence = line.trim_start().starts_with("```");
        is_code ^= is_fence;
        if is_fence || is_code {
            plain.push_str(line.split_once("# ").map_or("", |(_, comment)| comment));
            plain.push_str(" |");
        } else {
            let mut rest = line;
            while let Some((before, link)) = rest.split_once("](") {
                plain.push_str(before);
                rest = link.split_once(')').map_or("", |(_, after)| after);
            }
            plain.push_str(rest);
        }
        plain.push('\n');
    }
    plain
}

/// Each key of the document ends a sentence.
pub(crate) fn without_keys(yaml: &str) -> String {
    let keyless = |line: &str| match line.trim_start().trim_start_matches("- ").split_once(": ") {
        Some((key, text)) if !key.contains(' ') => format!("| {text}\n"),
        _ if line.ends_with(':') && !line.trim().contains(' ') => "|\n".to_owned(),
        _ => format!("{line}\n"),
    };
    yaml.lines().map(keyless).collect()
}

/// Each tag ends a sentence, and each placeholder is code.
pub(crate) fn without_tags(html: &str) -> String {
    ["{{", "}}", "{%", "%}"]
        .iter()
        .fold(html.replace(['<', '>'], " | "), |text, mark| text.replace(mark, "`"))
}

/// The comments alone, each on its line.
pub(crate) fn comments_of_sql(text: &str) -> String {
    text.lines()
        .map(|line| line.split_once("--").map_or("", |(_, comment)| comment).to_owned() + "\n")
        .collect()
}

#[test]
fn marks_of_a_format_are_no_text() {
    assert_eq!(
        markdown("[the file](docs/a.md) is\n```sh\ngo  # again\n```"),
        "[the file is\n |\nagain |\n |\n"
    );
    assert_eq!(without_keys("a:\n  b: What it is\n    goes on\n"), "|\n| What it is\n    goes on\n");
    assert_eq!(without_tags("<p>{{ whom }}</p>"), " | p | ` whom ` | /p | ");
}
