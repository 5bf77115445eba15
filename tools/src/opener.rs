//! What people name on the command line, opened as the input of an importer: files, gzipped files,
//! folders and archives. Everything is read as it is needed, and shown as it is read.

use std::fs::{self, File};
use std::io::{self, BufReader, Read, Seek as _, SeekFrom};
use std::path::{Path, PathBuf};
use std::time::Duration;

use flate2::read::{DeflateDecoder, MultiGzDecoder};
use indicatif::{ProgressBar, ProgressStyle};
use sns_tools::import::{Input, InputFile};
use zip::{CompressionMethod, ZipArchive};

use crate::report::Trouble;

/// Files in a folder or archive at most; a building's export has a few hundred.
const FILES_MAX: usize = 100_000;
/// Folders below one another at most.
const DEPTH_MAX: usize = 16;
/// Between two pictures of the progress.
const TICK: Duration = Duration::from_millis(100);

/// Opens inputs, and shows how much was read.
#[derive(Clone, Debug)]
pub(crate) struct Opener {
    bar: ProgressBar,
}

impl Opener {
    /// Shows on standard error how much was read, if that is a terminal.
    pub(crate) fn new() -> Self {
        let bar = ProgressBar::new_spinner();
        // The template is a constant that is understood.
        if let Ok(style) = ProgressStyle::with_template("{spinner} {msg}: {bytes} read") {
            bar.set_style(style);
        }
        bar.enable_steady_tick(TICK);
        Self { bar }
    }

    /// Shows nothing.
    pub(crate) fn quiet() -> Self {
        Self { bar: ProgressBar::hidden() }
    }

    /// Says what is being done.
    pub(crate) fn say(&self, what: impl Into<String>) {
        self.bar.set_message(what.into());
    }

    /// Takes the picture away.
    pub(crate) fn finish(&self) {
        self.bar.finish_and_clear();
    }

    /// One input of one path: a file, the files of a folder, or those of an archive.
    pub(crate) fn open(&self, path: &Path) -> Result<Input<'static>, Trouble> {
        let name = path.display().to_string();
        let found = if path.is_dir() {
            self.folder(path)
        } else if is_archive(path).map_err(|error| unreadable(path, &error))? {
            self.archive(path)
        } else {
            Ok(vec![self.file(path, own_name(path))])
        };
        let mut files = found.map_err(|error| unreadable(path, &error))?;
        files.sort_by(|a, b| a.path.cmp(&b.path));
        Ok(Input { name, files })
    }

    /// One input of the files of all paths.
    pub(crate) fn open_all(&self, paths: &[PathBuf]) -> Result<Input<'static>, Trouble> {
        let mut inputs = paths.iter().map(|path| self.open(path)).collect::<Result<Vec<_>, _>>()?;
        let names: Vec<String> = inputs.iter().map(|input| input.name.clone()).collect();
        let files = inputs.iter_mut().flat_map(|input| std::mem::take(&mut input.files));
        Ok(Input { name: names.join(", "), files: files.collect() })
    }

    fn file(&self, path: &Path, shown: String) -> InputFile<'static> {
        let is_packed = shown.to_ascii_lowercase().ends_with(".gz");
        let shown = if is_packed { shown[..shown.len() - 3].to_owned() } else { shown };
        let (path, bar) = (path.to_owned(), self.bar.clone());
        InputFile::new(shown, move || {
            let file = bar.wrap_read(BufReader::new(plain_file(&path)?));
            Ok(if is_packed { Box::new(MultiGzDecoder::new(file)) } else { Box::new(file) })
        })
    }

    /// The files below a folder. Of hidden ones only the registries of Home Assistant count.
    fn folder(&self, folder: &Path) -> io::Result<Vec<InputFile<'static>>> {
        let mut files = Vec::new();
        let mut pending = vec![(folder.to_owned(), 0)];
        while let Some((directory, depth)) = pending.pop() {
            for entry in fs::read_dir(&directory)? {
                let path = entry?.path();
                let name = own_name(&path);
                if name.starts_with('.') && name != ".storage" {
                    continue;
                }
                if path.is_dir() && depth < DEPTH_MAX {
                    pending.push((path, depth + 1));
                } else if path.is_file() {
                    let shown = path.strip_prefix(folder).unwrap_or(&path);
                    files.push(self.file(&path, shown.to_string_lossy().into_owned()));
                }
                if files.len() > FILES_MAX {
                    return Err(too_many());
                }
            }
        }
        Ok(files)
    }

    /// The files of a zip archive, each unpacked as it is read.
    fn archive(&self, path: &Path) -> io::Result<Vec<InputFile<'static>>> {
        let mut archive = ZipArchive::new(BufReader::new(File::open(path)?))?;
        if archive.len() > FILES_MAX {
            return Err(too_many());
        }
        let mut files = Vec::new();
        for number in 0..archive.len() {
            let packed = Packed::find(&mut archive, number)?;
            if let Some((shown, packed)) = packed {
                let (path, bar) = (path.to_owned(), self.bar.clone());
                files.push(InputFile::new(shown, move || packed.open(&path, &bar)));
            }
        }
        Ok(files)
    }
}

