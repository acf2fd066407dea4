macro_rules! complain {
    ($($tt:tt)*) => { eprintln!($($tt)*) };
}
