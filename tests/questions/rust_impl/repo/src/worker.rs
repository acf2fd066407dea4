use crate::job::{Describe, Job};

pub struct Worker;

impl Worker {
    pub fn new() -> Self {
        Worker
    }

    pub fn work(&self, job: Job) -> String {
        let again = crate::job::Job::new("again", super::Priority::Low);
        again.describe();
        job.describe()
    }
}