/// Where a file lies in an archive.
#[derive(Clone, Copy, Debug)]
struct Packed {
    start: u64,
    octets: u64,
    method: CompressionMethod,
}

impl Packed {
    /// The file with this number and its path; none for folders and what systems hide in archives.
    fn find(
        archive: &mut ZipArchive<BufReader<File>>,
        number: usize,
    ) -> io::Result<Option<(String, Self)>> {
        let file = archive.by_index_raw(number)?;
        let shown = file.name()?.into_owned();
        let is_hidden = shown.split('/').any(|part| part.starts_with('.') && part != ".storage");
        if file.is_dir() || is_hidden || shown.starts_with("__MACOSX/") {
            return Ok(None);
        }
        if file.encrypted() {
            return Err(io::Error::other(format!(
                "{shown} is encrypted; expected an open archive"
            )));
        }
        let start = file.data_start().ok_or_else(|| io::Error::other("the archive is broken"))?;
        Ok(Some((
            shown,
            Self { start, octets: file.compressed_size(), method: file.compression() },
        )))
    }

    fn open(self, path: &Path, bar: &ProgressBar) -> io::Result<Box<dyn Read>> {
        let mut file = plain_file(path)?;
        file.seek(SeekFrom::Start(self.start))?;
        let file = bar.wrap_read(BufReader::new(file)).take(self.octets);
        match self.method {
            CompressionMethod::Stored => Ok(Box::new(file)),
            CompressionMethod::Deflated => Ok(Box::new(DeflateDecoder::new(file))),
            other => {
                Err(io::Error::other(format!("packed by {other}; expected stored or deflated")))
            }
        }
    }
}

fn own_name(path: &Path) -> String {
    path.file_name().unwrap_or(path.as_os_str()).to_string_lossy().into_owned()
}

/// A zip archive is told by its first octets (APPNOTE 4.3.7, and 4.3.16 for an empty one).
fn is_archive(path: &Path) -> io::Result<bool> {
    let mut head = [0; 4];
    let read = plain_file(path)?.read(&mut head)?;
    Ok(matches!(&head[..read], b"PK\x03\x04" | b"PK\x05\x06"))
}

/// A plain file: a pipe would be waited for and can be read only once, and a device may never end.
fn plain_file(path: &Path) -> io::Result<File> {
    match fs::metadata(path)?.is_file() {
        true => File::open(path),
        false => Err(io::Error::other("is a pipe, a socket or a device; expected a plain file")),
    }
}

fn too_many() -> io::Error {
    io::Error::other(format!("more than {FILES_MAX} files; expected what one building has"))
}

fn unreadable(path: &Path, error: &io::Error) -> Trouble {
    Trouble::Output(format!("{}: {error}", path.display()))
}
