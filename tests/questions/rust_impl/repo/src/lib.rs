//! A queue of jobs.

pub mod job;
mod worker;

pub use job::{Job, Priority};
use worker::Worker as Hand;

/// Jobs in order.
#[derive(Debug, Default)]
pub struct Queue<T> {
    items: Vec<T>,
}

impl<T> Queue<T> {
    /// The most that it takes.
    pub const MOST: usize = 100;

    /// Make an empty one.
    pub fn new() -> Self {
        Self { items: Vec::with_capacity(Self::MOST) }
    }

    pub fn push(&mut self, item: T) {
        self.items.push(item);
        self.check();
    }

    fn check(&self) {
        assert!(self.items.len() <= Self::MOST);
    }
}

impl<T> Iterator for Queue<T> {
    type Item = T;

    fn next(&mut self) -> Option<T> {
        self.items.pop()
    }
}

pub fn run(mut queue: Queue<Job>) {
    let hand = Hand::new();
    let extra = Job::new("extra", Priority::Low);
    queue.push(extra);
    while let Some(job) = queue.next() {
        hand.work(job);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_goes_in_comes_out() {
        let mut queue = Queue::new();
        queue.push(Job::new("a", Priority::High));
        run(queue);
    }
}
