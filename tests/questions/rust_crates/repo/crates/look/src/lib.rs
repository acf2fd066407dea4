pub struct Looker {}

impl Looker {
    pub fn new() -> Looker {
        Looker {}
    }

    pub fn look(&self, far: u8) {}
}
