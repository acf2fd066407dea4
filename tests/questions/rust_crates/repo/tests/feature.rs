use crate::util::Dir;

tltest!(f1, |dir: Dir| {
    dir.create();
});
tltest!(f2, |dir: Dir| {});
