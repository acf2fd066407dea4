package com.example.geometry;

/** A rectangle. */
public record Rectangle(@Positive double length, double width) implements Shape, Comparable<Rectangle> {
  static final double GOLDEN = 1.618;

  /** Checks the sides. */
  public Rectangle {
    if (length <= 0) {
      throw new IllegalArgumentException(String.format("%f", length));
    }
  }

  public Rectangle(double side) {
    this(side, side);
  }

  public static Rectangle golden(double width) {
    return new Rectangle(GOLDEN * width, width);
  }

  @Override
  public double area() {
    return length * width();
  }
}

sealed interface Shape permits Rectangle, Circle {
  double area();
}

record Circle(double radius) implements Shape {
  public double area() {
    return Math.PI * radius * radius;
  }
}

record Pair<A, B>(A first, B second) {}
