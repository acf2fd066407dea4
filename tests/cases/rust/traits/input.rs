use std::fmt::{self, Display};
use std::ops::Add;

/// What can be drawn.
pub trait Draw: Display + Send {
    /// What it is drawn on.
    type Canvas;
    const LAYERS: usize = 1;

    fn draw(&self, canvas: &mut Self::Canvas);

    fn area(&self) -> f64 {
        Self::LAYERS as f64
    }
}

trait Hidden<T = u8> {
    fn secret(&self) -> T;
}

pub struct Millimeters(u32);

#[derive(Debug, PartialEq)]
pub struct Point<T> {
    x: T,
    y: T,
}

impl<T: Add<Output = T>> Add for Point<T> {
    type Output = Point<T>;

    fn add(self, other: Point<T>) -> Point<T> {
        Point { x: self.x + other.x, y: self.y + other.y }
    }
}

impl Add<Millimeters> for Millimeters {
    type Output = Millimeters;
    fn add(self, other: Millimeters) -> Millimeters {
        Millimeters(self.0 + other.0)
    }
}

impl fmt::Display for Point<i32> {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        write!(f, "({}, {})", self.x, self.y)
    }
}

impl<T> Point<T> {
    pub fn x(&self) -> &T {
        &self.x
    }
    fn hidden(&self) {}
}

impl Draw for &'static str {
    type Canvas = ();
    fn draw(&self, _: &mut ()) {}
}

impl<'a, T: ?Sized> Draw for Box<T>
where
    T: Draw + 'a,
{
    type Canvas = T::Canvas;
    fn draw(&self, canvas: &mut Self::Canvas) {
        (**self).draw(canvas);
    }
}

pub fn largest<T>(list: &[T], by: impl Fn(&T) -> u32) -> Option<&T>
where
    T: PartialOrd,
{
    let mut best = list.first()?;
    for item in list {
        if by(item) > by(best) {
            best = item;
        }
    }
    Some(best)
}

pub fn all(shapes: &[Box<dyn Draw<Canvas = Screen>>]) -> impl Iterator<Item = f64> + '_ {
    shapes.iter().map(|shape| shape.area()).map(f64::sqrt)
}

unsafe extern "C" {
    pub fn abs(input: i32) -> i32;
}
