mod deep;

pub enum Level {
    High,
}

pub fn parse() -> u8 {
    crate::flags::deep::depth()
}
