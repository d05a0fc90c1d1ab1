//! Servers that never outlive this program, however it ends, and their folder.

use std::{
    ffi::OsStr,
    fs::{self, File, Permissions},
    os::unix::fs::PermissionsExt,
    path::{Path, PathBuf},
    process::{Child, ChildStdin, Command, Stdio},
};

use anyhow::{Context, Result};

/// Runs a program until it ends, or until the parent's end of the pipe closes: on purpose, by Ctrl-C or by a
/// kill. Then removes the folder named by the first argument, unless that is empty.
const SCRIPT: &str = r#"
folder=$1
shift
exec 3<&0
"$@" 3<&- & child=$!
{ read _ <&3; kill $child; } & watch=$!
trap '' INT TERM HUP
wait $child
status=$?
kill $watch 2>/dev/null
[ -z "$folder" ] || rm -rf "$folder"
exit $status
"#;

/// A folder for this run only.
pub(super) struct Folder(PathBuf);

impl Folder {
    /// In /tmp and readable by all: PostgreSQL and nginx run there as other users.
    pub(super) fn new() -> Result<Self> {
        let path = PathBuf::from(format!("/tmp/accord-bench-{}", std::process::id()));
        fs::create_dir(&path).with_context(|| format!("make {}", path.display()))?;
        let folder = Self(path);
        fs::set_permissions(folder.path(), Permissions::from_mode(0o755))?;
        Ok(folder)
    }

    pub(super) fn path(&self) -> &Path {
        &self.0
    }

    /// Accord's data directory.
    pub(super) fn data(&self) -> PathBuf {
        self.0.join("data")
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        // Usually the guard of the last program has already removed it.
        let _ = fs::remove_dir_all(&self.0);
    }
}

/// A program that is stopped when this value is dropped.
pub(super) struct Guarded {
    guard: Child,
    pipe: Option<ChildStdin>,
    log: PathBuf,
}

impl Guarded {
    /// Starts `command`, with its output in a file in `folder`. If `last` is true, removes the folder after the
    /// program's end.
    pub(super) fn start(command: &Command, folder: &Folder, last: bool) -> Result<Self> {
        let program = command.get_program();
        let name = Path::new(program).file_name().unwrap_or(program);
        let log = folder.path().join(name).with_extension("log");
        let file = File::create(&log).with_context(|| format!("make {}", log.display()))?;
        let removed = if last { folder.path().as_os_str() } else { OsStr::new("") };
        let mut guard = Command::new("/bin/sh");
        guard.args(["-c", SCRIPT, "guard"]).arg(removed).arg(program).args(command.get_args());
        for (name, value) in command.get_envs() {
            match value {
                Some(value) => guard.env(name, value),
                None => guard.env_remove(name),
            };
        }
        guard.current_dir(crate::step::root());
        guard.stdin(Stdio::piped()).stdout(file.try_clone()?).stderr(file);
        let mut guard = guard.spawn().with_context(|| format!("run {}", program.display()))?;
        let pipe = guard.stdin.take();
        Ok(Self { guard, pipe, log })
    }

    /// Its output so far.
    pub(super) fn output(&self) -> String {
        fs::read(&self.log).map(|bytes| String::from_utf8_lossy(&bytes).into_owned()).unwrap_or_default()
    }

    pub(super) fn has_ended(&mut self) -> Result<bool> {
        Ok(self.guard.try_wait()?.is_some())
    }
}

impl Drop for Guarded {
    fn drop(&mut self) {
        drop(self.pipe.take());
        let _ = self.guard.wait();
    }
}
