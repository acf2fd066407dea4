pub struct Dir {}

impl Dir {
    pub fn create(&self) {}
}

pub fn setup() -> Dir {
    Dir {}
}
