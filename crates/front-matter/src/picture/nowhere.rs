//! Values that lead nowhere, or only on the machine of their author.

use std::net::Ipv4Addr;

use super::Step;
use super::address::{Web, ends_as_picture, host_of, ipv6};

/// Words that programs write where they have no value; `null`, `None`, `false` and `""` may be meant.
const NO_VALUE: &[&str] = &[
    "undefined",
    "NaN",
    "nan",
    ".nan",
    ".NaN",
    "[object Object]",
    "[]",
    "[ ]",
    "[undefined]",
    "[null]",
    "[\"\"]",
    "['']",
    "[object Promise]",
];

const BARE_SCHEMES: &[&str] =
    &["https://", "http://", "https:", "http:", "https:/", "http:/", "https:///", "//", "about:blank"];

/// Addresses inside one program.
const INNER_SCHEMES: &[&str] = &[
    "blob:",
    "cid:",
    "javascript:",
    "chrome-extension:",
    "chrome:",
    "moz-extension:",
    "safari-web-extension:",
    "webkit-fake-url:",
    "vscode-resource:",
    "vscode-webview:",
    "vscode-file:",
    "wxfile:",
    "content://",
    "app://local",
];

/// Folders people keep files in at home, spelled as systems name them; in small letters also those of a site.
const HOME_FOLDERS: &[&str] = &["desktop", "downloads", "documents", "pictures", "library", "dropbox", "onedrive"];

/// Judges what is a word rather than an address.
pub(super) fn judge_word(value: &str) -> Option<Step> {
    if NO_VALUE.contains(&value) {
        return Some(Step::remove("no value"));
    }
    let is_bare = BARE_SCHEMES.iter().any(|it| value.eq_ignore_ascii_case(it));
    is_bare.then(|| Step::remove("scheme without an address"))
}

/// Finds files and servers of one machine.
pub(super) fn judge_address(value: &str) -> Option<Step> {
    // The names of schemes and folders stand at the start.
    let start: String = value.chars().take(200).collect::<String>().to_ascii_lowercase().replace('\\', "/");
    if INNER_SCHEMES.iter().any(|it| start.starts_with(it)) {
        return Some(Step::remove("address inside one program"));
    }
    let reach = if start.starts_with("file:/") || is_drive(&start) || is_device(&start) {
        Some(Reach::OneMachine)
    } else {
        share(value).or_else(|| is_home(value).then_some(Reach::OneMachineMaybe))
    };
    let server = || server(value, &start).map(|it| (it, "server of one machine"));
    let (reach, reason) = reach.map(|it| (it, "file of one machine")).or_else(server)?;
    Some(match reach {
        Reach::OneMachine => Step::remove(reason),
        Reach::OneMachineMaybe => Step::remove_as_guess(reason),
    })
}

/// Who can see a file.
enum Reach {
    OneMachine,
    /// Unless the site itself has such a path, or is read in one house only.
    OneMachineMaybe,
}

/// `C:\`, `c:/` and `/C:/`.
fn is_drive(start: &str) -> bool {
    matches!(start.trim_start_matches('/').as_bytes(), [b'a'..=b'z', b':', b'/', ..])
}

/// `\\server\share\file`; with every backslash doubled, four at the start.
fn share(value: &str) -> Option<Reach> {
    let rest = value.strip_prefix("\\\\")?.trim_start_matches('\\');
    let (server, path) = rest.split_once('\\')?;
    let is_escaped = path.starts_with('\\');
    let n_slashes = value.len() - rest.len();
    if n_slashes < 4 && is_escaped {
        return None;
    }
    if server.parse::<Ipv4Addr>().is_ok() {
        return Some(Reach::OneMachine);
    }
    // A name without dots may be a folder of the site behind one backslash too many.
    (!server.contains(['.', '/'])).then_some(Reach::OneMachineMaybe)
}

/// Where systems keep what belongs to the machine: a Windows drive seen from Linux, temporary files, a phone.
fn is_device(start: &str) -> bool {
    let devices = ["/mnt/c/users/", "/var/folders/", "/private/var/", "/storage/emulated/"];
    devices.iter().any(|it| start.starts_with(it))
}

/// Files at home; a site may have such folders too, and `~/library` is what programs call its sources.
fn is_home(value: &str) -> bool {
    let segments: Vec<&str> = value.split(['/', '\\']).take(4).collect();
    match segments[..] {
        ["~", folder, ..] => ["Desktop", "Downloads", "Pictures"].contains(&folder),
        ["", "home" | "Users", _, folder] => HOME_FOLDERS.contains(&&*folder.to_ascii_lowercase()),
        _ => false,
    }
}

fn server(value: &str, start: &str) -> Option<Reach> {
    if let Some(web) = Web::read(value) {
        return host_reach(&web.host.to_ascii_lowercase());
    }
    // Without a scheme a port shows that a server is meant; programs have names like that too.
    let authority = start.split(['/', '?', '#']).next().unwrap_or(start);
    let port = authority.rsplit_once(':').map_or("", |(_, port)| port);
    let is_server = !port.is_empty() && port.bytes().all(|it| it.is_ascii_digit()) && ends_as_picture(value);
    if is_server { host_reach(host_of(authority)) } else { None }
}

fn host_reach(host: &str) -> Option<Reach> {
    let host = host.trim_end_matches('.');
    let (is_own, is_near) = if let Some(address) = ipv6(host) {
        (address.is_loopback() || address.is_unspecified(), address.is_unique_local())
    } else if let Ok(address) = host.parse::<Ipv4Addr>() {
        (address.is_loopback() || address.is_unspecified(), address.is_private() || address.is_link_local())
    } else {
        let is_near = [".local", ".localdomain"].iter().any(|it| host.ends_with(it));
        (host == "localhost" || host.ends_with(".localhost"), is_near)
    };
    // What a house or an office serves, its own readers see.
    match (is_own, is_near) {
        (true, _) => Some(Reach::OneMachine),
        (false, true) => Some(Reach::OneMachineMaybe),
        (false, false) => None,
    }
}
