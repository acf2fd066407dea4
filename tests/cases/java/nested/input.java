public class Outer {
  private int count;

  class Inner {
    int twice() {
      return 2 * Outer.this.count;
    }
  }

  static class Nested extends Outer {
    class Deep {}
  }

  interface HelloWorld {
    void greet();
  }

  void sayHello() {
    class English implements HelloWorld {
      String name = "world";

      public void greet() {
        print("Hello " + name);
      }
    }
    HelloWorld english = new English();
    HelloWorld french =
        new HelloWorld() {
          private String name = "tout le monde";

          @Override
          public void greet() {
            print("Salut " + name, count);
          }
        };
    english.greet();
    Outer.Nested nested = new Outer.Nested();
    Nested.Deep deep = nested.new Deep();
    Outer.helper(deep).run();
  }

  static Runnable helper(Object any) {
    return null;
  }

  private enum Level {
    LOW(1) {
      @Override
      int weight() {
        return value;
      }
    },
    HIGH(10);

    private final int value;

    Level(int value) {
      this.value = value;
    }

    int weight() {
      return value * 2;
    }
  }
}
