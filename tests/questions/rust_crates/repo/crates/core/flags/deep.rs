use crate::flags::Level::High;

pub fn depth() -> u8 {
    complain!("deep");
    let _ = High;
    1
}
