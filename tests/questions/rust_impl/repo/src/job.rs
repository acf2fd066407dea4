//! What is to be done.

use std::fmt;

/// How urgent.
#[derive(Clone, Copy)]
pub enum Priority {
    /// Now.
    High,
    Low,
}

pub struct Job {
    pub name: String,
    priority: Priority,
}

/// Can be described.
pub trait Describe {
    fn describe(&self) -> String;

    fn shout(&self) -> String {
        self.describe().to_uppercase()
    }
}

impl Job {
    pub fn new(name: &str, priority: Priority) -> Job {
        Job { name: name.to_string(), priority }
    }
}

impl Describe for Job {
    fn describe(&self) -> String {
        format!("{}", self.name)
    }
}

impl fmt::Display for Job {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.shout())
    }
}

macro_rules! jobs {
    ($($name:expr),*) => { vec![$(Job::new($name, Priority::Low)),*] };
}
