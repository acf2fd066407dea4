//! Crate doc.
//!
//! More.

#![allow(dead_code)]

pub(crate) mod file;
pub mod inline {
    //! Inner doc.

    fn x() {}
    mod deeper {
        pub struct Deep;
    }
}

/// Doc of S.
///
/// More.
#[derive(Debug, Clone)]
#[repr(C)]
pub struct S<'a, T: Tr = u8>
where
    T: X,
{
    /// How many.
    pub a: Vec<T>,
    #[serde(skip)]
    b: &'a str,
}
struct Tup(pub i32, Foo);
pub(crate) struct Unit;
union U {
    a: i32,
}

/// Kinds.
pub enum E {
    /// The first.
    A,
    B(i32, Foo),
    C { x: i32 },
    D = 3,
}
type Al<T> = Vec<T>;
const K: usize = 3;
static mut ST: &str = "x";
const _: () = ();

pub trait Tr<T>: Base + other::Base2<T> {
    type Item: Cl;
    const N: usize;
    /// Does f.
    fn f(&self) -> T;
    fn g(self: Box<Self>) {
        self.f();
        Self::h()
    }
}

impl<'a, T> S<'a, T> {
    /// Makes one.
    pub const fn new(mut a: i32, (b, c): (i32, i32), Foo { d, e: ff }: Foo) -> Self {
        Self { a, b: 1, ..Default::default() }
    }
    const Q: i32 = 1;
}
impl Tr for &mut S<'_, u8> {
    type Item = i32;
    fn f(&self) {}
}
impl<T> other::Tr<T> for Box<dyn Tr> {}
impl Tr for [u8] {
    fn slice(&self) {}
}
impl Tr for (A, B) {
    fn tuple(&self) {}
}
impl Tr for dyn Foo + Send {
    fn bounded(&self) {}
}
unsafe impl !Send for m::Foo {}

/// Makes m.
#[macro_export]
macro_rules! mm {
    ($x:expr) => {
        foo($x)
    };
}

extern "C" {
    fn c_fn(x: i32, ...) -> i32;
    static X: i32;
}

pub async unsafe extern "C" fn main<'a, F>(z: <F as Tr>::Item) -> Result<(), E>
where
    F: Fn(i32) -> i32,
{
    let mut x: Foo = Foo::new(1)?;
    let Some(y) = opt else { return };
    let (a, mut b) = (1, 2);
    let z = &mut Foo { a: 1, b };
    let w = foo::<F>(1).await?.bar::<Q>();
    let v = vec![1, Foo::new(a.b(c))];
    let c = |a, &b, mut c: i32, Foo { d, .. }| a + b;
    if let Some(q) = x && let Ok(r) = y {}
    match e {
        E::A => 1,
        E::B(x, _) if x > 1 => 2,
        n @ 1..=3 => 3,
        CONST => 4,
        None => 5,
        Foo { ref f, g: [h, ..] } | &k => 7,
        other => 6,
    };
    for (i, x) in xs.iter().enumerate() {}
    while let Some(x) = it.next() {}
    self.x = 3;
    x.0.y();
    println!("{}", x.foo());
    mymod::mac!(a);
    <T as Tr>::f(x);
    Vec::<i32>::new();
    'l: loop {
        break 'l;
    }
    let f: fn(i32) -> i32 = K;
    let r = open(&ST)?;
    foo(K, &J, x as Foo);
    let u = Unit;
    return K;
}
