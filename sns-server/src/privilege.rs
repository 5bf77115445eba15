//! Giving up root once the ports are bound.

use std::{fmt, io};

use crate::syscall::{self, User};

/// Why privileges could not be given up.
#[derive(Debug)]
#[non_exhaustive]
pub enum PrivilegeError {
    /// The system knows no such user.
    NoUser(String),
    /// The system knows no such group.
    NoGroup(String),
    /// A group without a user.
    GroupAlone(String),
    /// The user named is root.
    UserIsRoot(String),
    /// A call failed.
    Refused(io::Error),
    /// It seemed to work, but this process can make itself root again.
    NotGone,
}

impl fmt::Display for PrivilegeError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NoUser(name) => write!(f, "user = {name:?}: expected a user of this system"),
            Self::NoGroup(name) => write!(f, "group = {name:?}: expected a group of this system"),
            Self::GroupAlone(name) => write!(f, "group = {name:?}: expected a user beside it"),
            Self::UserIsRoot(name) => write!(f, "user = {name:?}: expected one that is not root"),
            Self::Refused(error) => write!(f, "giving up privileges: {error}"),
            Self::NotGone => f.write_str("giving up privileges: root can still be regained"),
        }
    }
}

impl std::error::Error for PrivilegeError {}

impl From<io::Error> for PrivilegeError {
    fn from(error: io::Error) -> Self {
        Self::Refused(error)
    }
}

/// Becomes `user`, in `group` or the user's own, for good. Must be called while there is only one
/// thread: `no_new_privs` holds for the calling thread and those it starts later.
///
/// Without a user nothing is done. A process that is not root and already is that user is content.
pub(crate) fn give_up(user: Option<&str>, group: Option<&str>) -> Result<(), PrivilegeError> {
    let name = match (user, group) {
        (Some(user), _) => user,
        (None, Some(group)) => return Err(PrivilegeError::GroupAlone(group.to_owned())),
        (None, None) => {
            warn_of_root();
            return Ok(());
        }
    };
    let target = target(name, group)?;
    if !syscall::is_root() && syscall::is_user(target) {
        return Ok(());
    }
    syscall::become_user(target)?;
    if syscall::is_root() || syscall::can_become_root() {
        return Err(PrivilegeError::NotGone);
    }
    tracing::info!(user = name, uid = target.uid, gid = target.gid, "gave up root");
    Ok(())
}

fn target(name: &str, group: Option<&str>) -> Result<User, PrivilegeError> {
    let no_user = || PrivilegeError::NoUser(name.to_owned());
    let user = syscall::user_by_name(name)?.ok_or_else(no_user)?;
    let gid = match group {
        None => user.gid,
        Some(group) => {
            let no_group = || PrivilegeError::NoGroup(group.to_owned());
            syscall::group_by_name(group)?.ok_or_else(no_group)?
        }
    };
    if user.uid == 0 || gid == 0 {
        return Err(PrivilegeError::UserIsRoot(name.to_owned()));
    }
    Ok(User { uid: user.uid, gid })
}

fn warn_of_root() {
    if syscall::is_root() {
        tracing::warn!("running as root; name a `user` in the configuration to become it");
    }
}
