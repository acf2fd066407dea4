/* A licence. */
package com.example.shop;

import java.util.List;

/**
 * Keeps carts.
 *
 * <p>More.
 */
@Entity(name = "x") @Table
public abstract class A<T extends Comparable<T>> extends b.Base<T> implements I, J<K> {
  /** How many. */
  @Inject public static final int MAX = 1, OTHER[] = {1};
  private Map<String, List<Foo>> m = new HashMap<>();
  final Runnable task = () -> { int here = 1; run(here, MAX); };

  static {
    int q = 1;
    register(q);
  }

  /** Makes one. */
  public A(int x) throws E {
    super(x);
    this.x = x;
  }

  A() {
    this(1);
  }

  /** Does f. */
  @Override
  protected <U> U f(final String... xs) throws IOException {
    var y = new Foo<>(1) { void g() { h(); } };
    Foo z = a.b().c, w;
    for (Foo f : foos) { f.run(); }
    for (int i = 0; i < n; i++) {}
    try (var r = open(); Res s = other()) {} catch (A | B e) { e.show(); }
    if (o instanceof Foo g && g.x) {}
    xs.forEach(e -> e.go());
    BiF k = (p, q) -> p;
    BiF k2 = (int p, String q) -> p;
    map(Foo::bar, Foo::new, this::x);
    switch (o) {
      case Circle c -> c.r();
      case Point(int px, var py) -> px;
      case RED -> 1;
      default -> 2;
    }
    int[] arr = new int[MAX];
    Foo.class.getName();
    super.f(1);
    outer.new Inner();
    class Local { int v; }
    synchronized (x) {}
    label: while (true) break label;
    this.<T>gen(1);
    count++;
    String text = count > MAX ? NAME : "none";
    new Builder().with(1).build();
    return (Foo) z;
  }

  abstract void g(int a);

  class Inner {}

  enum Color implements I {
    /** Warm. */
    RED(1) { void f() {} },
    GREEN;
    int v;
    Color(int v) { this.v = v; }
  }

  public record Point(int x, @N int... y) implements I {
    Point { check(x); }
    static int z;
  }

  @interface Ann {
    String value() default "x";
    int K = 1;
  }

  public sealed interface Shape extends X, Y<Z> permits Circle, Square {
    double area();
    default void d() {}
    int KK = 1, L = 2;
  }
}
