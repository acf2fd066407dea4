impl<'a> Glob<'a> {
    pub fn new(glob: &str) -> Glob {
        let s = "abc
        Glob { glob }
    }

    #[inline]
    pub fn regex(&self) -> &str {
        if self.
    }

    fn prefix(&self) -> Option<String> {
        None
    }
}

mod tests {
    fn first() {
        let x = foo(1,
    }

    fn second() {}
}

pub fn last() {}
