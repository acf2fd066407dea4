#[macro_export]
macro_rules! tltest {
    ($name:ident, $fun:expr) => {
        #[test]
        fn $name() {
            $fun(crate::util::setup());
        }
    };
}
